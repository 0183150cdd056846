"""Question in, ranked passages out: the one place that puts the signals together."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache, partial

import numpy as np

from index import lexical
from index.confidence import THRESHOLD, confidence, evidence, is_calibrated
from index.engine import Passing, Words
from index.engines import engine_of
from index.entities import known_entity
from index.errors import ModelMismatch
from index.expansion import expansions
from index.facets import Count
from index.filters import Condition, entities_in, where
from index.fusion import Ranking, Signals, candidates
from index.generation import Generation
from index.glosses import glossed
from index.lexical import Expansion, LexicalQuery, sought
from index.manifest import Counts
from index.marking import Marker, Marks
from index.nearness import NOTHING, Nearness, nearness
from index.overlap import entities_of, overlap
from index.passages import Found, passage
from index.query_language import loosened, typed
from index.question import LONGEST_QUESTION, Question
from index.reranking import Reranker
from index.rows import Numbers, Vectors
from index.second_look import in_reports, lifted, read_again
from index.slices import Ranked, others_of_group, sliced
from index.spelling import Correction, NameWords, corrected, corrections, name_words
from index.stages import stage
from ingest.embedding import Embedder
from ingest.languages import detect_language

MOST_DUPLICATES = 10
"""Passages that say the same as a result and are named with it; more are counted."""

_KEPT_QUESTIONS = 1000
"""Vectors of questions that are kept (1.5 MB): the next slice of an answer, or a question that many ask, is embedded
once."""

_KEPT_PASSAGES = 500
"""Passages that are kept as they are shown (5 MB), since other questions find the same ones."""

_KEPT_ANSWERS, _MOST_KEPT = 100, 20
"""Answers that are kept, of so many results at most (12 MB): the generation, and what may be seen of it, never change
for a searcher."""

DEPTH = 300
"""Candidates of each signal. All others follow in reading order, so that every slice up to the total is there.

With 1000 the first ten are the same for 98 of 100 questions of MMESGBench's dev set (912 passages), and so is nDCG@10.
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """The passages that answer, and what was searched for them.

    `confidence` is the probability that one of the first results answers; None where it isn't known.
    `total` counts the results in all slices; they stand for `folded` more passages, which say the same as one of them.
    `words` are those that were asked for, after the `corrections`; the spans of the `expansions` are of them. The
    phrases in `loosened` stand in no passage, so their words were asked for without the quotation marks.
    """

    question: Question
    generation: str
    model: str
    total: int
    folded: int
    confidence: float | None
    coverage: Counts
    corrections: Sequence[Correction]
    loosened: Sequence[str]
    words: str
    expansions: Sequence[Expansion]
    results: Sequence[Found]
    facets: Mapping[str, Sequence[Count]]
    took_ms: float = 0.0

    @property
    def answered(self) -> bool | None:
        """Whether one of the first results probably answers; None where it isn't known."""
        return None if self.confidence is None else self.confidence >= THRESHOLD


@dataclass(frozen=True, slots=True)
class _Read:
    """A question with mistyped names put right and no phrase that can't be met, and what was changed for that."""

    question: Question
    corrections: Sequence[Correction]
    loosened: Sequence[str]


