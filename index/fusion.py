"""How the signals are weighed into one score."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Kind

LEXICAL_WEIGHT = 0.5
DEMOTED = {Kind.REFERENCE: 0.3, Kind.CONTENTS: 0.3, Kind.HEADING: 0.2, Kind.TITLE: 0.2}
"""What is taken off a passage that names things without saying anything about them."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate: cosine of the centred vectors (-1 to 1), share of the words (0 to 1).

    A rank counts from 1; a signal that did not find the candidate has none.
    """

    dense: float | None
    lexical: float | None
    demotion: float
    dense_rank: int | None = None
    lexical_rank: int | None = None

    @property
    def score(self) -> float:
        """Their weighted sum.

        Both are absolute, so a question whose words can't match (another language) has a share near 0 and leaves the
        order to the vectors, which a fusion of ranks can't do (Bruch, Gai and Ingber, "An Analysis of Fusion Functions
        for Hybrid Retrieval", 2023).
        """
        return (self.dense or 0.0) + LEXICAL_WEIGHT * (self.lexical or 0.0) - self.demotion


def candidates(dense: Mapping[int, float], lexical: Mapping[int, float], kinds: Sequence[str]) -> dict[int, Signals]:
    """Every passage that a signal found (number -> score), with what both say of it; `kinds` by passage number."""
    dense_ranks, lexical_ranks = _ranks(dense), _ranks(lexical)
    return {
        number: Signals(
            dense=dense.get(number),
            lexical=lexical.get(number),
            demotion=DEMOTED.get(Kind(kinds[number]), 0.0),
            dense_rank=dense_ranks.get(number),
            lexical_rank=lexical_ranks.get(number),
        )
        for number in sorted({*dense, *lexical})
    }


def ranked(candidates: Mapping[int, Signals]) -> list[tuple[int, Signals]]:
    """Best first; equal ones in reading order."""
    return sorted(candidates.items(), key=lambda item: (-item[1].score, item[0]))


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: rank for rank, number in enumerate(order, 1)}
