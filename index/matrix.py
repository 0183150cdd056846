"""How often entities of two kinds are mentioned in the same passages: a matrix with all its zeros."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Entity
from index.entities import children, known_entity
from index.filters import where
from index.generation import Generation
from index.question import Question


@dataclass(frozen=True, slots=True)
class Matrix:
    """Passages that mention the entity of a row and that of a column, or children of theirs.

    `counts[r][c]` belongs to `rows[r]` and `columns[c]`. The totals are the passages that mention the entity of a row
    or column at all, so they are no sums of the counts.
    """

    rows: Sequence[Entity]
    columns: Sequence[Entity]
    counts: Sequence[Sequence[int]]
    row_totals: Sequence[int]
    column_totals: Sequence[int]


def matrix(generation: Generation, question: Question, rows: str, columns: str) -> Matrix:
    """The matrix of two axes, over the passages that pass the question's filters and the mentions of its basis.

    An axis is a kind (`mechanism`: all of them; `sdg`: the goals) or an entity's id (its children: `sdg:14` has the
    targets of goal 14). Raises `QueryError` for an id that the vocabulary lacks.
    """
    down, across = _axis(generation, rows), _axis(generation, columns)
    sql, values = where(question.filter())
    side = _FOUND + question.counted
    found = f"""WITH passing AS MATERIALIZED (SELECT p.number FROM passages p JOIN documents d ON d.id = p.document
        WHERE {sql}), downward AS MATERIALIZED ({side}), across AS MATERIALIZED ({side})"""
    bound = (*values, _ids(down), _ids(across))
    database = generation.database
    both = {
        (row, column): count
        for row, column, count in database.execute(
            f"{found} SELECT r.id, c.id, count(*) FROM downward r JOIN across c USING (passage) GROUP BY 1, 2", bound
        )
    }
    totals = [
        dict(database.execute(f"{found} SELECT id, count(*) FROM {side} GROUP BY id", bound).fetchall())
        for side in ("downward", "across")
    ]
    return Matrix(
        rows=down,
        columns=across,
        counts=[[both.get((row.id, column.id), 0) for column in across] for row in down],
        row_totals=[totals[0].get(row.id, 0) for row in down],
        column_totals=[totals[1].get(column.id, 0) for column in across],
    )


_FOUND = """SELECT DISTINCT a.ancestor AS id, m.passage FROM mentions m JOIN ancestry a ON a.entity = m.entity
 WHERE a.ancestor IN (SELECT value FROM json_each(?)) AND m.passage IN (SELECT number FROM passing)"""
"""Which passages mention which entity of an axis, each pair once."""


def _axis(generation: Generation, axis: str) -> list[Entity]:
    if ":" in axis:
        return _naturally(children(generation, known_entity(generation, axis)))
    entities = _naturally(one for one in generation.entities.values() if one.kind == axis)
    return [one for one in entities if not one.parents] if axis == "sdg" else entities


def _naturally(entities: Iterable[Entity]) -> list[Entity]:
    """In the order of their ids, 2 before 10."""
    return sorted(entities, key=lambda one: [int(part) if part.isdigit() else part for part in _DIGITS.split(one.id)])


_DIGITS = re.compile(r"(\d+)")


def _ids(entities: Sequence[Entity]) -> str:
    return json.dumps([one.id for one in entities])
