"""How questions were answered, one by one and on the average of a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.evaluation.diagnosis import Diagnosis
from index.searcher import Searcher

ALL = "all"
"""Stands for all languages together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question was answered, by measure (0 to 1, the most telling first), and what kept it from more.

    `rank` is that of the first passage or text that answers; None where it is not among those looked at. `confidence`
    is what the search said of itself, where it did.
    """

    id: str
    language: str
    question: str
    rank: int | None
    measures: Mapping[str, float]
    confidence: float | None = None
    diagnosis: Diagnosis | None = None


@dataclass(frozen=True, slots=True)
class Score:
    """The mean of a measure over the questions in a language that it judges."""

    language: str
    measure: str
    questions: int
    mean: float


@dataclass(frozen=True, slots=True)
class Evaluation:
    """All outcomes of one question file or test collection, and what was searched how."""

    questions: str
    generation: str
    model: str
    mode: str
    scores: Sequence[Score]
    outcomes: Sequence[Outcome]


def evaluation(name: str, searcher: Searcher, mode: str, outcomes: Iterable[Outcome]) -> Evaluation:
    """The outcomes of the questions called `name`, with their means."""
    kept, manifest = list(outcomes), searcher.generation.manifest
    return Evaluation(name, manifest.id, manifest.model, mode, scores(kept), kept)


REFUSED = "Refused"
"""The measure of a question that nothing answers: whether the search says so."""

AUROC = "AUROC"
"""How probable it is that a question with an answer has a higher confidence than one without; equal ones count half."""


def scores(outcomes: Iterable[Outcome]) -> list[Score]:
    """Means by language and measure, English first and all languages together at the end."""
    by_language: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        for language in dict.fromkeys((outcome.language, ALL)):
            by_language[language].append(outcome)
    order = sorted(by_language, key=lambda language: (language == ALL, language != "en", language))
    return [score for language in order for score in _scores(language, by_language[language])]


def _scores(language: str, outcomes: Sequence[Outcome]) -> Iterator[Score]:
    for measure in dict.fromkeys(measure for outcome in outcomes for measure in outcome.measures):
        values = [outcome.measures[measure] for outcome in outcomes if measure in outcome.measures]
        yield Score(language, measure, len(values), fmean(values))
    sure = [(REFUSED in one.measures, one.confidence) for one in outcomes if one.confidence is not None]
    without = [confidence for refused, confidence in sure if refused]
    answered = [confidence for refused, confidence in sure if not refused]
    if without and answered:
        pairs = [(a > b) + (a == b) / 2 for a in answered for b in without]
        yield Score(language, AUROC, len(sure), fmean(pairs))
