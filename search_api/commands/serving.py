"""Commands that answer others: over HTTP, or as tools of a language model."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search_api.commands.arguments import Data, KeyFile, Model, Server, client_of, key_in, settings_of

if TYPE_CHECKING:
    from fastapi import FastAPI

    from search_api.client import Client
    from search_api.settings import Settings


def serve(
    data: Data = None,
    model: Model = None,
    host: Annotated[str | None, typer.Option(help="Address to listen on; beyond 127.0.0.1 it takes a key.")] = None,
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on.")] = 8000,
    workers: Annotated[int | None, typer.Option(min=1, help="Processes that answer, 1 unless set otherwise.")] = None,
) -> None:
    """Serve the HTTP API; see /docs there.

    It does the jobs that are asked for, one at a time; a new index is used as soon as it is good, without a restart.
    """
    from search_api.background import working
    from search_api.opening import live_index
    from search_api.serving import serve_on
    from search_api.workers import serve_in_processes

    settings = settings_of(data, model)
    given = {"host": host, "workers": workers}
    service = settings.service.model_copy(update={name: value for name, value in given.items() if value})
    if service.workers > 1:
        serve_in_processes(port, settings.model_copy(update={"service": service}))
        return
    live = live_index(settings)
    with working(settings, live) as wake:
        serve_on(port, live, service, wake, settings.gate)


def mcp(
    data: Data = None,
    model: Model = None,
    http: Annotated[
        int | None,
        typer.Option(metavar="PORT", min=1, max=65535, help="Listen on this port of this machine, at /mcp, instead."),
    ] = None,
    server: Server = None,
    key_file: KeyFile = None,
) -> None:
    """Let a language model search and quote: the Model Context Protocol, over standard input and output.

    Of a data folder, or of a remote service. docs/assistants.md says how a program is told of it.
    """
    from search_api.mcp import mcp_server

    with client_of(server, key_file) if server else _local_client(settings_of(data, model), key_file) as client:
        if http:
            mcp_server(client).run("streamable-http", host="127.0.0.1", port=http)
        else:
            mcp_server(client).run("stdio")


def _local_client(settings: Settings, key_file: Path | None) -> Client:
    """A client of the data folder, without a network between them."""
    from search_api.client import Client
    from search_api.in_process import InProcess

    settings.store.open()  # so that it is told at once where nothing is indexed
    return Client("http://127.0.0.1", key=key_in(key_file), transport=InProcess(lambda: _app(settings)))


def _app(settings: Settings) -> FastAPI:
    from search_api.app import create_app
    from search_api.opening import live_index

    return create_app(live_index(settings), settings.service)
