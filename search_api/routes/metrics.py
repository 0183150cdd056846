"""`/metrics`."""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from search_api.access import caller_of

router = APIRouter(tags=["health"])

_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/plain": {"example": "sdgsearch_searches_running 0.0\n"}}}
}


@router.get("/metrics", summary="What Prometheus reads", responses=_RESPONSES, response_class=Response)
def read_metrics(request: Request) -> Response:
    """Requests, stages of searches, who waits, and what the live generation holds."""
    if not request.app.state.settings.open_metrics:
        caller_of(request)
    return Response(request.app.state.metrics.text(), media_type=CONTENT_TYPE_LATEST)
