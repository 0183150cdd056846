"""Tables without rules: rows of words with numbers below each other, told from prose, lists and contents.

Columns are the strips that no word crosses (Rus, Summers: Using White Space for Automated Document Structuring);
only rows that bear numbers found a table, since words alone below each other are as often a page's design.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from ingest.layout.columns import columns
from ingest.layout.glyphs import Rectangle
from ingest.layout.headers import is_unit_row
from ingest.layout.labels import is_caption, is_contents_entry
from ingest.layout.lines import TextLine
from ingest.layout.parting import CROSSING, FEWEST_ROWS, Field, gutters, is_value
from ingest.layout.tables import Table, table_of

FARTHEST = 3.0
"""Type sizes from one base line of a table to the next, at most."""
MOST_LABELS = 2
"""Lines without a number between two rows of numbers, at most."""
FITTING = 0.85
"""Share of the words of a table's rows that stand in one column each, at least."""
NUMBERS = 0.6
"""Share of a column that are numbers, from which on it is one of numbers."""
MOST_HEADER_LINES = 4

_Row = list[TextLine]


def aligned_tables(lines: Sequence[TextLine]) -> list[Table]:
    """The tables that numbers below each other make."""
    if sum(_is_founding(row) for row in _by_base(lines)) < FEWEST_ROWS:
        return []
    return [table for column in columns(lines) for table in _in_column(column)]


def _by_base(lines: Iterable[TextLine]) -> list[_Row]:
    """Parts of lines by the base line on which they stand, from top to bottom."""
    rows: list[_Row] = []
    for line in sorted(lines, key=lambda line: line.base):
        if rows and line.base - rows[-1][0].base <= 0.3 * line.size:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda line: line.x0) for row in rows]


def _is_founding(row: Sequence[TextLine]) -> bool:
    """Whether a row has numbers beside its first words."""
    return any(is_value(line.text) for line in row[1:]) and not is_contents_entry(" ".join(line.text for line in row))


def _in_column(lines: Sequence[TextLine]) -> list[Table]:
    rows = _by_base(lines)
    found: list[Table] = []
    end = 0
    for first, last in _runs(rows):
        while last < len(rows) and _ends(rows[last - 1], rows[last]):
            last += 1
        table = _table(rows, max(first, end), last, end)
        if table:
            found.append(table)
            end = last
    return found


def _runs(rows: Sequence[_Row]) -> list[tuple[int, int]]:
    """From which row to which (half-open) rows with numbers follow each other, a few others between them."""
    founding = [place for place, row in enumerate(rows) if _is_founding(row)]
    runs: list[tuple[int, int]] = []
    for place in founding:
        if runs and _follows(rows[runs[-1][1] - 1 : place + 1]):
            runs[-1] = (runs[-1][0], place + 1)
        else:
            runs.append((place, place + 1))
    return [(first, last) for first, last in runs if sum(first <= place < last for place in founding) >= FEWEST_ROWS]


def _follows(rows: Sequence[_Row]) -> bool:
    """Whether the last of some rows goes on with the table to which the first belongs."""
    near = all(below[0].base - above[0].base <= FARTHEST * below[0].size for above, below in pairwise(rows))
    sizes = [row[0].size for row in rows]
    width = max(line.x1 for row in (rows[0], rows[-1]) for line in row) - rows[0][0].x0
    flowing = any(len(row) == 1 and row[0].x1 - row[0].x0 > 0.8 * width for row in rows[1:-1])
    return near and not flowing and len(rows) - 2 <= MOST_LABELS and max(sizes) < 1.3 * min(sizes)


def _ends(above: _Row, below: _Row) -> bool:
    """Whether the line below a table goes on with its last label."""
    label, near = below[0], below[0].base - above[0].base <= 1.5 * below[0].size
    beside = len(below) == 1 and len(above) > 1 and label.x1 < above[1].x0
    return near and beside and (label.text[0].islower() or label.x0 > above[0].x0 + 0.5 * label.size)


def _table(rows: Sequence[_Row], first: int, last: int, end: int) -> Table | None:
    """The table of some rows with the header above them, which begins at row `end` at the earliest; None if none."""
    founding = [line for row in rows[first:last] if _is_founding(row) for line in row]
    stops = gutters(founding, min(line.x0 for line in founding), max(line.x1 for line in founding), whole=True)
    if not _fits(founding, stops) or _is_contents(rows[first:last], stops):
        return None
    head = _header(rows, first, end, stops)
    held = [line for row in rows[head:last] for line in row]
    left, right = min(line.x0 for line in held), max(line.x1 for line in held)
    stops = (min(left, stops[0]), *stops[1:-1], max(right, stops[-1]))
    merged = [*rows[head:first], *_labelled(rows[first:last], stops)]
    box = (left, min(line.top for line in held), right, max(line.bottom for line in held))
    return table_of(_fields(merged, stops, box), stops, box)


