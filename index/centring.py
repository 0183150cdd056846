"""Takes a language's own direction out of the vectors, so that a question meets passages by what they say.

With multilingual models a Chinese question lies nearer to Chinese text than to the English passage that answers it.
The mean vector of the vocabulary's names in a language shows where that language lies; it is taken off questions and
passages of that language, each with its own prompt. (Mean-centring by language: Libovicky, Rosa and Fraser, "How
Language-Neutral is Multilingual BERT?", 2019.)
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np
from safetensors.numpy import load, save

from corpus.vocabulary import Vocabulary
from index.rows import Vectors
from ingest.cache import Cache, content_key
from ingest.code_version import code_version
from ingest.unit_vectors import unit

if TYPE_CHECKING:
    from ingest.embedding import Embedder

_FEWEST_NAMES = 15
"""A language with fewer names in the vocabulary is centred by the mean over all languages."""

_MOST_NAMES = 240
"""Names of a language that are embedded, spread evenly over the vocabulary (MRR@10 of all questions 0.843 with 120)."""

ALL = ""


@dataclass(frozen=True, slots=True)
class Centres:
    """Mean vectors by language; `ALL` is the mean over the languages, for those that have none of their own."""

    questions: Mapping[str, Vectors]
    passages: Mapping[str, Vectors]

    def question(self, vector: Vectors, language: str) -> Vectors:
        """The centred vector of a question, of norm 1."""
        return unit(vector - _of(self.questions, language))

    def centred(self, vectors: Vectors, languages: Sequence[str]) -> Vectors:
        """The centred vectors of passages in these languages, each of norm 1."""
        means = np.stack([_of(self.passages, language) for language in languages]) if languages else 0
        return unit(vectors - means)

    def to_bytes(self) -> bytes:
        """What `from_bytes` reads."""
        roles = {"questions": self.questions, "passages": self.passages}
        return save({f"{role}.{language}": mean for role, means in roles.items() for language, mean in means.items()})

    @classmethod
    def from_bytes(cls, data: bytes) -> Centres:
        """The centres that `to_bytes` wrote."""
        roles: dict[str, dict[str, Vectors]] = {"questions": {}, "passages": {}}
        for name, mean in load(data).items():
            role, _, language = name.partition(".")
            roles[role][language] = mean
        return cls(**roles)


def centres_of(vocabulary: Vocabulary, embedder: Embedder, cache: Cache) -> Centres:
    """The centres of the vocabulary's languages: those that come along, or measured once for these names and model."""
    key = centres_key(vocabulary, embedder)
    with suppress(FileNotFoundError):
        return Centres.from_bytes((files(__package__) / file_of(key)).read_bytes())
    known = content_key(key, code_version("index.centring"))
    [data] = cache.fill("centres", [known], lambda _: [measure_centres(vocabulary, embedder).to_bytes()])
    return Centres.from_bytes(data)


def centres_key(vocabulary: Vocabulary, embedder: Embedder) -> bytes:
    """The same for the same names and model."""
    return content_key(json.dumps(names_by_language(vocabulary)), embedder.identity)


def file_of(key: bytes) -> str:
    """The name of the file in this package that holds the centres with this key, if they come along."""
    return f"centres-{key.hex()[:16]}.safetensors"


def measure_centres(vocabulary: Vocabulary, embedder: Embedder) -> Centres:
    """The centres of the languages that the vocabulary has names in."""
    names = names_by_language(vocabulary)
    return Centres(
        questions=_means({language: embedder.embed_queries(texts) for language, texts in names.items()}),
        passages=_means({language: embedder.embed_passages(texts) for language, texts in names.items()}),
    )


def names_by_language(vocabulary: Vocabulary) -> dict[str, list[str]]:
    """The preferred name of every entity, by language, of languages that have enough of them.

    Countries are left out: they are many, and read like no passage (MRR@10 of `tests/relevance`, mn 0.76 with, 0.82
    without).
    """
    names: dict[str, list[str]] = defaultdict(list)
    for entity in (one for one in vocabulary if one.kind != "country"):
        for language, variants in entity.names.items():
            names[language].append(variants[0])
    return {language: _spread(texts) for language, texts in names.items() if len(texts) >= _FEWEST_NAMES}


def _spread(texts: Sequence[str]) -> list[str]:
    step = max(1, len(texts) // _MOST_NAMES)
    return list(texts[::step][:_MOST_NAMES])


def _means(vectors: Mapping[str, Vectors]) -> dict[str, Vectors]:
    means = {language: found.mean(axis=0) for language, found in vectors.items()}
    means[ALL] = np.mean(list(means.values()), axis=0)
    return means


def _of(means: Mapping[str, Vectors], language: str) -> Vectors:
    return means.get(language, means[ALL])
