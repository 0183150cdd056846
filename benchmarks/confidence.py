"""How well a search knows that nothing answers: `python benchmarks/confidence.py DATA [--collections DIR ...]`.

DATA holds the index of the seed reports. Their questions (`tests/relevance/seeds.yaml`) have an answer, those of
`tests/relevance/unanswerable.yaml` have none. `--collections` holds sets in BEIR layout and `--indexes` the data
folders of their indexes, as `benchmarks/retrieval.py` leaves them: their questions are asked as they are and without
the passages that answer, and some of them of the seeds. `--write` fits the model that is shipped.
"""

from __future__ import annotations

import argparse
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.model_selection import GroupKFold
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from index.confidence import FILE, FIRST, THRESHOLD, Calibration, Weights
from index.evaluation.beir import read_collection
from index.evaluation.location import answering
from index.evaluation.questions import read_questions
from index.question import MODES, Question
from index.searcher import Searcher
from index.store import Store
from ingest.embedding import load_embedder

RELEVANCE = Path(__file__).parents[1] / "tests" / "relevance"
NAMES = ("xquad-xling", "mmesgbench-dev", "ntrex-headline-xling")
MOST_QUESTIONS = 30
"""Of a language of a collection; every fifth of them is asked of the seeds too."""

OTHERS_WEIGHT = 0.1
"""What a question of a collection weighs against one of the seeds. Held out AUROC on the seeds, on collections without
their answers: with 0 0.906, -; 0.1 0.905, 0.766; 0.2 0.902, 0.781; 1 0.872, 0.803."""

REGULARISATION = 0.3
FOLDS = 5
ROUNDS = 5


@dataclass(frozen=True)
class Asked:
    """A question, how it was asked, and whether one of the first results answers; `kind` says why none should."""

    searcher: Searcher
    kind: str
    language: str
    group: str
    text: str
    answers: frozenset[int] = frozenset()
    without: tuple[str, ...] = ()
    weight: float = 1.0


@dataclass(frozen=True)
class Case:
    """What a search said of itself."""

    asked: Asked
    evidence: dict[str, float]
    hit: bool


def main(data: Path, collections: Path | None, indexes: Path | None, write: bool) -> None:
    embedder = load_embedder(cache=Store(data).models)
    seeds = Searcher(Store(data).open(), lambda: embedder)
    others = {name: Searcher(Store(indexes / name).open(), lambda: embedder) for name in NAMES} if indexes else {}
    asked = [
        *of_seeds(seeds),
        *(one for name in others for one in of_collection(collections / name, others[name], seeds)),
    ]
    cases: dict[str, list[Case]] = {mode: [] for mode in MODES}
    for one in asked:
        for mode in MODES:
            cases[mode].append(case(one, mode))
    models = {mode: fitted(cases[mode]) for mode in MODES}
    for mode in MODES:
        report(mode, cases[mode])
    if write:
        FILE.write_text(Calibration(model=embedder.identity, modes=models).model_dump_json(indent=2) + "\n")


def of_seeds(searcher: Searcher) -> Iterator[Asked]:
    for question in read_questions(RELEVANCE / "seeds.yaml"):
        answers = frozenset(answering(searcher.generation, question))
        yield Asked(searcher, "answered", question.language, question.id, question.question, answers)
    for entry in yaml.safe_load((RELEVANCE / "unanswerable.yaml").read_text(encoding="utf-8")):
        yield Asked(searcher, entry["kind"], entry["language"], entry["id"], entry["question"])


def of_collection(folder: Path, searcher: Searcher, seeds: Searcher) -> Iterator[Asked]:
    collection = read_collection(folder)
    for query_set in collection.query_sets:
        for place, query in enumerate(query_set.sampled(MOST_QUESTIONS).queries):
            documents = tuple(id for id, grade in query_set.judgements[query.id].items() if grade > 0)
            fields = (query_set.language, f"{collection.name} {query.id}", query.text[:2000])
            numbers = frozenset(numbers_of(searcher, documents))
            yield Asked(searcher, "collection", *fields, answers=numbers, weight=OTHERS_WEIGHT)
            yield Asked(searcher, "without", *fields, without=documents, weight=OTHERS_WEIGHT)
            if not place % 5:
                yield Asked(seeds, "foreign", *fields)


def numbers_of(searcher: Searcher, documents: tuple[str, ...]) -> list[int]:
    sql = f"SELECT number FROM passages WHERE document IN ({', '.join('?' * len(documents))})"
    return [number for (number,) in searcher.generation.database.execute(sql, documents)]


