"""Each request has an id, the client's own where it sends a sound one: in the answer, in problems and in the log."""

from __future__ import annotations

import re
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Request-Id"
_SOUND = re.compile(r"[A-Za-z0-9._~+/=:-]{1,128}")


class RequestIds:
    """Puts the id into the request's state and into the answer's header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Give the request its id, and pass on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = Headers(scope=scope).get(HEADER, "")
        id = given if _SOUND.fullmatch(given) else uuid4().hex
        scope.setdefault("state", {})["request_id"] = id

        async def with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = id
            await send(message)

        await self._app(scope, receive, with_id)
