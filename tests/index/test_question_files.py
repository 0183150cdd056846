"""Question files are read strictly: what can't be used is named by entry and field, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.evaluation.errors import EvaluationError
from index.evaluation.questions import Filters, RelevanceQuestion, read_questions

SOUND = """
- id: en-001
  language: en
  question: Where was the first meeting?
  filters: {entity: mechanism:temm, language: [en, ko], kind: table, year_from: 2000}
  document: temm.pdf
  holds: Seoul
  why: Seoul, January 1999
- {id: en-002, language: en, question: "Who rules the waves?", unanswerable: true}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "questions.yaml"


def test_an_entry_has_its_filters_and_may_write_one_value_without_a_list(file: Path) -> None:
    file.write_text(SOUND)
    answered, unanswerable = read_questions(file)
    assert answered.filters == Filters(
        entity=("mechanism:temm",), language=("en", "ko"), kind=("table",), year_from=2000
    )
    assert (answered.holds, answered.unanswerable) == (("Seoul",), False)
    assert unanswerable == RelevanceQuestion(
        id="en-002", language="en", question="Who rules the waves?", unanswerable=True
    )


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        ("{id: a, language: en, question: q}", "entry 1 (a): holds: write the words"),
        ("{id: a, language: en, holds: [x]}", "entry 1 (a): question: is missing"),
        ("{id: a, language: en, question: q, holds: [x], colour: red}", "entry 1 (a): colour: there is no such field"),
        ("{id: a, language: no, question: q, holds: [x]}", "entry 1 (a): language: has to be text; put it into quot"),
        ("{id: a, language: en, question: q, holds: [2016]}", "entry 1 (a): holds.0: has to be text; put it into quot"),
        ("{id: a, language: English, question: q, holds: [x]}", "entry 1 (a): language: String should match"),
        ("{id: a, language: en, question: q, holds: [x], filters: {kind: poem}}", "filters.kind.0: Input should be"),
        ("{id: a, language: en, question: q, holds: [x], filters: {year_from: soon}}", "filters.year_from: Input"),
        ("{id: a, language: en, question: q, holds: [x], unanswerable: true}", "unanswerable: what nothing answers"),
        ("just words", "entry 1: is no entry with fields"),
    ],
)
def test_a_faulty_entry_is_named_with_its_field(file: Path, entry: str, words: str) -> None:
    file.write_text(f"- {entry}")
    with pytest.raises(EvaluationError) as refused:
        read_questions(file)
    assert words in str(refused.value)


def test_all_faults_of_a_file_are_named_at_once(file: Path) -> None:
    file.write_text("- {id: a, language: en, holds: [x]}\n- {id: b, question: q, holds: [x]}")
    with pytest.raises(EvaluationError, match=r"entry 1 \(a\): question: .*\n.*entry 2 \(b\): language: "):
        read_questions(file)


def test_an_id_that_is_given_twice_is_refused(file: Path) -> None:
    file.write_text("- {id: a, language: en, question: q, holds: [x]}\n" * 2)
    with pytest.raises(EvaluationError, match="a: id: given to 2 entries"):
        read_questions(file)


@pytest.mark.parametrize("text", ["a: [", "just words", "[]", "", "colour: green"])
def test_what_is_no_list_of_questions_is_refused(file: Path, text: str) -> None:
    file.write_text(text)
    with pytest.raises(EvaluationError, match=r"questions\.yaml is no question file"):
        read_questions(file)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"gone\.yaml"):
        read_questions(tmp_path / "gone.yaml")
