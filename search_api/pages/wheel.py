"""The wheel of the goals: 17 sectors, each as long as it has passages, for a template to draw."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import cos, pi, sin, sqrt

from corpus.vocabulary import Entity
from search_api.pages.addresses import Address
from search_api.pages.naming import colour_class, shown_name

GOALS = tuple(f"sdg:{number}" for number in range(1, 18))

_HUB, _RIM, _NUMBERS = 34.0, 122.0, 134.0
"""Radii: of the empty middle, of the longest sector, and of the numbers around. The whole is 2 x 150 wide."""
_GAP = 1.2
"""Between two sectors, at every radius."""


@dataclass(frozen=True, slots=True)
class Sector:
    """A goal: `path` is as long as its passages are many, `track` as long as any can be, both of an SVG path.

    Its area is to that of the others as its passages are to theirs: what the eye compares in sectors is the area.
    The number of the goal stands at `x` and `y`.
    """

    id: str
    number: str
    name: str
    css: str
    count: int
    link: Address
    track: str
    path: str
    x: float
    y: float


def wheel(
    counts: Mapping[str, int], entities: Mapping[str, Entity], language: str, link: Callable[[str], Address]
) -> Sequence[Sector]:
    """The goals clockwise from the top, with the passages that `counts` has by a goal's id; `link` leads to them."""
    most = max((counts.get(goal, 0) for goal in GOALS), default=0)
    sectors = []
    for place, goal in enumerate(GOALS):
        count, angle = counts.get(goal, 0), (place + 0.5) * _TURN
        sectors.append(
            Sector(
                id=goal,
                number=goal.partition(":")[2],
                name=shown_name(entities[goal], language),
                css=colour_class(goal),
                count=count,
                link=link(goal),
                track=_sector(place, _RIM),
                path=_sector(place, _radius(count / most)) if count else "",
                x=round(_NUMBERS * sin(angle), 1),
                y=round(-_NUMBERS * cos(angle), 1),
            )
        )
    return sectors


_TURN = 2 * pi / len(GOALS)


def _radius(share: float) -> float:
    """Of a sector that has this share of the area of the longest."""
    return sqrt(_HUB**2 + share * (_RIM**2 - _HUB**2))


def _sector(place: int, radius: float) -> str:
    """A path from the hub to this radius."""
    near, far = _ends(place, _HUB), _ends(place, radius)
    return (
        f"M{_point(_HUB, near[0])}L{_point(radius, far[0])}A{radius:.1f} {radius:.1f} 0 0 1 {_point(radius, far[1])}"
        f"L{_point(_HUB, near[1])}A{_HUB:.1f} {_HUB:.1f} 0 0 0 {_point(_HUB, near[0])}Z"
    )


def _ends(place: int, radius: float) -> tuple[float, float]:
    gap = _GAP / radius / 2
    return place * _TURN + gap, (place + 1) * _TURN - gap


def _point(radius: float, angle: float) -> str:
    return f"{radius * sin(angle):.1f} {-radius * cos(angle):.1f}"
