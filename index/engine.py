"""What a search asks of whatever holds the passages of a generation: two such engines exist, `embedded` and `milvus`.

Passages are known by their numbers, which ascend in reading order. What a result is shown and cited with is read from
the generation's own file, whichever engine finds it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from index.facets import Count
from index.filters import Condition
from index.lexical import LexicalQuery
from index.question import Question
from index.rows import Numbers, Vectors


class Engine(Protocol):
    """Answers for one generation, as somebody may see it."""

    def passing(self, condition: Condition) -> Passing:
        """The passages that pass. Raises `QueryError` for what is no condition."""
        ...

    def mentioning(self, entity: str) -> Passing:
        """The passages that mention an entity or a child of it; many questions ask for the same ones."""
        ...

    def counts(self, question: Question, kind: str) -> list[Count]:
        """The facet of one kind, over what passes the question's other filters; equally frequent values by id."""
        ...

    def demotions(self, numbers: Numbers) -> NDArray[np.float64]:
        """What each of these passages loses by its kind or length."""
        ...

    def close(self) -> None:
        """Give up what no other process can have meanwhile."""
        ...

    def faults(self) -> Iterator[str]:
        """What it has otherwise than the generation's files say, each thing in words."""
        ...


class Passing(Protocol):
    """The passages that pass a condition."""

    @property
    def total(self) -> int:
        """How many they are."""
        ...

    @property
    def folded(self) -> int:
        """How many of them say the same as another one of them, and are shown under that."""
        ...

    def among(self, numbers: Numbers) -> Numbers:
        """Those of `numbers` that pass."""
        ...

    def nearest(self, question: Vectors, depth: int) -> Numbers:
        """Those that are nearest to a question, no more than `depth`, in any order."""
        ...

    def words(self, query: LexicalQuery) -> Words:
        """What the words of a question find among them."""
        ...

    def rest(self, without: Numbers, start: int, count: int, *, folds: bool, sort: str) -> Numbers:
        """So many in reading order after the first `start`, and none of those `without`.

        Where it `folds`, of those that say the same only the first, and none that says the same as one of those
        `without`. `sort` is one of `question.SORTS`; passages of one year stay in reading order.
        """
        ...


class Words(Protocol):
    """What the words of a question are worth to the passages that pass a condition."""

    def best(self, depth: int) -> dict[int, float]:
        """Passage number -> share of what no passage can reach, 0 to 1, for the best `depth`."""
        ...

    @property
    def held(self) -> Passing:
        """Those that hold a word of the question at all."""
        ...
