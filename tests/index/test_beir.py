"""A folder in BEIR layout is read whole, by language, and what is wrong with it is named by file and line."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from index.evaluation.beir import UNNAMED, Query, Text, read_collection
from index.evaluation.errors import EvaluationError

TEXTS = [{"_id": "a", "title": "Peat", "text": "Wet peat does not burn."}, {"_id": "b", "text": "Cranes nest here."}]
QUERIES = [{"_id": "1", "text": "Does peat burn?", "answer": "no"}, {"_id": "2", "text": "Who nests?"}]
QRELS = ["query-id\tcorpus-id\tscore", "1\ta\t2", "1\tb\t0", "2\tb\t1"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A collection of two texts and two questions."""
    collection = tmp_path / "tiny"
    (collection / "qrels").mkdir(parents=True)
    write(collection / "corpus.jsonl", map(json.dumps, TEXTS))
    write(collection / "queries.jsonl", map(json.dumps, QUERIES))
    write(collection / "qrels" / "test.tsv", QRELS)
    return collection


def write(path: Path, lines: Iterable[str]) -> None:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def test_texts_questions_and_judgements_are_read(folder: Path) -> None:
    found = read_collection(folder)
    assert found.name == "tiny"
    assert found.texts == [Text("a", "Wet peat does not burn.", "Peat"), Text("b", "Cranes nest here.")]
    [asked] = found.query_sets
    assert (asked.language, asked.queries) == (UNNAMED, [Query("1", "Does peat burn?"), Query("2", "Who nests?")])
    assert asked.judgements == {"1": {"a": 2, "b": 0}, "2": {"b": 1}}


def test_each_file_of_questions_is_a_language(folder: Path) -> None:
    (folder / "queries.jsonl").rename(folder / "queries.en.jsonl")
    write(folder / "queries.zh.jsonl", ['{"_id": "2", "text": "谁筑巢？"}'])
    assert [(asked.language, len(asked.queries)) for asked in read_collection(folder).query_sets] == [
        ("en", 2),
        ("zh", 1),
    ]


def test_a_language_may_have_judgements_of_its_own(folder: Path) -> None:
    write(folder / "queries.zh.jsonl", ['{"_id": "2", "text": "谁筑巢？"}'])
    write(folder / "qrels" / "test.zh.tsv", ["2\ta\t1"])
    assert [asked.judgements["2"] for asked in read_collection(folder).query_sets] == [{"b": 1}, {"a": 1}]


def test_the_test_split_is_taken_before_the_others(folder: Path) -> None:
    write(folder / "qrels" / "dev.tsv", ["1\tb\t1"])
    [asked] = read_collection(folder).query_sets
    assert asked.judgements["1"]["a"] == 2


def test_a_question_without_an_answer_is_not_asked(folder: Path) -> None:
    write(folder / "qrels" / "test.tsv", ["1\ta\t0", "2\tb\t1"])
    [asked] = read_collection(folder).query_sets
    assert [query.id for query in asked.queries] == ["2"]


@pytest.mark.parametrize(("most", "count"), [(1, 1), (3, 3), (7, 5), (10, 10), (99, 10)])
def test_a_sample_is_spread_evenly_and_never_larger_than_asked(folder: Path, most: int, count: int) -> None:
    write(folder / "queries.jsonl", (json.dumps({"_id": str(n), "text": "?"}) for n in range(10)))
    write(folder / "qrels" / "test.tsv", (f"{n}\ta\t1" for n in range(10)))
    [asked] = read_collection(folder).query_sets
    sample = [query.id for query in asked.sampled(most).queries]
    assert (len(sample), sample[0]) == (count, "0")


@pytest.mark.parametrize(
    ("file", "line", "words"),
    [
        ("corpus.jsonl", '{"_id": "c"}', r"corpus\.jsonl, line 3: .*`text`"),
        ("corpus.jsonl", '{"_id": "a", "text": "again"}', r"corpus\.jsonl, line 3: the _id 'a' was given before"),
        ("queries.jsonl", '{"_id": 3, "text": "?"}', r"queries\.jsonl, line 3: .*`\$\._id`"),
        ("queries.jsonl", "{", r"queries\.jsonl, line 3: "),
        ("qrels/test.tsv", "1\ta", r"test\.tsv, line 5: .*parted by tabs"),
        ("qrels/test.tsv", "1\ta\tmuch", r"test\.tsv, line 5: .*a number"),
    ],
)
def test_a_faulty_line_is_named(folder: Path, file: str, line: str, words: str) -> None:
    with (folder / file).open("a", encoding="utf-8") as lines:
        lines.write(line + "\n")
    with pytest.raises(EvaluationError, match=words):
        read_collection(folder)


@pytest.mark.parametrize("file", ["corpus.jsonl", "queries.jsonl", "qrels/test.tsv"])
def test_a_file_that_is_missing_is_named(folder: Path, file: str) -> None:
    (folder / file).unlink()
    with pytest.raises(EvaluationError, match=file.rpartition("/")[2]):
        read_collection(folder)


def test_questions_whose_ids_fit_no_judgement_are_no_collection(folder: Path) -> None:
    write(folder / "qrels" / "test.tsv", ["9\ta\t1"])
    with pytest.raises(EvaluationError, match="none of its questions has an answer"):
        read_collection(folder)


def test_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "corpus.jsonl").write_bytes(b'{"_id": "a", "text": "\xff"}\n')
    with pytest.raises(EvaluationError, match=r"corpus\.jsonl can't be read"):
        read_collection(folder)
