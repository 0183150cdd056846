"""The headers of tables: how many rows they take, and those that stand above the first rule."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ingest.layout.labels import is_caption, is_unit
from ingest.layout.lines import TextLine

HIGHEST = 60.0
"""Points above the first rule in which a header may stand."""
MOST_HEADER_LINES = 4
MOST_HEADER_ROWS = 4
MOSTLY = 0.6
"""Share of the rows below a header that bear numbers, from which on the numbers tell where they begin."""

Cell = tuple[TextLine, ...]
Row = tuple[Cell, ...]


def header_rows(rows: Sequence[Row], spanned: Sequence[bool] = ()) -> int:
    """Rows in bold at the top if others are not; else those above the first numbers, or the first and what it spans."""
    bold = [all(line.bold for cell in row for line in cell) for row in rows]
    if bold[0] and not all(bold):
        return bold.index(False)
    numbered = [any(_is_number(cell) for cell in row[1:]) for row in rows]
    if numbered[0]:
        return 0
    words = numbered.index(True) if any(numbered) else 0
    beside = [any(row[1:]) for row in rows[:words]]
    if 1 < words <= MOST_HEADER_ROWS and all(beside) and sum(numbered) >= MOSTLY * (len(rows) - words):
        return words
    several = len([cell for cell in rows[0] if cell]) > 1
    return 2 if spanned and spanned[0] and len(rows) > 2 and several else 1


def header_above(lines: Sequence[TextLine], stops: Sequence[float], first: float) -> list[TextLine]:
    """The lines right above the first rule, as far as they stand in the columns."""
    above = sorted((line for line in lines if (line.top + line.bottom) / 2 <= first), key=lambda line: -line.base)
    found: list[list[TextLine]] = []
    edge = first
    for row in by_base(above):
        size = row[0].size
        if edge - max(line.bottom for line in row) > size or is_caption(" ".join(line.text for line in row)):
            break
        if any(line.x1 > stops[column_of(line, stops) + 1] + size for line in row):
            break
        found.append(row)
        edge = min(line.top for line in row)
    while found and is_unit_row(found[-1]):
        found.pop()
    header = [line for row in found for line in row]
    return header if len({column_of(line, stops) for line in header}) > 1 else []


def is_unit_row(row: Sequence[TextLine]) -> bool:
    """Whether a row, if it is the uppermost, stands above the table and tells its unit."""
    return len(row) == 1 and is_unit(row[0].text)


def column_of(line: TextLine, stops: Sequence[float]) -> int:
    """The column in which a line stands: where it begins, or (set right) where it ends."""
    middle = min(line.x0 + 2, (line.x0 + line.x1) / 2)
    return max(0, min(len(stops) - 2, sum(stop <= middle for stop in stops) - 1))


def by_base(lines: Iterable[TextLine]) -> list[list[TextLine]]:
    """Lines in their order, those that stand beside each other together."""
    rows: list[list[TextLine]] = []
    for line in lines:
        if rows and abs(rows[-1][0].base - line.base) <= 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _is_number(cell: Cell) -> bool:
    text = " ".join(line.text for line in cell)
    digits = sum(c.isdigit() for c in text)
    return digits > 0.5 * len(text.replace(" ", "")) and not (digits == 4 and text[:2] in ("19", "20"))
