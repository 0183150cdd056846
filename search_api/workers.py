"""`sdgsearch serve --workers N`: processes that answer on one port, and their parent, which builds beside them.

Each process follows the switches of the data folder by itself. uvicorn starts, watches and ends them, and replaces one
that died. Metrics are counted in files that all of them write (see `search_api.metrics`), requests against a limit by
the parent.
"""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from multiprocessing import parent_process
from multiprocessing.managers import BaseManager
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from fastapi import FastAPI
from uvicorn.supervisors import Multiprocess

from index.engines import is_for_one_process
from index.errors import EngineError
from index.store import Store
from search_api.app import create_app
from search_api.background import building
from search_api.metrics import FOLDER
from search_api.middleware.rate_limits import Limiter, own_limiter
from search_api.opening import live_index
from search_api.serving import begin_log, check_guarded, configured
from search_api.settings import Settings
from search_api.settling import settle


def serve_in_processes(port: int, settings: Settings) -> None:
    """Serve until told to stop; what is being answered then is answered. Raises `Unguarded`, or `EngineError`."""
    service = settings.service
    check_guarded(settings.store, service)
    _check_shared(settings.store)
    begin_log(service)
    with TemporaryDirectory(prefix="sdgsearch-") as folder, building(settings):
        os.environ[FOLDER] = folder
        shared = _Shared().get_server()
        Thread(target=shared.serve_forever, daemon=True).start()
        config = configured(_Application(_with_its_share(settings), shared.address), service, port)
        Multiprocess(config, [sends_at_once(config.bind_socket())]).run()


def _check_shared(store: Store) -> None:
    live = store.current()  # by its manifest alone: a generation that is opened is not pruned before it is given up
    if any(one.id == live and is_for_one_process(one) for one in store.manifests()):
        raise EngineError(
            "Milvus Lite searches the live index in its folder, which one process at a time can open. Serve with one"
            " worker; or run milvus-lite server and index again with its address (--uri)."
        )


def sends_at_once(listening: socket.socket) -> socket.socket:
    """Its connections send what is written at once, as asyncio has it only for sockets that name their protocol.

    Else the body of an answer waits up to 40 ms until the client has acknowledged the head (Nagle's algorithm).
    """
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class _Shared(BaseManager):
    """What the parent keeps for all processes."""

    limiter: Callable[[], Limiter]


_Shared.register("limiter", callable=cache(own_limiter), exposed=("hit", "get_window_stats"))


@dataclass(frozen=True)
class _Application:
    """Makes the application in the process that serves it."""

    settings: Settings
    shared: Any
    """The address of what the parent keeps."""

    def __call__(self) -> FastAPI:
        begin_log(self.settings.service)
        Thread(target=_end_with_the_parent, daemon=True).start()
        shared = _Shared(self.shared)
        shared.connect()
        live = live_index(self.settings)
        app = create_app(live, self.settings.service, gate=self.settings.gate, limiter=shared.limiter())
        inner = app.router.lifespan_context

        @asynccontextmanager
        async def following(app: FastAPI) -> AsyncIterator[None]:
            with live.following(settle):
                async with inner(app):
                    yield

        app.router.lifespan_context = following
        return app


def _with_its_share(settings: Settings) -> Settings:
    """The settings of each process: its part of the cores, unless threads are set."""
    cores = len(os.sched_getaffinity(0))
    threads = settings.limits.threads or max(1, cores // settings.service.workers)
    return settings.model_copy(update={"limits": settings.limits.model_copy(update={"threads": threads})})


def _end_with_the_parent() -> None:
    """Without its parent nobody would build, nor end this process."""
    parent = parent_process()
    assert parent
    parent.join()
    os.kill(os.getpid(), signal.SIGTERM)
