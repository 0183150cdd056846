"""How questions were answered, one by one and on the average of a language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from index.evaluation.diagnosis import Diagnosis
from index.searcher import Searcher

ALL = "all"
"""Stands for all languages together."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one question was answered, by measure (0 to 1, the most telling first), and what kept it from more.

    `rank` is that of the first passage or text that answers; None where it is not among those looked at.
    """

    id: str
    language: str
    question: str
    rank: int | None
    measures: Mapping[str, float]
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


def scores(outcomes: Iterable[Outcome]) -> list[Score]:
    """Means by language and measure, English first and all languages together at the end."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for outcome in outcomes:
        for language in dict.fromkeys((outcome.language, ALL)):
            for measure, value in outcome.measures.items():
                values[language][measure].append(value)
    order = sorted(values, key=lambda language: (language == ALL, language != "en", language))
    return [
        Score(language, measure, len(found), fmean(found))
        for language in order
        for measure, found in values[language].items()
    ]
