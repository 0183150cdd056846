"""How often entities of two kinds are mentioned in the same passages: a matrix with all its zeros."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from corpus.vocabulary import Entity
from index.entities import children, known_entity
from index.filters import where
from index.generation import Generation
from index.question import Question


@dataclass(frozen=True, slots=True)
class Matrix:
    """Passages that mention the entity of a row and that of a column, or children of theirs.

    `counts[r][c]` belongs to `rows[r]` and `columns[c]`. The totals are the passages that mention the entity of a row
    or column at all, so they are no sums of the counts. `by_year` has the same counts for each year of publication,
    those between the first and the last without any included, and last for reports that state none.
    """

    rows: Sequence[Entity]
    columns: Sequence[Entity]
    counts: Sequence[Sequence[int]]
    row_totals: Sequence[int]
    column_totals: Sequence[int]
    by_year: Mapping[int | None, Sequence[Sequence[int]]] = field(default_factory=dict)


def matrix(generation: Generation, question: Question, rows: str, columns: str, *, by_year: bool = False) -> Matrix:
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
    cells = database.execute(
        f"{found} SELECT r.id, c.id, d.year, count(*) FROM downward r JOIN across c USING (passage)"
        " JOIN passages p ON p.number = passage JOIN documents d ON d.id = p.document GROUP BY 1, 2, 3",
        bound,
    ).fetchall()
    years = _years(database.execute(f"{found} {_YEARS}", bound)) if by_year else []
    totals = [
        dict(database.execute(f"{found} SELECT id, count(*) FROM {side} GROUP BY id", bound).fetchall())
        for side in ("downward", "across")
    ]
    return Matrix(
        rows=down,
        columns=across,
        counts=_grid(down, across, cells),
        row_totals=[totals[0].get(row.id, 0) for row in down],
        column_totals=[totals[1].get(column.id, 0) for column in across],
        by_year={year: _grid(down, across, [cell for cell in cells if cell[2] == year]) for year in years},
    )


_FOUND = """SELECT DISTINCT a.ancestor AS id, m.passage FROM mentions m JOIN ancestry a ON a.entity = m.entity
 WHERE a.ancestor IN (SELECT value FROM json_each(?)) AND m.passage IN (SELECT number FROM passing)"""
"""Which passages mention which entity of an axis, each pair once."""


_YEARS = "SELECT DISTINCT d.year FROM passing JOIN passages p USING (number) JOIN documents d ON d.id = p.document"


def _years(rows: Iterable[tuple[int | None]]) -> list[int | None]:
    """All years from the first to the last, and None if there is a report without one.

    Where these are very many, one of the reports is misdated: then only those of which there are reports.
    """
    found = {year for (year,) in rows}
    known = sorted(year for year in found if year is not None)
    whole = known and known[-1] - known[0] < _MOST_YEARS
    return [*(range(known[0], known[-1] + 1) if whole else known), *([None] if None in found else [])]


_MOST_YEARS = 100


def _grid(down: Sequence[Entity], across: Sequence[Entity], cells: Iterable[Sequence[Any]]) -> list[list[int]]:
    """The counts of cells (row, column, year, count), those of all years together, with their zeros."""
    counts: Counter[tuple[str, str]] = Counter()
    for row, column, _, count in cells:
        counts[row, column] += count
    return [[counts[row.id, column.id] for column in across] for row in down]


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
