"""From the characters of a PDF page to clean glyphs in a frame whose text runs from left to right.

Text that is turned by a quarter or half, and vertical writing, is laid out in a turned frame of its own, so that
everything after this file needs to know one direction only.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from ingest.edges import NO_EDGES, Edges

Rectangle = tuple[float, float, float, float]
"""x0, top, x1, bottom."""

SLOPE = 0.08
"""Rise of text over its run from which on it is askew: about 5 degrees."""
UNREADABLE = "\ufffd"
"""Stands for a glyph whose font does not say which character it is."""

MARKS = (
    r"[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed]"
)
"""Vowel signs and the like, which stand on a letter of Hebrew or Arabic: a character class."""
RIGHT_TO_LEFT = re.compile(r"[\u05be-\u065f\u066e-\u06ef\u06fa-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
"""Letters of the scripts that run from right to left; their digits run to the right."""


class Direction(StrEnum):
    """Where the text of a frame runs to on the page; what is askew (or bent) keeps the page's coordinates."""

    RIGHT = "right"
    DOWN = "down"
    LEFT = "left"
    UP = "up"
    ASKEW = "askew"


class Glyph(NamedTuple):
    """One drawn character (a ligature may stand for several) in the coordinates of its frame, in points.

    `place` counts the characters of the page in the order of the file. `confidence` as in `ingest.document.Line`.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    font: str
    place: int = 0
    confidence: float | None = None

    @property
    def box(self) -> Rectangle:
        return self.x0, self.top, self.x1, self.bottom


@dataclass(frozen=True, slots=True)
class Frame:
    """A page as seen by a reader who turns it until its text runs from left to right.

    `left` and `top` are where the corner of what is displayed stands in the coordinates of pdfplumber.
    """

    direction: Direction
    width: float
    height: float
    left: float = 0.0
    top: float = 0.0

    def turn(self, box: Rectangle) -> Rectangle:
        """A rectangle in pdfplumber's coordinates in those of this frame."""
        x0, top, x1, bottom = box
        shown = (x0 - self.left, top - self.top, x1 - self.left, bottom - self.top)
        return _TURNS[self.direction](shown, self.width, self.height)

    def back(self, box: Rectangle) -> Rectangle:
        """A rectangle of this frame in points from the displayed page's top left corner."""
        width, height = (self.height, self.width) if self.down else (self.width, self.height)
        return _TURNS[_REVERSE[self.direction]](box, width, height)

    def seen_from(self, other: Frame, box: Rectangle) -> Rectangle:
        """A rectangle of this frame in the other's."""
        x0, top, x1, bottom = self.back(box)
        return other.turn((x0 + other.left, top + other.top, x1 + other.left, bottom + other.top))

    @property
    def down(self) -> bool:
        """Whether the text runs down or up the page."""
        return self.direction in (Direction.UP, Direction.DOWN)

    def along(self, edges: Edges) -> Edges:
        """Places on the frame's lines as the page's: from its left, or from its top where the text runs `down`."""
        if self.direction in (Direction.LEFT, Direction.UP):
            end = self.height if self.down else self.width
            return Edges.of(end - edge for edge in edges)
        return edges if self.direction is not Direction.ASKEW else NO_EDGES


def area(box: Rectangle) -> float:
    """The area of a rectangle, in square points."""
    return (box[2] - box[0]) * (box[3] - box[1])


