"""Text in a box around which running text wraps (a pull quote, a side box): it is read apart from that text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from ingest.layout.glyphs import Rectangle, area
from ingest.layout.lines import TextLine

NARROWEST = 60.0
"""Points; less is a bar of a chart."""
LOWEST = 20.0
TALLEST = 0.5
"""Share of the page's height from which on a box is the page's ground, or a column that the text tells anyway."""
MOST = 60
"""A page with more boxes than this is a drawing."""
EDGE = 2.0
"""Points by which a line may reach over the box's edge."""
SHORTEST = 12
"""Characters of a line of prose; two such lines at least stand in the box, and two beside it."""
NEXT = 2.2
"""Type sizes from the base line of one line to that of the next, at most."""
OVERLAP = 0.3
"""Share of the box's width below or above which the text goes on."""


def asides(grounds: Iterable[Rectangle], lines: Sequence[TextLine], height: float) -> list[list[TextLine]]:
    """The lines of each box around which others wrap, from top to bottom; of nested boxes the outermost counts.

    `grounds` are the rectangles that are filled, framed (also by four rules) or pictures; `height` is the page's.
    """
    boxes = {ground for ground in grounds if _may_hold_text(ground, height)}
    if len(boxes) > MOST:
        return []
    found: list[list[TextLine]] = []
    left = list(lines)
    for box in sorted(boxes, key=lambda box: (-area(box), box)):
        inside = [line for line in left if _holds(box, line)]
        if not _is_prose(inside):
            continue
        outside = [line for line in left if not _holds(box, line)]
        if _is_wrapped(box, outside):
            found.append(inside)
            left = outside
    return sorted(found, key=lambda aside: aside[0].top)


def framed(rules: Iterable[Rectangle]) -> list[Rectangle]:
    """The boxes that four separate rules frame; none where there are so many rules that they draw a table or chart."""
    flat, upright = set[Rectangle](), set[Rectangle]()
    for x0, top, x1, bottom in rules:
        if bottom - top <= EDGE and x1 - x0 >= NARROWEST:
            flat.add((x0, top, x1, bottom))
        elif x1 - x0 <= EDGE and bottom - top >= LOWEST:
            upright.add((x0, top, x1, bottom))
    if max(len(flat), len(upright)) > MOST:
        return []
    pairs = combinations(sorted(flat, key=lambda rule: rule[1]), 2)
    alike = (pair for pair in pairs if max(abs(pair[0][side] - pair[1][side]) for side in (0, 2)) <= EDGE)
    boxes = [(above[0], above[1], above[2], below[3]) for above, below in alike]
    return [box for box in boxes if _has_side(box, box[0], upright) and _has_side(box, box[2], upright)]


def level_with(aside: Sequence[TextLine], line: TextLine) -> bool:
    """Whether a line stands beside the text of a box."""
    return min(other.top for other in aside) < line.bottom and line.top < max(other.bottom for other in aside)


def _has_side(box: Rectangle, x: float, upright: Iterable[Rectangle]) -> bool:
    """Whether a rule stands at `x` from the upper edge of a box to its lower one."""
    return any(
        abs(side[0] - x) <= EDGE and max(abs(side[1] - box[1]), abs(side[3] - box[3])) <= EDGE for side in upright
    )


def _may_hold_text(box: Rectangle, height: float) -> bool:
    return box[2] - box[0] >= NARROWEST and LOWEST <= box[3] - box[1] <= TALLEST * height


def _holds(box: Rectangle, line: TextLine) -> bool:
    return box[0] - EDGE <= line.x0 and line.x1 <= box[2] + EDGE and _is_level(box, line)


def _is_level(box: Rectangle, line: TextLine) -> bool:
    return box[1] <= (line.top + line.bottom) / 2 <= box[3]


def _is_prose(lines: Sequence[TextLine]) -> bool:
    return sum(len(line.text) >= SHORTEST for line in lines) >= 2


def _is_wrapped(box: Rectangle, outside: Sequence[TextLine]) -> bool:
    """Whether lines beside the box go on above or below it, in the same type, over the width of the box."""
    beside = [line for line in outside if _is_level(box, line)]
    if not _is_prose(beside) or any(line.x0 < box[2] - EDGE and box[0] + EDGE < line.x1 for line in beside):
        return False
    return any(_goes_on(line, other, box) for line in beside for other in outside)


def _goes_on(line: TextLine, other: TextLine, box: Rectangle) -> bool:
    """Whether `other` is the next line above or below `line`, and has the place that the box takes from `line`."""
    near = 0 < abs(other.base - line.base) <= NEXT * line.size and abs(other.size - line.size) < 0.08 * line.size
    aligned = abs(other.x0 - line.x0) <= EDGE or abs(other.x1 - line.x1) <= EDGE
    return near and aligned and min(other.x1, box[2]) - max(other.x0, box[0]) >= OVERLAP * (box[2] - box[0])
