"""How much a generation's tables hold."""

from __future__ import annotations

import sqlite3

from index.manifest import Counts

_NUMBERS = {
    "documents": "SELECT count(*) FROM documents",
    "pages": "SELECT coalesce(sum(pages), 0) FROM documents",
    "pages_without_text": "SELECT coalesce(sum(pages_without_text), 0) FROM documents",
    "pages_recognised": "SELECT coalesce(sum(pages_recognised), 0) FROM documents",
    "passages": "SELECT count(*) FROM passages",
    "mentions": "SELECT count(*) FROM mentions",
    "failed_files": "SELECT count(*) FROM rejected",
}


def count(database: sqlite3.Connection) -> Counts:
    """The counts of what this connection sees."""
    return Counts(**{name: database.execute(sql).fetchone()[0] for name, sql in _NUMBERS.items()})
