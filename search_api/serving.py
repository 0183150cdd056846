"""`sdgsearch serve`: the application on a port of this machine."""

from __future__ import annotations

import socket
import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from corpus.errors import SdgSearchError
from index.live import LiveIndex
from search_api.app import create_app
from search_api.build_settings import GateSettings
from search_api.keys import Keys
from search_api.logs import set_up_logs
from search_api.patient_protocol import PatientProtocol
from search_api.service_settings import ServiceSettings


class Unguarded(SdgSearchError):
    """The service would be open to other machines without a key; the message says which command makes one."""


def serve_on(
    port: int,
    live: LiveIndex,
    settings: ServiceSettings,
    wake: Callable[[], None],
    gate: GateSettings | None = None,
) -> None:
    """Serve until told to stop; what is being answered then is answered. `wake` has the builder look for jobs at once.

    Raises `Unguarded`.
    """
    if not settings.is_local and not Keys(live.store.keys).exist():
        raise Unguarded(
            f"Other machines could reach {settings.host}, and there is no key yet. Make one first:"
            f' sdgsearch keys add "my name" --role admin --data {live.store.folder}'
        )
    set_up_logs(as_json=settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty()))
    server_of(create_app(live, settings, wake, gate), settings, port).run()


def server_of(app: FastAPI, settings: ServiceSettings, port: int) -> uvicorn.Server:
    """A server of `app`; port 0 is any that is free. uvicorn's own access log would show the text of questions."""
    config = uvicorn.Config(
        app,
        host=settings.host,
        port=port,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )
    return _Server(config, app)


class _Server(uvicorn.Server):
    """Tells the application when it stops: answers that last as long as there is news end then."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._app.state.stopping.set()
        await super().shutdown(sockets)