class Searcher:
    """Answers questions from one generation. `embedder` is called when a question has to be embedded, not before.

    `reranker` reads the first passages again, if there is one.
    """

    def __init__(
        self, generation: Generation, embedder: Callable[[], Embedder], reranker: Reranker | None = None
    ) -> None:
        self.generation = generation
        self._engine = engine_of(generation)
        self._embedder = embedder
        self._reranker = reranker
        self._expanded = lru_cache(maxsize=16)(self._expand)
        self._embedded = lru_cache(maxsize=_KEPT_QUESTIONS)(self._embed)
        self._corrected = lru_cache(maxsize=16)(self._correct)
        self._weighed = lru_cache(maxsize=16)(self._weigh)
        self._passage = lru_cache(maxsize=_KEPT_PASSAGES)(partial(passage, generation))
        self._answered = lru_cache(maxsize=_KEPT_ANSWERS)(self._answer)

    def close(self) -> None:
        """Give up what no other process can have meanwhile."""
        self._engine.close()

    def search(self, question: Question) -> Answer:
        """The slice of the ranked passages that `question` asks for. Raises `QueryError` for what can't be asked."""
        started = time.perf_counter()
        again = question.condition is None and question.k <= _MOST_KEPT
        answer = self._answered(question) if again else self._answer(question)
        return replace(answer, took_ms=(time.perf_counter() - started) * 1000)

    def _answer(self, question: Question) -> Answer:
        read = self._read(question)
        asked, question = question, read.question
        condition = question.filter()
        where(condition)  # first of all, since only a sound condition can be read
        self._check_entities(entities_in(condition))
        passing = self._passing(condition)
        words = self._words(question, passing)
        best = self._ranked(question, words, passing)
        if question.mode == "lexical" and words:
            passing = words.held
        page = sliced(self.generation, question, best, passing)
        return Answer(
            question=asked,
            generation=self.generation.id,
            model=self.generation.manifest.model,
            total=page.total,
            folded=page.folded,
            coverage=self.generation.coverage,
            corrections=read.corrections,
            loosened=read.loosened,
            words=question.words,
            confidence=self._confidence(question, best),
            expansions=self._expansions(question),
            results=self._results(question, passing, page.order),
            facets={kind: self._engine.counts(question, kind) for kind in question.facets},
        )

    def ranking(self, question: Question) -> Ranking:
        """Every candidate by its number, the best first, whatever slice is asked for: what an evaluation looks into."""
        question = self._read(question).question
        passing = self._passing(question.filter())
        return self._ranked(question, self._words(question, passing), passing)

    def evidence(self, question: Question, best: Ranking) -> dict[str, float]:
        """What the confidence in `best`, the ranking of a question with words, goes by."""
        return self._evidence(self._read(question).question, best)

    def _evidence(self, question: Question, best: Ranking) -> dict[str, float]:
        vector = None if question.mode == "lexical" else self._vector(question)
        return evidence(self.generation, question.words, self._weighed(question.words).weights, best, vector)

    def _confidence(self, question: Question, best: Ranking) -> float | None:
        again = self._reranker and question.mode == "hybrid"  # its scores are of another kind
        if not question.words.strip() or again or not is_calibrated(self.generation, question.mode):
            return None
        return confidence(question.mode, self._evidence(question, best)) if best else 0.0

    @stage("rank")
    def _ranked(self, question: Question, words: Words | None, passing: Passing) -> Ranking:
        best = self._candidates(question, words, passing)
        if question.mode != "hybrid":
            return best
        best = lifted(self.generation, in_reports(self.generation, best))
        return read_again(self.generation, self._reranker, question.words, best) if self._reranker else best

    @stage("filter")
    def _passing(self, condition: Condition) -> Passing:
        return self._engine.passing(condition)

    def _candidates(self, question: Question, words: Words | None, passing: Passing) -> Ranking:
        """Every passage that a signal finds, with what all signals say of it."""
        shares = words.best(DEPTH) if words else {}
        also = np.fromiter(shares, dtype=np.int64)
        asked = question.words.strip()
        near = self._by_nearness(question, passing, also) if asked and question.mode != "lexical" else NOTHING
        named = entities_of(self.generation, question.words) if asked and question.mode == "hybrid" else []
        passages = self.generation.manifest.counts.passages
        return candidates(near, shares, partial(overlap, self._engine, passages, named), self._engine.demotions)

    @cached_property
    def _name_words(self) -> NameWords:
        return name_words(self.generation.database)

    @stage("words")
    def _words(self, question: Question, passing: Passing) -> Words | None:
        """What the words find; None where they don't count."""
        if question.mode == "dense" or not question.words.strip():
            return None
        expansions = self._expansions(question)
        return passing.words(self._weigh(question.words, expansions) if expansions else self._weighed(question.words))

    def _weigh(self, words: str, expansions: Sequence[Expansion] = ()) -> LexicalQuery:
        passages = self.generation.manifest.counts.passages
        return lexical.lexical_query(self.generation.database, words, passages, expansions)

    def _read(self, question: Question) -> _Read:
        corrections = self._corrections(question)
        nowhere = self._held_nowhere(question)
        text = corrected(question.text, corrections)[:LONGEST_QUESTION]
        return _Read(replace(question, text=loosened(text, nowhere)), corrections, nowhere)

    def _held_nowhere(self, question: Question) -> list[str]:
        asked = typed(question.text)
        phrases = () if asked.is_only_phrases else asked.phrases
        return [phrase for phrase in phrases if not lexical.is_held(self.generation.database, phrase)]

    def _corrections(self, question: Question) -> Sequence[Correction]:
        return self._corrected(question.text) if question.expand else ()

    def _correct(self, text: str) -> Sequence[Correction]:
        return corrections(self.generation.database, text, self.generation.named(text), self._name_words)

    def _expansions(self, question: Question) -> Sequence[Expansion]:
        wanted = question.expand and question.mode != "dense"
        return self._expanded(question.words) if wanted else ()

    def _expand(self, words: str) -> Sequence[Expansion]:
        return expansions(self.generation.database, self.generation.named(words))

    @stage("near")
    def _by_nearness(self, question: Question, passing: Passing, also: Numbers) -> Nearness:
        """Of the nearest that pass, and of those in `also`."""
        vector = self._vector(question)
        return nearness(self.generation, vector, np.union1d(passing.nearest(vector, DEPTH), also))

    def _vector(self, question: Question) -> Vectors:
        return self._embedded(question.words, question.expand)

    @stage("embed")
    def _embed(self, text: str, expand: bool) -> Vectors:
        embedder = self._embedder()
        made_with = self.generation.manifest.model
        if embedder.identity != made_with:
            raise ModelMismatch(
                f"The model {embedder.identity} is set, but this index was made with {made_with}."
                " Set that one again (--model or SDGSEARCH_MODEL), or index again with the new one."
            )
        language = detect_language(text)
        read = glossed(self.generation, text, language) if expand else text
        return self.generation.centres.question(embedder.embed_query(read), language)

    @stage("show")
    def _results(self, question: Question, passing: Passing, order: Ranked) -> list[Found]:
        """The passages of a slice as they are shown: marked, and with those that say the same."""
        found = [self._found(question, passing, number) for number, _ in order]
        if not question.words.strip():
            return found
        vector = None if question.mode == "lexical" else self._vector(question)
        names = [name for expansion in self._expansions(question) for name in expansion.names]
        marker = Marker(self.generation, self._weighed(question.words), sought(question.words, names), vector)
        marks = marker.marks({number: one.text for one, (number, signals) in zip(found, order, strict=True) if signals})
        return [
            _marked(one, marks[number], signals) if signals else one
            for one, (number, signals) in zip(found, order, strict=True)
        ]

    def _found(self, question: Question, passing: Passing, number: int) -> Found:
        found = self._passage(number)
        others = others_of_group(self.generation, number, passing) if question.folds else ()
        if not len(others):
            return found
        shown = [self._passage(int(other)) for other in others[:MOST_DUPLICATES]]
        return replace(found, duplicates=shown, duplicates_total=len(others))

    def _check_entities(self, ids: Sequence[str]) -> None:
        for id in ids:
            known_entity(self.generation, id)


def _marked(found: Found, marks: Marks, signals: Signals) -> Found:
    return replace(found, sentence=marks.sentence, highlights=marks.highlights, signals=signals, score=signals.score)
