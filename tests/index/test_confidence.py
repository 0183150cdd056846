"""How sure a search is of itself: of what it finds, of what it does not, and where it can't be."""

from __future__ import annotations

import pytest

from index.confidence import confidence, is_calibrated
from index.generation import Generation
from index.question import Question
from index.searcher import Answer, Searcher


def asked(searcher: Searcher, text: str, **more: object) -> Answer:
    return searcher.search(Question(text=text, k=3, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_what_the_reports_answer_is_surer_than_what_they_do_not(searcher: Searcher, mode: str) -> None:
    known = asked(searcher, "Who has collected acid rain since 2001?", mode=mode)
    unknown = asked(searcher, "Who won the football World Cup in 2014?", mode=mode)
    assert known.confidence is not None
    assert unknown.confidence is not None
    assert 0 <= unknown.confidence < known.confidence <= 1


@pytest.mark.parametrize(
    "question",
    [
        "红烧肉怎样做才不腻？",
        "味噌汁の出汁はどうやって取りますか。",
        "김치찌개를 맛있게 끓이는 방법은?",
        "Сколько варить гречку?",
        "How do I boil an egg?",
    ],
)
def test_a_question_about_another_subject_is_not_answered(searcher: Searcher, question: str) -> None:
    assert asked(searcher, question).answered is False


def test_every_slice_of_an_answer_is_as_sure(searcher: Searcher) -> None:
    sure = {asked(searcher, "marine litter", offset=offset).confidence for offset in (0, 3, 40, 10_000)}
    assert len(sure) == 1


def test_a_lookup_without_words_has_no_confidence(searcher: Searcher) -> None:
    answer = asked(searcher, "", entities=("sdg:14",))
    assert (answer.confidence, answer.answered) == (None, None)


@pytest.mark.parametrize("more", [{"mode": "lexical"}, {"year_from": 3000}])
def test_where_nothing_is_found_nothing_is_answered(searcher: Searcher, more: dict[str, object]) -> None:
    answer = asked(searcher, "qqzzqq", **more)
    assert (answer.results, answer.confidence, answer.answered) == ([], 0.0, False)


def test_vectors_of_another_model_have_no_confidence_but_words_do(handmade: Generation) -> None:
    assert [is_calibrated(handmade, mode) for mode in ("hybrid", "dense", "lexical")] == [False, False, True]


def test_behind_a_cross_encoder_there_is_no_confidence(searcher: Searcher) -> None:
    class Reader:
        def scores(self, question: str, texts: list[str]) -> list[float]:
            return [0.5 for _ in texts]

    again = Searcher(searcher.generation, searcher._embedder, Reader())  # type: ignore[arg-type]
    assert asked(again, "acid rain").confidence is None


@pytest.mark.parametrize(
    ("question", "name", "value"),
    [
        ("What happened in 1877?", "numbers_missing", 1.0),
        ("Who has collected acid rain since 2001?", "numbers_missing", 0.0),
        ("Сколько варить гречку?", "no_number_to_give", 1.0),
        ("How many coasts are counted for litter?", "no_number_to_give", 0.0),
    ],
)
def test_numbers_that_are_asked_and_not_there_speak_against_an_answer(
    searcher: Searcher, question: str, name: str, value: float
) -> None:
    asked_for = Question(text=question, languages=("en",) if value == 0 else ("mn",))
    said = searcher.evidence(asked_for, searcher.ranking(asked_for))
    assert said[name] == value
    assert confidence("hybrid", said | {name: 1.0}) < confidence("hybrid", said | {name: 0.0})
