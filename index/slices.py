"""What a slice of an answer shows: the ranked candidates, then all others that pass, in reading order.

Of passages that say the same (`index.repeats`) the best ranked one is shown and stands for those that pass. So the
results of all slices and what they stand for are the passages that pass, each once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from index.chronology import by_year
from index.engine import Passing
from index.fusion import Ranking, Signals
from index.generation import Generation
from index.question import Question
from index.rows import Numbers, is_among

Ranked = list[tuple[int, Signals | None]]

SORTED = 100
"""So many of the ranked results are put into another order: what follows hardly answers any more."""


@dataclass(frozen=True, slots=True)
class Slice:
    """Numbers of passages, best first, out of `total` results; these stand for `folded` more passages."""

    total: int
    folded: int
    order: Ranked


def sliced(generation: Generation, question: Question, best: Ranking, passing: Passing) -> Slice:
    """The passages that a question asks for, of those that pass: `best` of them first, then the others.

    Another order than that of the ranks holds for the first `SORTED` of the best, or for all that pass where none is
    better than another.
    """
    shown = _sorted(generation, question, best, _firsts(generation, best) if question.folds else np.arange(len(best)))
    page: Ranked = [best[place] for place in shown[question.offset : question.offset + question.k].tolist()]
    if lacking := question.k - len(page):
        sort = "relevance" if len(best) else question.sort
        start = max(0, question.offset - len(shown))
        rest = passing.rest(best.numbers, start, lacking, folds=question.folds, sort=sort)
        page += [(number, None) for number in rest.tolist()]
    folded = passing.folded if question.folds else 0
    return Slice(passing.total - folded, folded, page)


def others_of_group(generation: Generation, number: int, passing: Passing) -> Numbers:
    """The passages among those in `passing` that say the same as this one, in reading order."""
    alone = np.array([number])
    if not is_among(alone, generation.repeated)[0]:
        return np.zeros(0, dtype=np.int64)
    rows = generation.database.execute(
        "SELECT passage FROM repeats WHERE first = ? AND passage <> ? ORDER BY passage",
        (int(generation.groups_of(alone)[0]), number),
    )
    return passing.among(np.fromiter((other for (other,) in rows), dtype=np.int64))


def _firsts(generation: Generation, best: Ranking) -> NDArray[np.intp]:
    """The place in the ranking of the first of each group."""
    return np.sort(np.unique(generation.groups_of(best.numbers), return_index=True)[1])


def _sorted(generation: Generation, question: Question, best: Ranking, places: NDArray[np.intp]) -> NDArray[np.intp]:
    """The places of results in the ranking, the first of them in the order of time if that is asked for."""
    if question.sort == "relevance":
        return places
    first, rest = places[:SORTED], places[SORTED:]
    return np.concatenate([first[by_year(generation, best.numbers[first], question.sort)], rest])
