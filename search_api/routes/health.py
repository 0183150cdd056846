"""`/healthz` and `/readyz`."""

from http import HTTPStatus

from fastapi import APIRouter, Response

from index.errors import NoGeneration
from search_api.dependencies import Live
from search_api.schemas import Health

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Does the service run?")
def healthz() -> Health:
    """Always ok while the process answers."""
    return Health(status="ok")


@router.get("/readyz", summary="Can it answer?", responses={503: {"model": Health}})
def readyz(live: Live, response: Response) -> Health:
    """Ok when there is a generation to search."""
    try:
        return Health(status="ok", generation=live.searcher().generation.id)
    except NoGeneration:
        response.status_code = HTTPStatus.SERVICE_UNAVAILABLE
        return Health(status="not ready")
