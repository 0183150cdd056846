"""Entities that question and passage share: what lets `동북아환경협력계획` find `NEASPEC`, whatever the language."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache

from corpus.vocabulary import Vocabulary
from index.generation import Generation
from ingest.taggers.stated import StatedTagger


def entities_of(generation: Generation, question: str) -> list[str]:
    """The entities that the question names, by the vocabulary with which the passages were tagged."""
    [mentions] = _tagger(generation).tag([question])
    return list(dict.fromkeys(mention.entity for mention in mentions))


def overlap(generation: Generation, entities: Iterable[str]) -> dict[int, float]:
    """Passage number -> share of the question's entities that it mentions (itself or a child), the rare ones more."""
    passages = generation.manifest.counts.passages
    found = {entity: _mentioning(generation, entity) for entity in entities}
    weights = {entity: math.log(1 + (passages + 1) / (len(numbers) + 0.5)) for entity, numbers in found.items()}
    shares: dict[int, float] = defaultdict(float)
    for entity, numbers in found.items():
        for number in numbers:
            shares[number] += weights[entity] / sum(weights.values())
    return shares


def _mentioning(generation: Generation, entity: str) -> set[int]:
    rows = generation.database.execute(
        "SELECT m.passage FROM ancestry a JOIN mentions m ON m.entity = a.entity WHERE a.ancestor = ?", (entity,)
    )
    return {number for (number,) in rows}


@lru_cache(maxsize=3)  # of the generations that a service has open; those that it has left are let go
def _tagger(generation: Generation) -> StatedTagger:
    return StatedTagger(Vocabulary(generation.entities.values()))
