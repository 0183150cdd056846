"""So many searches at once, so many waiting; one whose client has gone gives its turn to the next."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from fastapi import Depends, Request
from starlette.types import Receive

from index.stages import Cancelled, Watch, watched_by
from search_api.errors import Busy
from search_api.metrics import Metrics


@dataclass
class Turns:
    """The turns of one process of a service."""

    at_once: int
    waiting: int
    metrics: Metrics
    waiting_now: int = 0
    _free: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self._free = asyncio.Semaphore(self.at_once)

    @asynccontextmanager
    async def turn(self, gone: asyncio.Task[None]) -> AsyncIterator[None]:
        """Wait for a turn and have it. Raises `Busy` where too many wait, `Cancelled` when the client is `gone`."""
        if self._free.locked() and self.waiting_now >= self.waiting:
            raise Busy(f"{self.at_once} searches are running and {self.waiting_now} waiting. Ask again in a moment.")
        await self._come_up(gone)
        try:
            with self.metrics.running.track_inprogress():
                yield
        finally:
            self._free.release()

    async def _come_up(self, gone: asyncio.Task[None]) -> None:
        if not self._free.locked():
            await self._free.acquire()
            return
        turn = asyncio.create_task(self._free.acquire())
        self.waiting_now += 1
        try:
            with self.metrics.waiting.track_inprogress():
                await asyncio.wait({turn, gone}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.waiting_now -= 1
            if not turn.done():
                turn.cancel()
        if gone.done():
            if turn.done() and not turn.cancelled():
                self._free.release()
            raise Cancelled("Whoever asked has gone.")


async def _turn(request: Request) -> AsyncIterator[None]:
    turns: Turns = request.app.state.turns
    metrics: Metrics = request.app.state.metrics
    left = threading.Event()
    gone = asyncio.create_task(_gone(request.receive, left))
    watched_by(Watch(given_up=left.is_set, took=metrics.stage_took))
    try:
        async with turns.turn(gone):
            yield
    except sqlite3.OperationalError as error:
        if not left.is_set():
            raise
        raise Cancelled("Whoever asked has gone.") from error
    finally:
        gone.cancel()


async def _gone(receive: Receive, left: threading.Event) -> None:
    """Ends when the client hangs up. The body has been read by now, so nothing else can come."""
    while (await receive())["type"] != "http.disconnect":
        pass
    left.set()


TURN = Depends(_turn, scope="function")
"""For routes that search: they wait for their turn, and end soon after their client has gone."""
