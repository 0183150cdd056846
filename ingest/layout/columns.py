"""The reading order of a page: which lines make a column, and which column is read first."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median
from typing import Protocol, TypeVar

FEWEST_LINES = 3
"""A column has at least so many lines."""
GUTTER = 0.6
"""Least width of the empty space between two columns, in type sizes."""
NARROWEST = 4.0
"""Least width of a column, in type sizes."""
TIER_GUTTER, TIERED = 0.4, 0.75
"""The same between two tiers of vertical writing, and the share of a region's lines that stand in them, at least: a
strip through fewer lines is chance, since all of them are level."""
LARGE = 1.3
"""A heading in the margin is so many times as large as the text beside it, at least."""
MARGIN_WIDTH = 2.5
"""Width of the longest line of such a heading, in type sizes, at least: less is a number or an initial set large."""


class Placed(Protocol):
    """Anything that has a place on the page and a type size."""

    @property
    def x0(self) -> float:
        """Left edge in points."""

    @property
    def x1(self) -> float:
        """Right edge."""

    @property
    def top(self) -> float:
        """Upper edge, counted downwards."""

    @property
    def bottom(self) -> float:
        """Lower edge."""

    @property
    def size(self) -> float:
        """Type size in points."""


T = TypeVar("T", bound=Placed)


def columns(items: Sequence[T], *, tiers: bool = False) -> list[list[T]]:
    """The items by column in reading order, each column from top to bottom.

    Where some lines of the region can be told apart by an empty strip with text on both sides, the region is
    cut into what stands above these lines, their left part, their right part and what stands below. The columns of
    vertical writing, in its turned frame, are `tiers`.
    """
    ordered = sorted(items, key=lambda item: (item.top, item.x0))
    split = _best_split(ordered, tiers)
    if split is None:
        return [ordered] if ordered else []
    inside = ordered[split.first : split.last]
    left = [item for item in inside if item.x1 <= split.x]
    right = [item for item in inside if item.x1 > split.x]
    parts = [ordered[: split.first], left, right, ordered[split.last :]]
    return [column for part in parts for column in columns(part, tiers=tiers)]


@dataclass(frozen=True, slots=True)
class _Split:
    """Items first:last of a region stand wholly left or right of x; `gain` is the area so put in order."""

    x: float
    first: int
    last: int
    gain: float


def _best_split(items: Sequence[T], tiers: bool) -> _Split | None:
    least = max(2 * FEWEST_LINES, TIERED * len(items) if tiers else 0)
    if len(items) < least:
        return None
    gutter = (TIER_GUTTER if tiers else GUTTER) * median(item.size for item in items)
    starts = sorted({round(item.x0) for item in items})
    found = [split for start in starts for split in _stretches(items, start - 0.5, gutter, least, tiers)]
    return max(found, key=lambda split: split.gain, default=None)


def _stretches(items: Sequence[T], x: float, gutter: float, least: float, tiers: bool) -> list[_Split]:
    """The stretches of at least so many items in which none reaches over the strip left of `x`."""
    found: list[_Split] = []
    first = 0
    for index in range(len(items) + 1):
        if index == len(items) or (items[index].x0 < x and items[index].x1 > x - gutter):
            split = _split(items, first, index, x, tiers) if index - first >= least else None
            if split:
                found.append(split)
            first = index + 1
    return found


def _split(items: Sequence[T], first: int, last: int, x: float, tiers: bool) -> _Split | None:
    left = [item for item in items[first:last] if item.x1 <= x]
    right = [item for item in items[first:last] if item.x1 > x]
    if not _is_column(right) or not (_is_column(left) or _is_margin(left, right)):
        return None
    if not tiers and _is_grid(left, right):
        return None
    return _Split(x, first, last, min(_area(left), _area(right)))


def _is_column(items: Sequence[T]) -> bool:
    return len(items) >= FEWEST_LINES and median(item.x1 - item.x0 for item in items) >= NARROWEST * median(
        item.size for item in items
    )


def _is_margin(items: Sequence[T], beside: Sequence[T]) -> bool:
    """Whether all is a heading in the margin: large type with text beside it."""
    if not items or min(item.size for item in items) < LARGE * median(item.size for item in beside):
        return False
    wide = max((item.x1 - item.x0) / item.size for item in items) >= MARGIN_WIDTH
    return wide and any(a.top < b.bottom and b.top < a.bottom for a in items for b in beside)


def _is_grid(left: Sequence[T], right: Sequence[T]) -> bool:
    """Whether the two sides are cells of common rows: bottoms agree and lines do not fill their column."""
    bottoms = {round(item.bottom) for item in right}
    agreeing = sum(not bottoms.isdisjoint({round(item.bottom) + d for d in (-1, 0, 1)}) for item in left)
    return agreeing > 0.6 * min(len(left), len(right)) and min(_filling(left), _filling(right)) < 0.6


def _filling(items: Sequence[T]) -> float:
    """How far lines usually reach across their column; those that begin at one place make a column."""
    starting: dict[int, list[float]] = defaultdict(list)
    for item in items:
        starting[round(item.x0 / 3)].append(item.x1 - item.x0)
    aligned = [widths for widths in starting.values() if len(widths) >= FEWEST_LINES]
    if aligned:
        return median(width / max(widths) for widths in aligned for width in widths if max(widths) > 0)
    width = max(item.x1 for item in items) - min(item.x0 for item in items)
    return median(item.x1 - item.x0 for item in items) / width if width else 1.0


def _area(items: Sequence[T]) -> float:
    return sum((item.x1 - item.x0) * (item.bottom - item.top) for item in items)
