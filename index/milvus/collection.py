"""The collection of one generation: its columns, and how its rows are asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any

import numpy as np

from index.errors import EngineError
from index.milvus.connection import Connection
from index.milvus.expressions import ALL
from index.rows import Numbers, Vectors

MOST = 16_384
"""Rows that Milvus gives in one answer."""

PREFIX = "sdgsearch"
"""Begins the name of each collection, and is the alias of the live one."""

_KEPT_COUNTS = 10_000

PROBES = 32
"""Lists of vectors that a search reads, as with FAISS, where that finds 0.998 of the ten nearest of 100,000."""

Row = Mapping[str, Any]


def name_of(generation: str) -> str:
    """The name of a generation's collection."""
    return f"{PREFIX}_{generation.replace('-', '_')}"


class Collection:
    """A collection that is complete: it never changes, so what was counted once is remembered."""

    def __init__(self, connection: Connection, name: str, width: int) -> None:
        """Raises `EngineError` where it is not there, or holds vectors of another width."""
        self.connection = connection
        self._name = name
        fields = {field["name"]: field for field in self._call("describe_collection")["fields"]}
        found = fields.get("vector", {}).get("params", {}).get("dim")
        if found != width:
            raise EngineError(
                f"The collection {name} of Milvus at {connection.where} has vectors of width {found}, and this"
                f" generation of width {width}: it is another one. See that --uri is right, or index again."
            )
        self._call("load_collection")
        self._known: dict[tuple[str, str], int] = {}

    def count(self, expression: str) -> int:
        """How many rows meet an expression."""
        return self._remembered("count", expression, self._counted)

    def distinct(self, expression: str, column: str) -> int:
        """How many values a column has among these rows."""
        return self._remembered(column, expression, partial(self._distinct, column))

    def rows(self, expression: str, columns: Sequence[str], most: int) -> list[Row]:
        """Columns of at most so many rows that meet an expression, in any order."""
        found: list[Row] = self._call("query", filter=expression, output_fields=list(columns), limit=most)
        return found

    def walk(self, expression: str, columns: Sequence[str], batch: int = MOST) -> Iterator[list[Row]]:
        """The same of all rows, in reading order; where one answer does not hold them, so many at a time."""
        if self.count(expression) <= MOST:
            yield sorted(self.rows(expression, [*dict.fromkeys(["number", *columns])], MOST), key=itemgetter("number"))
            return
        with self.connection.asked():
            size = max(1, min(batch, MOST))
            rows = self._call("query_iterator", filter=expression, output_fields=list(columns), batch_size=size)
            try:
                while found := rows.next():
                    yield found
            finally:
                rows.close()

    def nearest(self, question: Vectors, expression: str, depth: int) -> Numbers:
        """The numbers of the rows whose vectors are nearest."""
        found = self._search("vector", np.asarray(question, np.float32), expression, depth, nprobe=PROBES)
        return np.array([hit["number"] for hit in found], np.int64)

    def wordiest(self, weights: Mapping[int, float], expression: str, depth: int) -> list[Row]:
        """The rows to which these terms are worth most, the best first: `number` and `distance`, which is the worth."""
        return self._search("words", dict(weights), expression, depth) if weights else []

    def _search(self, column: str, query: object, expression: str, depth: int, **parameters: int) -> list[Row]:
        [found] = self._call(
            "search",
            data=[query],
            anns_field=column,
            filter="" if expression == ALL else expression,
            limit=min(depth, MOST),
            search_params={"params": parameters},
            output_fields=["number"],
        )
        return list(found)

    def _counted(self, expression: str) -> int:
        [row] = self._call("query", filter=expression, output_fields=["count(*)"])
        return int(row["count(*)"])

    def _distinct(self, column: str, expression: str) -> int:
        return len({row[column] for rows in self.walk(expression, [column]) for row in rows})

    def _remembered(self, what: str, expression: str, ask: Callable[[str], int]) -> int:
        key = (what, expression)
        if key not in self._known:
            if len(self._known) >= _KEPT_COUNTS:
                self._known.clear()
            self._known[key] = ask(expression)
        return self._known[key]

    def _call(self, method: str, **named: Any) -> Any:
        return self.connection.call(method, self._name, **named)
