"""The HTTP face: the live index as a FastAPI application. Holds no search logic of its own."""

from __future__ import annotations

from importlib.metadata import version

from fastapi import FastAPI

from index.live import LiveIndex
from search_api.problems import MEDIA_TYPE, answer_errors_as_problems
from search_api.routes import documents, entities, health, passages, search
from search_api.schemas import Problem

_PROBLEMS: dict[int | str, dict[str, object]] = {
    status: {"model": Problem, "content": {MEDIA_TYPE: {}}, "description": words}
    for status, words in (
        (404, "There is nothing at this address."),
        (409, "The model that is set is not the index's."),
        (422, "The request can't be answered as asked."),
        (503, "There is nothing to search yet."),
    )
}


def create_app(live: LiveIndex) -> FastAPI:
    """The application over `live`."""
    app = FastAPI(
        title="sdgsearch",
        version=version("sdgsearch"),
        description="Cited-passage search over policy reports: which report, which page, which words.",
        responses=_PROBLEMS,
    )
    app.state.live = live
    answer_errors_as_problems(app)
    for room in (search, passages, entities, documents, health):
        app.include_router(room.router)
    return app
