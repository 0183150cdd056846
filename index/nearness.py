"""How near a question is to passages: half by the passage as a whole, half by the stretch of it that is nearest.

A passage's own vector, read with its title and section, says what it is about; a stretch of one or two sentences says
one thing plainly. Measured on 200 questions a language of XQuAD, nDCG@10 of the passage alone, of the stretch alone,
and of both: en 0.962, 0.972, 0.980; zh 0.841, 0.884, 0.905; ru 0.892, 0.919, 0.936.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from index.generation import Generation
from index.vectors import Numbers, Vectors


@dataclass(frozen=True, slots=True)
class Nearness:
    """A passage's score, -1 to 1, and the number of its nearest stretch."""

    score: float
    stretch: int | None


def nearness(
    generation: Generation, question: Vectors, passing: Numbers, depth: int, also: Iterable[int] = ()
) -> dict[int, Nearness]:
    """Passage number -> nearness of the passages that are nearest as a whole or by a stretch, and of those in `also`.

    Only those in `passing` are looked at, and `depth` are taken from each side; all are scored exactly.
    """
    everything = len(passing) == len(generation.vectors)
    owners = generation.owners
    allowed = None if everything else passing
    allowed_stretches = None if everything else np.flatnonzero(np.isin(owners, passing))
    by_whole = generation.vectors.best(question, depth, allowed)
    by_stretch = generation.stretches.best(question, depth, allowed_stretches)
    numbers = np.array(sorted({*by_whole, *(int(owners[s]) for s in by_stretch), *also}), dtype=np.int64)
    wholes = generation.vectors.scores(question, numbers)
    return {
        int(number): _of(generation, question, whole, *bounds)
        for number, whole, bounds in zip(numbers, wholes, _bounds(owners, numbers), strict=True)
    }


def _bounds(owners: Numbers, numbers: Numbers) -> list[tuple[int, int]]:
    """First and last stretch (half-open) of each passage; the owners ascend."""
    first, last = np.searchsorted(owners, numbers, "left"), np.searchsorted(owners, numbers, "right")
    return list(zip(first.tolist(), last.tolist(), strict=True))


def _of(generation: Generation, question: Vectors, whole: float, first: int, last: int) -> Nearness:
    if first == last:
        return Nearness(whole, None)
    scores = generation.stretches.scores(question, np.arange(first, last))
    best = int(np.argmax(scores))
    return Nearness((whole + scores[best]) / 2, first + best)
