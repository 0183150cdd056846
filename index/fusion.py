"""How the signals are weighed into one score."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from index.nearness import Nearness
from ingest.document import Kind

LEXICAL_WEIGHT = 0.4
ENTITY_WEIGHT = 0.07
NEIGHBOUR_WEIGHT = 0.5
READ_AGAIN = 2.0
"""More than all parts come to: what a cross-encoder has read stands before the rest, in the order that it gives."""

DEMOTED = {
    Kind.REFERENCE: 0.3,
    Kind.CONTENTS: 0.3,
    Kind.INDEX: 0.3,
    Kind.COVER: 0.2,
    Kind.FIGURE: 0.2,
    Kind.HEADING: 0.2,
    Kind.TITLE: 0.2,
    Kind.CAPTION: 0.15,
    Kind.FOOTNOTE: 0.1,
}
"""What is taken off a passage that names things without saying much about them."""

SHORT = 60
SHORT_DEMOTION = 0.1
"""A passage of fewer Latin letters (a third of it in Chinese, Japanese or Korean) is a line of a cover or a form."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate. A rank counts from 1; a signal that did not find the candidate is None.

    `dense` is the nearness of the centred vectors (-1 to 1), `lexical` the share of the words, `entities` the share of
    the entities (0 to 1), `stretch` the number of the stretch that is nearest, `neighbour` the score of a better
    passage close by, `reranker` what a cross-encoder says (0 to 1).
    """

    dense: float | None = None
    dense_rank: int | None = None
    lexical: float | None = None
    lexical_rank: int | None = None
    entities: float = 0.0
    demotion: float = 0.0
    stretch: int | None = None
    neighbour: float | None = None
    reranker: float | None = None

    @property
    def parts(self) -> dict[str, float]:
        """What each signal adds to the score, by name."""
        own = {
            "meaning": self.dense or 0.0,
            "words": LEXICAL_WEIGHT * (self.lexical or 0.0),
            "entities": ENTITY_WEIGHT * self.entities,
            "demotion": -self.demotion,
        }
        if self.neighbour is not None:
            own["neighbour"] = NEIGHBOUR_WEIGHT * (self.neighbour - sum(own.values()))
        if self.reranker is not None:
            own["reranker"] = READ_AGAIN + self.reranker - sum(own.values())
        return own

    @property
    def score(self) -> float:
        """The sum of the parts.

        All are absolute, so a question whose words can't match (another language) has a share near 0 and leaves the
        order to the vectors, which a fusion of ranks can't do (Bruch, Gai and Ingber, "An Analysis of Fusion Functions
        for Hybrid Retrieval", 2023).
        """
        return sum(self.parts.values())


def candidates(
    near: Mapping[int, Nearness],
    lexical: Mapping[int, float],
    overlap: Mapping[int, float],
    demotions: Mapping[int, float],
) -> dict[int, Signals]:
    """Every passage that a signal found, by number, with what all say of it; `demotions` by passage number."""
    dense_ranks = _ranks({number: found.score for number, found in near.items()})
    lexical_ranks = _ranks(lexical)
    return {
        number: Signals(
            dense=near[number].score if number in near else None,
            dense_rank=dense_ranks.get(number),
            lexical=lexical.get(number),
            lexical_rank=lexical_ranks.get(number),
            entities=overlap.get(number, 0.0),
            demotion=demotions[number],
            stretch=near[number].stretch if number in near else None,
        )
        for number in sorted({*near, *lexical})
    }


def demotion(kind: str, language: str, characters: int) -> float:
    """What a passage of this kind and length loses."""
    letters = 3 * characters if language in ("zh", "ja", "ko") else characters
    return DEMOTED.get(Kind(kind), 0.0) + (SHORT_DEMOTION if letters < SHORT else 0.0)


def ranked(found: Mapping[int, Signals]) -> list[tuple[int, Signals]]:
    """Best first; equal ones in reading order."""
    return sorted(found.items(), key=lambda item: (-item[1].score, item[0]))


def _ranks(scores: Mapping[int, float]) -> dict[int, int]:
    order = sorted(scores, key=lambda number: (-scores[number], number))
    return {number: rank for rank, number in enumerate(order, 1)}
