"""What is marked in a passage that is shown: the words of the question, and the sentence that answers best.

The sentence is that of the passage's stretches which is nearest to the question in meaning and words. On 97 questions
of XQuAD a language, where one stretch of four holds the answer, it is this one (by meaning alone; by words alone; the
first of the passage): en 0.856 (0.814; 0.835; 0.330), ru 0.814 (0.814; 0.371), zh 0.794 (0.794; 0.381).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from index.fusion import LEXICAL_WEIGHT
from index.generation import Generation
from index.lexical import Term, lexical_query, matching_spans, sought, terms
from index.passages import Found
from index.rows import Vectors, as_vectors, products
from ingest.document import Span


class Marker:
    """Marks passages for one question.

    `names` are other names of what it names; `vector` is its own, None where it goes by words alone.
    """

    def __init__(self, generation: Generation, question: str, names: Sequence[str], vector: Vectors | None) -> None:
        self._generation = generation
        self._sought = sought(question, names)
        self._vector = vector
        query = lexical_query(generation.database, question, generation.manifest.counts.passages)
        self._shares = {term: weight / sum(query.weights.values()) for term, weight in query.weights.items()}

    def marked(self, number: int, found: Found) -> Found:
        """The passage with this number, marked. Where no word of the question stands in it, its sentence is."""
        words = list(terms(found.text))
        sentence = self._sentence(number, found.text, words)
        marked = matching_spans(words, self._sought)
        return replace(found, sentence=sentence, highlights=marked or ([sentence] if sentence else []))

    def _sentence(self, number: int, text: str, words: Sequence[Term]) -> Span | None:
        first, last = self._generation.bounds[number : number + 2].tolist()
        rows = self._generation.database.execute(
            "SELECT number, start, end FROM stretches WHERE number >= ? AND number < ? ORDER BY number", (first, last)
        ).fetchall()
        if not rows:
            return None
        spans = [Span(row["start"], row["end"]) for row in rows]
        asked = [term for term in words if term.text in self._shares]
        scores = LEXICAL_WEIGHT * np.array([self._share(asked, span) for span in spans])
        if self._vector is not None:
            vectors = self._generation.stretches[np.array([row["number"] for row in rows])]
            scores += products(as_vectors(vectors), self._vector)
        elif not scores.any():
            return None
        best = spans[int(np.argmax(scores))]
        return Span(best.start, best.start + len(best.of(text).rstrip()))

    def _share(self, asked: Sequence[Term], span: Span) -> float:
        """Share of the question's words that stand in `span`, the rare ones weighing more."""
        inside = {term.text for term in asked if span.start <= term.start and term.end <= span.end}
        return sum(self._shares[term] for term in sorted(inside))
