"""Reads what a generation knows of its reports, and of the files that could not be read."""

from __future__ import annotations

import sqlite3
from typing import Any

import msgspec

from index.generation import Generation

Row = dict[str, Any]

_DOCUMENT = """id, source, format, division AS unit, title, publisher, year, language, url,
 characters, pages, pages_without_text, pages_recognised, grade, grade_reasons, remarks, passages"""
_PAGE = "number, label, width, height, characters, state, reason, certainty, grade, grade_reasons"
_LISTS = ("grade_reasons", "remarks")


def documents(generation: Generation) -> list[Row]:
    """The reports, in the order in which they were indexed."""
    rows = generation.database.execute(f"SELECT {_DOCUMENT} FROM documents ORDER BY position")
    return [_row(row) for row in rows]


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