def _fits(lines: Sequence[TextLine], stops: Sequence[float]) -> bool:
    """Whether words stand each in one of several columns, and those of one at least are numbers."""
    held: list[list[TextLine]] = [[] for _ in stops[1:]]
    for line in lines:
        first, last = _reach(line, stops)
        if first == last:
            held[first].append(line)
    fitting = sum(len(column) for column in held)
    numbers = [
        column
        for column in held[1:]
        if len(column) >= FEWEST_ROWS and sum(is_value(line.text) for line in column) >= NUMBERS * len(column)
    ]
    return len(held) > 1 and fitting >= FITTING * len(lines) and bool(numbers)


def _is_contents(rows: Sequence[_Row], stops: Sequence[float]) -> bool:
    """Whether the rows are words and page numbers that only grow."""
    numbers = [row[-1].text for row in rows if len(row) > 1]
    if len(stops) > 3 or not all(number.isdigit() for number in numbers):
        return False
    return all(int(above) <= int(below) for above, below in pairwise(numbers))


def _reach(line: TextLine, stops: Sequence[float]) -> tuple[int, int]:
    """The first and last column in which a line stands; a quarter of it may reach over, of a number half."""
    inner = stops[1:-1]
    over = max(CROSSING, (0.49 if is_value(line.text) else 0.25) * (line.x1 - line.x0))
    return sum(stop <= line.x0 + over for stop in inner), sum(stop < line.x1 - over for stop in inner)


def _header(rows: Sequence[_Row], first: int, end: int, stops: Sequence[float]) -> int:
    """The first of the rows right above the numbers that stand in their columns."""
    place = first
    while place > max(end, first - MOST_HEADER_LINES) and _heads(rows[place - 1], rows[place], stops):
        place -= 1
    return next((row for row in range(place, first) if not is_unit_row(rows[row])), first)


def _heads(row: _Row, below: _Row, stops: Sequence[float]) -> bool:
    words = " ".join(line.text for line in row)
    size = row[0].size
    near = below[0].base - row[0].base <= FARTHEST * size and size <= 1.3 * below[0].size
    within = row[0].x0 >= stops[0] - size and row[-1].x1 <= stops[-1] + size
    reaches = [_reach(line, stops) for line in row]
    beside = all(above[1] < after[0] for above, after in pairwise(reaches))
    several = len(row) > 1 or reaches[0][0] > 0
    return near and within and beside and several and not is_caption(words)


def _labelled(rows: Sequence[_Row], stops: Sequence[float]) -> list[_Row]:
    """The rows, with the lines put to them that go on with their first cell."""
    found: list[_Row] = []
    waiting: _Row = []
    for row in rows:
        label = len(row) == 1 and _reach(row[0], stops) == (0, 0)
        if label and found and (row[0].text[0].islower() or row[0].x0 > found[-1][0].x0 + 0.5 * row[0].size):
            found[-1] = [*found[-1], *row]
            continue
        if waiting and _reach(row[0], stops)[0] > 0:
            row = [*waiting, *row]
        elif waiting:
            found.append(waiting)
        waiting = row if label else []
        if not label:
            found.append(row)
    return [*found, waiting] if waiting else found


def _fields(rows: Sequence[_Row], stops: Sequence[float], box: Rectangle) -> list[Field]:
    tops = [min(line.top for line in row) for row in rows]
    bottoms = [max(line.bottom for line in row) for row in rows]
    edges = [box[1], *((above + below) / 2 for above, below in zip(bottoms, tops[1:], strict=False)), box[3]]
    found: dict[tuple[int, int], Field] = {}
    for number, row in enumerate(rows):
        taken = -1
        for line in sorted(row, key=lambda line: _reach(line, stops)):
            first, last = _reach(line, stops)
            if first <= taken:
                place = max(column for at, column in found if at == number and column <= first)
                held = found[number, place]
                found[number, place] = replace(held, parts=(*held.parts, line))
                continue
            ground = (stops[first], edges[number], stops[last + 1], edges[number + 1])
            found[number, first] = Field((line,), number, first, 1, last - first + 1, ground)
            taken = last
    return list(found.values())
