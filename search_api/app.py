"""The HTTP face: the live index as a FastAPI application. Holds no search logic of its own."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from index.live import LiveIndex
from search_api.access import READER
from search_api.keys import Keys
from search_api.middleware.identifying import Identifying
from search_api.problems import answer_errors_as_problems, common
from search_api.routes import citations, documents, entities, health, keys, matrix, passages, search
from search_api.schemas import Problem
from search_api.service_settings import ServiceSettings


def create_app(live: LiveIndex, settings: ServiceSettings | None = None) -> FastAPI:
    """The application over `live`."""
    settings = settings or ServiceSettings()
    app = _Service(
        title="sdgsearch",
        version=version("sdgsearch"),
        description="Cited-passage search over policy reports: which report, which page, which words.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
    )
    app.state.live = live
    app.state.keys = Keys(live.store.keys)
    answer_errors_as_problems(app)
    for room in _FOR_READERS:
        app.include_router(room.router, dependencies=[READER])
    for room in _WITH_THEIR_OWN_RULES:
        app.include_router(room.router)
    app.add_middleware(Identifying, keys=app.state.keys, settings=settings)
    return app


_FOR_READERS = (search, passages, citations, entities, matrix, documents)
_WITH_THEIR_OWN_RULES = (keys, health)
_JSON = "application/json"


class _Service(FastAPI):
    """FastAPI, whose document knows no media type but its own for errors, and no null in an example.

    So the schema of errors is put in here, the examples anew, and what any request may be answered.
    """

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema:
            return self.openapi_schema
        document = super().openapi()
        document["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        for room in (*_FOR_READERS, *_WITH_THEIR_OWN_RULES):
            for route in (route for route in room.router.routes if isinstance(route, APIRoute)):
                for method in route.methods or ():
                    _complete(document["paths"][route.path][method.lower()], route)
        return document


def _complete(operation: dict[str, Any], route: APIRoute) -> None:
    for status, given in route.responses.items():
        if example := given.get("content", {}).get(_JSON, {}).get("example"):
            operation["responses"][str(status)]["content"][_JSON]["example"] = example
    operation["responses"] = common(route.path) | operation["responses"]
