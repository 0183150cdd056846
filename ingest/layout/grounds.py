"""Filled rectangles as a reader sees them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

WITHIN = 0.2
"""Points by which a fill may reach over the one that hides it: they are rounded apart."""

_Rectangle = dict[str, Any]


def seen(rectangles: Iterable[_Rectangle]) -> list[_Rectangle]:
    """The rectangles of a page, in the order in which they are drawn, without those that cannot be seen.

    Word fills the ground of a table's cell, then that of each of its lines in the same colour: edges that no reader
    sees and that part no cells.
    """
    found: list[_Rectangle] = []
    ground: _Rectangle | None = None
    for rectangle in rectangles:
        if ground is not None and _hides(ground, rectangle):
            continue
        found.append(rectangle)
        if _is_fill(rectangle):
            ground = rectangle
    return found


def _is_fill(rectangle: _Rectangle) -> bool:
    return bool(rectangle["fill"]) and not rectangle["stroke"]


def _hides(ground: _Rectangle, rectangle: _Rectangle) -> bool:
    return (
        _is_fill(rectangle)
        and rectangle["non_stroking_color"] == ground["non_stroking_color"]
        and rectangle["x0"] >= ground["x0"] - WITHIN
        and rectangle["x1"] <= ground["x1"] + WITHIN
        and rectangle["top"] >= ground["top"] - WITHIN
        and rectangle["bottom"] <= ground["bottom"] + WITHIN
    )
