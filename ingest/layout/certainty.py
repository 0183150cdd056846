"""How sure the layout of a page is."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.layout.flow import Leaf
from ingest.layout.glyphs import UNREADABLE, Direction
from ingest.layout.lines import TextLine

FRAGMENT = 3
"""Characters of a part of a line that is a fragment, at most."""
SHARED = 0.4
"""Share of the smaller of two lines that lies under the other, from which on they overlap."""


def certainty(leaves: Sequence[Leaf]) -> float:
    """From 1 (every character is readable and stands in a line of its own) down to 0.

    The product of four shares of the page's characters: those that are readable, those that do not stand askew,
    those not in fragments of up to three characters, and those in lines that no other overlaps. Each fault lowers it
    and none makes up for another.
    """
    lines = [line for leaf in leaves for line in leaf.lines]
    cells = [line for leaf in leaves for table in leaf.tables for line in table.lines]
    total = sum(len(line.text) for line in (*lines, *cells))
    if not total:
        return 1.0
    faults = (
        sum(line.text.count(UNREADABLE) for line in (*lines, *cells)),
        sum(len(line.text) for leaf in leaves if leaf.frame.direction is Direction.ASKEW for line in leaf.lines),
        sum(len(line.text) for line in lines if len(line.text) <= FRAGMENT),
        sum(len(line.text) for leaf in leaves for line in _overlapped(leaf.lines)),
    )
    sure = 1.0
    for fault in faults:
        sure *= 1 - min(1.0, fault / total)
    return round(sure, 3)


def _overlapped(lines: Sequence[TextLine]) -> list[TextLine]:
    """Lines that share their ground with the next ones below."""
    ordered = sorted(lines, key=lambda line: line.top)
    found: list[TextLine] = []
    for index, line in enumerate(ordered):
        for other in ordered[index + 1 :]:
            if other.top >= line.bottom:
                break
            if _is_over(line, other):
                found.append(min(line, other, key=lambda one: len(one.text)))
                break
    return found


def _is_over(line: TextLine, other: TextLine) -> bool:
    across = min(line.x1, other.x1) - max(line.x0, other.x0)
    down = min(line.bottom, other.bottom) - max(line.top, other.top)
    smaller = min((one.x1 - one.x0) * (one.bottom - one.top) for one in (line, other))
    return min(across, down) > 0 and across * down > SHARED * smaller
