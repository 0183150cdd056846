"""A generation as somebody may see it: without some of its reports.

Every table that speaks of a report is covered by a view of the same name that leaves those reports out. So whatever is
asked of the generation, it is answered as if they were not there, and no query can forget them.
"""

from __future__ import annotations

import sqlite3
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from index.counts import count
from index.generation import Generation
from index.manifest import Counts
from index.rows import Numbers, Rows, Vectors

if TYPE_CHECKING:
    from index.vectors import Bits, VectorIndex

_BY_DOCUMENT = {
    "documents": "id",
    "pages": "document",
    "texts": "document",
    "lines": "document",
    "notes": "document",
    "passages": "document",
    "rejected": "document",
    "duplicates": "document",
}
_BY_PASSAGE = {"mentions": "passage", "stretches": "passage", "repeats": "passage"}
"""Tables, and the column that says of what report or passage a row is."""


class View(Generation):
    """`whole` without the documents that are `hidden`; each that is `linked` counts as the one it is linked to."""

    def __init__(
        self, whole: Generation, hidden: frozenset[str], linked: frozenset[tuple[str, str]] = frozenset()
    ) -> None:
        super().__init__(whole.folder, whole.uri)
        self._whole = whole
        self.hidden = hidden
        self._linked = linked

    @cached_property
    def numbers(self) -> Numbers:
        rows = self.database.execute("SELECT number FROM passages ORDER BY number")
        return np.fromiter((number for (number,) in rows), dtype=np.int64)

    @property
    def seen(self) -> Numbers | None:
        return self.numbers

    @cached_property
    def coverage(self) -> Counts:
        return count(self.database)

    @property
    def vectors(self) -> VectorIndex:
        return self._whole.vectors

    @property
    def wholes(self) -> Rows:
        return self._whole.wholes

    @property
    def stretches(self) -> Rows:
        return self._whole.stretches

    def nearest(self, question: Vectors, depth: int) -> Numbers:
        return self.vectors.nearest(question, depth, self._bits)

    @cached_property
    def _bits(self) -> Bits:
        """A bit for each passage, set where it can be seen."""
        seen = np.zeros(self.manifest.counts.passages, dtype=bool)
        seen[self.numbers] = True
        return np.packbits(seen, bitorder="little")

    def _prepare(self, connection: sqlite3.Connection) -> None:
        super()._prepare(connection)
        connection.execute("CREATE TEMP TABLE hidden (document TEXT PRIMARY KEY) WITHOUT ROWID")
        connection.executemany("INSERT INTO hidden VALUES (?)", ((id,) for id in self.hidden))
        for table, column in _BY_DOCUMENT.items():
            _cover(connection, table, f"{column} NOT IN (SELECT document FROM temp.hidden)")
        connection.executemany("INSERT INTO linked VALUES (?, ?)", self._linked)
        inside = "SELECT number FROM main.passages WHERE document IN (SELECT document FROM temp.hidden)"
        for table, column in _BY_PASSAGE.items():
            _cover(connection, table, f"{column} NOT IN ({inside})")


def _cover(connection: sqlite3.Connection, table: str, condition: str) -> None:
    connection.execute(f"CREATE TEMP VIEW {table} AS SELECT * FROM main.{table} WHERE {condition}")
