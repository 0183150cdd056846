"""Tables drawn with ruling lines: where they are, and which glyphs stand in which cell."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.layout.glyphs import Frame, Glyph, Rectangle, stands_in
from ingest.layout.headers import HIGHEST, Row, column_of, header_above, header_rows
from ingest.layout.lines import TextLine, cut, join_rows, text_lines
from ingest.layout.parting import GUTTER, Field, is_value, parted

SNAP = 3.0
"""Points by which rules that belong together may miss each other: pdfplumber's own setting."""
MOST_EDGES = 3000
"""A page with rules at more places than this is a drawing; looking for cells in it would take minutes."""
LONGEST_CELL = 1500
"""Mean characters of a filled cell from which on a grid is a page design, not a table."""
FEWEST_HEADED = 3
"""Columns from which on words above each but the first are a header, though no rule is above them."""
LARGEST_SHARE = 0.6
"""Share of a long text that stands in one cell, from which on the grid is a frame around that text."""


@dataclass(frozen=True, slots=True)
class Reach:
    """How many rows and columns a cell reaches over, and its rectangle."""

    rows: int
    columns: int
    box: Rectangle


@dataclass(frozen=True, slots=True)
class Table:
    """A grid of cells; a cell over several columns or rows stands in its first, the others are empty.

    `stops` are the left edges of the columns and the right edge of the last, in points. `reaches` tells of each
    filled cell, by row and column.
    """

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    stops: tuple[float, ...]
    rows: tuple[Row, ...]
    header_rows: int
    reaches: Mapping[tuple[int, int], Reach]

    @property
    def lines(self) -> Iterator[TextLine]:
        """Every line in its cells, row by row."""
        return (line for row in self.rows for cell in row for line in cell)

    @property
    def box(self) -> Rectangle:
        return self.x0, self.top, self.x1, self.bottom


def tables(
    edges: Sequence[Mapping[str, Any]], glyphs: Sequence[Glyph], frame: Frame
) -> tuple[list[Table], list[Glyph]]:
    """The tables that the page's rules make, and the glyphs that stand in none of them.

    `edges` are pdfplumber's, in the page's coordinates; glyphs and results are in the frame's.
    """
    found: list[Table] = []
    for cells in _grids(edges, frame):
        grid = _Grid.of(cells)
        inside, outside = grid.sort(glyphs)
        if _is_table(grid, inside):
            table, glyphs = _headed(_table(grid, inside), outside)
            found.append(table)
    return found, list(glyphs)


def continues(above: Table, below: Table) -> bool:
    """Whether `below`, at the top of the next page, goes on with `above`: same columns, or the header again."""
    if len(above.stops) != len(below.stops):
        return False
    if above.header_rows and len(without_repeated_header(above, below)) < len(below.rows):
        return True
    shift = below.stops[0] - above.stops[0]
    return all(abs(b - a - shift) <= 2 * SNAP for a, b in zip(above.stops, below.stops, strict=True))


def without_repeated_header(above: Table, below: Table) -> tuple[Row, ...]:
    """The rows of `below` without those at its top that repeat the header of `above`."""
    repeated = 0
    for first, second in zip(above.rows[: above.header_rows], below.rows, strict=False):
        if _words(first) != _words(second):
            break
        repeated += 1
    return below.rows[repeated:]


def goes_on_in_row(above: Table, row: Row) -> bool:
    """Whether the first row of the next page holds what found no room in the last of this one."""
    pairs = [
        (place, over, under) for place, (over, under) in enumerate(zip(above.rows[-1], row, strict=False)) if under
    ]
    flowing = all(_flows(over, under) for _, over, under in pairs)
    return flowing and any(_is_full(above, place, over, under) for place, over, under in pairs)


def _flows(over: Sequence[TextLine], under: Sequence[TextLine]) -> bool:
    """Whether a cell's words may go on in those below: within a sentence."""
    if not over or is_value(under[0].text):
        return False
    first = under[0].text[0]
    return first.lower() == first and first.isalpha() and over[-1].text[-1] not in ".!?;:。！？；："


