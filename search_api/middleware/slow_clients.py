"""Clients that send or read too slowly are let go, so that they can't hold the service (the "slow POST" attack)."""

from __future__ import annotations

import asyncio
import time
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATIENCE_S = 20.0
LEAST_RATE = 500
"""Bytes a second once the patience is used up; both as Apache's mod_reqtimeout has them."""


class SlowClients:
    """Raises the status 408 while the body is read; cuts the connection where the answer is not taken."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE_S) -> None:
        self._app = app
        self._patience = patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with a clock at either side."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, received, complete = time.monotonic(), 0, False

        async def in_time() -> Message:
            nonlocal received, complete
            if complete:  # what is waited for now is that the client hangs up
                return await receive()
            left = self._patience + received / LEAST_RATE - (time.monotonic() - started)
            try:
                message = await asyncio.wait_for(receive(), max(left, 0.001))
            except TimeoutError:
                raise HTTPException(HTTPStatus.REQUEST_TIMEOUT, _SENTENCE, {"Connection": "close"}) from None
            received += len(message.get("body", b""))
            complete = not message.get("more_body", False)
            return message

        async def taken(message: Message) -> None:
            await asyncio.wait_for(send(message), self._patience + len(message.get("body", b"")) / LEAST_RATE)

        await self._app(scope, in_time, taken)


_SENTENCE = "The body came too slowly. Send it again over a better connection."
