"""`sdgsearch serve`: the application on a port of this machine, in this process."""

from __future__ import annotations

import sys
from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

from corpus.errors import SdgSearchError
from index.live import LiveIndex
from index.store import Store
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
    check_guarded(live.store, settings)
    begin_log(settings)
    server_of(create_app(live, settings, wake, gate), settings, port).run()


def check_guarded(store: Store, settings: ServiceSettings) -> None:
    """Raises `Unguarded` where other machines could reach a service that no key guards."""
    if not settings.is_local and not Keys(store.keys).exist():
        raise Unguarded(
            f"Other machines could reach {settings.host}, and there is no key yet. Make one first:"
            f' sdgsearch keys add "my name" --role admin --data {store.folder}'
        )


def begin_log(settings: ServiceSettings) -> None:
    """Log in the form that is set."""
    set_up_logs(as_json=settings.log_format == "json" or (settings.log_format == "auto" and not sys.stderr.isatty()))


def server_of(app: FastAPI, settings: ServiceSettings, port: int) -> uvicorn.Server:
    """A server of `app`; port 0 is any that is free."""
    return uvicorn.Server(configured(app, settings, port))


def configured(app: FastAPI | Callable[[], FastAPI], settings: ServiceSettings, port: int) -> uvicorn.Config:
    """How uvicorn serves an application, or what makes it; its own access log would show the text of questions."""
    return uvicorn.Config(
        app,
        factory=not isinstance(app, FastAPI),
        host=settings.host,
        port=port,
        workers=settings.workers,
        timeout_worker_healthcheck=_HANGS,
        http=PatientProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=settings.stop_seconds,
    )


_HANGS = 60
"""Seconds after which a process that does not answer its parent is replaced."""
