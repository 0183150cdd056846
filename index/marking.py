"""What is marked in a passage that is shown: the words of the question, and the sentence that answers best.

The sentence is that of the passage's stretches which is nearest to the question in meaning and words. On 97 questions
of XQuAD a language, where one stretch of four holds the answer, it is this one (by meaning alone; by words alone; the
first of the passage): en 0.856 (0.814; 0.835; 0.330), ru 0.814 (0.814; 0.371), zh 0.794 (0.794; 0.381).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import msgspec
import numpy as np

from index.fusion import LEXICAL_WEIGHT
from index.generation import Generation
from index.lexical import LexicalQuery, Phrases, Term, matching_spans, terms_among
from index.rows import Vectors, as_vectors, products
from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Marks:
    """What is marked in a passage, as offsets into its text: where no word of the question stands, the sentence is."""

    sentence: Span | None
    highlights: Sequence[Span]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A stretch of a passage, and how near it is to the question; 0 where that goes by words alone."""

    span: Span
    nearness: float


class Marker:
    """Marks passages for one question.

    `query` has its own terms, without other names of what it names; `phrases` are `sought` for it and for those. Its
    `vector` is None where it goes by words alone.
    """

    def __init__(self, generation: Generation, query: LexicalQuery, phrases: Phrases, vector: Vectors | None) -> None:
        self._generation = generation
        self._sought = phrases
        self._vector = vector
        self._shares = {term: weight / sum(query.weights.values()) for term, weight in query.weights.items()}
        self._wanted = self._shares.keys() | {word for phrase in self._sought for word in phrase}

    def marks(self, texts: Mapping[int, str]) -> dict[int, Marks]:
        """The marks of the passages with these numbers and texts."""
        stretches = self._stretches(list(texts))
        return {number: self._marks(text, stretches[number]) for number, text in texts.items()}

    def _marks(self, text: str, stretches: Sequence[_Stretch]) -> Marks:
        words = terms_among(text, self._wanted)
        sentence = self._sentence(text, words, stretches)
        return Marks(sentence, matching_spans(words, self._sought) or ([sentence] if sentence else []))

    def _stretches(self, numbers: Sequence[int]) -> Mapping[int, list[_Stretch]]:
        """The stretches of each of these passages, in reading order."""
        bounds = self._generation.bounds
        wanted = [stretch for number in numbers for stretch in range(bounds[number], bounds[number + 1])]
        rows = self._generation.database.execute(
            "SELECT s.number, s.passage, s.start, s.end FROM json_each(?) j JOIN stretches s ON s.number = j.value",
            (msgspec.json.encode(wanted).decode(),),
        )
        nearness = dict(zip(wanted, self._nearness(wanted), strict=True))
        found = defaultdict(list)
        for number, passage, start, end in sorted(map(tuple, rows)):
            found[passage].append(_Stretch(Span(start, end), nearness[number]))
        return found

    def _nearness(self, stretches: Sequence[int]) -> Sequence[float]:
        if self._vector is None or not stretches:
            return [0.0] * len(stretches)
        near: list[float] = products(as_vectors(self._generation.stretches[np.array(stretches)]), self._vector).tolist()
        return near

    def _sentence(self, text: str, words: Sequence[Term], stretches: Sequence[_Stretch]) -> Span | None:
        """Where no vector tells of nearness, a sentence has to have a word of the question."""
        asked = [term for term in words if term.text in self._shares]
        scores = [LEXICAL_WEIGHT * self._share(asked, one.span) + one.nearness for one in stretches]
        if not scores or (self._vector is None and not any(scores)):
            return None
        best = stretches[scores.index(max(scores))].span
        return Span(best.start, best.start + len(best.of(text).rstrip()))

    def _share(self, asked: Sequence[Term], span: Span) -> float:
        """Share of the question's words that stand in `span`, the rare ones weighing more."""
        inside = {term.text for term in asked if span.start <= term.start and term.end <= span.end}
        return sum(self._shares[term] for term in sorted(inside))
