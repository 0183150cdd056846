"""Reads a test collection in BEIR layout: the texts to search, questions by language, and which texts answer them.

    corpus.jsonl    {"_id": ..., "title": ..., "text": ...}, one text a line
    queries.jsonl   {"_id": ..., "text": ...}; queries.zh.jsonl holds the questions in Chinese
    qrels/test.tsv  query-id, corpus-id and score (0: does not answer), parted by tabs, below a header

Thakur et al., "BEIR: A Heterogeneous Benchmark for Zero-shot Evaluation of Information Retrieval Models", 2021.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import msgspec

from index.evaluation.errors import EvaluationError

UNNAMED = "all"
"""Stands for the language of `queries.jsonl`, whose name tells none."""


class Text(msgspec.Struct, frozen=True):
    """A text of the collection."""

    id: str = msgspec.field(name="_id")
    text: str
    title: str = ""


class Query(msgspec.Struct, frozen=True):
    """A question of the collection."""

    id: str = msgspec.field(name="_id")
    text: str


@dataclass(frozen=True, slots=True)
class QuerySet:
    """Questions in one language that have an answer; `judgements[query][text]` is a grade, 0 where it is no answer."""

    language: str
    queries: Sequence[Query]
    judgements: Mapping[str, Mapping[str, int]]

    def sampled(self, most: int) -> QuerySet:
        """Every n-th question, so that there are about `most`, never more."""
        step = -(-len(self.queries) // most)
        return replace(self, queries=self.queries[::step])


@dataclass(frozen=True, slots=True)
class Collection:
    """A test collection, called by the name of its folder."""

    name: str
    texts: Sequence[Text]
    query_sets: Sequence[QuerySet]


def read_collection(folder: Path) -> Collection:
    """The collection in `folder`, its languages in order of the files' names. Raises `EvaluationError`."""
    texts = _lines(folder / "corpus.jsonl", Text)
    if not texts:
        raise EvaluationError(f"{folder / 'corpus.jsonl'} holds no text.")
    files = sorted(folder.glob("queries*.jsonl"))
    if not files:
        raise EvaluationError(f"{folder} is no folder in BEIR layout: it has no queries.jsonl.")
    return Collection(folder.resolve().name, texts, [_query_set(file) for file in files])


Entry = TypeVar("Entry", Text, Query)


def _lines(file: Path, type: type[Entry]) -> list[Entry]:
    entries: dict[str, Entry] = {}
    decoder = msgspec.json.Decoder(type)
    for number, line in _read(file):
        try:
            entry = decoder.decode(line)
        except msgspec.DecodeError as error:
            raise EvaluationError(f"{file}, line {number}: {error}.") from error
        if entry.id in entries:
            raise EvaluationError(f"{file}, line {number}: the _id {entry.id!r} was given before; each needs its own.")
        entries[entry.id] = entry
    return list(entries.values())


def _query_set(file: Path) -> QuerySet:
    language = file.stem.removeprefix("queries").strip(".-_") or UNNAMED
    judged = _qrels_file(file.parent / "qrels", language)
    judgements = _judgements(judged)
    answered = {query for query, grades in judgements.items() if any(grades.values())}
    queries = [query for query in _lines(file, Query) if query.id in answered]
    if not queries:
        raise EvaluationError(f"{file}: none of its questions has an answer in {judged}. Check the ids in both files.")
    return QuerySet(language, queries, judgements)


_SPLITS = ("test", "dev", "train")
"""Of several files of judgements the one to measure by, the first that is there."""


def _qrels_file(folder: Path, language: str) -> Path:
    files = sorted(folder.glob("*.tsv"))
    own = [file for file in files if language in file.stem.split(".")] or files
    named = [file for split in _SPLITS for file in own if split in file.stem.split(".")]
    if not own:
        raise EvaluationError(f"{folder} holds no file of judgements; put them into {folder / 'test.tsv'}.")
    return [*named, *own][0]


def _judgements(file: Path) -> dict[str, dict[str, int]]:
    judgements: dict[str, dict[str, int]] = defaultdict(dict)
    for number, line in _read(file):
        query, text, grade = _judgement(file, number, line)
        if grade is not None:
            judgements[query][text] = grade
    return judgements


def _judgement(file: Path, number: int, line: str) -> tuple[str, str, int | None]:
    """Question, text and grade; the grade of the header is None."""
    try:
        query, text, grade = line.split("\t")
        return query, text, None if number == 1 and grade == "score" else int(float(grade))
    except ValueError:
        raise EvaluationError(
            f"{file}, line {number}: {line!r} is not query-id, corpus-id and score (a number), parted by tabs."
        ) from None


def _read(file: Path) -> Iterator[tuple[int, str]]:
    """The lines of a file that are not blank, with their numbers from 1."""
    try:
        with file.open(encoding="utf-8-sig") as lines:
            yield from ((number, line.rstrip("\r\n")) for number, line in enumerate(lines, 1) if line.strip())
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{file} can't be read: {error}.") from error
