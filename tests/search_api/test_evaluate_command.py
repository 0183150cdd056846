"""`sdgsearch evaluate`: figures by language, a reason for each failure, comparisons, and limits as exit codes."""

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import Library, Ran

Run = Callable[..., Ran]

QUESTIONS = """
- {id: rain, language: en, question: 'Who collects acid rain?', holds: [EANET, acid rain], document: haze.pdf}
- {id: none, language: en, question: 'Who collects acid rain?', holds: [caviar], document: half.pdf}
- {id: torn, language: en, question: 'Who collects acid rain?', holds: [rain], document: torn.pdf}
- {id: crane, language: ru, question: 'Где гнездится журавль?', holds: [Ханка]}
- {id: wind, language: en, question: 'Where do wind turbines stand above Wonsan?', holds: ['wind turbines']}
"""


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(QUESTIONS, encoding="utf-8")
    return path


@pytest.fixture
def evaluate(run: Run, library: Library, questions: Path) -> Callable[..., Ran]:
    return lambda *options: run("evaluate", questions, "--data", library.store.folder, *options)


def test_means_by_language_and_a_line_for_each_failure(evaluate: Callable[..., Ran]) -> None:
    ran = evaluate()
    assert ran.code == 0
    assert re.search(r"^none\ten\tnot parsed\tThe text of half\.pdf lacks \"caviar\"; .*no text: 2\.$", ran.out, re.M)
    assert re.search(r"^torn\ten\tnot indexed\ttorn\.pdf could not be read: .+", ran.out, re.M)
    assert "2\tnot answered" not in ran.out
    assert "language\tquestions\tMRR@10\tRecall@1\tRecall@5\nen\t4\t0.500\t0.500\t0.500\nru\t1\t1.000" in ran.out


def test_json_holds_every_outcome_and_can_be_compared_with(evaluate: Callable[..., Ran], tmp_path: Path) -> None:
    said = evaluate("--json").out
    report: dict[str, Any] = json.loads(said)
    assert [one["id"] for one in report["evaluation"]["outcomes"]] == ["rain", "none", "torn", "crane", "wind"]
    assert report["evaluation"]["outcomes"][1]["diagnosis"]["cause"] == "not parsed"
    (tmp_path / "before.json").write_text(said, encoding="utf-8")
    again = json.loads(evaluate("--json", "--against", tmp_path / "before.json").out)
    assert again["comparison"]["changes"] == []


def test_two_generations_are_compared_by_language(evaluate: Callable[..., Ran], library: Library) -> None:
    ran = evaluate("--against", library.kept)
    assert re.search(r"^en\tMRR@10\t4\t0\.250\t0\.500\t\+0\.250\t1\t0\t1\.0000$", ran.out, re.M)
    assert "won: wind (0.00 to 1.00)" in ran.out
    assert f"before: {library.kept}; after: {library.live}" in ran.out


def test_another_data_folder_can_be_compared_with(
    evaluate: Callable[..., Ran], library: Library, tmp_path: Path
) -> None:
    other = shutil.copytree(library.store.folder, tmp_path / "other")
    assert json.loads(evaluate("--json", "--against", other).out)["comparison"]["before"] == library.live


def test_a_limit_that_is_not_kept_is_named_and_exits_with_1(evaluate: Callable[..., Ran]) -> None:
    ran = evaluate("--at-least", "mrr@10=0.2", "--at-least", "en:recall@5=0.9")
    assert ran.code == 1
    assert "Below its limit: en recall@5 is 0.500, and has to be 0.9." in ran.out
    assert ran.out.count("Below its limit") == 1


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--at-least", "good"], "'good' is no limit"),
        (["--at-least", "ndcg@10=0.5"], "all:ndcg@10 is on nothing measured here"),
        (["--against", "20010101"], "There is no generation '20010101'"),
        (["--generation", "20010101"], "There is no generation '20010101'"),
        (["--against", "{questions}"], "is not what sdgsearch evaluate --json prints"),
    ],
)
def test_what_can_not_be_held_against_is_said(
    evaluate: Callable[..., Ran], questions: Path, options: list[str], words: str
) -> None:
    ran = evaluate(*(option.format(questions=questions) for option in options))
    assert ran.code == 1
    assert words in ran.err
    assert "Traceback" not in ran.err


def test_a_beir_folder_is_indexed_beside_the_reports_and_never_among_them(
    run: Run, library: Library, tmp_path: Path
) -> None:
    folder = tmp_path / "tiny"
    (folder / "qrels").mkdir(parents=True)
    texts = [{"_id": "peat", "text": "Wet peat does not burn."}, {"_id": "wind", "text": "Nine turbines stand here."}]
    (folder / "corpus.jsonl").write_text("\n".join(map(json.dumps, texts)))
    (folder / "queries.en.jsonl").write_text('{"_id": "1", "text": "Does peat burn?"}\n{"_id": "2", "text": "peat"}')
    (folder / "qrels" / "test.tsv").write_text("query-id\tcorpus-id\tscore\n1\tpeat\t1\n2\twind\t1\n")
    ran = run("evaluate", folder, "--data", library.store.folder)
    assert ran.code == 0
    assert "en\t2\t0.8" in ran.out
    assert re.search(r"^2\ten\toutranked by \w+\tRank 2: wind, ", ran.out, re.M)
    assert library.store.current() == library.live


def test_a_question_file_that_is_none_is_refused(evaluate: Callable[..., Ran], questions: Path) -> None:
    questions.write_text("colour: green")
    ran = evaluate()
    assert ran.code == 1
    assert "is no question file" in ran.err
