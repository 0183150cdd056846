"""English words behind a question for what it names, before it is embedded: `사막화는 왜?` reads `… (Desertification)`.

A small multilingual model hardly knows the region's own names in six languages, and the vocabulary does. Measured on
the seeds with and without (`docs/ranking.md`): MRR@10 ja 0.796 to 0.855, ko 0.731 to 0.788, ru 0.781 to 0.810.
"""

from __future__ import annotations

from index.generation import Generation
from index.question import kind_of

_PLAIN = ("country",)
"""Kinds of entity whose names the model knows in every language."""

_PLAIN_IN_ENGLISH = ("country", "topic")
"""An English question says itself what it is about; only proper names are worth saying again."""


def glossed(generation: Generation, question: str, language: str) -> str:
    """`question`, which is in this language, with the English labels of the entities that it names."""
    plain = _PLAIN_IN_ENGLISH if language == "en" else _PLAIN
    entities = dict.fromkeys(entity for name in generation.named(question) for entity in name.entities)
    labels = [generation.entities[entity].label for entity in entities if kind_of(entity) not in plain]
    return f"{question} ({', '.join(labels)})" if labels else question
