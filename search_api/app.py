"""The HTTP face: the live index as a FastAPI application. Holds no search logic of its own."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI

from index.live import LiveIndex
from search_api.problems import answer_errors_as_problems
from search_api.routes import documents, entities, health, passages, search
from search_api.schemas import Problem


def create_app(live: LiveIndex) -> FastAPI:
    """The application over `live`."""
    app = _Service(
        title="sdgsearch",
        version=version("sdgsearch"),
        description="Cited-passage search over policy reports: which report, which page, which words.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.live = live
    answer_errors_as_problems(app)
    for room in (search, passages, entities, documents, health):
        app.include_router(room.router)
    return app


class _Service(FastAPI):
    """FastAPI, whose document knows no media type but its own for errors: so their schema is put in here."""

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return document