def case(asked: Asked, mode: str) -> Case:
    condition = {"and": [{"not": {"document": id}} for id in asked.without]}
    question = Question(text=asked.text, mode=mode, condition=condition)
    best = asked.searcher.ranking(question)
    evidence = asked.searcher.evidence(question, best) if best else {}
    return Case(asked, evidence, any(number in asked.answers for number, _ in best[:FIRST]))


def model() -> LogisticRegression:
    return make_pipeline(StandardScaler(), LogisticRegression(C=REGULARISATION, max_iter=5000))


def table_of(cases: list[Case]) -> tuple[list[str], NDArray[np.float64], NDArray[np.bool_], NDArray[np.float64]]:
    """Names and values of the evidence, whether a first result answers, and weights; cases without results left out."""
    names = list(next(one.evidence for one in cases if one.evidence))
    values = np.array([[one.evidence[name] for name in names] for one in cases])
    return names, values, np.array([one.hit for one in cases]), np.array([one.asked.weight for one in cases])


def fitted(cases: list[Case]) -> Weights:
    """The model of all cases, its scaling worked into the weights."""
    names, values, hits, weights = table_of([one for one in cases if one.evidence])
    scaler, regression = model().fit(values, hits, logisticregression__sample_weight=weights).named_steps.values()
    coefficients = regression.coef_[0] / scaler.scale_
    bias = float(regression.intercept_[0] - coefficients @ scaler.mean_)
    return Weights(bias=bias, weights={name: float(weight) for name, weight in zip(names, coefficients, strict=True)})


def held_out(cases: list[Case]) -> NDArray[np.float64]:
    """The probability of each case by models that did not see its question in any language; without results, 0."""
    found = np.flatnonzero([bool(one.evidence) for one in cases])
    _, values, hits, weights = table_of([cases[place] for place in found])
    groups = np.array([zlib.crc32(cases[place].asked.group.encode()) for place in found])
    predicted = np.zeros(len(cases))
    for round in range(ROUNDS):
        for known, new in GroupKFold(FOLDS, shuffle=True, random_state=round).split(values, hits, groups):
            fit = model().fit(values[known], hits[known], logisticregression__sample_weight=weights[known])
            predicted[found[new]] += fit.predict_proba(values[new])[:, 1] / ROUNDS
    return predicted


def report(mode: str, cases: list[Case]) -> None:
    predicted = held_out(cases)
    kinds = np.array([one.asked.kind for one in cases])
    languages = np.array([one.asked.language for one in cases])
    own = np.isin(kinds, ("answered", "far", "near", "hard"))
    table = Table("against", "questions", "AUROC", "held to have no answer", title=mode, box=None)
    rows = {kind: np.isin(kinds, ("answered", kind)) for kind in ("far", "near", "hard", "foreign")}
    rows |= {"far, near and hard": own, "collections, answer taken out": np.isin(kinds, ("collection", "without"))}
    rows |= {
        f"far, near and hard: {language}": own & (languages == language)
        for language in ("en", "zh", "ja", "ko", "ru", "mn")
    }
    for name, chosen in rows.items():
        none = chosen & ~np.isin(kinds, ("answered", "collection"))
        if none.any():
            auroc = roc_auc_score((chosen & ~none)[chosen], predicted[chosen])
            table.add_row(name, str(none.sum()), f"{auroc:.3f}", f"{np.mean(predicted[none] < THRESHOLD):.0%}")
    answered = kinds == "answered"
    table.add_row("answered", str(answered.sum()), "", f"{np.mean(predicted[answered] < THRESHOLD):.0%}")
    Console().print(table)
    Console().print(reliability(predicted[own], np.array([one.hit for one in cases])[own]))


def reliability(predicted: NDArray[np.float64], hits: NDArray[np.bool_]) -> Table:
    table = Table("confidence", "questions", "mean", "answered by one of the first", box=None)
    for low in np.arange(0, 1, 0.2):
        chosen = (predicted >= low) & (predicted < low + 0.2 + 1e-9)
        if chosen.any():
            rate = hits[chosen].mean()
            table.add_row(
                f"{low:.1f}-{low + 0.2:.1f}", str(chosen.sum()), f"{predicted[chosen].mean():.2f}", f"{rate:.2f}"
            )
    return table


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--collections", type=Path)
    parser.add_argument("--indexes", type=Path)
    parser.add_argument("--write", action="store_true")
    main(**vars(parser.parse_args()))
