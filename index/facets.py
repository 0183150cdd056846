"""How many of the passages that pass the filters mention each entity of a kind, or are of each report or year."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from index.filters import where
from index.question import Question

_MOST = 200
"""A facet lists so many values, the most frequent first."""

OF_REPORTS = {
    "document": ("d.id", "d.title"),
    "year": ("coalesce(d.year, '')", "coalesce(d.year, '')"),
    "language": ("p.language", "p.language"),
}
"""Facets that are no kind of entity: the value that is counted, and its label. A year that is not known is empty."""


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a facet: passages of the value, or that mention the entity or one of its children."""

    id: str
    label: str
    count: int


def facet(database: sqlite3.Connection, question: Question, kind: str) -> list[Count]:
    """The counts of one kind; the question's own filter on that kind is left out, so alternatives show."""
    sql, values = where(question.filter(without=kind))
    if kind in OF_REPORTS:
        value, label = OF_REPORTS[kind]
        rows = database.execute(
            f"SELECT CAST({value} AS TEXT), CAST({label} AS TEXT), count(*) AS passages FROM passages p"
            f" JOIN documents d ON d.id = p.document WHERE {sql}"
            f" GROUP BY {value} ORDER BY passages DESC, {value} LIMIT {_MOST}",
            values,
        )
    else:
        rows = database.execute(
            "SELECT e.id, e.label, count(DISTINCT p.number) AS passages FROM passages p"
            " JOIN documents d ON d.id = p.document JOIN mentions m ON m.passage = p.number"
            " JOIN ancestry a ON a.entity = m.entity JOIN entities e ON e.id = a.ancestor"
            f" WHERE e.kind = ?{question.counted} AND {sql} GROUP BY e.id ORDER BY passages DESC, e.id LIMIT {_MOST}",
            (kind, *values),
        )
    return [Count(*row) for row in rows]
