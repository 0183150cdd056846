"""How far up and down the glyphs of a line reach, so that its box holds them and none of the lines around it.

A font's own box is as high as its type size and more, and overlaps the next line's where lines are set tight.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from ingest.layout.lines import TextLine

ASCENT, DESCENT = 0.76, 0.22
"""Height and depth of the tallest letters, from the base line, in type sizes (Times, Helvetica, Calibri)."""
WIDE_ASCENT, WIDE_DESCENT = 0.88, 0.12
"""The same of ideographs: their square, by OpenType's usual base line."""
BARS_ASCENT = 1.1
"""The same of bar codes, as on the first page of the United Nations' documents."""
LEAST_ASCENT = 0.45
"""What is kept of a line that another one is drawn over: the height of its small letters."""
MARGIN = 0.05
"""By how much, in type sizes, a line keeps clear of another: some faces reach further by so much (Myriad)."""
ASIDE = 0.3
"""Distance of base lines, in type sizes, from which on one line stands above the other and not beside it."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The lines of one frame of a page in the order of their base lines."""

    lines: tuple[TextLine, ...]
    bases: tuple[float, ...]
    largest: float

    @classmethod
    def of(cls, lines: Iterable[TextLine]) -> Ink:
        """The lines that are to keep clear of each other."""
        ordered = tuple(sorted(lines, key=lambda line: line.base))
        return cls(ordered, tuple(line.base for line in ordered), max((line.size for line in ordered), default=0.0))

    def reach(self, line: TextLine) -> tuple[float, float]:
        """The upper and the lower edge of the line's glyphs, in points."""
        x0, upper, x1, lower = line.box
        if not line.level:
            return upper, lower
        top, bottom = _upper(line), _lower(line)
        for other in self._near(line):
            if other.x0 >= x1 or other.x1 <= x0:
                continue
            if other.base < line.base - ASIDE * line.size:
                top = max(top, min(_lower(other) + MARGIN * other.size, line.base - LEAST_ASCENT * line.size))
            elif other.base > line.base + ASIDE * line.size:
                bottom = min(bottom, max(_upper(other) - MARGIN * other.size, line.base))
        return top, bottom

    def _near(self, line: TextLine) -> tuple[TextLine, ...]:
        distance = line.size + self.largest
        first, last = bisect_left(self.bases, line.base - distance), bisect_right(self.bases, line.base + distance)
        return self.lines[first:last]


_BARS = re.compile(r"bar ?code|3 ?of ?9|code ?(?:39|128)", re.IGNORECASE)
NO_INK = Ink((), (), 0.0)


def _upper(line: TextLine) -> float:
    ascent = WIDE_ASCENT if line.wide else BARS_ASCENT if _BARS.search(line.font) else ASCENT
    return line.base - ascent * line.size


def _lower(line: TextLine) -> float:
    return line.base + (WIDE_DESCENT if line.wide else DESCENT) * line.size
