"""What each signal adds, and which weights other sets would choose: `python benchmarks/ranking.py FOLDER [NAME ...]`.

Each question is searched once; its candidates are then ranked anew with each signal left out, and with each weight of a
grid. A set's weight is chosen by the mean nDCG@10 of the other sets. FOLDER, names and `--data` as in `retrieval.py`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import fmean
from typing import Any

import ir_measures
from ir_measures import Qrel, ScoredDoc, nDCG
from retrieval import arguments, searched
from rich.console import Console
from rich.table import Table

from index import fusion
from index.evaluation.beir import QuerySet
from index.fusion import Signals, ranked
from index.generation import Generation
from index.question import LONGEST_QUESTION, Question
from index.searcher import Searcher
from index.second_look import in_reports, lifted

GRID = {
    "LEXICAL_WEIGHT": (0.0, 0.3, 0.4, 0.5, 0.6, 0.8),
    "ENTITY_WEIGHT": (0.0, 0.05, 0.07, 0.1, 0.15),
    "REPORT_WEIGHT": (0.0, 0.1, 0.2, 0.3, 0.4, 0.6),
    "NEIGHBOUR_WEIGHT": (0.0, 0.25, 0.35, 0.5, 0.7),
}
LEFT_OUT: Mapping[str, Mapping[str, Any]] = {
    "nothing": {},
    "words": {"lexical": None},
    "entities": {"entities": 0.0},
    "demotions": {"demotion": 0.0},
    "meaning": {"dense": None},
}


@dataclass(frozen=True)
class Asked:
    """A set in one language: the judgements, and the candidates of each question."""

    set: str
    language: str
    generation: Generation
    documents: Sequence[str]
    judged: Sequence[Qrel]
    found: Mapping[str, dict[int, Signals]]

    def measured(self, **known: Any) -> float:
        """nDCG@10 with these signals for all candidates, and the weights that hold now."""
        run = []
        for question, candidates in self.found.items():
            best = ranked({number: replace(signals, **known) for number, signals in candidates.items()})
            again = lifted(self.generation, in_reports(self.generation, best))
            documents = dict.fromkeys(self.documents[number] for number, _ in again)
            run += [ScoredDoc(question, document, -rank) for rank, document in enumerate(list(documents)[:10])]
        return float(ir_measures.calc_aggregate([nDCG @ 10], self.judged, run)[nDCG @ 10])


def main(folder: Path, names: Sequence[str], data: Path) -> None:
    sets = [asked(name, searcher, questions) for name, searcher, questions in searched(folder, names, data)]
    table = Table("left out", *(f"{one.set} {one.language}" for one in sets), box=None)
    for name, known in LEFT_OUT.items():
        table.add_row(name, *(f"{one.measured(**known):.3f}" for one in sets))
    for weight in ("REPORT_WEIGHT", "NEIGHBOUR_WEIGHT"):
        with weighing(**{weight: 0.0}):
            table.add_row(weight, *(f"{one.measured():.3f}" for one in sets))
    Console(width=200).print(table)
    for weight, values in GRID.items():
        Console(width=200).print(choice(sets, weight, values))


def asked(name: str, searcher: Searcher, questions: QuerySet) -> Asked:
    rows = searcher.generation.database.execute("SELECT document FROM passages ORDER BY number")
    found = {one.id: candidates(searcher, one.text[:LONGEST_QUESTION]) for one in questions.queries}
    judged = [Qrel(query, text, grade) for query in found for text, grade in questions.judgements[query].items()]
    return Asked(name, questions.language, searcher.generation, [document for (document,) in rows], judged, found)


def candidates(searcher: Searcher, text: str) -> dict[int, Signals]:
    ranking = searcher.ranking(Question(text=text))
    return {number: replace(signals, report=0.0, neighbour=None) for number, signals in ranking}


def choice(sets: Sequence[Asked], weight: str, values: Sequence[float]) -> Table:
    """A weight's values with what they give, and for each set what the value that all other sets choose gives."""
    table = Table(weight, *(f"{one.set} {one.language}" for one in sets), box=None)
    figures = {}
    for value in values:
        with weighing(**{weight: value}):
            figures[value] = [one.measured() for one in sets]
        table.add_row(f"{value:g}", *(f"{figure:.3f}" for figure in figures[value]))
    table.add_row("chosen by others", *(chosen_by_others(sets, figures, one) for one in sets))
    return table


def chosen_by_others(sets: Sequence[Asked], figures: Mapping[float, Sequence[float]], left: Asked) -> str:
    def mean(value: float) -> float:
        return fmean(figure for one, figure in zip(sets, figures[value], strict=True) if one.set != left.set)

    if len({one.set for one in sets}) == 1:
        return "-"
    value = max(figures, key=mean)
    return f"{value:g}: {figures[value][sets.index(left)]:.3f}"


@contextmanager
def weighing(**weights: float) -> Iterator[None]:
    before = {name: getattr(fusion, name) for name in weights}
    try:
        for name, value in weights.items():
            setattr(fusion, name, value)
        yield
    finally:
        for name, value in before.items():
            setattr(fusion, name, value)


if __name__ == "__main__":
    given = arguments(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        main(given.folder, given.names, given.data or Path(scratch))
