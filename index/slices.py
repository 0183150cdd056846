"""What a slice of an answer shows: the ranked candidates, then all others that pass, in reading order.

Of passages that say the same (`index.repeats`) the best ranked one is shown and stands for those that pass. So the
results of all slices and what they stand for are the passages that pass, each once.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.fusion import Ranking, Signals
from index.generation import Generation
from index.rows import Numbers, is_among

Ranked = list[tuple[int, Signals | None]]

Sorted = Callable[[Numbers], NDArray[np.intp]]
"""The places of passages in another order than that of their ranks, such as that of their years."""

SORTED = 100
"""So many of the ranked results are put into another order: what follows hardly answers any more."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Numbers of passages, best first, out of `total` results; these stand for `folded` more passages."""

    total: int
    folded: int
    order: Ranked


def sliced(best: Ranking, passing: Numbers, offset: int, k: int, order: Sorted | None = None) -> Slice:
    """`k` of the passages that pass, `best` of them first, after `offset` others. `passing` ascends.

    `order` holds for the first `SORTED` of the best, or for all that pass where none is better than another.
    """
    shown = _sorted(np.arange(len(best)), best, order)
    page: Ranked = [best[place] for place in shown[offset : offset + k].tolist()]
    if len(page) < k:
        rest = passing[~np.isin(passing, best.numbers)]
        rest = rest[order(rest)] if order and not len(best) else rest
        page += _continued(rest, max(0, offset - len(best)), k - len(page))
    return Slice(len(passing), 0, page)


def folded_slice(
    generation: Generation, best: Ranking, passing: Numbers, offset: int, k: int, order: Sorted | None = None
) -> Slice:
    """The same with one result for all passages that say the same."""
    groups = generation.groups
    of_best = groups[best.numbers]
    shown = _sorted(np.sort(np.unique(of_best, return_index=True)[1]), best, order)
    page: Ranked = [best[place] for place in shown[offset : offset + k].tolist()]
    if len(page) < k:
        rest = passing[~np.isin(groups[passing], of_best)]
        firsts = np.sort(np.unique(groups[rest], return_index=True)[1])
        page += _continued(rest[firsts], max(0, offset - len(shown)), k - len(page))
    folded = _more_than_one(generation, passing)
    return Slice(len(passing) - folded, folded, page)


def others_of_group(generation: Generation, number: int, passing: Numbers) -> Numbers:
    """The passages among those in `passing` that say the same as this one, in reading order."""
    if not is_among(np.array([number]), generation.repeated)[0]:
        return np.zeros(0, dtype=np.int64)
    rows = generation.database.execute(
        "SELECT passage FROM repeats WHERE first = ? AND passage <> ? ORDER BY passage",
        (int(generation.groups[number]), number),
    )
    return _among(np.fromiter((other for (other,) in rows), dtype=np.int64), passing)


def _sorted(places: NDArray[np.intp], best: Ranking, order: Sorted | None) -> NDArray[np.intp]:
    """The places of results in the ranking, the first of them in another order."""
    if order is None:
        return places
    first, rest = places[:SORTED], places[SORTED:]
    return np.concatenate([first[order(best.numbers[first])], rest])


def _continued(rest: Numbers, start: int, count: int) -> Ranked:
    return [(int(number), None) for number in rest[start : start + count]]


def _more_than_one(generation: Generation, passing: Numbers) -> int:
    """How many of the passages that pass are not the only ones of their group that do, but for one of each group."""
    repeated = _among(generation.repeated, passing)
    return len(repeated) - len(np.unique(generation.groups[repeated]))


def _among(numbers: Numbers, passing: Numbers) -> Numbers:
    """Those of `numbers` that are in `passing`, which ascends."""
    return numbers[is_among(numbers, passing)]
