"""Relevance files are read strictly, means are by language, and what was not found says why."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.evaluate import Outcome, RelevanceFileError, RelevanceQuestion, answers, evaluate, read_questions, scores
from index.question import Question
from index.searcher import Searcher


def asked(question: str, *holds: str, document: str = "", language: str = "en") -> RelevanceQuestion:
    return RelevanceQuestion(id="q", language=language, question=question, holds=list(holds), document=document)


def outcome(language: str, rank: int | None) -> Outcome:
    return Outcome(asked("?", language=language), rank)


def test_means_are_by_language_with_english_first_and_all_last() -> None:
    found = scores([outcome("zh", 1), outcome("en", 2), outcome("en", None), outcome("zh", 10)])
    assert [(s.language, s.questions, s.recall_at_1, s.recall_at_5, s.mrr_at_10) for s in found] == [
        ("en", 2, 0.0, 0.5, 0.25),
        ("zh", 2, 0.5, 0.5, 0.55),
        ("all", 4, 0.25, 0.5, pytest.approx(0.4)),
    ]


def test_an_answer_holds_all_the_words_whatever_their_case_width_and_blanks(searcher: Searcher) -> None:
    found = searcher.search(Question(text="asian development bank", mode="lexical", k=1)).results[0]
    assert answers(asked("?", "ＡＳＩＡＮ  development", "incheon"), found)
    assert not answers(asked("?", "asian development", "no such words"), found)


def test_an_answer_of_another_document_does_not_count(searcher: Searcher) -> None:
    found = searcher.search(Question(text="asian development bank", mode="lexical", k=1)).results[0]
    assert answers(asked("?", "incheon", document="haze.pdf"), found)
    assert not answers(asked("?", "incheon", document="other.pdf"), found)


def test_a_question_that_is_answered_first_has_rank_1_and_needs_no_diagnosis(searcher: Searcher) -> None:
    [found] = evaluate(searcher, [asked("Who pays for the yearly meeting?", "secretariat of NEASPEC")])
    assert (found.rank, found.diagnosis) == (1, "")


def test_words_that_no_passage_holds_are_diagnosed(searcher: Searcher) -> None:
    [found] = evaluate(searcher, [asked("Who pays?", "words that nobody wrote")])
    assert found.rank is None
    assert "no passage among the first" in found.diagnosis


def test_an_answer_further_down_says_what_stands_above_it(searcher: Searcher) -> None:
    [found] = evaluate(searcher, [asked("Does wet peat burn?", "沙尘暴")])
    assert found.diagnosis.startswith("rank ")
    assert "above it stands" in found.diagnosis


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- {id: a, language: en, question: q}", "holds"),
        ("- {id: a, language: en, question: q, holds: [x], colour: red}", "colour"),
        ("a: [", "is no relevance file"),
        ("just words", "is no relevance file"),
    ],
)
def test_a_faulty_file_is_refused_with_the_field(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "questions.yaml"
    path.write_text(text)
    with pytest.raises(RelevanceFileError, match=words):
        read_questions(path)


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(RelevanceFileError, match=r"gone\.yaml"):
        read_questions(tmp_path / "gone.yaml")
