"""Shapes on a slide in the order in which they are read, whatever their order in the file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Frame:
    """A shape's rectangle on the slide, in any unit; the top left corner is 0, 0."""

    x0: float = 0.0
    top: float = 0.0
    x1: float = 0.0
    bottom: float = 0.0


def reading_order(framed: Sequence[tuple[Frame, T]]) -> list[T]:
    """From top to bottom where a gap goes across, else from left to right where one goes down (recursive XY cut)."""
    if len(framed) < 2:
        return [shape for _, shape in framed]
    for near, far in (("top", "bottom"), ("x0", "x1")):
        groups = _cut(framed, near, far)
        if len(groups) > 1:
            return [shape for group in groups for shape in reading_order(group)]
    return [shape for _, shape in sorted(framed, key=lambda item: (item[0].top, item[0].x0))]


def _cut(framed: Sequence[tuple[Frame, T]], near: str, far: str) -> list[list[tuple[Frame, T]]]:
    """Groups of shapes between which nothing stands; frames may overlap by a tenth, as text boxes often do."""
    ordered = sorted(framed, key=lambda item: float(getattr(item[0], near)))
    groups = [[ordered[0]]]
    reach = getattr(ordered[0][0], far)
    for (before, _), item in pairwise(ordered):
        size = min(getattr(frame, far) - getattr(frame, near) for frame in (before, item[0]))
        if getattr(item[0], near) < reach - size / 10:
            groups[-1].append(item)
        else:
            groups.append([item])
        reach = max(reach, getattr(item[0], far))
    return groups
