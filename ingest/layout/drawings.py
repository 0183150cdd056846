"""Where a page bears drawings: charts, diagrams, maps and pictures, told by the shapes that stand close together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from ingest.layout.glyphs import Frame, Rectangle

REACH = 6.0
"""Points; shapes nearer to each other than about twice this make one drawing."""
GROUND = 0.5
"""Share of the page from which on a shape is its ground."""
LONG = 0.8
"""Share of the page's width or height from which on a rectangle is a stripe of its design."""
THIN = 3.0
"""Points; what is narrower or lower is a rule, a tick or a dot, and no bar."""
FEWEST_BARS = 3
"""Rectangles of several lengths that begin at one line, from which on they are the bars of a chart."""
SLANT = 2.0
"""Points by which the ends of a line must differ both across and down for it to be no rule."""
PLOTTED = 20
"""Points of a stroked curve from which on it is plotted data; a frame with round corners has 13."""


class Form(IntEnum):
    """What a shape tells of there being a drawing, from nothing to most."""

    RULE = 0
    RECTANGLE = 1
    PICTURE = 2
    CURVE = 3
    PLOT = 4


Shapes = Mapping[Rectangle, Form]
"""The different rectangles around all that is drawn on a page, text apart."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """Shapes close together: the rectangle around them, and how many of them are `drawn`: curved, slanted, a bar.

    One that is `plotted` has the line of a chart in it, one that is `pictured` a picture made of pixels.
    """

    box: Rectangle
    drawn: int
    plotted: bool = False
    pictured: bool = False


def shapes(marks: Iterable[Mapping[str, Any]], frame: Frame) -> Shapes:
    """The shapes on a page but for its ground and the stripes of its design, in the frame's places.

    `marks` are pdfplumber's lines, curves, rectangles and images, in the page's coordinates.
    """
    found: dict[Rectangle, Form] = {}
    for mark in marks:
        turned = frame.turn((mark["x0"], mark["top"], mark["x1"], mark["bottom"]))
        box, form = (round(turned[0], 1), round(turned[1], 1), round(turned[2], 1), round(turned[3], 1)), _form(mark)
        if _is_part(box, form, frame):
            found[box] = max(found.get(box, form), form)
    return found


def drawings(shapes: Shapes) -> list[Drawing]:
    """The drawings that shapes make, from top to bottom."""
    return sorted((_drawing(group, shapes) for group in _clusters(shapes)), key=lambda drawing: drawing.box[1::-1])


def _form(mark: Mapping[str, Any]) -> Form:
    kind = mark["object_type"]
    slanted = min(mark["x1"] - mark["x0"], mark["bottom"] - mark["top"]) > SLANT
    if kind == "curve" or (kind == "line" and slanted):
        return Form.PLOT if not mark["fill"] and len(mark["pts"]) > PLOTTED else Form.CURVE
    return {"rect": Form.RECTANGLE, "image": Form.PICTURE}.get(kind, Form.RULE)


def _is_part(box: Rectangle, form: Form, frame: Frame) -> bool:
    """Whether a shape may be part of a drawing: it stands on the page, and is not the page's ground or design."""
    width, height = (frame.height, frame.width) if frame.down else (frame.width, frame.height)
    across, down = (box[2] - box[0]) / max(1.0, width), (box[3] - box[1]) / max(1.0, height)
    shown = box[0] < width and box[2] > 0 and box[1] < height and box[3] > 0
    return shown and across * down < GROUND and (max(across, down) <= LONG or form > Form.PICTURE)


def _clusters(boxes: Iterable[Rectangle]) -> list[list[Rectangle]]:
    """Groups of rectangles that stand close to each other, found on a raster of the page."""
    squares: dict[tuple[int, ...], list[Rectangle]] = defaultdict(list)
    for box in boxes:
        squares[tuple(max(0, int(edge // REACH)) for edge in box)].append(box)
    parents = list(range(len(squares)))
    raster = np.full([3 + max((square[side] for square in squares), default=0) for side in (3, 2)], -1)
    for number, (left, top, right, bottom) in enumerate(squares):
        ground = raster[max(0, top - 1) : bottom + 2, max(0, left - 1) : right + 2]
        for other in np.unique(ground[ground >= 0]):
            parents[_root(parents, int(other))] = number
        ground[:] = number
    groups: dict[int, list[Rectangle]] = defaultdict(list)
    for number, held in enumerate(squares.values()):
        groups[_root(parents, number)] += held
    return list(groups.values())


def _root(parents: list[int], number: int) -> int:
    while parents[number] != number:
        parents[number] = parents[parents[number]]
        number = parents[number]
    return number


def _drawing(group: Sequence[Rectangle], shapes: Shapes) -> Drawing:
    left, top, right, bottom = zip(*group, strict=True)
    forms = [shapes[box] for box in group]
    drawn = sum(form >= Form.CURVE for form in forms) + _bars(box for box in group if shapes[box] is Form.RECTANGLE)
    return Drawing((min(left), min(top), max(right), max(bottom)), drawn, Form.PLOT in forms, Form.PICTURE in forms)


def _bars(rectangles: Iterable[Rectangle]) -> int:
    """How many rectangles of one breadth and several lengths begin or end at one line, as the bars of a chart do."""
    lengths: dict[tuple[int, int, int], set[int]] = defaultdict(set)
    for box in rectangles:
        across, down = round(box[2] - box[0]), round(box[3] - box[1])
        if min(across, down) < THIN:
            continue
        for side, edge in enumerate(box):
            breadth, length = (down, across) if side in (0, 2) else (across, down)
            lengths[side, round(edge), breadth].add(length)
    most = max((len(found) for found in lengths.values()), default=0)
    return most if most >= FEWEST_BARS else 0
