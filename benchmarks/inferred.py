"""How well goals and targets are inferred: the SDG Classification Benchmark, other languages, targets, calibration.

None of the texts measured on was learned from: the model knows the official texts in English and the examples in
corpus/examples; OSDG-CD passages that are not in the benchmark set its scale and its probabilities.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray

from ingest.cache import ContentCache
from ingest.embedding import load_embedder
from ingest.taggers.goal_model import GOALS, GoalModel, load_goal_model
from ingest.taggers.inferred import LEAST_PROBABILITY
from ingest.taggers.train_goals import CACHE, Encoder

PUBLISHED = {
    "GPT-4o": 0.879,
    "DeepSeek v3": 0.876,
    "SDG Prospector": 0.865,
    "Claude 4 Sonnet": 0.861,
    "text2sdg": 0.820,
    "Aurora": 0.785,
    "seesus (whole passages)": 0.793,
    "OSDG": 0.602,
}
"""Macro-F1 on the whole benchmark, as its authors and the tools' authors give it."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Whether a text is about a goal: what the model says (`probability`) and what people say (`truth`)."""

    goal: NDArray[np.intp]
    probability: NDArray[np.float32]
    truth: NDArray[np.bool_]


def main(
    sdg: Annotated[Path, typer.Argument(help="Folder with benchmark-dev.csv and targets-dev.csv.")],
    retrieval: Annotated[Path, typer.Argument(help="Folder with queries.{zh,ja,ru}.jsonl of official targets.")],
    cache: Annotated[Path, typer.Option(help="Folder that keeps vectors and the unpacked embedding model.")] = CACHE,
) -> None:
    """Print one table a question."""
    model = load_goal_model()
    with ContentCache(cache / "training.sqlite") as kept:
        encode = Encoder(load_embedder(cache=cache / "models"), kept)
        pairs = _benchmark(sdg / "benchmark-dev.csv", model, encode)
        _print_goals(pairs)
        _print_reliability(pairs)
        _print_languages(retrieval, model, encode)
        _print_targets(sdg / "targets-dev.csv", model, encode)


def _benchmark(file: Path, model: GoalModel, encode: Encoder) -> Pairs:
    rows = list(_rows(file))
    probabilities = model.judged(encode.texts([row["text"] for row in rows], ["en"] * len(rows))).probabilities
    goals = np.array([int(row["sdg"]) - 1 for row in rows])
    truth = np.array([row["label"] == "True" for row in rows])
    return Pairs(goals, probabilities[np.arange(len(rows)), goals], truth)


def _print_goals(pairs: Pairs) -> None:
    print("| goal | texts | precision | recall | F1 |\n|---|---|---|---|---|")
    scores = []
    for goal in range(len(GOALS)):
        own = pairs.goal == goal
        found, truth = pairs.probability[own] >= LEAST_PROBABILITY, pairs.truth[own]
        precision, recall = _share(truth[found]), _share(found[truth])
        scores.append(2 * (found & truth).sum() / max(1, found.sum() + truth.sum()))
        print(f"| {goal + 1} | {own.sum()} | {precision:.2f} | {recall:.2f} | {scores[-1]:.3f} |")
    print("\n| system | macro-F1 |\n|---|---|")
    ranking = {**PUBLISHED, f"**sdgsearch, {len(pairs.goal)} texts**": float(np.mean(scores))}
    for name, score in sorted(ranking.items(), key=lambda item: -item[1]):
        print(f"| {name} | {score:.3f} |")


def _print_reliability(pairs: Pairs) -> None:
    print("\n| probability | pairs | mean probability | share that holds |\n|---|---|---|---|")
    error = 0.0
    bins = np.minimum((pairs.probability * 10).astype(int), 9)
    for number in range(10):
        own = bins == number
        if own.any():
            said, held = float(pairs.probability[own].mean()), _share(pairs.truth[own])
            error += float(own.mean()) * abs(said - held)
            print(f"| {number / 10:.1f} to {(number + 1) / 10:.1f} | {own.sum()} | {said:.2f} | {held:.2f} |")
    print(f"\nExpected calibration error: {error:.3f}")


def _print_languages(folder: Path, model: GoalModel, encode: Encoder) -> None:
    print("\n| official target texts in | texts | their goal comes first |\n|---|---|---|")
    for language in ("zh", "ja", "ru"):
        lines = (folder / f"queries.{language}.jsonl").read_text(encoding="utf-8").splitlines()
        rows = [json.loads(line) for line in lines]
        texts = encode.texts([row["text"] for row in rows], [language] * len(rows))
        probabilities = model.judged(texts).probabilities
        goals = np.array([int(row["_id"].partition(".")[0]) - 1 for row in rows])
        print(f"| {language} | {len(rows)} | {_share(probabilities.argmax(1) == goals):.3f} |")


def _print_targets(file: Path, model: GoalModel, encode: Encoder) -> None:
    rows = list(_rows(file))
    scores = model.judged(encode.texts([row["text"] for row in rows], ["en"] * len(rows))).targets
    ranks = np.array([_rank(own, _targets(row["target"]), model) for own, row in zip(scores, rows, strict=True)])
    hits = " | ".join(f"{_share(ranks <= depth):.2f}" for depth in (1, 3, 5))
    print(f"\n| texts with a target | hit@1 | hit@3 | hit@5 |\n|---|---|---|---|\n| {len(rows)} | {hits} |")


def _rank(scores: NDArray[np.float32], right: Sequence[str], model: GoalModel) -> int:
    return 1 + min(int((scores > scores[model.targets.index(target)]).sum()) for target in right)


def _targets(label: str) -> list[str]:
    """`SDG9_5, SDG9_general` -> `sdg:9.5`."""
    codes = [code.strip().removeprefix("SDG").replace("_", ".") for code in label.split(",")]
    return [f"sdg:{code}" for code in codes if not code.endswith("general")]


def _rows(file: Path) -> Iterator[Mapping[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        yield from csv.DictReader(lines)


def _share(values: NDArray[np.bool_]) -> float:
    return float(values.mean()) if len(values) else 0.0


if __name__ == "__main__":
    typer.run(main)
