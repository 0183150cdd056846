"""Tables drawn with ruling lines: where they are, and which glyphs stand in which cell."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import Any

from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

from ingest.layout.glyphs import Frame, Glyph, Rectangle
from ingest.layout.lines import TextLine, join_rows, text_lines
from ingest.layout.parting import Field, parted

SNAP = 3.0
"""Points by which rules that belong together may miss each other: pdfplumber's own setting."""
MOST_EDGES = 3000
"""A page with rules at more places than this is a drawing; looking for cells in it would take minutes."""
LONGEST_CELL = 1500
"""Mean characters of a filled cell from which on a grid is a page design, not a table."""
LARGEST_SHARE = 0.6
"""Share of a long text that stands in one cell, from which on the grid is a frame around that text."""

MOST_HEADER_ROWS = 4
MOSTLY = 0.6
"""Share of the rows below a header that bear numbers, from which on the numbers tell where they begin."""

Cell = tuple[TextLine, ...]
Row = tuple[Cell, ...]


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
            table = _table(grid, inside)
            found.append(table)
            glyphs = outside
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
    """Cells by row and column; `owner` tells which cell covers a place of the grid."""

    tops: tuple[float, ...]
    stops: tuple[float, ...]
    box: Rectangle
    owner: Mapping[tuple[int, int], tuple[int, int]]

    @classmethod
    def of(cls, cells: Sequence[Rectangle]) -> _Grid:
        tops = tuple(sorted({cell[1] for cell in cells}))
        stops = tuple(sorted({cell[0] for cell in cells}))
        owner: dict[tuple[int, int], tuple[int, int]] = {}
        for x0, top, x1, bottom in cells:
            place = (tops.index(top), stops.index(x0))
            for row in range(place[0], len(tops)):
                for column in range(place[1], len(stops)):
                    if tops[row] < bottom and stops[column] < x1:
                        owner.setdefault((row, column), place)
        box = (stops[0], tops[0], max(cell[2] for cell in cells), max(cell[3] for cell in cells))
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

    def reach(self, place: tuple[int, int], kept: Sequence[int]) -> Reach:
        """How far the cell at a place reaches, only `kept` rows counted."""
        covered = [other for other, owner in self.owner.items() if owner == place]
        rows, columns = {row for row, _ in covered}, {column for _, column in covered}
        bottoms, rights = (*self.tops[1:], self.box[3]), (*self.stops[1:], self.box[2])
        box = (self.stops[place[1]], self.tops[place[0]], rights[max(columns)], bottoms[max(rows)])
        return Reach(len(rows.intersection(kept)), len(columns), box)

    def _place(self, x: float, y: float) -> tuple[int, int] | None:
        x0, top, x1, bottom = self.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            return None
        return self.owner.get((bisect_right(self.tops, y) - 1, bisect_right(self.stops, x) - 1))


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
    """Upright edges where a table has none at its sides: at the common ends of two rules that others connect."""
    flat = sorted((edge for edge in edges if edge["orientation"] == "h"), key=lambda edge: edge["top"])
    upright = [edge for edge in edges if edge["orientation"] == "v"]
    found: list[dict[str, Any]] = []
    for above, below in _neighbours(flat):
        if any(_connects(edge, above, below) for edge in upright):
            for x in (above["x0"], above["x1"]):
                if not any(abs(edge["x0"] - x) <= SNAP and _meets(edge, above, below) for edge in upright):
                    found.append(_upright(x, above["top"], below["top"]))
    return found


def _neighbours(flat: Sequence[Mapping[str, Any]]) -> list[tuple[Mapping[str, Any], Mapping[str, Any]]]:
    """Each two rules with common ends that follow each other downwards."""
    ladders: dict[tuple[float, float], list[Mapping[str, Any]]] = {}
    for edge in flat:
        near = next(
            (ends for ends in ladders if abs(ends[0] - edge["x0"]) <= SNAP and abs(ends[1] - edge["x1"]) <= SNAP),
            (edge["x0"], edge["x1"]),
        )
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
    kept = sorted({row for row, _ in inside})
    stops = (*grid.stops, grid.box[2])
    fields = []
    for (row, column), glyphs in sorted(inside.items()):
        reach = grid.reach((row, column), kept)
        parts = tuple(text_lines(glyphs))
        fields.append(Field(parts, kept.index(row), column, reach.rows, reach.columns, reach.box))
    return table_of(*parted(fields, stops), grid.box)


def table_of(fields: Sequence[Field], stops: Sequence[float], box: Rectangle) -> Table:
    """The table that these cells make."""
    held = {(field.row, field.column): tuple(join_rows(field.parts)) for field in fields}
    height = 1 + max(row for row, _ in held)
    rows = tuple(tuple(held.get((row, column), ()) for column in range(len(stops) - 1)) for row in range(height))
    reaches = {(field.row, field.column): Reach(field.rows, field.columns, field.box) for field in fields}
    spanned = [any(field.row == row and field.columns > 1 for field in fields) for row in range(height)]
    size = median(line.size for cell in held.values() for line in cell)
    return Table(*box, size, tuple(stops), rows, header_rows(rows, spanned), reaches)


def _is_number(cell: Cell) -> bool:
    text = " ".join(line.text for line in cell)
    digits = sum(c.isdigit() for c in text)
    return digits > 0.5 * len(text.replace(" ", "")) and not (digits == 4 and text[:2] in ("19", "20"))


def _words(row: Row) -> list[str]:
    return ["".join(line.text for line in cell).replace(" ", "") for cell in row]
