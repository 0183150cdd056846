"""Reads what a generation knows of its reports, and of the files that could not be read."""

from __future__ import annotations

from typing import Any

from index.generation import Generation

Row = dict[str, Any]

_DOCUMENT = """id, source, format, title, publisher, year, language, url,
 characters, pages, pages_without_text, passages"""


def documents(generation: Generation) -> list[Row]:
    """The reports, in the order in which they were indexed."""
    rows = generation.database.execute(f"SELECT {_DOCUMENT} FROM documents ORDER BY position")
    return [dict(row) for row in rows]


def document(generation: Generation, id: str) -> Row | None:
    """The report with this id, or None."""
    row = generation.database.execute(f"SELECT {_DOCUMENT} FROM documents WHERE id = ?", (id,)).fetchone()
    return None if row is None else dict(row)


def pages(generation: Generation, id: str) -> list[Row]:
    """The pages of a report, with what could be read on each."""
    rows = generation.database.execute(
        "SELECT number, label, width, height, characters, state, reason FROM pages WHERE document = ? ORDER BY number",
        (id,),
    )
    return [dict(row) for row in rows]


def unread_files(generation: Generation) -> list[Row]:
    """The files that could not be read, with the reason."""
    return [dict(row) for row in generation.database.execute("SELECT source, reason FROM rejected ORDER BY source")]
