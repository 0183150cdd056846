"""What may be kept of an answer, and by whom: only with a question back each time, and never among strangers."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.freshness import Tag, headers_of


class Caching:
    """Sends the tag that the route has put into the request's state with its answer, if the tag is still true."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and say in the answer what may be kept of it."""
        if scope["type"] != "http" or not scope["path"].startswith("/v1/"):
            await self._app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                tag: Tag | None = scope["state"].get("tag")
                kept = message["status"] in _KEPT and tag is not None and tag.is_true()
                of_its_own = _ASKED_EACH_TIME if "ETag" in headers else _NOT_KEPT
                headers.update(headers_of(tag) if kept and tag else of_its_own)
            await send(message)

        await self._app(scope, receive, with_headers)


_KEPT = (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED)
_ASKED_EACH_TIME = {"Cache-Control": "private, no-cache", "Vary": "Authorization, Cookie, X-API-Key"}
_NOT_KEPT = {"Cache-Control": "no-store"}
