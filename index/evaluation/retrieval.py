"""Asks the questions of a test collection, and measures where the texts that answer stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import ir_measures
from ir_measures import RR, Qrel, R, ScoredDoc, nDCG

from index.evaluation.beir import Query, QuerySet
from index.evaluation.diagnosis import Cause, Diagnosis, Ranking, why_not_first
from index.evaluation.outcomes import Outcome
from index.generation import Generation
from index.question import LONGEST_QUESTION, Question
from index.searcher import Searcher

_MEASURES = {
    "nDCG@10": nDCG @ 10,
    "MRR@10": RR @ 10,
    "Recall@1": R @ 1,
    "Recall@5": R @ 5,
    "Recall@10": R @ 10,
    "Recall@100": R @ 100,
}
_DEPTH = 100


def measure(searcher: Searcher, asked: QuerySet, *, mode: str = "hybrid") -> Iterator[Outcome]:
    """The outcome of each question, over a generation of the collection's texts.

    A text stands where the best of its passages stands. A question is cut to `LONGEST_QUESTION` characters.
    """
    rows = searcher.generation.database.execute("SELECT number, document FROM passages ORDER BY number")
    texts = [text for _, text in rows]
    for query in asked.queries:
        question = Question(text=query.text[:LONGEST_QUESTION], mode=mode)
        ranking = searcher.ranking(question)
        order = list(dict.fromkeys(texts[number] for number, _ in ranking))[:_DEPTH]
        grades = asked.judgements[query.id]
        rank = next((rank for rank, text in enumerate(order, 1) if grades.get(text, 0) > 0), None)
        yield Outcome(
            id=query.id,
            language=asked.language,
            question=query.text,
            rank=rank,
            measures=_measured(query, order, grades),
            diagnosis=None if rank == 1 else _why(searcher.generation, question, ranking, texts, grades),
        )


def _measured(query: Query, order: list[str], grades: Mapping[str, int]) -> dict[str, float]:
    judged = [Qrel(query.id, text, grade) for text, grade in grades.items()]
    run = [ScoredDoc(query.id, text, -rank) for rank, text in enumerate(order)]
    found = {one.measure: one.value for one in ir_measures.iter_calc(list(_MEASURES.values()), judged, run)}
    return {name: found[measure] for name, measure in _MEASURES.items()}


def _why(
    generation: Generation, question: Question, ranking: Ranking, texts: list[str], grades: Mapping[str, int]
) -> Diagnosis:
    wanted = {text for text, grade in grades.items() if grade > 0}
    numbers = {number for number, text in enumerate(texts) if text in wanted}
    if not numbers:
        return Diagnosis(Cause.NOT_INDEXED, f"None of the texts that answer is indexed: {', '.join(sorted(wanted))}.")
    return why_not_first(generation, question, ranking, numbers)
