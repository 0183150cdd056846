"""A second look at the passages that stand first: what no passage shows that is scored by itself.

A passage gains by the others of its report that are near the question too, and one between others that answer is
lifted towards the best of them. A cross-encoder, where the settings name one, reads the first of them again, each
together with the question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import msgspec

from index.fusion import Ranking
from index.generation import Generation
from index.passage_files import REPORT, files_of
from index.reranking import Reranker
from ingest.document import Span

LIFTED = 100
"""The first so many are lifted by their report and their neighbours."""

TOGETHER = 3
"""So many passages of a report tell how well it answers as a whole (see docs/ranking.md)."""

REACH = 2
"""So many passages before and after one are its neighbours (see docs/ranking.md)."""
_AROUND = tuple(step for step in range(-REACH, REACH + 1) if step)

READ_AGAIN = 50
"""The first so many are read by a cross-encoder."""


def in_reports(generation: Generation, best: Ranking) -> Ranking:
    """`best`, where each of the first knows how well its report answers.

    That is how far the report's best passages stand above the last of the first on average; one that isn't among them
    counts as the last.
    """
    first, rest = best[:LIFTED], best[LIFTED:]
    numbers, scores = first.numbers.tolist(), first.scores
    reports, sizes = _reports(generation, numbers), _sizes(generation)
    above: dict[str, list[float]] = defaultdict(list)
    for number, height in zip(numbers, (scores - scores[-1:]).tolist(), strict=True):
        above[reports[number]].append(height)
    means = {report: sum(heights[:TOGETHER]) / min(TOGETHER, sizes[report]) for report, heights in above.items()}
    return first.knowing("report", [means[reports[number]] for number in numbers]) + rest


def lifted(generation: Generation, best: Ranking) -> Ranking:
    """`best`, where each of the first knows the score of the best neighbour that stands above it.

    Neighbours are passages close by in the same report, or in the file before or after it under the same title: a
    report may come in several files. What is demoted (a heading, a reference) neither lifts nor is lifted.
    """
    first, rest = best[:LIFTED], best[LIFTED:]
    rows = zip(first.numbers.tolist(), first.scores.tolist(), first.demotions.tolist(), strict=True)
    scores = {number: score for number, score, demotion in rows if not demotion}
    above = {
        number: [number + step for step in _AROUND if scores.get(number + step, score) > score]
        for number, score in scores.items()
    }
    reports = _reports(generation, [*scores])
    lifts = {
        number: max((scores[other] for other in others if reports[other] == reports[number]), default=None)
        for number, others in above.items()
    }
    return first.knowing("neighbour", [lifts.get(number) for number in first.numbers.tolist()]) + rest


def read_again(generation: Generation, reranker: Reranker, question: str, best: Ranking) -> Ranking:
    """`best`, the first of them in the order that the cross-encoder gives them. Raises `RerankerError`."""
    first, rest = best[:READ_AGAIN], best[READ_AGAIN:]
    numbers = first.numbers.tolist()
    texts = _texts(generation, numbers)
    return first.knowing("reranker", reranker.scores(question, [texts[number] for number in numbers])) + rest


def _reports(generation: Generation, numbers: Sequence[int]) -> Mapping[int, str]:
    """Passage number -> its report."""
    files = files_of(generation)
    return {number: files.reports[file] for number, file in zip(numbers, files.of(numbers).tolist(), strict=True)}


@lru_cache(maxsize=3)  # of the generations that a service has open
def _sizes(generation: Generation) -> Mapping[str, int]:
    """Report -> the number of its passages."""
    rows = generation.database.execute(f"SELECT {REPORT}, sum(d.passages) FROM documents d GROUP BY 1")
    return dict(tuple(row) for row in rows)


def _texts(generation: Generation, numbers: Sequence[int]) -> Mapping[int, str]:
    """Passage number -> its title, section path and words."""
    rows = generation.database.execute(
        "SELECT p.number, p.document, p.start, p.end, p.section, d.title FROM json_each(?) j"
        " JOIN passages p ON p.number = j.value JOIN documents d ON d.id = p.document",
        (_json(numbers),),
    )
    return {
        row["number"]: "\n".join(
            [
                row["title"],
                *msgspec.json.decode(row["section"]),
                generation.text(row["document"], Span(row["start"], row["end"])),
            ]
        )
        for row in rows
    }


def _json(numbers: Iterable[int]) -> str:
    return msgspec.json.encode(sorted(numbers)).decode()
