"""What passages can be filtered by. A filter is a row: its key, its meaning in words, its SQL.

A condition is a tree, as `POST /v1/search` takes it: {"and": [...]}, {"or": [...]}, {"not": ...}, and at the leaves
one of the rows: {"entity": "sdg:14"}, {"year_from": 2020}.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from index.errors import QueryError
from index.lexical import phrase_match

Condition = Mapping[str, Any]
Sql = tuple[str, tuple[object, ...]]


@dataclass(frozen=True, slots=True)
class Filter:
    """One thing to filter by; `p` is the passage and `d` its document in `sql`, `?` the value, as `bind` makes it."""

    key: str
    meaning: str
    sql: str
    type: type[str] | type[int] = str
    bind: Callable[[Any], object] = lambda value: value


_MENTION = """p.number IN (SELECT m.passage FROM mentions m JOIN ancestry a ON a.entity = m.entity
 WHERE a.ancestor = ?{basis})"""

FILTERS = {
    row.key: row
    for row in (
        Filter("entity", "mentions the entity or one of its children", _MENTION.format(basis="")),
        Filter("stated", "names the entity in so many words", _MENTION.format(basis=" AND m.basis = 'stated'")),
        Filter("inferred", "is about it, says a classifier", _MENTION.format(basis=" AND m.basis = 'inferred'")),
        Filter(
            "phrase",
            "holds these words in this order, in any of their forms",
            "p.number IN (SELECT rowid FROM words WHERE words MATCH ?)",
            bind=phrase_match,
        ),
        Filter(
            "title",
            "stands in a report whose title holds these words",
            "p.document IN (SELECT t.id FROM documents t WHERE holds_words(t.title, ?))",
        ),
        Filter("document", "stands in the document", "p.document = ?"),
        Filter("language", "is written in the language", "p.language = ?"),
        Filter("kind", "is of the kind (paragraph, table, ...)", "p.kind = ?"),
        Filter("year_from", "was published in the year or later", "d.year >= ?", int),
        Filter("year_to", "was published in the year or before", "d.year <= ?", int),
    )
}

_DEEPEST = 16
EVERYTHING: Condition = {"and": []}


def where(condition: Condition, depth: int = 0) -> Sql:
    """The condition as SQL with its values bound. Raises `QueryError` for what is not one of the rows."""
    if depth > _DEEPEST:
        raise QueryError(f"filter: nested more than {_DEEPEST} deep; write it flatter.")
    if not isinstance(condition, Mapping) or len(condition) != 1:
        raise QueryError(f'filter: {condition!r} is not one key with its value, such as {{"entity": "sdg:14"}}.')
    [(key, value)] = condition.items()
    if key in ("and", "or"):
        return _joined(key, value, depth)
    if key == "not":
        sql, values = where(value, depth + 1)
        return f"NOT coalesce({sql}, 0)", values
    return _leaf(key, value)


def _joined(word: str, conditions: Sequence[Condition], depth: int) -> Sql:
    if not isinstance(conditions, list | tuple):
        raise QueryError(f'filter: "{word}" takes a list of conditions.')
    parts = [where(condition, depth + 1) for condition in conditions]
    if not parts:
        return ("1" if word == "and" else "0"), ()
    sql = f" {word.upper()} ".join(sql for sql, _ in parts)
    return f"({sql})", tuple(value for _, values in parts for value in values)


def _leaf(key: str, value: object) -> Sql:
    row = FILTERS.get(key)
    if row is None:
        raise QueryError(f"filter: there is no key {key!r}; there are and, or, not, {', '.join(FILTERS)}.")
    if not isinstance(value, row.type) or isinstance(value, bool):
        raise QueryError(f"filter: {key} takes a {'number' if row.type is int else 'text'}, not {value!r}.")
    return f"({row.sql})", (row.bind(value),)


def entities_in(condition: Condition) -> list[str]:
    """Every entity id that the condition names."""
    [(key, value)] = condition.items()
    if key in ("and", "or"):
        return [id for part in value for id in entities_in(part)]
    if key == "not":
        return entities_in(value)
    return [value] if key in ("entity", "stated", "inferred") else []
