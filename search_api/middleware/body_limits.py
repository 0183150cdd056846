"""A body that is too long is refused before it is read, or, where it does not say how long it is, as soon as it is."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.access import Caller, Role
from search_api.service_settings import ServiceSettings

UPLOADS = frozenset({("POST", "/v1/documents"), ("POST", "/reports")})
"""Where a curator may send a whole report."""


class BodyLimits:
    """Raises the status 413."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings) -> None:
        self._app = app
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and count what is read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        most, received = self._most(scope), 0
        announced = Headers(scope=scope).get("content-length", "0")

        async def counted() -> Message:
            nonlocal received
            if int(announced) > most:
                raise _too_long(most)
            message = await receive()
            received += len(message.get("body", b""))
            if received > most:
                raise _too_long(most)
            return message

        await self._app(scope, counted, send)

    def _most(self, scope: Scope) -> int:
        who = scope["state"]["caller"]
        uploads = isinstance(who, Caller) and who.role.includes(Role.CURATOR)
        if uploads and (scope["method"], scope["path"]) in UPLOADS:
            return self._settings.upload_bytes
        return self._settings.body_bytes


def _too_long(most: int) -> HTTPException:
    sentence = f"The body is longer than {most:,} bytes, which is the most that is read here."
    return HTTPException(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence, {"Connection": "close"})