def _is_full(above: Table, column: int, over: Sequence[TextLine], under: Sequence[TextLine]) -> bool:
    """Whether a cell's last line has no room for the word that follows."""
    reach = above.reaches.get((len(above.rows) - 1, column))
    last, first = over[-1], under[0]
    word = first.edges[1 if first.wide else len(first.text.split(" ")[0])] - first.x0
    room = reach.box[2] - last.x1 if reach else 0.0
    return sum(len(line.text) for line in over) >= FEWEST_TORN and word + PADDING * last.size > room


FEWEST_TORN = 10
"""Characters of a cell from which on it may be torn between pages."""
PADDING = 0.8
"""Empty space at a cell's right side with that between two words, in type sizes: Word's cells have 5.4 points."""


def reaches(rows: Sequence[Row], stops: Sequence[float], box: Rectangle) -> dict[tuple[int, int], Reach]:
    """The cells of rows that no rules part: each row begins halfway between its words and those above."""
    tops = [min(line.top for cell in row for line in cell) for row in rows]
    bottoms = [max(line.bottom for cell in row for line in cell) for row in rows]
    between = [(above + below) / 2 for above, below in zip(bottoms, tops[1:], strict=False)]
    edges = [box[1], *between, box[3]]
    return {
        (row, column): Reach(1, 1, (stops[column], edges[row], stops[column + 1], edges[row + 1]))
        for row, cells in enumerate(rows)
        for column, cell in enumerate(cells)
        if cell
    }


def turned(edge: Mapping[str, Any], frame: Frame) -> dict[str, Any]:
    """One of pdfplumber's edges in the coordinates of a frame."""
    x0, top, x1, bottom = frame.turn((edge["x0"], edge["top"], edge["x1"], edge["bottom"]))
    return {
        "x0": x0,
        "top": top,
        "x1": x1,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
        "orientation": "h" if x1 - x0 > bottom - top else "v",
        "object_type": "line",
    }


