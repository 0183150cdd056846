"""What commands share: arguments, and the settings, the client and the console that are made of them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

import typer
from rich.console import Console

from search_api.errors import in_words

if TYPE_CHECKING:
    from pydantic import BaseModel

    from search_api.client import Client
    from search_api.settings import Settings

Validated = TypeVar("Validated", bound="BaseModel")

Data = Annotated[
    Path | None,
    typer.Option("--data", file_okay=False, help="Folder of caches and generations; by default SDGSEARCH_DATA."),
]

Model = Annotated[
    str | None,
    typer.Option(help="Name or folder of an embedding model; by default SDGSEARCH_MODEL, or the one that comes along."),
]

_REMOTE: dict[str, Any] = {"rich_help_panel": "A remote service", "show_envvar": False}

Server = Annotated[
    str | None,
    typer.Option(
        envvar="SDGSEARCH_SERVER", help="Ask the service at this address instead of a data folder.", **_REMOTE
    ),
]

KeyFile = Annotated[
    Path | None,
    typer.Option(
        exists=True, dir_okay=False, help="A file with the API key for it; else SDGSEARCH_KEY has it.", **_REMOTE
    ),
]


def settings_of(data: Path | None = None, model: str | None = None, **more: object) -> Settings:
    """Those of environment and file, but for what is given here."""
    from search_api.settings import Settings

    given = {"data": data, "model": model, **more}
    return validated(Settings, **{name: value for name, value in given.items() if value is not None})


def validated(model: type[Validated], /, **values: Any) -> Validated:
    """A `model` of these values; what is wrong with one is told as wrong usage."""
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    try:
        return model(**values)
    except ValidationError as error:
        raise typer.BadParameter(f"{in_words(error.errors())}.") from error
    except SettingsError as error:
        raise typer.BadParameter(f"{error}.") from error


def client_of(server: str, key_file: Path | None) -> Client:
    """A client of a service. The key never stands on the command line, which others on the machine can read."""
    from search_api.client import Client

    return Client(server, key=key_in(key_file))


def key_in(file: Path | None) -> str | None:
    """The key for a service: in a file, or in the environment."""
    return file.read_text(encoding="utf-8").strip() if file else os.environ.get("SDGSEARCH_KEY")


def new_console() -> Console:
    """The terminal; what is written into a file or a pipe keeps its lines whole."""
    return Console(soft_wrap=not sys.stdout.isatty(), highlight=False)
