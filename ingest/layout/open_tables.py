"""Tables drawn with horizontal rules only: the rules say where the table is, its text where the columns are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from statistics import median
from typing import Any

from ingest.layout.glyphs import Frame, Glyph, stands_in
from ingest.layout.headers import HIGHEST, MOST_HEADER_LINES, Row, by_base, column_of, header_above, header_rows
from ingest.layout.labels import is_caption
from ingest.layout.lines import TextLine, cut, join_rows, text_lines
from ingest.layout.parting import GUTTER, gutters
from ingest.layout.tables import Table, reaches, turned

FEWEST_RULES = 3
SHORTEST = 60.0
"""A table's rules are at least so long, in points."""
ALIGNED = 4.0
"""Points by which the ends of a table's rules may differ."""
BROKEN = 10.0
"""Points of empty space between the rules of two columns of one table, at most."""
MOST_LINES = 6
"""Where rules stand this close, every row has its own."""
LARGEST = 1.5
"""Where type sizes differ by more than this factor, the rules part a title page, not a table."""
PROSE = 8
"""More lines than this between two rules, filling two columns, are prose set in columns."""
CROSSING = 0.3
"""Share of the lines that run over columns' edges, from which on the rules are those of a masthead: 0.69 on a United
Nations document, up to 0.0 in the ICDAR 2013 competition."""

Rule = tuple[float, float, float]
"""x0, x1, y."""


def open_tables(
    edges: Sequence[Mapping[str, Any]], glyphs: Sequence[Glyph], frame: Frame
) -> tuple[list[Table], list[Glyph]]:
    """The tables between horizontal rules of one width, and the glyphs that stand in none of them.

    `edges` are pdfplumber's, in the page's coordinates; glyphs and results are in the frame's.
    """
    found: list[Table] = []
    flat = [edge for edge in (turned(edge, frame) for edge in edges) if edge["orientation"] == "h"]
    for ladder in _ladders(flat):
        region = (ladder[0][0], ladder[0][2] - HIGHEST, ladder[0][1], ladder[-1][2])
        near = text_lines([glyph for glyph in glyphs if stands_in(glyph.box, region, beside=ALIGNED)])
        for rules in _without_text_between(ladder, near):
            lines = [line for line in near if rules[0][2] - HIGHEST < line.top < rules[-1][2]]
            table = _table(rules, lines, _breaks(rules, flat))
            if table:
                found.append(table)
                glyphs = [glyph for glyph in glyphs if not stands_in(glyph.box, table.box, beside=ALIGNED)]
    return found, list(glyphs)


_NUMBER = re.compile(r"[-–−+(]?\d[\d.,  ]*[%)]?")


def _ladders(edges: Iterable[Mapping[str, Any]]) -> list[list[Rule]]:
    """Groups of rules with common ends, each from top to bottom."""
    rules = [rule for rule in _joined(edges) if rule[1] - rule[0] >= SHORTEST]
    groups: list[list[Rule]] = []
    for rule in rules:
        for group in groups:
            if abs(group[0][0] - rule[0]) <= ALIGNED and abs(group[0][1] - rule[1]) <= ALIGNED:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return [group for group in _merged(groups) if len(group) >= FEWEST_RULES]


def _merged(groups: Iterable[list[Rule]]) -> list[list[Rule]]:
    """Groups of shorter rules, which part some columns only, become part of the group around them."""
    kept: list[list[Rule]] = []
    for group in sorted(groups, key=lambda group: group[0][0] - group[0][1]):
        around = next((other for other in kept if _within(group, other)), None)
        if around is None:
            kept.append(group)
        else:
            x0, x1, _ = around[0]
            around[:] = sorted({*around, *((x0, x1, rule[2]) for rule in group)}, key=lambda rule: rule[2])
    return kept


def _within(group: Sequence[Rule], other: Sequence[Rule]) -> bool:
    return (
        group[0][0] >= other[0][0] - ALIGNED
        and group[0][1] <= other[0][1] + ALIGNED
        and group[0][2] >= other[0][2] - ALIGNED
        and group[-1][2] <= other[-1][2] + ALIGNED
    )


