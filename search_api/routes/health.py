"""`/healthz` and `/readyz`."""

from http import HTTPStatus

from fastapi import APIRouter

from search_api import examples
from search_api.dependencies import Live
from search_api.problems import described
from search_api.schemas import Health, Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz", summary="Does the service run?", responses=examples.answer(examples.ALIVE))
def healthz() -> Health:
    """Always ok while the process answers."""
    return Health(status="ok")


@router.get(
    "/readyz",
    summary="Can it answer?",
    responses=examples.answer(examples.READY) | described(HTTPStatus.CONFLICT, HTTPStatus.SERVICE_UNAVAILABLE),
)
def readyz(live: Live) -> Readiness:
    """Ok when there is a generation to search, and the model that questions need is loaded."""
    return Readiness(status="ok", generation=live.ready())
