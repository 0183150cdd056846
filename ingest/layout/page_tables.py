"""All tables of a page, however they are drawn; charts and figures that look like tables are none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

from ingest.layout.aligned_tables import aligned_tables
from ingest.layout.drawings import Form, Shapes
from ingest.layout.glyphs import Frame, Glyph, stands_in
from ingest.layout.labels import is_caption
from ingest.layout.lines import WORD_GAP, TextLine, text_lines
from ingest.layout.mastheads import states_language
from ingest.layout.open_tables import open_tables
from ingest.layout.tables import Table, tables, turned

NEAR = 3.0
"""Type sizes from a figure to its caption, at most."""
STRUCK = 0.12
"""Share of a table's lines through which a rule runs, from which on it is a chart with its net and axes."""
FILLED = 0.8
"""Share of filled places from which on a grid of three rows and columns is a table, even as a "figure"."""
FEWEST_CUT = 2
"""Words that the sides of a grid cut, from which on it is no table."""
FEWEST_DRAWN, DRAWN = 30, 1.5
"""Drawn shapes in a grid, and for each of its filled places, from which on it is a chart: tables of the ICDAR 2013
competition have up to 17, charts that look like tables 73 and more, 1.9 to a filled place."""

_FIGURES = ("fig", "chart", "map", "graph", "box", "рис", "граф", "зураг", "图", "圖", "図", "그림")
_Edges = Sequence[Mapping[str, Any]]


def page_tables(
    edges: _Edges, glyphs: Sequence[Glyph], frame: Frame, shapes: Shapes = MappingProxyType({})
) -> tuple[list[Table], list[TextLine]]:
    """The tables of a page, and the parts of lines that stand in none of them.

    `edges` are pdfplumber's, in the page's coordinates; glyphs, shapes and results are in the frame's.
    """
    drawn = {box: form for box, form in shapes.items() if form >= Form.CURVE}
    found: list[Table] = []
    charts: list[Table] = []
    left = list(glyphs)
    for find in (tables, open_tables):
        more, rest = find(edges, left, frame)
        kept = _without_figures(more, edges, text_lines(rest) if more else (), frame)
        charts += [table for table in kept if _is_drawn(table, drawn)]
        kept = [table for table in kept if table not in charts]
        found += kept
        left = rest if len(kept) == len(more) else _given_back(left, rest, [t for t in more if t not in kept])
    lines = text_lines(left)
    aligned = _without_figures(aligned_tables(lines), edges, lines, frame)
    aligned = [table for table in aligned if not any(stands_in(table.box, chart.box) for chart in charts)]
    return found + aligned, [line for line in lines if not any(stands_in(line.box, table.box) for table in aligned)]


def _given_back(before: Sequence[Glyph], rest: Sequence[Glyph], dropped: Sequence[Table]) -> list[Glyph]:
    """The glyphs that stand in no table, those of the dropped ones among them, in their order."""
    free = {id(glyph) for glyph in rest}
    return [
        glyph for glyph in before if id(glyph) in free or any(stands_in(glyph.box, t.box, beside=NEAR) for t in dropped)
    ]


def _without_figures(found: Sequence[Table], edges: _Edges, lines: Sequence[TextLine], frame: Frame) -> list[Table]:
    if not found:
        return []
    captions = [line for line in lines if is_caption(line.text)]
    flat = [rule for rule in (turned(edge, frame) for edge in edges) if rule["orientation"] == "h"]
    return [
        table
        for table in found
        if not (
            _is_chart(table, flat) or _is_figure(table, captions) or _cuts_words(table, lines) or _is_masthead(table)
        )
    ]


def _cuts_words(table: Table, outside: Sequence[TextLine]) -> bool:
    """Whether words go on beyond a grid or over its columns, as they do over the bars of a chart."""
    inside = list(table.lines)
    near = [line for line in outside if table.top <= line.base <= table.bottom]
    beyond = sum(any(_runs_into(line, other) for other in near) for line in inside)
    within = sum(_goes_on(line, other) for line in inside for other in inside)
    return beyond + within >= FEWEST_CUT


def _goes_on(line: TextLine, other: TextLine) -> bool:
    """Whether a word begins on one line and ends on the other, right of it."""
    return line.x0 < other.x0 and line.text[-1:].isalpha() and other.text[:1].islower() and _runs_into(line, other)


def _runs_into(line: TextLine, other: TextLine) -> bool:
    apart = max(line.x0, other.x0) - min(line.x1, other.x1)
    return abs(line.base - other.base) < 1 and abs(apart) < WORD_GAP * line.size


def _is_chart(table: Table, flat: _Edges) -> bool:
    """Whether rules run through, or end at, the middle of words: gridlines do so at the labels of an axis."""
    rules = [rule for rule in flat if table.top < rule["top"] < table.bottom and rule["x1"] - rule["x0"] > table.size]
    lines = list(table.lines)
    struck = sum(any(_strikes(rule, line) for rule in rules) for line in lines)
    return struck >= max(3, STRUCK * len(lines))


def _strikes(rule: Mapping[str, Any], line: TextLine) -> bool:
    height = line.bottom - line.top
    level = abs(rule["top"] - (line.top + line.bottom) / 2) < 0.15 * height
    return bool(level and rule["x0"] - line.size < line.x1 and rule["x1"] + line.size > line.x0)


def _is_drawn(table: Table, drawn: Shapes) -> bool:
    """Whether the line of a chart runs through a grid, or more of its places hold a drawn shape than hold words."""
    inside = [form for box, form in drawn.items() if stands_in(box, table.box)]
    filled = len(table.reaches)
    return Form.PLOT in inside or len(inside) >= max(FEWEST_DRAWN, DRAWN * filled)


def _is_masthead(table: Table) -> bool:
    """Whether it holds the head of a United Nations document, whose rules reach around its summary."""
    return any(states_language(line.text) for line in table.lines)


def _is_figure(table: Table, captions: Sequence[TextLine]) -> bool:
    """Whether the caption beside a grid with empty places names a figure."""
    near = [line for line in captions if _is_near(line, table)]
    figure = any(line.text.lower().startswith(_FIGURES) for line in near)
    named = any(not line.text.lower().startswith(_FIGURES) for line in near)
    width, height = len(table.stops) - 1, len(table.rows)
    covered = sum(reach.rows * reach.columns for reach in table.reaches.values())
    full = min(width, height) >= 3 and covered >= FILLED * width * height
    return figure and not named and not full


def _is_near(line: TextLine, table: Table) -> bool:
    beside = line.x0 < table.x1 and line.x1 > table.x0
    apart = max(table.top - line.bottom, line.top - table.bottom)
    return beside and apart < NEAR * line.size
