"""The service without a network: its application in this process, for a client on the same machine."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from functools import cached_property

import httpx
from anyio.from_thread import start_blocking_portal
from starlette.types import ASGIApp


class InProcess(httpx.BaseTransport):
    """Hands the requests of an `httpx.Client` to an application; its event loop runs in a thread of its own."""

    def __init__(self, make: Callable[[], ASGIApp]) -> None:
        """The application is made with the first request: making it takes as long as many answers."""
        self._make = make
        self._open = ExitStack()
        self._portal = self._open.enter_context(start_blocking_portal())

    @cached_property
    def _transport(self) -> httpx.ASGITransport:
        return httpx.ASGITransport(self._make(), client=("127.0.0.1", 0))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """The application's answer."""
        return self._portal.call(self._answer, request)

    def close(self) -> None:
        """End the event loop."""
        self._open.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        answer = await self._transport.handle_async_request(request)
        content = b"".join([chunk async for chunk in answer.aiter_raw()])
        return httpx.Response(answer.status_code, headers=answer.headers, content=content)
