"""A matrix of counts as rows of coloured cells: which rows and columns are seen, and which shade a count has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Entity
from index.matrix import Matrix

STEPS = 6
"""Shades, the lightest being 1: about as many as are told apart beside a legend."""
_MOST_COLUMNS, _MOST_CELLS = 120, 12_000
"""A browser lays out so many in half a second."""

Link = Callable[[Entity, Entity], str]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many passages mention both, its shade (0: none do), and where they stand."""

    count: int
    shade: int
    link: str


@dataclass(frozen=True, slots=True)
class Head:
    """The entity of a row or column, and the passages that mention it at all."""

    entity: Entity
    total: int


@dataclass(frozen=True, slots=True)
class Heat:
    """The part of a matrix that is seen. `empty` and `rare` rows and columns are not: nothing, or little, is there."""

    columns: Sequence[Head]
    rows: Sequence[tuple[Head, Sequence[Cell]]]
    empty: int
    rare: int


@dataclass(frozen=True, slots=True)
class Shade:
    """A shade and the counts that have it."""

    shade: int
    first: int
    last: int


def shades(most: int) -> list[Shade]:
    """Shades for counts up to `most`, each reaching as many times farther as the one before: counts are skewed."""
    ends = sorted({round(most ** (step / STEPS)) for step in range(1, STEPS + 1)}) if most else []
    firsts = [1, *(end + 1 for end in ends)]
    return [
        Shade(-(-STEPS * (place + 1) // len(ends)), first, last)
        for place, (first, last) in enumerate(zip(firsts, ends, strict=False))
    ]


def heat(found: Matrix, whole: Matrix, scale: Sequence[Shade], link: Link, *, empty: bool) -> Heat:
    """The counts of one year, or of all, in the order of the `whole` matrix of all years.

    Goals and targets stand by their numbers, others by how often they are mentioned. Without `empty` those are left
    out that no passage of any year mentions.
    """
    columns, columns_left = _seen(whole.columns, whole.column_totals, _MOST_COLUMNS, empty=empty)
    most_rows = _MOST_CELLS // max(1, len(columns))
    rows, rows_left = _seen(whole.rows, whole.row_totals, most_rows, empty=empty)
    nothing = 0 if empty else [*whole.row_totals, *whole.column_totals].count(0)
    return Heat(
        columns=[Head(whole.columns[c], found.column_totals[c]) for c in columns],
        rows=[
            (
                Head(whole.rows[r], found.row_totals[r]),
                [_cell(found.counts[r][c], scale, link(whole.rows[r], whole.columns[c])) for c in columns],
            )
            for r in rows
        ],
        empty=nothing,
        rare=columns_left + rows_left - nothing,
    )


def most(matrix: Matrix, *, in_a_year: bool) -> int:
    """The largest count, or the largest of any one year: all years are then coloured alike."""
    grids = [*matrix.by_year.values()] if in_a_year else [matrix.counts]
    return max((count for grid in grids for row in grid for count in row), default=0)


def _seen(entities: Sequence[Entity], totals: Sequence[int], room: int, *, empty: bool) -> tuple[list[int], int]:
    """The places of those that are seen, in their order, and how many are not."""
    by_total = sorted(range(len(entities)), key=lambda place: -totals[place])
    kept = [place for place in by_total if totals[place] or empty][:room]
    numbered = any(one.kind == "sdg" for one in entities)
    return sorted(kept) if numbered else kept, len(entities) - len(kept)


def _cell(count: int, scale: Sequence[Shade], link: str) -> Cell:
    return Cell(count, next((one.shade for one in scale if one.first <= count <= one.last), 0), link)
