"""How often the marked sentence is the one that answers: `python benchmarks/marking.py FOLDER --data DATA`.

FOLDER is a set in BEIR layout whose English questions give the words of their answer (`answer`), as XQuAD; DATA the
data folder that holds its index, as `benchmarks/retrieval.py` leaves it. Questions count, in any language, of
which one sentence of several in the passage holds the answer.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table

from index.evaluation.beir import QuerySet, read_collection
from index.generation import Generation
from index.lexical import lexical_query, sought
from index.marking import Marker
from index.passages import Found, passage
from index.rows import Vectors
from index.store import Store
from ingest.document import Span
from ingest.embedding import Embedder, load_embedder
from ingest.languages import detect_language

MOST_QUESTIONS = 100
"""Of a language with more, every n-th is asked."""


@dataclass(frozen=True)
class Case:
    """A question, the passage that answers it, that passage's sentences, and the words of the answer."""

    question: str
    number: int
    found: Found
    sentences: list[Span]
    answer: str

    def answered_by(self, sentence: Span | None) -> bool:
        return sentence is not None and self.answer in sentence.of(self.found.text)


Choice = Callable[[Case], Span | None]


def main(folder: Path, data: Path) -> None:
    embedder, generation = load_embedder(cache=Store(data).models), Store(data).open()
    table = Table("questions", "number", "sentences", *choices(generation, embedder), box=None)
    for asked in read_collection(folder).query_sets:
        known = list(cases(generation, asked, answers(folder / "queries.en.jsonl")))
        shares = [
            fmean(one.answered_by(choose(one)) for one in known) for choose in choices(generation, embedder).values()
        ]
        sentences = fmean(len(one.sentences) for one in known)
        table.add_row(asked.language, str(len(known)), f"{sentences:.1f}", *(f"{share:.3f}" for share in shares))
    Console().print(table)


def choices(generation: Generation, embedder: Embedder) -> dict[str, Choice]:
    def vector(question: str) -> Vectors:
        return generation.centres.question(embedder.embed_query(question), detect_language(question))

    def marked(question: str, case: Case, vector: Vectors | None) -> Span | None:
        query = lexical_query(generation.database, question, generation.manifest.counts.passages)
        marker = Marker(generation, query, sought(question), vector)
        return marker.marks({case.number: case.found.text})[case.number].sentence

    return {
        "meaning and words": lambda case: marked(case.question, case, vector(case.question)),
        "words alone": lambda case: marked(case.question, case, None),
        "the first": lambda case: case.sentences[0],
    }


def cases(generation: Generation, asked: QuerySet, answers: dict[str, str]) -> Iterator[Case]:
    """The questions that one sentence answers, of several in the passage."""
    for query in asked.sampled(MOST_QUESTIONS).queries:
        texts = [text for text, grade in asked.judgements[query.id].items() if grade > 0]
        for number in numbers(generation, texts):
            found, answer = passage(generation, number), answers.get(query.id, "")
            spans = sentences(generation, number)
            if answer and len(spans) > 1 and sum(answer in span.of(found.text) for span in spans) == 1:
                yield Case(query.text, number, found, spans, answer)


def numbers(generation: Generation, texts: list[str]) -> list[int]:
    sql = f"SELECT number FROM passages WHERE document IN ({', '.join('?' * len(texts))})"
    return [number for (number,) in generation.database.execute(sql, texts)]


def sentences(generation: Generation, number: int) -> list[Span]:
    rows = generation.database.execute("SELECT start, end FROM stretches WHERE passage = ? ORDER BY number", (number,))
    return [Span(start, end) for start, end in rows]


def answers(file: Path) -> dict[str, str]:
    """The words of the answer to each question."""
    entries = map(json.loads, file.read_text(encoding="utf-8").splitlines())
    return {entry["_id"]: entry["answer"] for entry in entries if entry.get("answer")}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--data", type=Path, required=True)
    main(**vars(parser.parse_args()))
