"""What nobody foresaw: the log has all of it under the request's id, the client only the id."""

from __future__ import annotations

from http import HTTPStatus

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.logs import log
from search_api.problems import problem

_SENTENCE = "Something went wrong inside the service; its log says what, under the request id. Nothing was changed."


class Unforeseen:
    """Answers with the status 500 where no answer has begun; else the connection is cut, as it must be."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and catch what is raised."""
        begun = False

        async def noticing(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self._app(scope, receive, noticing)
        except Exception:
            if scope["type"] != "http" or begun:
                raise
            log().exception("unforeseen", request_id=scope["state"]["request_id"])
            answer = problem(Request(scope), HTTPStatus.INTERNAL_SERVER_ERROR, _SENTENCE)
            await answer(scope, receive, send)
