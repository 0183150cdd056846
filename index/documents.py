"""Reads what a generation knows of its reports, and of the files that could not be read."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Any

import msgspec

from index.generation import Generation
from index.names import bare

Row = dict[str, Any]

_DOCUMENT = """id, source, format, division AS unit, title, publisher, year, language, url,
 characters, pages, pages_without_text, pages_recognised, grade, grade_reasons, remarks, passages"""
_PAGE = "number, label, width, height, characters, state, reason, certainty, grade, grade_reasons"
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


def pages(generation: Generation, id: str) -> list[Row]:
    """The pages of a report, with what could be read on each."""
    rows = generation.database.execute(
        f"SELECT {_PAGE} FROM pages WHERE document = ? ORDER BY number",
        (id,),
    )
    return [_row(row) for row in rows]


def unread_files(generation: Generation) -> list[Row]:
    """The files that could not be read, with the reason."""
    return [dict(row) for row in generation.database.execute("SELECT source, reason FROM rejected ORDER BY source")]


def _row(row: sqlite3.Row) -> Row:
    return {key: msgspec.json.decode(value) if key in _LISTS else value for key, value in dict(row).items()}