def stands_in(box: Rectangle, area: Rectangle, *, beside: float = 0.0) -> bool:
    """Whether the middle of `box` is in `area`, or at most so many points left or right of it."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    return area[0] - beside <= x <= area[2] + beside and area[1] <= y <= area[3]


def frames(chars: Iterable[Mapping[str, Any]], page: Rectangle) -> dict[Frame, list[Glyph]]:
    """The glyphs of a page by frame, the frame with most of them first; `chars` as pdfplumber gives them.

    `page` is the rectangle that is displayed, in the same coordinates.

    Characters outside the page, control characters and doubles drawn to look bold are left out.
    """
    inside = [char for char in chars if stands_in((char["x0"], char["top"], char["x1"], char["bottom"]), page)]
    vertical = _vertical(inside)
    frames = {direction: _frame(direction, page) for direction in Direction}
    found: dict[Direction, list[Glyph]] = defaultdict(list)
    for place, char in enumerate(inside):
        text = clean(char["text"])
        if text:
            direction = Direction.DOWN if place in vertical else _direction(char["matrix"])
            found[direction].append(_glyph(char, text, frames[direction], place))
    ordered = sorted(found.items(), key=lambda item: -len(item[1]))
    return {frames[direction]: without_doubles(glyphs) for direction, glyphs in ordered}


def without_doubles(glyphs: Sequence[Glyph]) -> list[Glyph]:
    """The glyphs without those drawn again (nearly) at the same place, in the order given."""
    order = sorted(range(len(glyphs)), key=lambda index: (glyphs[index].text, glyphs[index].x0))
    doubles: set[int] = set()
    for position, index in enumerate(order):
        first = glyphs[index]
        near = first.size * 0.1
        for other in order[position + 1 :]:
            second = glyphs[other]
            if second.text != first.text or second.x0 - first.x0 > near:
                break
            if abs(second.base - first.base) <= near and abs(second.size - first.size) <= near:
                doubles.add(max(index, other))
    return [glyph for index, glyph in enumerate(glyphs) if index not in doubles]


@lru_cache(maxsize=4096)
def clean(text: str) -> str:
    """The text of one glyph without what cannot be shown; any white space is one space.

    Several letters that run to the left stand as they are seen, as those of different glyphs do.
    """
    if _UNMAPPED.fullmatch(text):
        return _BULLET if text == "(cid:127)" else UNREADABLE
    spaced = (" " if c.isspace() or c == _SYMBOL_SPACE else c for c in text)
    shown = (UNREADABLE if unicodedata.category(c) == "Cs" else c for c in spaced)
    kept = "".join(c for c in shown if unicodedata.category(c) not in ("Cc", "Cn"))
    return _LEFTWARD.sub(lambda run: "".join(reversed(_LETTER.findall(run[0]))), kept) if len(kept) > 1 else kept


_LETTER = re.compile(f".{MARKS}*")
_LEFTWARD = re.compile(rf"(?:{RIGHT_TO_LEFT.pattern}{MARKS}*)+")
_UNMAPPED = re.compile(r"\(cid:\d+\)")
_BULLET = "\u2022"
"""Code 127 of WinAnsiEncoding (ISO 32000-1, D.2: unused codes are bullets), which pdfminer does not know."""
_SYMBOL_SPACE = "\uf020"
"""The space of fonts with a coding of their own (OpenType, cmap 3.0: codes 0xF000 and up stand for 0x00 and up)."""
_BULLET_WIDTH = 0.35
"""In type sizes."""
_VERTICAL_DESCENT = 0.12
_IDEOGRAPHIC = re.compile(r"[\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]")

_Turn = Callable[[Rectangle, float, float], Rectangle]
_TURNS: dict[Direction, _Turn] = {
    Direction.RIGHT: lambda b, w, h: b,
    Direction.DOWN: lambda b, w, h: (b[1], w - b[2], b[3], w - b[0]),
    Direction.LEFT: lambda b, w, h: (w - b[2], h - b[3], w - b[0], h - b[1]),
    Direction.UP: lambda b, w, h: (h - b[3], b[0], h - b[1], b[2]),
    Direction.ASKEW: lambda b, w, h: b,
}
_REVERSE = {
    Direction.RIGHT: Direction.RIGHT,
    Direction.DOWN: Direction.UP,
    Direction.LEFT: Direction.LEFT,
    Direction.UP: Direction.DOWN,
    Direction.ASKEW: Direction.ASKEW,
}


def _frame(direction: Direction, page: Rectangle) -> Frame:
    return Frame(direction, page[2] - page[0], page[3] - page[1], page[0], page[1])


def _glyph(char: Mapping[str, Any], text: str, frame: Frame, place: int) -> Glyph:
    x0, top, x1, bottom = frame.turn((char["x0"], char["top"], char["x1"], char["bottom"]))
    size = bottom - top
    if text == _BULLET:
        x1 = max(x1, x0 + _BULLET_WIDTH * size)
    return Glyph(
        text, x0, top, x1, bottom, bottom - _descent(char, frame.direction, size), size, char["fontname"], place
    )


def _descent(char: Mapping[str, Any], direction: Direction, size: float) -> float:
    """How far the box reaches below the base line; fonts differ in it, so lines are told by their bases.

    Vertical writing has its origin in the middle of the line, and no base line but that of its turned letters.
    """
    a, b, _, _, x, y = char["matrix"]
    if direction is Direction.DOWN and abs(a) > abs(b):
        return _VERTICAL_DESCENT * size
    below = {
        Direction.RIGHT: y - char["y0"],
        Direction.LEFT: char["y1"] - y,
        Direction.UP: char["x1"] - x,
        Direction.DOWN: x - char["x0"],
        Direction.ASKEW: 0.0,
    }[direction]
    return float(below) if 0 <= below <= size else 0.2 * size


def _direction(matrix: Sequence[float]) -> Direction:
    a, b, _, d, *_ = matrix
    if min(abs(a), abs(b)) > SLOPE * max(abs(a), abs(b)):
        return Direction.ASKEW
    if abs(a) >= abs(b):
        return Direction.LEFT if a < 0 and d < 0 else Direction.RIGHT
    return Direction.UP if b > 0 else Direction.DOWN


def _vertical(chars: Sequence[Mapping[str, Any]]) -> frozenset[int]:
    """The places of characters that are written downwards: pdfminer does not pass on the writing mode.

    All of a font are whose ideographs mostly follow each other so, but for those that do not and stand beside another.
    """
    fonts = _vertical_fonts(chars)
    if not fonts:
        return frozenset()
    level, below = set[int](), set[int]()
    for place, (before, after) in enumerate(pairwise(chars)):
        if _below(before, after):
            below |= {place, place + 1}
        elif _beside(before, after):
            level |= {place, place + 1}
    across = {place for place in level - below if _IDEOGRAPHIC.match(chars[place]["text"])}
    return frozenset(place for place, char in enumerate(chars) if char["fontname"] in fonts and place not in across)


def _vertical_fonts(chars: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    down: Counter[str] = Counter()
    pairs: Counter[str] = Counter()
    for before, after in pairwise(char for char in chars if _IDEOGRAPHIC.match(char["text"])):
        if before["fontname"] == after["fontname"]:
            pairs[after["fontname"]] += 1
            down[after["fontname"]] += _below(before, after)
    return frozenset(font for font, count in down.items() if count >= 4 and count > 0.6 * pairs[font])


def _below(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    size = after["size"]
    return bool(abs(after["x0"] - before["x0"]) < 0.1 * size and 0.4 * size < after["top"] - before["top"] < 2.5 * size)


def _beside(before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Whether the second stands to the right of the first; letters of a running head may be spaced widely."""
    size = after["size"]
    return bool(abs(after["top"] - before["top"]) < 0.2 * size and 0 < after["x0"] - before["x0"] < _SPACED * size)


_SPACED = 5.0
"""Type sizes from one letter of a spaced line to the next, at most."""
