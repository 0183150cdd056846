"""What a typed question asks for beyond its words: phrases, what is not to be there, titles."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import analysed
from index.query_language import typed
from index.question import Question
from index.searcher import Searcher


@pytest.mark.parametrize(
    ("question", "words", "conditions"),
    [
        ('dust "core fund"', "dust core fund", [{"phrase": "core fund"}]),
        ("air “black carbon” now", "air black carbon now", [{"phrase": "black carbon"}]),
        ("dust -Mongolia", "dust", [{"not": {"phrase": "Mongolia"}}]),
        ('dust -"dust bowl"', "dust", [{"not": {"phrase": "dust bowl"}}]),
        ("title:strategic funds", "funds", [{"title": "strategic"}]),
        ('title:"Strategic Plan 2021" funds', "funds", [{"title": "Strategic Plan 2021"}]),
        ("funds -title:plan", "funds", [{"not": {"title": "plan"}}]),
        ("二氧化碳 -日本", "二氧化碳", [{"not": {"phrase": "日本"}}]),
        ("二氧化碳　－日本", "二氧化碳", [{"not": {"phrase": "日本"}}]),
        ("ｔｉｔｌｅ：報告 ＂沙尘暴＂", "沙尘暴", [{"title": "報告"}, {"phrase": "沙尘暴"}]),
        ("title：計画 砂漠化", "砂漠化", [{"title": "計画"}]),
        (
            'title:plan -title:draft "core fund" -"dust bowl" -Mongolia x',
            "core fund x",
            [
                {"title": "plan"},
                {"not": {"title": "draft"}},
                {"phrase": "core fund"},
                {"not": {"phrase": "dust bowl"}},
                {"not": {"phrase": "Mongolia"}},
            ],
        ),
        ('-title:"Strategic Plan" funds', "funds", [{"not": {"title": "Strategic Plan"}}]),
        ("-“dust bowl” dust", "dust", [{"not": {"phrase": "dust bowl"}}]),
    ],
)
def test_signs_become_conditions_and_the_other_words_rank(
    question: str, words: str, conditions: list[dict[str, object]]
) -> None:
    assert typed(question).words == words
    assert list(typed(question).conditions) == conditions


@pytest.mark.parametrize(
    "question",
    [
        "well-known - but not a sign",
        "it is -5 degrees",
        'a lone " mark',
        '"" and "..."',
        "subtitle:foo title: bar",
        "“一带一路”是什么",
        "что такое «Пояс и путь»?",
        "「循環型社会」とは",
    ],
)
def test_what_opens_nothing_is_only_text(question: str) -> None:
    assert typed(question).words == question
    assert typed(question).conditions == ()


@given(st.text(alphabet='ab "“”-:title日.', max_size=40))
def test_any_text_can_be_typed_and_no_word_to_rank_by_is_made_up(question: str) -> None:
    assert set(analysed(typed(question).words).split()) <= set(analysed(question).split()) | {""}


def asked(searcher: Searcher, question: str, mode: str = "lexical") -> list[str]:
    return [found.text for found in searcher.search(Question(text=question, mode=mode, k=100)).results]


def test_a_phrase_is_in_every_passage_in_its_order_whatever_the_mode(searcher: Searcher) -> None:
    for mode in ("lexical", "dense", "hybrid"):
        found = asked(searcher, 'what is the "secretariat of NEASPEC"', mode)
        assert found
        assert all("secretariat of neaspec" in " ".join(text.lower().split()) for text in found)
    assert asked(searcher, '"NEASPEC of secretariat"') == []


def test_a_phrase_of_a_longer_question_that_nothing_holds_is_taken_as_plain_words(searcher: Searcher) -> None:
    answer = searcher.search(Question(text='who pays the "NEASPEC of secretariat" each year', k=100))
    plain = searcher.search(Question(text="who pays the NEASPEC of secretariat each year", k=100))
    assert answer.loosened == ["NEASPEC of secretariat"]
    assert [found.id for found in answer.results] == [found.id for found in plain.results]


def test_a_phrase_that_is_held_stays_a_condition_beside_one_that_is_not(searcher: Searcher) -> None:
    answer = searcher.search(Question(text='"secretariat of NEASPEC" and "NEASPEC of secretariat" please', k=100))
    assert answer.loosened == ["NEASPEC of secretariat"]
    assert answer.results
    assert all("secretariat of neaspec" in " ".join(found.text.lower().split()) for found in answer.results)


def test_a_phrase_of_function_words_finds_what_holds_it(searcher: Searcher) -> None:
    found = asked(searcher, '"of the"')
    assert found
    assert all("of the" in " ".join(text.lower().split()) for text in found)


def test_what_is_left_out_is_in_no_passage_and_all_others_are_found(searcher: Searcher) -> None:
    everything = asked(searcher, "")
    left = asked(searcher, "-NEASPEC")
    assert set(left) == {text for text in everything if "NEASPEC" not in text}


def test_only_reports_whose_title_holds_the_words_are_searched(searcher: Searcher) -> None:
    title = searcher.search(Question(text="", k=1)).results[0].metadata.title
    results = searcher.search(Question(text=f'title:"{title}"', k=100)).results
    assert results
    assert {found.metadata.title for found in results} == {title}
