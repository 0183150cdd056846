"""Counts and logs each request: its route, status and time, and whose key it came with; never what was asked for."""

from __future__ import annotations

import time
from urllib.parse import parse_qs

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.logs import log
from search_api.metrics import Metrics

_NO_ROUTE = "none"


class Noting:
    """`log_queries` adds the words of the question in the address, for those who have the right to see them."""

    def __init__(self, app: ASGIApp, metrics: Metrics, log_queries: bool) -> None:
        self._app = app
        self._metrics = metrics
        self._log_queries = log_queries

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and note what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status, size = time.perf_counter(), 0, 0

        async def noticing(message: Message) -> None:
            nonlocal status, size
            status = int(message.get("status", status))
            size += len(message.get("body", b""))
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        finally:
            self._note(scope, status, size, time.perf_counter() - started)

    def _note(self, scope: Scope, status: int, size: int, seconds: float) -> None:
        route = getattr(scope.get("route"), "path", _NO_ROUTE)
        caller = scope["state"].get("caller")
        asked = parse_qs(scope["query_string"].decode("latin-1")).get("q") if self._log_queries else None
        self._metrics.answered(_method(scope), route, status, seconds)
        log().info(
            "request",
            request_id=scope["state"]["request_id"],
            method=_method(scope),
            route=route,
            status=status,
            ms=round(seconds * 1000, 1),
            bytes=size,
            key=getattr(caller, "name", None),
            **({"query": asked[0]} if asked else {}),
        )


_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


def _method(scope: Scope) -> str:
    """A client may invent methods; each would be a series of its own."""
    return scope["method"] if scope["method"] in _METHODS else "other"
