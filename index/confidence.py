"""How likely it is that one of the first results answers: a logistic model over what a search knows when it is done.

Held out AUROC on the seeds, 271 questions with an answer against 126 without: hybrid 0.920 (far 0.998, near 0.981, hard
0.808), dense 0.913, lexical 0.803 (in English 0.916: words can't answer most of those in another language).

Its coefficients are fitted by `benchmarks/confidence.py`, for each mode, to questions that indexes answer and to
questions that they do not. Vectors of another model have other scores, so for these there is no confidence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from index.fusion import Signals
from index.generation import Generation
from index.rows import Numbers, Vectors, as_vectors, products
from ingest.document import Span
from ingest.languages import languages_of_script
from ingest.precision import in_float32

FIRST = 5
"""Results of which one is to answer."""

THRESHOLD = 0.35
"""Below, the search says that probably nothing answers. Held out, it says so of 4 % of the seeds' questions, and of
all unanswerable ones that are far, 90 % of those near, 46 % of the hard ones."""

FILE = Path(__file__).with_name("confidence.json")

_SAMPLE = 500
"""Passages, spread evenly, that tell how near an index usually is to a question."""

_SENTENCES = 2
"""Of the sentences nearest to the question, how many are looked at for the number that it asks for."""

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_ASKS_FOR_A_NUMBER = re.compile(
    "|".join(
        (
            r"\bhow (?:many|much|large|long|high|big|old|fast)\b|\bwhat (?:percentage|share|number|level|rate)\b",
            r"多少|几[个只年座家]|何(?:人|羽|本|年|種|基|トン|パーセント|割|件|回)|いくら|いくつ|どのくらい|どれだけ",
            r"몇|얼마|\b(?:на )?сколько\b|\bкаков[аоы]? (?:площадь|доля|уровень|объ[её]м)|\bхэдэн\b|\bхэд\b|\bхэр их\b",
        )
    ),
    re.IGNORECASE,
)


class Weights(BaseModel):
    """A logistic model: the log odds are `bias` plus the weighted sum of the evidence."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    bias: float
    weights: dict[str, float]

    def probability(self, evidence: Mapping[str, float]) -> float:
        """0 to 1."""
        return 1 / (1 + math.exp(-self.bias - sum(weight * evidence[name] for name, weight in self.weights.items())))


class Calibration(BaseModel):
    """The models by mode, and the embedding model whose scores they were fitted to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str
    modes: dict[str, Weights]


def is_calibrated(generation: Generation, mode: str) -> bool:
    """Whether there is a confidence for searches of this index; by words alone there always is."""
    return mode == "lexical" or in_float32(generation.manifest.model) == _calibration().model


def confidence(mode: str, evidence: Mapping[str, float]) -> float:
    """The probability that one of the first results answers."""
    return _calibration().modes[mode].probability(evidence)


def evidence(
    generation: Generation,
    question: str,
    terms: Mapping[str, float],
    best: Sequence[tuple[int, Signals]],
    vector: Vectors | None,
) -> dict[str, float]:
    """What speaks for an answer and against it, by name; `best` are the ranked candidates, at least one.

    `terms` are those of the question with their weight; its `vector` is None where it goes by words alone:
    then nothing is said of nearness. Scripts tell languages apart well enough (lexical AUROC 0.742 with them, 0.740
    with languages) and load no statistics.
    """
    first = list(best[:FIRST])
    rows = _rows(generation, [number for number, _ in first])
    texts = [f"{row['title']} {row['section']} {generation.text(*_place(row))}" for row in rows]
    languages = languages_of_script(question)
    said = {
        "score": _own_score(first[0][1]),
        "words": math.log1p(len(terms)),
        "known": _known(terms, generation.manifest.counts.passages),
        "same_script": sum(row["language"] in languages for row in rows) / len(rows),
        "numbers_missing": float(len(_missing(question, texts))),
    }
    near = {} if vector is None else _nearness(generation, first, vector)
    sentences = texts if vector is None else _nearest_sentences(generation, first, vector)
    asked = _ASKS_FOR_A_NUMBER.search(question) and not any(map(_NUMBER.search, sentences))
    return said | near | {"no_number_to_give": float(bool(asked))}


@cache
def _calibration() -> Calibration:
    return Calibration.model_validate_json(FILE.read_bytes())


def _own_score(signals: Signals) -> float:
    """Without what its report adds: that is more in a small index, whose hundredth passage is far from the question."""
    return signals.score - signals.parts["report"]


def _rows(generation: Generation, numbers: Sequence[int]) -> list[Mapping[str, str | int]]:
    marks = ", ".join("?" * len(numbers))
    return generation.database.execute(
        "SELECT p.document, p.start, p.end, p.language, p.section, d.title FROM passages p"
        f" JOIN documents d ON d.id = p.document WHERE p.number IN ({marks})",
        numbers,
    ).fetchall()


def _place(row: Mapping[str, str | int]) -> tuple[str, Span]:
    return str(row["document"]), Span(int(row["start"]), int(row["end"]))


def _known(terms: Mapping[str, float], passages: int) -> float:
    """Share of the words' weight that is on words which some passage has."""
    unseen = math.log((passages + 0.5) / 0.5)
    return sum(weight for weight in terms.values() if weight < unseen - 1e-6) / (sum(terms.values()) or 1.0)


def _missing(question: str, texts: Sequence[str]) -> set[str]:
    """The numbers of the question that none of the texts has."""
    return set(_NUMBER.findall(question)) - {number for text in texts for number in _NUMBER.findall(text)}


def _nearness(generation: Generation, first: Sequence[tuple[int, Signals]], vector: Vectors) -> dict[str, float]:
    usual = products(_sample(generation), vector)
    sentences = products(as_vectors(generation.stretches[_stretches(first)]), vector)
    return {
        "sentence": float(sentences.max(initial=0.0)),
        "usual": float(usual.mean()),
        "spread": float(usual.std()),
    }


def _nearest_sentences(generation: Generation, first: Sequence[tuple[int, Signals]], vector: Vectors) -> list[str]:
    numbers = _stretches(first)
    near = products(as_vectors(generation.stretches[numbers]), vector)
    chosen = numbers[np.argsort(-near, kind="stable")[:_SENTENCES]].tolist()
    marks = ", ".join("?" * len(chosen))
    rows = generation.database.execute(
        "SELECT p.document, p.start + s.start AS start, p.start + s.end AS end FROM stretches s"
        f" JOIN passages p ON p.number = s.passage WHERE s.number IN ({marks})",
        chosen,
    )
    return [generation.text(*_place(row)) for row in rows]


def _stretches(first: Sequence[tuple[int, Signals]]) -> Numbers:
    return np.array([signals.stretch for _, signals in first if signals.stretch is not None], dtype=np.int64)


@lru_cache(maxsize=3)  # of the generations that a service has open
def _sample(generation: Generation) -> Vectors:
    last = len(generation.wholes) - 1
    sample: Vectors = generation.wholes[np.unique(np.linspace(0, last, _SAMPLE).astype(np.int64))]
    return sample
