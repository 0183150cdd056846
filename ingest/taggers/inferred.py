"""Says which goals a passage is about without naming them: `Passage -> list[Mention]`, from its words and vectors.

A mention's confidence is a probability, its evidence the sentence that speaks most for the goal. Targets are only
suggested, the likeliest first.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from ingest.document import Kind, Mention, Passage, Span
from ingest.taggers.goal_model import GOALS, GoalModel, Texts, Vectors, load_goal_model

LEAST_PROBABILITY: Final = 0.38
"""A goal that is less likely is not given. Where F1 is to be best, the threshold is half of it (Lipton, Elkan and
Narayanaswamy, "Optimal thresholding of classifiers to maximize F1 measure", 2014); over OSDG-CD passages F1 is the same
from 0.32 to 0.44."""

SILENT: Final = frozenset({Kind.TITLE, Kind.HEADING, Kind.REFERENCE, Kind.CONTENTS, Kind.COVER, Kind.INDEX})
"""What is about nothing by itself: it names or lists what other passages are about."""

_SHORTEST = 60
"""Latin letters; what has fewer, web addresses left out, says too little to be about anything. A Chinese, Japanese or
Korean character counts for three, as it does where sentences are joined."""
_LEAST_PROSE = 1 / 3
"""Share of the letters that stand in words which are no names; lists of voters and references have less."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+")
_LETTERS = re.compile(r"[^\W\d_]+")

_SUGGESTED = 3
"""Targets suggested for a goal."""
_TOGETHER = 4096
"""Passages whose scores are held in memory at once."""


class InferredTagger:
    """Says which goals passages are about, from vectors that are there already.

    `embedder` is the identity of the embedding model that the vectors must come from.
    """

    def __init__(self, model: GoalModel | None = None) -> None:
        """Load the model that comes with the package, or take another: a few hundredths of a second."""
        self._model = model or load_goal_model()
        self.embedder: str = self._model.embedder

    def tag(self, passages: Sequence[Passage], vectors: Vectors, stretch_vectors: Vectors) -> list[list[Mention]]:
        """The goals that each passage is about, the likeliest first.

        `vectors` has a row for each passage, `stretch_vectors` one for each stretch of each passage, in order.
        """
        found: list[list[Mention]] = [[] for _ in passages]
        starts = np.concatenate([[0], np.cumsum([len(passage.stretches) for passage in passages])]).astype(int)
        telling = [i for i, passage in enumerate(passages) if passage.kind not in SILENT and _says_something(passage)]
        for begin in range(0, len(telling), _TOGETHER):
            batch = telling[begin : begin + _TOGETHER]
            rows = np.concatenate([np.arange(starts[i], starts[i + 1]) for i in batch])
            texts = Texts(
                [passages[i].text for i in batch],
                [passages[i].language for i in batch],
                vectors[batch],
                stretch_vectors[rows],
                [len(passages[i].stretches) for i in batch],
            )
            for i, mentions in zip(batch, self._mentions([passages[i] for i in batch], texts), strict=True):
                found[i] = mentions
        return found

    def _mentions(self, passages: Sequence[Passage], texts: Texts) -> Iterator[list[Mention]]:
        judged = self._model.judged(texts)
        rows = zip(passages, judged.probabilities, judged.evidence, judged.targets, strict=True)
        for passage, row, evidence, scores in rows:
            likely = [goal for goal in np.argsort(-row, kind="stable") if row[goal] >= LEAST_PROBABILITY]
            yield [self._mention(passage, goal, row[goal], evidence[goal], scores) for goal in likely]

    def _mention(
        self, passage: Passage, goal: int, probability: float, stretch: int, scores: NDArray[np.float32]
    ) -> Mention:
        span = _trimmed(passage.stretches[stretch], passage.text)
        return Mention(
            entity=GOALS[goal],
            span=span,
            surface=span.of(passage.text),
            basis="inferred",
            confidence=round(float(probability), 3),
            suggestions=self._suggestions(goal, scores),
        )

    def _suggestions(self, goal: int, scores: NDArray[np.float32]) -> tuple[str, ...]:
        own = np.flatnonzero(self._model.goal_of_target == goal)
        best = own[np.argsort(-scores[own], kind="stable")][:_SUGGESTED]
        return tuple(self._model.targets[target] for target in best)


def unstated(inferred: Sequence[Mention], stated: Sequence[Mention]) -> list[Mention]:
    """Those of the inferred goals that the same passage does not state, by themselves or by a target or indicator."""
    goals = {mention.entity.partition(".")[0] for mention in stated}
    return [mention for mention in inferred if mention.entity not in goals]


def _says_something(passage: Passage) -> bool:
    """Whether a passage has enough words, and these are not mostly names."""
    words = _LETTERS.findall(_ADDRESS.sub("", passage.text[: 20 * _SHORTEST]))
    letters = sum(map(_weight, words))
    prose = sum(_weight(word) for word in words if word.isupper() or not word[0].isupper())
    return letters >= _SHORTEST and prose >= _LEAST_PROSE * letters


def _weight(word: str) -> int:
    return len(word) * (3 if word[0] > "\u2e7f" else 1)


def _trimmed(span: Span, text: str) -> Span:
    words = span.of(text)
    return Span(span.start + len(words) - len(words.lstrip()), span.start + len(words.rstrip()))
