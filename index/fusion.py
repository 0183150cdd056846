"""How the signals are weighed into one score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ingest.document import Kind

LEXICAL_WEIGHT = 0.5
DEMOTED = {Kind.REFERENCE: 0.3, Kind.CONTENTS: 0.3, Kind.HEADING: 0.2, Kind.TITLE: 0.2}
"""What is taken off a passage that names things without saying anything about them."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate: cosine of the centred vectors (-1 to 1), share of the words (0 to 1)."""

    dense: float | None
    lexical: float | None
    demotion: float

    @property
    def score(self) -> float:
        """Their weighted sum.

        Both are absolute, so a question whose words can't match (another language) has a share near 0 and leaves the
        order to the vectors, which a fusion of ranks can't do (Bruch, Gai and Ingber, "An Analysis of Fusion Functions
        for Hybrid Retrieval", 2023).
        """
        return (self.dense or 0.0) + LEXICAL_WEIGHT * (self.lexical or 0.0) - self.demotion


def demotion(kind: str) -> float:
    """What a passage of this kind loses."""
    return DEMOTED.get(Kind(kind), 0.0)


def ranked(candidates: Mapping[int, Signals]) -> list[tuple[int, Signals]]:
    """Best first; equal ones in reading order."""
    return sorted(candidates.items(), key=lambda item: (-item[1].score, item[0]))
