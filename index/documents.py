"""Reads what a generation knows of its reports, and of the files that could not be read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import msgspec

from index.generation import Generation
from index.names import bare
from ingest.document import PageState

Row = dict[str, Any]

_DOCUMENT = """id, source, format, division AS unit, title, publisher, year, language, url,
 characters, pages, pages_without_text, pages_recognised, grade, grade_reasons, remarks, passages"""
_PAGE = "number, label, width, height, characters, state, reason, certainty, grade, grade_reasons"
SILENT = (PageState.EMPTY, PageState.FAILED)
"""States of a page on which no text was found."""

_LISTS = ("grade_reasons", "remarks")


@dataclass(frozen=True, slots=True)
class ReportFilter:
    """Which reports: with all words of `q` in title, publisher or file name, of these languages, of these years."""

    q: str = ""
    languages: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None

    def has(self, row: Row) -> bool:
        """Whether a report is one of them."""
        named = bare(" ".join((row["title"], row["publisher"], row["source"])))
        return (
            all(word in named for word in bare(self.q).split())
            and (not self.languages or row["language"] in self.languages)
            and (self.year_from is None or (row["year"] is not None and row["year"] >= self.year_from))
            and (self.year_to is None or (row["year"] is not None and row["year"] <= self.year_to))
        )


EVERY = ReportFilter()


def documents(generation: Generation, wanted: ReportFilter = EVERY) -> list[Row]:
    """The reports that are wanted, in the order in which they were indexed."""
    rows = generation.database.execute(f"SELECT {_DOCUMENT} FROM documents ORDER BY position")
    return [row for row in map(_row, rows) if wanted.has(row)]


def document(generation: Generation, id: str) -> Row | None:
    """The report with this id, or None."""
    row = generation.database.execute(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", (id,)).fetchone()
    return None if row is None else _row(row)


def has_document(generation: Generation, id: str) -> bool:
    """Whether there is a report with this id."""
    return generation.database.execute("SELECT 1 FROM documents WHERE id = ?", (id,)).fetchone() is not None


def pages(generation: Generation, id: str) -> list[Row]:
    """The pages of a report, with what could be read on each."""
    rows = generation.database.execute(
        f"SELECT {_PAGE} FROM pages WHERE document = ? ORDER BY number",
        (id,),
    )
    return [_row(row) for row in rows]


def silent_pages(generation: Generation) -> dict[str, list[Row]]:
    """By report: the pages on which no text was found, with the reason where one is known."""
    found: dict[str, list[Row]] = {}
    rows = generation.database.execute(
        f"SELECT document, {_PAGE} FROM pages WHERE state IN (?, ?) ORDER BY document, number",
        SILENT,
    )
    for row in rows:
        found.setdefault(row["document"], []).append(_row(row))
    return found


def unread_files(generation: Generation) -> list[Row]:
    """The files that could not be read, with the reason, and the id that each would have as a report."""
    rows = generation.database.execute("SELECT source, reason, document FROM rejected ORDER BY source")
    return [dict(row) for row in rows]


def _row(row: sqlite3.Row) -> Row:
    return {key: msgspec.json.decode(value) if key in _LISTS else value for key, value in dict(row).items()}
