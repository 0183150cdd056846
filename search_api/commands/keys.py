"""Commands about the keys of the HTTP service."""

from __future__ import annotations

from typing import Annotated

import typer

from search_api.commands.arguments import Data, new_console, settings_of

keys = typer.Typer(name="keys", help="Make, list and revoke the keys of the HTTP service.", no_args_is_help=True)


@keys.command("add")
def add_key(
    name: Annotated[str, typer.Argument(help="Who it is for, as lists and logs name it.")],
    role: Annotated[str, typer.Option(help="reader: search and read; curator: also uploads and jobs; admin: all.")] = (
        "reader"
    ),
    label: Annotated[
        list[str], typer.Option(help='Documents it may read beside those labelled "public"; * for all; repeatable.')
    ] = [],  # noqa: B006
    days: Annotated[int | None, typer.Option(min=1, max=36500, help="Expires after so many days; else never.")] = None,
    data: Data = None,
) -> None:
    """Make a key and print it. It is shown this once: only its hash is kept."""
    from datetime import UTC, datetime, timedelta

    from search_api.access import Role
    from search_api.keys import Keys

    if role not in list(Role):
        raise typer.BadParameter(f"--role {role}: write {', '.join(Role)}.")
    expires = datetime.now(UTC) + timedelta(days=days) if days else None
    _, words = Keys(settings_of(data).store.keys).add(name, Role(role), label, expires)
    print(words)


@keys.command("list")
def list_keys(data: Data = None) -> None:
    """List every key that was ever made, the newest first."""
    from search_api.keys import Keys
    from search_api.keys_view import print_keys

    print_keys(new_console(), Keys(settings_of(data).store.keys).all())


@keys.command("revoke")
def revoke_key(id: Annotated[str, typer.Argument(help="As `keys list` shows it.")], data: Data = None) -> None:
    """Make a key open nothing from now on."""
    from search_api.keys import Keys
    from search_api.keys_view import print_keys

    print_keys(new_console(), [Keys(settings_of(data).store.keys).revoke(id)])
