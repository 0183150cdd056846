"""Asks the questions of a question file, and finds the first passage that answers each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from index.errors import QueryError
from index.evaluation.diagnosis import Diagnosis, why_confident, why_not_first
from index.evaluation.errors import EvaluationError
from index.evaluation.location import answering, answers, report_ids, why_nowhere
from index.evaluation.outcomes import REFUSED, Outcome
from index.evaluation.questions import RelevanceQuestion
from index.question import Question
from index.searcher import Answer, Searcher

DEPTH = 10
"""An answer further down counts as not found."""


def ask(searcher: Searcher, questions: Iterable[RelevanceQuestion], *, mode: str = "hybrid") -> Iterator[Outcome]:
    """The outcome of each question. Raises `EvaluationError` for a filter that the index does not know."""
    return (_outcome(searcher, question, mode) for question in questions)


def _outcome(searcher: Searcher, question: RelevanceQuestion, mode: str) -> Outcome:
    try:
        asked = _asked(searcher, question, mode)
        answer = searcher.search(asked)
    except (QueryError, EvaluationError) as error:
        raise EvaluationError(f"{question.id}: {error}") from error
    if question.unanswerable:
        return _refused(question, answer)
    rank = _rank(question, answer)
    return Outcome(
        id=question.id,
        language=question.language,
        question=question.question,
        rank=rank,
        measures={
            "MRR@10": 1 / rank if rank else 0.0,
            "Recall@1": float(rank == 1),
            "Recall@5": float(rank is not None and rank <= 5),
        },
        confidence=answer.confidence,
        diagnosis=None if rank == 1 else _why(searcher, question, asked),
    )


def _refused(question: RelevanceQuestion, answer: Answer) -> Outcome:
    """Whether the search says that nothing answers what nothing answers."""
    if answer.answered is None:
        raise EvaluationError(
            f"{question.id}: unanswerable: can't be judged, since the confidence of searches with the model"
            f" {answer.model} is not calibrated. Leave these questions out, or index with the embedded model."
        )
    return Outcome(
        id=question.id,
        language=question.language,
        question=question.question,
        rank=None,
        measures={REFUSED: float(not answer.answered)},
        confidence=answer.confidence,
        diagnosis=why_confident(answer) if answer.answered else None,
    )


def _asked(searcher: Searcher, question: RelevanceQuestion, mode: str) -> Question:
    filters = question.filters
    return Question(
        text=question.question,
        k=DEPTH,
        mode=mode,
        entities=filters.entity,
        exclude=filters.exclude,
        basis=filters.basis,
        documents=report_ids(searcher.generation, filters.document),
        languages=filters.language,
        kinds=filters.kind,
        year_from=filters.year_from,
        year_to=filters.year_to,
    )


def _rank(question: RelevanceQuestion, answer: Answer) -> int | None:
    """The rank of the first result that answers, or stands for a passage that does."""
    groups = ((found, *found.duplicates) for found in answer.results)
    return next((rank for rank, group in enumerate(groups, 1) if any(answers(question, one) for one in group)), None)


def _why(searcher: Searcher, question: RelevanceQuestion, asked: Question) -> Diagnosis:
    numbers = answering(searcher.generation, question)
    if not numbers:
        return why_nowhere(searcher.generation, question)
    return why_not_first(searcher.generation, asked, searcher.ranking(asked), numbers)
