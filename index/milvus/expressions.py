"""Conditions in Milvus' language: each row of `index.filters` once more, over the columns of a collection.

What Milvus has no column for (a report's title, words in their order) is looked up in the generation's own file first.
No text of a question gets into an expression: it is looked up, or refused where it is no plain name.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterable
from typing import Any

from index.filters import Condition
from index.lexical import phrase_match

ALL, NONE = "number >= 0", "number < 0"
"""What every passage meets, and what none does."""

UNDATED = -(10**12)
"""The year of a report that states none."""

_PLAIN = re.compile(r"[\w:.-]+", re.ASCII)


def expression(database: sqlite3.Connection, condition: Condition) -> str:
    """A condition, which is sound, as an expression."""
    [(key, value)] = condition.items()
    if key == "and":
        return every(expression(database, part) for part in value)
    if key == "or":
        return _any(expression(database, part) for part in value)
    if key == "not":
        return f"not ({expression(database, value)})"
    return LEAVES[key](database, value)


def every(expressions: Iterable[str]) -> str:
    """What meets all of these."""
    parts = [part for part in expressions if part != ALL]
    return NONE if NONE in parts else " and ".join(f"({part})" for part in parts) or ALL


def within(column: str, values: Iterable[int]) -> str:
    """Where a column has one of these values."""
    listed = ", ".join(map(str, values))
    return f"{column} in [{listed}]" if listed else NONE


def _any(expressions: Iterable[str]) -> str:
    parts = [part for part in expressions if part != NONE]
    return ALL if ALL in parts else " or ".join(f"({part})" for part in parts) or NONE


def _mention(column: str) -> Callable[[sqlite3.Connection, Any], str]:
    return lambda _, id: f'array_contains({column}, "{id}")' if _PLAIN.fullmatch(id) else NONE


def _equal(column: str) -> Callable[[sqlite3.Connection, Any], str]:
    return lambda _, value: f'{column} == "{value}"' if _PLAIN.fullmatch(value) else NONE


def _looked_up(column: str, sql: str) -> Callable[[sqlite3.Connection, Any], str]:
    return lambda database, value: within(column, (number for (number,) in database.execute(sql, (value,))))


def _phrase(database: sqlite3.Connection, words: str) -> str:
    return _looked_up("number", "SELECT rowid FROM words WHERE words MATCH ?")(database, phrase_match(words))


LEAVES: dict[str, Callable[[sqlite3.Connection, Any], str]] = {
    "entity": _mention("entity"),
    "stated": _mention("stated"),
    "inferred": _mention("inferred"),
    "phrase": _phrase,
    "title": _looked_up("document", "SELECT t.position FROM documents t WHERE holds_words(t.title, ?)"),
    "document": _looked_up("document", "SELECT position FROM documents WHERE id = ?"),
    "language": _equal("language"),
    "kind": _equal("kind"),
    "year_from": lambda _, year: f"year > {UNDATED} and year >= {year}",
    "year_to": lambda _, year: f"year > {UNDATED} and year <= {year}",
}
"""By the key of a filter."""
