"""An answer in a form that the client says it can't take is not sent: the status 406 says which form there is."""

from __future__ import annotations

from http import HTTPStatus

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.problems import problem


class Accepting:
    """Compares `Accept` with what a route answers (RFC 9110, 12.5.1). A problem is sent to everyone."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and look at the answer before it goes out."""
        accept = ", ".join(Headers(scope=scope).getlist("accept")) if scope["type"] == "http" else ""
        if not accept:
            await self._app(scope, receive, send)
            return
        refused = False

        async def if_acceptable(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start" and message["status"] < HTTPStatus.MULTIPLE_CHOICES:
                form = Headers(raw=message["headers"]).get("content-type", "").partition(";")[0]
                if form and not _takes(accept, form):
                    refused = True
                    sentence = f"There is only {form} here, and Accept does not have it."
                    await problem(Request(scope), HTTPStatus.NOT_ACCEPTABLE, sentence)(scope, receive, send)
            if not refused:
                await send(message)

        await self._app(scope, receive, if_acceptable)


def _takes(accept: str, form: str) -> bool:
    """Whether the most precise range of `accept` that holds `form` has a weight above 0."""
    weights = {name.strip().lower(): _weight(options) for name, _, options in map(_parted, accept.split(","))}
    for name in (form, f"{form.partition('/')[0]}/*", "*/*"):
        if name in weights:
            return weights[name] > 0
    return not any("/" in name for name in weights)


def _parted(item: str) -> tuple[str, str, str]:
    return item.partition(";")


def _weight(options: str) -> float:
    for option in options.split(";"):
        name, _, value = option.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 1.0
    return 1.0
