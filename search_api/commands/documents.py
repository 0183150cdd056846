"""Commands about what curators decide of a report."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from search_api.commands.arguments import Data, new_console, settings_of, validated

if TYPE_CHECKING:
    from search_api.settings import Settings

documents = typer.Typer(
    name="documents", help="List the reports; say who may read one, withdraw it, or link its editions."
)

Document = Annotated[str, typer.Argument(help="The report's id, as `documents` lists it.")]


@documents.callback(invoke_without_command=True)
def list_documents(context: typer.Context, data: Data = None) -> None:
    """List the reports that are indexed, with what was decided of them."""
    if context.invoked_subcommand is None:
        _print_documents(settings_of(data))


@documents.command("label")
def label_document(
    id: Document,
    label: Annotated[str, typer.Argument(help="public: everyone reads it; else keys with this label.")],
    data: Data = None,
) -> None:
    """Say who may read a report."""
    _rule(data, id, label=label)


@documents.command("withdraw")
def withdraw_document(
    id: Document, reason: Annotated[str, typer.Argument(help="Why nobody is to find it.")], data: Data = None
) -> None:
    """Let nobody find a report any more, at once and in every kept generation."""
    _rule(data, id, withdrawn=reason)


@documents.command("restore")
def restore_document(id: Document, data: Data = None) -> None:
    """Let a withdrawn report be found again."""
    _rule(data, id, withdrawn="")


@documents.command("link")
def link_document(
    id: Document,
    other: Annotated[str, typer.Argument(help="A report that it is an edition or a translation of; empty: none.")],
    data: Data = None,
) -> None:
    """Say that a report is an edition, or another language, of another one; only the latest edition is searched."""
    _rule(data, id, edition_of=other)


def _rule(data: Path | None, id: str, **changes: str) -> None:
    from index.documents import has_document
    from search_api.ruling_schemas import RulingIn

    wish = validated(RulingIn, **changes)
    settings = settings_of(data)
    store = settings.store
    if not has_document(store.open(), id):
        raise typer.BadParameter(f"there is no report {id!r} in this index; see: sdgsearch documents")
    store.library.rule(id, **wish.changes)
    _print_documents(settings, only=id)


def _print_documents(settings: Settings, only: str = "") -> None:
    from search_api.documents_view import print_documents
    from search_api.opening import live_index

    print_documents(new_console(), live_index(settings), only)