@dataclass(frozen=True, slots=True)
class _Grid:
    """Cells by row and column; `owner` tells which cell covers a place of the grid.

    Where a rule has a gap, a cell seems to hold others, which keep their places. The first row is whole, though no
    rule may be above some of its cells.
    """

    tops: tuple[float, ...]
    stops: tuple[float, ...]
    box: Rectangle
    owner: Mapping[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, cells: Sequence[Rectangle]) -> _Grid:
        tops, stops = _apart(cell[1] for cell in cells), _apart(cell[0] for cell in cells)
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for x0, top, x1, bottom in sorted(cells, key=lambda cell: (cell[2] - cell[0]) * (cell[3] - cell[1])):
            rows, columns = _between(tops, top, bottom), _between(stops, x0, x1)
            free = [(row, column) for row in rows for column in columns if (row, column) not in owner]
            owner.update(dict.fromkeys(free, min(free, default=(0, 0))))
        box = (stops[0], tops[0], max(cell[2] for cell in cells), max(cell[3] for cell in cells))
        if len(tops) > 1 and tops[1] - tops[0] < HIGHEST:
            owner = {(0, column): (0, column) for column in range(len(stops))} | owner
        return cls(tops, stops, box, owner)

    def sort(self, glyphs: Sequence[Glyph]) -> tuple[dict[tuple[int, int], list[Glyph]], list[Glyph]]:
        """The glyphs by cell that holds words, and those in no cell."""
        inside: dict[tuple[int, int], list[Glyph]] = {}
        outside: list[Glyph] = []
        for glyph in glyphs:
            place = self._place((glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2)
            if place is None:
                outside.append(glyph)
            else:
                inside.setdefault(place, []).append(glyph)
        filled = {place: held for place, held in inside.items() if any(glyph.text != " " for glyph in held)}
        return filled, outside

    def reach(self, place: tuple[int, int], kept_rows: Sequence[int], kept_columns: Sequence[int]) -> Reach:
        """How far the cell at a place reaches, only kept rows and columns counted."""
        covered = [other for other, owner in self.owner.items() if owner == place]
        rows, columns = {row for row, _ in covered}, {column for _, column in covered}
        bottoms, rights = (*self.tops[1:], self.box[3]), (*self.stops[1:], self.box[2])
        box = (self.stops[place[1]], self.tops[place[0]], rights[max(columns)], bottoms[max(rows)])
        return Reach(len(rows.intersection(kept_rows)), len(columns.intersection(kept_columns)), box)

    def _place(self, x: float, y: float) -> tuple[int, int] | None:
        x0, top, x1, bottom = self.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            return None
        return self.owner.get((bisect_right(self.tops, y) - 1, bisect_right(self.stops, x) - 1))


def _apart(edges: Iterable[float]) -> tuple[float, ...]:
    """The edges without those that are too near the one before to hold anything between them."""
    found: list[float] = []
    for edge in sorted(edges):
        if not found or edge - found[-1] > SNAP:
            found.append(edge)
    return tuple(found)


def _between(edges: Sequence[float], low: float, high: float) -> range:
    """The places of the edges from one to before the other; each stands for those right after it."""
    return range(max(0, bisect_right(edges, low) - 1), bisect_left(edges, high - SNAP))


def _grids(edges: Sequence[Mapping[str, Any]], frame: Frame) -> list[list[Rectangle]]:
    """Groups of cells that touch each other, from top to bottom."""
    places = {tuple(round(edge[side], 1) for side in ("x0", "top", "x1", "bottom")): edge for edge in edges}
    if not 4 <= len(places) <= MOST_EDGES:
        return []
    rules = [turned(edge, frame) for edge in places.values()]
    merged = merge_edges(rules, SNAP, SNAP, SNAP, SNAP)
    merged += _sides(merged)
    if len(merged) > MOST_EDGES / 4:
        return []
    cells = intersections_to_cells(edges_to_intersections(merged, SNAP, SNAP))
    return [[(c[0], c[1], c[2], c[3]) for c in group] for group in cells_to_tables(cells)]


def _sides(edges: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Upright edges where a table has none at a side: at the common end of two rules that others connect."""
    flat = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: edge["top"])
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    found: list[dict[str, Any]] = []
    for end in ("x0", "x1"):
        for above, below in _neighbours(flat, end):
            x = above[end]
            open_there = not any(abs(edge["x0"] - x) <= SNAP and _meets(edge, above, below) for edge in upright)
            if open_there and any(_connects(edge, above, below) for edge in upright):
                found.append(_upright(x, above["top"], below["top"]))
    return found


def _neighbours(flat: Sequence[Mapping[str, Any]], end: str) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each two rules with this end in common that follow each other downwards."""
    ladders: dict[float, list[Mapping[str, Any]]] = {}
    for edge in flat:
        near = next((x for x in ladders if abs(x - edge[end]) <= SNAP), edge[end])
        ladders.setdefault(near, []).append(edge)
    return [pair for ladder in ladders.values() for pair in pairwise(ladder)]


def _connects(edge: Mapping[str, Any], above: Mapping[str, Any], below: Mapping[str, Any]) -> bool:
    return above["x0"] + SNAP < edge["x0"] < above["x1"] - SNAP and _meets(edge, above, below)


def _meets(edge: Mapping[str, Any], above: Mapping[str, Any], below: Mapping[str, Any]) -> bool:
    return bool(edge["top"] <= above["top"] + SNAP and edge["bottom"] >= below["top"] - SNAP)


def _upright(x: float, top: float, bottom: float) -> dict[str, Any]:
    edge = {"x0": x, "x1": x, "top": top, "bottom": bottom, "width": 0.0, "height": bottom - top}
    return {**edge, "orientation": "v", "object_type": "line"}


def _is_table(grid: _Grid, inside: Mapping[tuple[int, int], Sequence[Glyph]]) -> bool:
    """Two rows with words in two columns: a frame around a text or a chart's net is none."""
    rows = {row for row, _ in inside}
    stops = {column for _, column in inside}
    cells = set(grid.owner.values())
    beside = [row for row in rows if sum(place[0] == row for place in inside) > 1]
    lengths = [len(glyphs) for glyphs in inside.values()]
    framed = max(lengths, default=0) > max(500.0, LARGEST_SHARE * sum(lengths))
    return (
        not framed
        and len(rows) >= 2
        and len(stops) >= 2
        and len(beside) >= 2
        and len(inside) >= max(3, 0.2 * len(cells))
        and sum(lengths) / len(inside) < LONGEST_CELL
    )


def _table(grid: _Grid, inside: Mapping[tuple[int, int], Sequence[Glyph]]) -> Table:
    """The grid's rows that hold words, with the rows and columns that no rule parts."""
    rows, columns = sorted({row for row, _ in inside}), _columns(grid, inside)
    stops = (*(grid.stops[column] for column in columns), grid.box[2])
    fields = []
    for (row, column), glyphs in sorted(inside.items()):
        reach = grid.reach((row, column), rows, columns)
        parts = tuple(text_lines(glyphs))
        fields.append(Field(parts, rows.index(row), columns.index(column), reach.rows, reach.columns, reach.box))
    return table_of(*parted(fields, stops), grid.box)


def _columns(grid: _Grid, inside: Mapping[tuple[int, int], Sequence[Glyph]]) -> list[int]:
    """The grid's columns without those in which no words begin and none could: gaps and borders between cells."""
    begun = {column for _, column in inside}
    size = median(glyph.size for glyphs in inside.values() for glyph in glyphs)
    edges = pairwise((*grid.stops, grid.box[2]))
    return [column for column, (left, right) in enumerate(edges) if column in begun or right - left >= size]


def _headed(table: Table, glyphs: Sequence[Glyph]) -> tuple[Table, Sequence[Glyph]]:
    """The table with the header that stands above its first rule, if one does, and the glyphs outside of it."""
    first = [line for cell in table.rows[0] for line in cell]
    if table.header_rows and all(line.bold for line in first):
        return table, glyphs
    above = [glyph for glyph in glyphs if stands_in(glyph.box, (table.x0, table.top - HIGHEST, table.x1, table.top))]
    lines = [part for line in text_lines(above) for part in cut(line, table.stops, GUTTER * line.size)]
    head = header_above(lines, table.stops, table.top)
    held = [[line for line in head if column_of(line, table.stops) == n] for n in range(len(table.stops) - 1)]
    if len(held) < FEWEST_HEADED or not all(held[1:]):
        return table, glyphs
    top = min(line.top for line in head)
    row = tuple(tuple(join_rows(lines)) for lines in held)
    grounds = {
        (0, n): Reach(1, 1, (left, top, right, table.top))
        for n, (left, right) in enumerate(pairwise(table.stops))
        if held[n]
    }
    below = {(row + 1, column): reach for (row, column), reach in table.reaches.items()}
    headed = replace(table, top=top, rows=(row, *table.rows), header_rows=1, reaches=grounds | below)
    return headed, [glyph for glyph in glyphs if not stands_in(glyph.box, (table.x0, top, table.x1, table.top))]


def table_of(fields: Sequence[Field], stops: Sequence[float], box: Rectangle) -> Table:
    """The table that these cells make."""
    held = {(field.row, field.column): tuple(join_rows(field.parts)) for field in fields}
    height = 1 + max(row for row, _ in held)
    rows = tuple(tuple(held.get((row, column), ()) for column in range(len(stops) - 1)) for row in range(height))
    reaches = {(field.row, field.column): Reach(field.rows, field.columns, field.box) for field in fields}
    spanned = [any(field.row == row and field.columns > 1 for field in fields) for row in range(height)]
    size = median(line.size for cell in held.values() for line in cell)
    return Table(*box, size, tuple(stops), rows, header_rows(rows, spanned), reaches)


def _words(row: Row) -> list[str]:
    return ["".join(line.text for line in cell).replace(" ", "") for cell in row]
