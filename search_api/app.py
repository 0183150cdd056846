"""The HTTP face: the live index as a FastAPI application. Holds no search logic of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from importlib.metadata import version
from threading import Event
from typing import Any

from anyio.to_thread import run_sync
from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Route
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from index.live import LiveIndex
from search_api.access import READER
from search_api.build_settings import GateSettings
from search_api.documentation import add_documentation
from search_api.freshness import FRESH
from search_api.keys import Keys
from search_api.metrics import Metrics, of_index, of_jobs
from search_api.middleware.accepting import Accepting
from search_api.middleware.body_limits import BodyLimits
from search_api.middleware.caching import Caching
from search_api.middleware.heads import Heads
from search_api.middleware.identifying import Identifying
from search_api.middleware.noting import Noting
from search_api.middleware.plain_errors import PlainErrors
from search_api.middleware.rate_limits import Limiter, RateLimits, own_limiter
from search_api.middleware.request_ids import RequestIds
from search_api.middleware.security_headers import SecurityHeaders
from search_api.middleware.slow_clients import SlowClients
from search_api.middleware.unforeseen import Unforeseen
from search_api.page_pictures import PagePictures
from search_api.pages import PAGES
from search_api.pages.faults import fault
from search_api.parameters import CONDITION
from search_api.problems import answer_errors, common
from search_api.routes import (
    citations,
    documents,
    entities,
    files,
    generations,
    health,
    jobs,
    keys,
    matrix,
    metrics,
    passages,
    rulings,
    search,
    unread_files,
    uploads,
)
from search_api.schemas import Problem
from search_api.service_settings import ServiceSettings
from search_api.turns import TURN, Turns


def create_app(
    live: LiveIndex,
    settings: ServiceSettings | None = None,
    wake: Callable[[], None] = lambda: None,
    gate: GateSettings | None = None,
    limiter: Limiter | None = None,
) -> FastAPI:
    """The application over `live`; `wake` has the builder look for jobs at once, where one runs beside it.

    `gate` has the questions that a curator can ask, `limiter` counts requests where other processes answer some too.
    """
    settings = settings or ServiceSettings()
    app = _Service(
        title="sdgsearch",
        version=version("sdgsearch"),
        description="Cited-passage search over policy reports: which report, which page, which words.",
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        docs_url=None,
        redoc_url=None,
        lifespan=_closing_what_it_opened,
    )
    app.state.live = live
    app.state.settings = settings
    app.state.gate = gate or GateSettings()
    app.state.wake = wake
    app.state.stopping = Event()
    app.state.keys = Keys(live.store.keys)
    app.state.pictures = PagePictures(live.store.pictures, settings.pictures)
    app.state.metrics = _metrics(live)
    app.state.turns = Turns(settings.searches_at_once, settings.searches_waiting, app.state.metrics)
    add_documentation(app)
    answer_errors(app, [*_ROUTES, *(route for route in app.routes if isinstance(route, Route))], fault)
    for room in _OVER_THE_INDEX:
        app.include_router(room.router, dependencies=[READER, FRESH, TURN])
    for room in _WITH_THEIR_OWN_RULES:
        app.include_router(room.router)
    for page in PAGES:
        app.include_router(page.router)
    _put_in_the_way(app, settings, limiter or own_limiter())
    return app


@asynccontextmanager
async def _closing_what_it_opened(app: FastAPI) -> AsyncIterator[None]:
    yield
    await run_sync(app.state.pictures.close)


_OVER_THE_INDEX = (search, passages, citations, entities, matrix, documents)
_WITH_THEIR_OWN_RULES = (files, uploads, rulings, jobs, unread_files, generations, keys, health, metrics)
_ROUTES = [
    route
    for room in (*_OVER_THE_INDEX, *_WITH_THEIR_OWN_RULES)
    for route in room.router.routes
    if isinstance(route, APIRoute)
]
_CONDITION = "#/components/schemas/Condition"
_JSON = "application/json"


def _metrics(live: LiveIndex) -> Metrics:
    metrics = Metrics()
    metrics.watch(of_index(live))
    metrics.watch(of_jobs(live.store.jobs))
    return metrics


def _put_in_the_way(app: FastAPI, settings: ServiceSettings, limiter: Limiter) -> None:
    """What a request passes before the routes see it: the last that is added here is the first it meets."""
    app.add_middleware(Caching)
    app.add_middleware(Accepting)
    app.add_middleware(BodyLimits, settings=settings)
    app.add_middleware(RateLimits, settings=settings, limiter=limiter)
    app.add_middleware(Identifying, keys=app.state.keys, settings=settings)
    app.add_middleware(GZipMiddleware, compresslevel=5)
    app.add_middleware(SlowClients)
    app.add_middleware(Heads)
    if settings.origins:
        app.add_middleware(CORSMiddleware, allow_origins=settings.origins, **_CORS)
    app.add_middleware(PlainErrors)
    app.add_middleware(Unforeseen)
    app.add_middleware(SecurityHeaders)
    app.add_middleware(Noting, metrics=app.state.metrics, log_queries=settings.log_queries)
    app.add_middleware(RequestIds)
    if settings.proxies:
        app.add_middleware(ProxyHeadersMiddleware, trusted_hosts=list(settings.proxies))


_CORS: dict[str, Any] = {
    "allow_methods": ["GET", "POST", "PATCH", "DELETE"],
    "allow_headers": ["Authorization", "X-API-Key", "If-None-Match", "X-Request-Id"],
    "expose_headers": ["ETag", "X-Request-Id", "Retry-After", "RateLimit", "RateLimit-Policy"],
}


class _Service(FastAPI):
    """FastAPI, whose document knows no media type but its own for errors, and no null in an example.

    So the schema of errors is put in here, the examples anew, and what any request may be answered.
    """

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema:
            return self.openapi_schema
        document = super().openapi()
        schemas = document["components"]["schemas"]
        schemas |= {"Problem": Problem.model_json_schema(), "Condition": CONDITION}
        schemas["SearchBody"]["properties"]["filter"] |= {"anyOf": [{"$ref": _CONDITION}, {"type": "null"}]}
        for route in _ROUTES:
            for method in route.methods or ():
                _complete(document["paths"][route.path][method.lower()], method.lower(), route)
        return document


def _complete(operation: dict[str, Any], method: str, route: APIRoute) -> None:
    for status, given in route.responses.items():
        if example := given.get("content", {}).get(_JSON, {}).get("example"):
            operation["responses"][str(status)]["content"][_JSON]["example"] = example
    for answer in operation["responses"].values():
        for content in answer.get("content", {}).values():
            if event := content.pop("itemSchema", None):  # of OpenAPI 3.2; this is 3.1
                content["schema"] = {"description": "Server-sent events, each with a job as JSON."} | event
    operation["responses"] = common(method, route.path) | operation["responses"]
