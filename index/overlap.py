"""Entities that question and passage share: what lets `동북아환경협력계획` find `NEASPEC`, whatever the language."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from weakref import WeakValueDictionary

import numpy as np
from numpy.typing import NDArray

from corpus.vocabulary import Vocabulary
from index.engine import Engine
from index.generation import Generation
from index.rows import Numbers
from ingest.taggers.stated import StatedTagger


def entities_of(generation: Generation, question: str) -> list[str]:
    """The entities that the question names, by the vocabulary with which the passages were tagged."""
    [mentions] = _tagger(generation).tag([question])
    return list(dict.fromkeys(mention.entity for mention in mentions))


def overlap(engine: Engine, passages: int, entities: Sequence[str], numbers: Numbers) -> NDArray[np.float64]:
    """Of each of these passages the share of the entities that it mentions (itself or a child), rare ones more.

    They are of so many `passages` in all. An entity that none of them mentions doesn't count: it would weigh most.
    """
    found = {entity: those for entity in entities if (those := engine.mentioning(entity)).total}
    weights = {entity: math.log(1 + (passages + 1) / (those.total + 0.5)) for entity, those in found.items()}
    shares = np.zeros(len(numbers))
    for entity, those in found.items():
        shares += np.isin(numbers, those.among(numbers)) * (weights[entity] / sum(weights.values()))
    return shares


@lru_cache(maxsize=3)  # of the generations that a service has open; those that it has left are let go
def _tagger(generation: Generation) -> StatedTagger:
    vocabulary = generation.manifest.vocabulary
    tagger = _TAGGERS.get(vocabulary) or StatedTagger(Vocabulary(generation.entities.values()))
    _TAGGERS[vocabulary] = tagger
    return tagger


_TAGGERS: WeakValueDictionary[str, StatedTagger] = WeakValueDictionary()
"""By the vocabulary's identity, which few builds change: to make one takes 2.5 s, and searches had to stand by at each
switch."""
