"""Why the passage that answers a question does not stand first: lost on the way in, left out, or outranked."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

import numpy as np

from index.engines import engine_of
from index.fusion import Signals
from index.generation import Generation
from index.passages import passage
from index.question import Question
from index.searcher import Answer

DEMOTION = "demotion"
"""The part of a score that a passage's kind and length take off."""


class Cause(StrEnum):
    """What kept an answer from the first place, in the order in which it is looked for.

    CONFIDENT is no such thing: nothing answers, and the search did not say so.
    """

    NOT_INDEXED = "not indexed"
    NOT_PARSED = "not parsed"
    CUT_APART = "cut apart"
    FILTERED_OUT = "filtered out"
    NO_CANDIDATE = "no candidate"
    DEMOTED = "demoted"
    OUTRANKED = "outranked"
    CONFIDENT = "confident"


@dataclass(frozen=True, slots=True)
class Standing:
    """A passage in a ranking: its rank, its score, and the parts of it that the signals gave."""

    passage: str
    source: str
    page: int
    kind: str
    rank: int
    score: float
    parts: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Why a question was not answered first, in words.

    `signal` is the one that decides where an answer was outranked. `answer` and `first` are given where the answer
    stands among the candidates; ranks count passages that say the same each for itself.
    """

    cause: Cause
    words: str
    signal: str = ""
    answer: Standing | None = None
    first: Standing | None = None


Ranking = Sequence[tuple[int, Signals]]


def why_not_first(generation: Generation, question: Question, ranking: Ranking, numbers: Collection[int]) -> Diagnosis:
    """What kept the passages with these numbers, each of which answers, from the first place of the ranking."""
    place = next((place for place, (number, _) in enumerate(ranking) if number in numbers), None)
    if place is None:
        return _left_out(generation, question, numbers, len(ranking))
    answer, first = (_standing(generation, ranking, at) for at in (place, 0))
    undemoted = answer.score - answer.parts[DEMOTION]
    return _demoted(answer, first, undemoted) if undemoted > first.score else _outranked(answer, first)


def why_confident(answer: Answer) -> Diagnosis:
    """What a question that nothing answers was answered with."""
    found = answer.results[0]
    parts = found.signals.parts if found.signals else {}
    first = Standing(found.id, found.source, found.place.first, found.kind, 1, found.score, parts)
    words = f"Nothing answers, but the confidence is {answer.confidence:.2f}. {_told(first)}."
    return Diagnosis(Cause.CONFIDENT, words, first=first)


def _demoted(answer: Standing, first: Standing, undemoted: float) -> Diagnosis:
    loss = f"Without the {-answer.parts[DEMOTION]:.2g} that its kind or length takes off it had {undemoted:.3f}"
    return Diagnosis(Cause.DEMOTED, f"{_told(answer)}. {loss}. {_told(first)}.", DEMOTION, answer, first)


def _outranked(answer: Standing, first: Standing) -> Diagnosis:
    leads = {name: first.parts.get(name, 0.0) - answer.parts.get(name, 0.0) for name in {**first.parts, **answer.parts}}
    signal = max(leads, key=lambda name: leads[name])
    behind = f"By {signal} it is {leads[signal]:.3f} behind"
    return Diagnosis(Cause.OUTRANKED, f"{_told(answer)}. {behind}. {_told(first)}.", signal, answer, first)


def _left_out(generation: Generation, question: Question, numbers: Collection[int], candidates: int) -> Diagnosis:
    """Of passages that are no candidates: whether a filter keeps them out, or no signal finds them."""
    shown = passage(generation, min(numbers)).id
    if _passing(generation, question, numbers):
        words = f"{shown} answers and passes the filters, but no signal has it among the {candidates} candidates."
        return Diagnosis(Cause.NO_CANDIDATE, words)
    guilty = [name for name, alone in _filters(question).items() if not _passing(generation, alone, numbers)]
    which = ", ".join(guilty) or "no single one of them, but all together"
    return Diagnosis(Cause.FILTERED_OUT, f"{shown} answers, but the filters leave it out: {which}.")


_FILTERS = {
    "entity": "entities",
    "exclude": "exclude",
    "document": "documents",
    "language": "languages",
    "kind": "kinds",
    "year_from": "year_from",
    "year_to": "year_to",
    "the signs in the question": "text",
}
"""A filter as a person writes it, and the question's field for it."""


def _filters(question: Question) -> dict[str, Question]:
    """Questions with one of the filters each."""
    values = {name: getattr(question, attribute) for name, attribute in _FILTERS.items()}
    bare = Question(basis=question.basis)
    return {name: replace(bare, **{_FILTERS[name]: value}) for name, value in values.items() if value}


def _passing(generation: Generation, question: Question, numbers: Collection[int]) -> bool:
    """Whether one of these passages passes the question's filters."""
    wanted = np.array(sorted(numbers), np.int64)
    return bool(len(engine_of(generation).passing(question.filter()).among(wanted)))


def _standing(generation: Generation, ranking: Ranking, place: int) -> Standing:
    number, signals = ranking[place]
    found = passage(generation, number)
    return Standing(found.id, found.source, found.place.first, found.kind, place + 1, signals.score, signals.parts)


def _told(standing: Standing) -> str:
    """`Rank 2: haze.pdf, p. 3 (table), 0.713 = meaning 0.512 + words 0.201`."""
    parts = [f"{name} {part:.3f}" for name, part in standing.parts.items() if part]
    score = f"{standing.score:.3f} = {' + '.join(parts)}".replace(f"+ {DEMOTION} -", f"- {DEMOTION} ")
    return f"Rank {standing.rank}: {standing.source}, p. {standing.page} ({standing.kind}), {score}"
