"""How well questions are answered: a relevance file in, Recall@1, Recall@5 and MRR@10 by language out."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from corpus.errors import SdgSearchError
from index.passages import Found
from index.question import Question
from index.searcher import Searcher

DEPTH = 10
_DIAGNOSED_DEPTH = 100


class RelevanceFileError(SdgSearchError):
    """A relevance file can't be used; says which entry and field, and what is wrong."""


class RelevanceQuestion(BaseModel):
    """A question with the words that a passage must hold to answer it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    language: str
    question: str
    holds: list[str]
    document: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """At which rank the first passage that answers stands (None: not among the first ten), and why not higher."""

    question: RelevanceQuestion
    rank: int | None
    diagnosis: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """Means over the questions of a language."""

    language: str
    questions: int
    recall_at_1: float
    recall_at_5: float
    mrr_at_10: float


def read_questions(path: Path) -> list[RelevanceQuestion]:
    """The questions of a YAML file. Raises `RelevanceFileError`."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        return TypeAdapter(list[RelevanceQuestion]).validate_python(data)
    except (OSError, UnicodeDecodeError, yaml.YAMLError, ValidationError) as error:
        raise RelevanceFileError(f"{path} is no relevance file: {error}") from error


def evaluate(searcher: Searcher, questions: Iterable[RelevanceQuestion], *, mode: str = "hybrid") -> list[Outcome]:
    """Ask every question and find the first passage that answers."""
    return [_outcome(searcher, question, mode) for question in questions]


def scores(outcomes: Iterable[Outcome]) -> list[Score]:
    """Means by language, English first, and over all questions at the end (language `all`)."""
    by_language: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_language[outcome.question.language].append(outcome)
        by_language["all"].append(outcome)
    order = sorted(by_language, key=lambda language: (language == "all", language != "en", language))
    return [_score(language, by_language[language]) for language in order]


def _score(language: str, outcomes: Sequence[Outcome]) -> Score:
    def mean(value: Callable[[int], float]) -> float:
        return fmean(value(outcome.rank) if outcome.rank else 0.0 for outcome in outcomes)

    return Score(
        language=language,
        questions=len(outcomes),
        recall_at_1=mean(lambda rank: rank == 1),
        recall_at_5=mean(lambda rank: rank <= 5),
        mrr_at_10=mean(lambda rank: 1 / rank),
    )


def _outcome(searcher: Searcher, question: RelevanceQuestion, mode: str) -> Outcome:
    ranking = searcher.search(Question(text=question.question, k=_DIAGNOSED_DEPTH, mode=mode)).results
    ranks = [rank for rank, found in enumerate(ranking, 1) if answers(question, found)]
    rank = ranks[0] if ranks and ranks[0] <= DEPTH else None
    return Outcome(question, rank, "" if rank == 1 else _diagnosis(ranks, ranking))


def answers(question: RelevanceQuestion, found: Found) -> bool:
    """Whether the passage, with the headings above it, is of the question's document and holds all its words.

    Case, width and white space are folded.
    """
    if question.document and question.document != found.source.rpartition("/")[2]:
        return False
    text = _folded("\n".join([*found.section, found.text]))
    return all(_folded(words) in text for words in question.holds)


def _folded(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _diagnosis(ranks: Sequence[int], ranking: Sequence[Found]) -> str:
    if not ranks:
        return f"no passage among the first {len(ranking)} holds the words: cut apart, not parsed, or far down"
    answer, first = ranking[ranks[0] - 1], ranking[0]
    return f"rank {ranks[0]}: {_signals(answer)}; above it stands {first.id} ({first.kind}): {_signals(first)}"


def _signals(found: Found) -> str:
    signals = found.signals
    if signals is None:
        return "no signal"
    dense = "-" if signals.dense is None else f"{signals.dense:.3f} (#{signals.dense_rank})"
    words = "-" if signals.lexical is None else f"{signals.lexical:.3f} (#{signals.lexical_rank})"
    return f"dense {dense}, words {words}, demoted {signals.demotion:g}"
