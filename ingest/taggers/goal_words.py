"""The words of an English passage as numbers: which terms stand in it, weighed as is usual (tf-idf, unit length)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Container, Iterator, Mapping
from itertools import pairwise
from math import log, sqrt

import numpy as np
from numpy.typing import NDArray

_WORD = re.compile(r"[a-z]{2,}")


def terms(text: str, known: Container[str]) -> Iterator[str]:
    """The words of `text` that are `known`, and each two of them that follow one another."""
    words = [word for word in _WORD.findall(text.lower()) if word in known]
    yield from words
    yield from (f"{first} {second}" for first, second in pairwise(words))


def words(text: str) -> list[str]:
    """The words of `text` in small letters, digits left out."""
    return _WORD.findall(text.lower())


def weighed(
    text: str, numbers: Mapping[str, int], rarity: NDArray[np.float32]
) -> tuple[NDArray[np.intp], NDArray[np.float32]]:
    """The numbers of the terms in `text` and their weights, of norm 1.

    `numbers` are those of all terms, `rarity` their inverse document frequencies. A term that stands there n times
    weighs 1 + log n times its rarity (Salton and Buckley, "Term-weighting approaches", 1988).
    """
    counts = Counter(number for term in terms(text, numbers) if (number := numbers.get(term)) is not None)
    weights = [(1 + log(count)) * rarity[number] for number, count in counts.items()]
    norm = sqrt(sum(weight * weight for weight in weights)) or 1.0
    return np.array(list(counts), np.intp), np.array(weights, np.float32) / np.float32(norm)
