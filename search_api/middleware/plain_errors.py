"""Errors that Starlette says in plain text (a bad `Range`, a site that CORS refuses) become problems as all are."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.problems import problem

_SENTENCES = {
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: "The file has no such bytes; Content-Range says how many it has."
}
"""For what Starlette has no words for."""
_OF_THE_BODY = ("content-type", "content-length")


class PlainErrors:
    """Keeps the status, the headers and the words."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and rewrite an error in plain text before it goes out."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun: Message | None = None
        words = b""

        async def rewritten(message: Message) -> None:
            nonlocal begun, words
            if _is_plain_error(message):
                begun = message
            elif begun is None:
                await send(message)
            else:
                words += message.get("body", b"")
                if not message.get("more_body", False):
                    await _as_problem(scope, begun, words.decode())(scope, receive, send)

        await self._app(scope, receive, rewritten)


def _is_plain_error(message: Message) -> bool:
    if message["type"] != "http.response.start" or message["status"] < HTTPStatus.BAD_REQUEST:
        return False
    return MutableHeaders(scope=message).get("content-type", "").startswith("text/plain")


def _as_problem(scope: Scope, begun: Message, words: str) -> ASGIApp:
    status = HTTPStatus(begun["status"])
    kept = {name: value for name, value in MutableHeaders(scope=begun).items() if name not in _OF_THE_BODY}
    return problem(Request(scope), status, words or _SENTENCES.get(status, status.phrase), kept)
