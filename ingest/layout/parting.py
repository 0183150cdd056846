"""Cells of a ruled grid in which the words make several: rules that are left out between columns or rows."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from ingest.layout.glyphs import Rectangle
from ingest.layout.lines import PART_GAP, TextLine

CROSSING = 2.0
"""Points by which words may reach over the edge of their column."""
GUTTER = 0.4
"""Least width of the empty strip between two columns, in type sizes."""
FEWEST_ROWS = 3
"""Rows in which numbers stand beside each other, from which on they make columns."""
SAME_ROW = 0.4
"""Type sizes by which the base lines of one row differ at most."""

_VALUE = re.compile(
    r"[-–−+<>~≈(\[]?\s*[€$£¥]?\s*\d[\d.,' \u00a0]*\s*[%)\]*†‡]*|[-–—.:…*/]{1,3}|n\.?/?a\.?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Field:
    """A filled cell: the parts of its lines, its place in the grid, how far it reaches, and its rectangle."""

    parts: tuple[TextLine, ...]
    row: int
    column: int
    rows: int
    columns: int
    box: Rectangle


def is_value(text: str) -> bool:
    """Whether words are what stands below each other in a column of numbers: a number, a dash, "n.a."."""
    return bool(_VALUE.fullmatch(text.strip()))


def parted(fields: Sequence[Field], stops: Sequence[float]) -> tuple[list[Field], tuple[float, ...]]:
    """The fields, parted where words tell of columns or rows that no rule parts, and the stops of their columns.

    `stops` are the left edges of the grid's columns and the right edge of the last.
    """
    finer = _finer(fields, stops)
    found = [part for field in fields for part in _by_column(_moved(field, stops, finer), finer)]
    shift = 0
    for row in sorted({field.row for field in found}):
        bases = _bases([field for field in found if field.row == row + shift and field.rows == 1])
        if len(bases) > 1:
            found = [part for field in found for part in _by_row(field, row + shift, bases)]
            shift += len(bases) - 1
    return found, finer


def gutters(lines: Sequence[TextLine], x0: float, x1: float, *, whole: bool = False) -> tuple[float, ...]:
    """The left edges of the columns and the right edge of the last: strips that (nearly) no line crosses.

    A strip may run through wide spaces within lines, unless these count as `whole`.
    """
    if not lines:
        return (x0, x1)
    start, width = int(x0), int(x1 - x0) + 1
    covered = [0] * (width + 1)
    least = GUTTER * median(line.size for line in lines)
    narrow = least if len(lines) > 8 else PART_GAP * median(line.size for line in lines)
    words = [word for line in lines for word in (((line.x0, line.x1),) if whole else _words(line, narrow))]
    for left, right in words:
        for x in range(max(0, int(left) - start), min(width, int(right + 0.99) - start)):
            covered[x] += 1
    crossing = len(lines) // 20
    stops = [x0]
    run = 0
    for x in range(width):
        if covered[x] <= crossing:
            run += 1
            continue
        if run >= least and any(covered[: x - run]):
            stops.append(float(start + x))
        run = 0
    return (*stops, x1)


def _words(line: TextLine, least: float) -> list[tuple[float, float]]:
    """The left and right ends of what stands between the line's spaces of at least so many points."""
    ends = [line.x0]
    for place, character in enumerate(line.text):
        if character == " " and line.edges[place + 1] - line.edges[place] >= least:
            ends += [line.edges[place], line.edges[place + 1]]
    ends.append(line.x1)
    return list(zip(ends[::2], ends[1::2], strict=True))


def _finer(fields: Sequence[Field], stops: Sequence[float]) -> tuple[float, ...]:
    """The stops, with those added that part numbers which stand beside each other in one column of the grid."""
    found: list[float] = []
    for column, (left, right) in enumerate(pairwise(stops)):
        parts = [part for field in fields if field.column == column and field.columns == 1 for part in field.parts]
        found += gutters(parts, left, right)[:-1] if _has_columns(parts) else [left]
    return (*found, stops[-1])


def _has_columns(parts: Sequence[TextLine]) -> bool:
    values: dict[int, int] = defaultdict(int)
    for part in parts:
        values[round(part.base)] += is_value(part.text)
    several = sum(count > 1 for count in values.values())
    return several >= FEWEST_ROWS and several > len(values) / 2


def _moved(field: Field, stops: Sequence[float], finer: Sequence[float]) -> Field:
    """A field in the finer grid."""
    column = finer.index(stops[field.column])
    last = finer.index(stops[field.column + field.columns])
    return replace(field, column=column, columns=last - column)


def _by_column(field: Field, stops: Sequence[float]) -> list[Field]:
    """A field over several columns whose parts each stand within one of them."""
    if field.columns == 1:
        return [field]
    held: dict[int | None, list[TextLine]] = defaultdict(list)
    for part in field.parts:
        held[_column(part, stops)].append(part)
    if None in held or len(held) < 2:
        return [field]
    _, top, _, bottom = field.box
    return [
        replace(
            field, parts=tuple(parts), column=column, columns=1, box=(stops[column], top, stops[column + 1], bottom)
        )
        for column, parts in sorted((column, parts) for column, parts in held.items() if column is not None)
    ]


def _column(part: TextLine, stops: Sequence[float]) -> int | None:
    for column, (left, right) in enumerate(pairwise(stops)):
        if left - CROSSING <= part.x0 and part.x1 <= right + CROSSING:
            return column
    return None


def _bases(fields: Sequence[Field]) -> list[float]:
    """The base lines of the rows within one row of the grid: where numbers stand below each other."""
    stacks = [field for field in fields if field.column > 0 and all(is_value(part.text) for part in field.parts)]
    bases: list[float] = []
    for part in sorted((part for field in stacks for part in field.parts), key=lambda part: part.base):
        if not bases or part.base - bases[-1] > SAME_ROW * part.size:
            bases.append(part.base)
    labelled = [part.base for field in fields if field not in stacks for part in field.parts]
    beside = [base for base in bases if any(abs(base - label) < 2 for label in labelled)]
    return bases if len(beside) > len(bases) / 2 else []


def _by_row(field: Field, row: int, bases: Sequence[float]) -> list[Field]:
    """A field as it stands in a grid whose `row` is parted into one for each base line."""
    more = len(bases) - 1
    if field.row > row:
        return [replace(field, row=field.row + more)]
    if field.row < row or field.rows > 1:
        return [replace(field, rows=field.rows + more) if field.row + field.rows > row else field]
    held: dict[int, list[TextLine]] = defaultdict(list)
    for part in field.parts:
        nearest = min(range(len(bases)), key=lambda place: (round(abs(bases[place] - part.base), 1), place))
        held[nearest].append(part)
    size = max(part.bottom - part.top for part in field.parts)
    x0, top, x1, bottom = field.box
    edges = [top, *(min(max((a + b - 0.5 * size) / 2, top), bottom) for a, b in pairwise(bases)), bottom]
    return [
        replace(field, parts=tuple(parts), row=row + place, box=(x0, edges[place], x1, edges[place + 1]))
        for place, parts in sorted(held.items())
    ]
