"""Reports on the terminal, with what was decided of them."""

from __future__ import annotations

from rich.console import Console

from index.documents import Row, documents
from index.editions import Edition
from index.labels import PUBLIC
from index.library import UNRULED, Ruling
from index.live import LiveIndex
from search_api.terminal import print_rows

_HEADINGS = ("id", "year", "language", "passages", "", "title")


def print_documents(console: Console, live: LiveIndex, only: str = "") -> None:
    """A row for each report of the live generation, or for the one with this id."""
    generation, rulings = live.whole(), live.store.library.rulings()
    editions = live.editions(generation)
    rows = [row for row in documents(generation) if row["id"] == (only or row["id"])]
    print_rows(console, _HEADINGS, [_cells(row, rulings.get(row["id"], UNRULED), editions[row["id"]]) for row in rows])


def _cells(row: Row, ruling: Ruling, edition: Edition) -> tuple[str, ...]:
    year = "" if row["year"] is None else str(row["year"])
    decided = ", ".join(filter(None, _decided(row["id"], ruling, edition)))
    return row["id"], year, row["language"], str(row["passages"]), decided, row["title"]


def _decided(id: str, ruling: Ruling, edition: Edition) -> tuple[str, ...]:
    return (
        f"withdrawn: {ruling.withdrawn}" if ruling.withdrawn else "",
        "" if ruling.label == PUBLIC else f"label {ruling.label}",
        "" if edition.report == id else f"edition of {edition.report}",
        "" if edition.latest else "not the latest",
    )