def _joined(edges: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Horizontal rules, those of one height that touch each other joined; the two sides of a thin bar are one."""
    rules: list[Rule] = []
    flat = sorted((e["top"], e["x0"], e["x1"]) for e in edges)
    for y, x0, x1 in flat:
        for place in range(len(rules) - 1, -1, -1):
            first, last, height = rules[place]
            if y - height > 1.5:
                rules.append((x0, x1, y))
                break
            if x0 <= last + BROKEN and x1 >= first - BROKEN:
                rules[place] = (min(first, x0), max(last, x1), height)
                break
        else:
            rules.append((x0, x1, y))
    return sorted(rules, key=lambda rule: rule[2])


def _without_text_between(ladder: Sequence[Rule], lines: Sequence[TextLine]) -> list[list[Rule]]:
    """The rules, parted where running text, a caption or much empty space stands between two of them."""
    groups = [[ladder[0]]]
    for above, below in pairwise(ladder):
        band = [line for line in lines if above[2] < _middle(line) < below[2]]
        flowing = any(_flows(line, above) or is_caption(line.text) for line in band)
        if flowing or (not band and below[2] - above[2] > HIGHEST):
            groups.append([])
        groups[-1].append(below)
    return [group for group in groups if len(group) >= FEWEST_RULES]


def _flows(line: TextLine, rule: Rule) -> bool:
    return line.x0 < rule[0] + line.size and line.x1 > rule[0] + 0.75 * (rule[1] - rule[0])


def _breaks(rules: Sequence[Rule], edges: Iterable[Mapping[str, Any]]) -> list[float]:
    """Where most of the rules are pieced together: they are then the borders of cells."""
    heights = [rule[2] for rule in rules]
    starts = Counter(
        round(edge["x0"])
        for edge in edges
        if any(abs(edge["top"] - height) <= 1 for height in heights) and edge["x0"] > rules[0][0] + ALIGNED
    )
    return [float(x) for x, count in sorted(starts.items()) if count > 0.5 * len(rules)]


def _table(rules: Sequence[Rule], lines: Sequence[TextLine], breaks: Sequence[float]) -> Table | None:
    """The table that the rules and the lines near them make; None if these are no table."""
    heights = [rule[2] for rule in rules]
    size = median(line.size for line in lines) if lines else 0.0
    x0, x1 = rules[0][:2]
    stops = (x0, *breaks, x1) if breaks else gutters([line for line in lines if _middle(line) > heights[0]], x0, x1)
    lines = [part for line in lines for part in cut(line, stops, GUTTER * size)]
    body = [line for line in lines if _middle(line) > heights[0]]
    sizes = [line.size for line in body]
    if len(body) < 2 or max(sizes) > LARGEST * min(sizes):
        return None
    if len(stops) < 3 or _is_prose(body, heights, stops) or _cross(body, stops) >= CROSSING * len(body):
        return None
    header = header_above(lines, stops, heights[0])
    rows = _rows(header + body, stops, heights, bool(header))
    if sum(len([cell for cell in row if cell]) >= 2 for row in rows) < 2 or len(rows) < 2:
        return None
    top = min([heights[0], *(line.top for line in header)])
    box = (stops[0], top, stops[-1], heights[-1])
    return Table(*box, size, stops, rows, header_rows(rows), reaches(rows, stops, box))


def _middle(line: TextLine) -> float:
    return (line.top + line.bottom) / 2


def _cross(lines: Sequence[TextLine], stops: Sequence[float]) -> int:
    """How many lines run over the edge of a column without a gap."""
    return sum(any(line.x0 < x - line.size and line.x1 > x + line.size for x in stops[1:-1]) for line in lines)


def _is_prose(lines: Sequence[TextLine], heights: Sequence[float], stops: Sequence[float]) -> bool:
    for above, below in pairwise(heights):
        band = [line for line in lines if above < _middle(line) < below]
        columns = [[line for line in band if column_of(line, stops) == n] for n in range(len(stops) - 1)]
        tall = [column for column in columns if len(column) > PROSE]
        full = [c for c in tall if median(line.x1 - line.x0 for line in c) > 0.8 * max(line.x1 - line.x0 for line in c)]
        if len(full) >= 2 and all(median(len(line.text) for line in column) > 20 for column in full):
            return True
    return False


def _rows(lines: Sequence[TextLine], stops: Sequence[float], heights: Sequence[float], headed: bool) -> tuple[Row, ...]:
    """The rows between the rules; where several stand between two rules, they are told apart by their spacing."""
    edges = [float("-inf"), *heights] if headed else list(heights)
    bands = [[line for line in lines if above < _middle(line) <= below] for above, below in pairwise(edges)]
    bands = [band for band in bands if band]
    each = len(bands) > 3 and median(len(by_base(band)) for band in bands[1:]) <= MOST_LINES
    rows: list[Row] = []
    for number, band in enumerate(bands):
        heading = number == 0 and len(bands) > 1 and len(by_base(band)) <= MOST_HEADER_LINES
        whole = heading or (each and not _stacks_numbers(band, stops))
        for part in [band] if whole else _spaced(band, stops):
            cells = [[line for line in part if column_of(line, stops) == n] for n in range(len(stops) - 1)]
            rows.append(tuple(tuple(join_rows(cell)) for cell in cells))
    return tuple(row for row in rows if any(row))


def _stacks_numbers(band: Sequence[TextLine], stops: Sequence[float]) -> bool:
    """Whether numbers stand below each other in one column, as they never do within one row."""
    columns = Counter(column_of(line, stops) for line in band if _NUMBER.fullmatch(line.text))
    return any(count > 1 for column, count in columns.items() if column > 0)


def _spaced(band: Sequence[TextLine], stops: Sequence[float]) -> list[list[TextLine]]:
    """The rows of a band: a row begins where more space than usual stands, or else with each first cell."""
    lines = by_base(sorted(band, key=lambda line: line.base))
    distances = [below[0].base - above[0].base for above, below in pairwise(lines)]
    if not distances:
        return [list(band)]
    close = min(distances)
    wide = [distance > 1.2 * close for distance in distances]
    if not any(wide):
        wide = [column_of(min(row, key=lambda line: line.x0), stops) == 0 and len(row) > 1 for row in lines[1:]]
    rows = [list(lines[0])]
    for row, begins in zip(lines[1:], wide, strict=True):
        if begins:
            rows.append([])
        rows[-1] += row
    return rows
