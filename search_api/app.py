"""The HTTP face: the live index as a FastAPI application. Holds no search logic of its own."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from index.live import LiveIndex
from search_api.problems import answer_errors_as_problems
from search_api.routes import citations, documents, entities, health, matrix, passages, search
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
    for room in _ROOMS:
        app.include_router(room.router)
    return app


_ROOMS = (search, passages, citations, entities, matrix, documents, health)
_JSON = "application/json"


class _Service(FastAPI):
    """FastAPI, whose document knows no media type but its own for errors, and no null in an example.

    So the schema of errors is put in here, and the examples anew.
    """

    def openapi(self) -> dict[str, Any]:
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for route in (route for room in _ROOMS for route in room.router.routes if isinstance(route, APIRoute)):
            for method in route.methods or ():
                shown = document["paths"][route.path][method.lower()]["responses"]["200"]["content"]
                shown[_JSON]["example"] = route.responses[200]["content"][_JSON]["example"]
        return document
