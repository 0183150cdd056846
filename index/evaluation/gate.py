"""Limits that an evaluation has to keep: what a build or a change must reach before it is let in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from index.evaluation.asking import ask
from index.evaluation.errors import EvaluationError
from index.evaluation.outcomes import ALL, Score, scores
from index.evaluation.questions import read_questions
from index.searcher import Searcher

if TYPE_CHECKING:
    from index.build import Gate


@dataclass(frozen=True, slots=True)
class Limit:
    """The least mean of a measure, over the questions in a language or over all."""

    measure: str
    least: float
    language: str = ALL


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A limit that is not kept, and the mean that was measured."""

    limit: Limit
    mean: float


def gate(searcher: Searcher, questions: Path, limits: Iterable[Limit]) -> list[Shortfall]:
    """The limits that the search does not keep on a question file. Raises `EvaluationError`."""
    return shortfalls(scores(ask(searcher, read_questions(questions))), limits)


def relevance_gate(questions: Path, limits: Sequence[Limit]) -> Gate:
    """A build's gate: what a new generation lacks to keep these limits on a question file."""

    def lacks(searcher: Searcher) -> list[str]:
        try:
            return [in_words(one) for one in gate(searcher, questions, limits)]
        except EvaluationError as error:
            return [str(error)]

    return lacks


def in_words(shortfall: Shortfall) -> str:
    """What was wanted and what was measured."""
    limit = shortfall.limit
    return f"{limit.language} {limit.measure} is {shortfall.mean:.3f}, and has to be {limit.least:g}"


def shortfalls(measured: Sequence[Score], limits: Iterable[Limit]) -> list[Shortfall]:
    """The limits that these means do not keep. Raises `EvaluationError` for one on what was not measured."""
    means = {(score.language, score.measure.casefold()): score.mean for score in measured}
    known = ", ".join(f"{score.language}:{score.measure}" for score in measured)
    found = []
    for limit in limits:
        mean = means.get((limit.language, limit.measure.casefold()))
        if mean is None:
            raise EvaluationError(f"The limit {limit.language}:{limit.measure} is on nothing measured here: {known}.")
        if mean < limit.least:
            found.append(Shortfall(limit, mean))
    return found


_LIMIT = re.compile(r"(?:(?P<language>[a-z]{2,3}):)?(?P<measure>[^:=\s]+)=(?P<least>\d*\.?\d+)")


def read_limit(text: str) -> Limit:
    """A limit as a person writes it: `mrr@10=0.85`, or `zh:mrr@10=0.85`. Raises `EvaluationError`."""
    found = _LIMIT.fullmatch(text.strip())
    if not found or not 0 <= float(found["least"]) <= 1:
        raise EvaluationError(f"{text!r} is no limit: write a measure and a number from 0 to 1, as zh:mrr@10=0.85.")
    return Limit(found["measure"], float(found["least"]), found["language"] or ALL)
