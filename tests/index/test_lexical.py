"""Words become terms, in every script, and a passage's share of a question's words is what it claims to be."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import schema
from index.lexical import analysed, lexical_query, matches, matching_spans, phrase_match, sought, terms
from index.postings import NamePlaces, write_postings

PASSAGES = (
    "Marine litter monitoring began in 1994 along the coasts; 32 beaches are counted.",
    "沙尘暴每年春季从蒙古高原吹向沿海城市。",
    "北西太平洋地域海行動計画は漂着ごみを数えている。",
    "한국과 중국은 겨울마다 미세먼지 농도를 함께 측정한다.",
    "Заповедники обмениваются снимками камер: тигры переходят границу.",
    "Говийн бэлчээрийн талаас илүү нь доройтсон.",
    "PM2.5 fell by 37% under SDG 14.1, from 1,200 to 756 tons.",
    "Peat holds more carbon than forest does.",
)
DOCUMENT = {
    "position": 0,
    "id": "d",
    "source": "s",
    "format": "text",
    "division": "whole",
    "title": "t",
    "publisher": "",
    "language": "en",
    "url": "",
    "characters": 0,
    "pages": 1,
    "pages_without_text": 0,
    "pages_recognised": 0,
    "grade": "good",
    "grade_reasons": "[]",
    "remarks": "[]",
    "passages": len(PASSAGES),
}
ALPHABETS = "abcXYZéß0123456789 .,%-«»\"'*()^:абвгдёөүЖ沙尘暴海ごみカタ漢미세먼지글々〇ー。、\n\t"
WORDS = st.text(st.sampled_from(ALPHABETS), max_size=40)
SHARED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def database() -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema.TABLES)
    columns, places = ", ".join(DOCUMENT), ", ".join("?" * len(DOCUMENT))
    connection.execute(f"INSERT INTO documents ({columns}) VALUES ({places})", [*DOCUMENT.values()])
    for number, text in enumerate(PASSAGES):
        row = (number, number, number + 1)
        connection.execute("INSERT INTO passages VALUES (?, 'd', ?, ?, 'paragraph', 'en', '[]', 1, 1, 1, NULL)", row)
        connection.execute("INSERT INTO words(rowid, text, context) VALUES (?, ?, '')", (number, analysed(text)))
    write_postings(connection, NamePlaces([]))
    yield connection
    connection.close()


def found(database: sqlite3.Connection, question: str, where: str = "1") -> dict[int, float]:
    query = lexical_query(database, question, len(PASSAGES))
    rows = database.execute(f"SELECT p.number FROM passages p WHERE {where} ORDER BY p.number")
    passing = np.array([number for (number,) in rows], np.int64)
    return matches(database, query, len(PASSAGES)).best(passing, len(PASSAGES))


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("沙尘暴", 1),
        ("蒙古", 1),
        ("漂着ごみ", 2),
        ("太平洋", 2),
        ("미세먼지", 3),
        ("먼지의 농도", 3),
        ("тигр", 4),
        ("заповедников", 4),
        ("бэлчээрийн", 5),
        ("monitored beach", 0),
        ("MARINE LITTER", 0),
    ],
)
def test_words_inside_a_sentence_are_found_in_every_language(
    database: sqlite3.Connection, question: str, number: int
) -> None:
    assert next(iter(found(database, question))) == number


@pytest.mark.parametrize("number", ["14.1", "37%", "1,200", "PM2.5"])
def test_a_number_is_found_as_it_is_typed(database: sqlite3.Connection, number: str) -> None:
    assert list(found(database, number)) == [6]


def test_a_target_is_not_found_by_the_number_of_its_goal(database: sqlite3.Connection) -> None:
    assert found(database, "14") == {}


def test_full_width_digits_and_letters_are_the_same_as_narrow_ones() -> None:
    assert analysed("ＰＭ２.５ ＳＤＧ１４") == analysed("PM2.5 SDG14")


@pytest.mark.parametrize("particle", ["를", "는", "에서", "에서는", "으로부터", "의"])
def test_the_particle_of_a_korean_word_is_in_no_term(particle: str) -> None:
    assert analysed(f"미세먼지{particle}") == analysed("미세먼지")


@pytest.mark.parametrize("word", ["환경장관회의", "농촌마을", "국제협의", "대기오염도", "조사결과", "국가"])
def test_the_end_of_a_korean_noun_is_no_particle(word: str) -> None:
    assert word[-2:] in analysed(word).split()


def test_a_lone_cjk_character_is_a_term() -> None:
    assert [term.text for term in terms("水 ")] == ["水"]


@pytest.mark.parametrize(
    "question",
    ['" OR peat', "NEAR(peat carbon)", "text:peat", "peat*", "^peat", "'; DROP TABLE words; --", "a AND NOT (", "{"],
)
def test_what_looks_like_a_query_language_is_only_words(database: sqlite3.Connection, question: str) -> None:
    assert set(found(database, question)) <= {7}


def test_a_question_without_words_finds_nothing(database: sqlite3.Connection) -> None:
    assert found(database, "?! — …") == {}


def test_only_passages_that_pass_the_filter_are_found(database: sqlite3.Connection) -> None:
    assert found(database, "carbon litter", "p.number < 5").keys() == {0}


def test_the_share_is_near_nothing_where_most_words_are_unknown_here(database: sqlite3.Connection) -> None:
    known, foreign = found(database, "peat carbon")[7], found(database, "torfowisko zawiera więcej carbon niż las")[7]
    assert foreign < known / 4


@SHARED
@given(WORDS)
def test_any_question_has_shares_between_nothing_and_all(database: sqlite3.Connection, question: str) -> None:
    assert all(0 <= share <= 1 for share in found(database, question).values())


@SHARED
@given(WORDS)
def test_every_term_is_made_from_the_characters_of_its_span(text: str) -> None:
    spans = [term.span for term in terms(text)]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert spans == sorted(spans)


@SHARED
@given(WORDS)
def test_a_text_is_found_by_each_of_its_own_terms(text: str) -> None:
    with sqlite3.connect(":memory:") as one:
        one.executescript(schema.TABLES)
        one.execute("INSERT INTO words(rowid, text, context) VALUES (1, ?, '')", (analysed(text),))
        wanted = {term.text for term in terms(text)}
        known = {term for (term,) in one.execute("SELECT term FROM word_counts")}
    assert wanted == known


@SHARED
@given(WORDS, WORDS)
def test_what_is_marked_holds_words_of_the_question_and_never_overlaps(text: str, question: str) -> None:
    spans = matching_spans(list(terms(text)), sought(question))
    assert all(one.end < two.start for one, two in pairwise(spans))
    asked = {term.text for term in terms(question)}
    assert all(asked & {term.text for term in terms(span.of(text))} for span in spans)


def test_marked_characters_are_the_words_as_they_stand() -> None:
    text = "Monitoring of marine litter"
    spans = matching_spans(list(terms(text)), sought("litter monitored"))
    assert [span.of(text) for span in spans] == ["Monitoring", "litter"]


def test_neighbouring_pairs_of_characters_are_marked_as_one() -> None:
    text = "关于沙尘暴的报告"
    assert [span.of(text) for span in matching_spans(list(terms(text)), sought("沙尘暴"))] == ["沙尘暴"]


@pytest.mark.parametrize(
    ("text", "question"),
    [("PM 2.5 fell", "PM2.5"), ("PM2.5 fell", "PM 2.5"), ("less CO 2 in spring", "CO2"), ("выбросы СО 2", "CO2")],
)
def test_an_abbreviation_is_found_with_and_without_the_space_before_its_number(text: str, question: str) -> None:
    assert matching_spans(list(terms(text)), sought(question))


def test_an_abbreviation_and_its_number_are_marked_as_one() -> None:
    text = "less PM 2.5 now"
    assert [span.of(text) for span in matching_spans(list(terms(text)), sought("PM 2.5"))] == ["PM 2.5"]


@pytest.mark.parametrize("text", ["TEMM 2018", "GDP 12%", "PM 2.5.1", "В 20 городах", "in 12 cities"])
def test_a_number_that_only_follows_a_word_is_no_part_of_it(text: str) -> None:
    assert not any(term.text[0].isalpha() and term.text[-1].isdigit() for term in terms(text))


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("PM2.5", "ＰＭ２.５"),
        ("SDG 14.5", "14.5"),
        ("decision 75/4", "75/4"),
        ("37%", "37 %"),
        ("37 per cent", "37%"),
        ("37 процентов", "37%"),
        ("12.5 percent", "12.5%"),
        ("1.5°C", "1.5 °C"),
        ("1.5 ℃", "1.5°C"),
        ("1,5 °C", "1.5"),
        ("到2030年", "2030"),
        ("２０３０", "2030"),
        ("10 000 tons", "10,000"),
        ("10,000 tons", "10000"),
        ("10000 tons", "10 000"),
        ("10\u202f000 tons", "10,000"),
        ("1 200 000 people", "1,200,000"),
        ("2016\u20132020", "2016-2020"),
        ("2016\u20142020", "2020"),
        ("0.125", "0,125"),
    ],
)
def test_a_number_is_found_however_it_is_written(written: str, asked: str) -> None:
    assert matching_spans(list(terms(written)), sought(asked))
    assert matching_spans(list(terms(asked)), sought(written))


@pytest.mark.parametrize(("written", "asked"), [("14.5", "14"), ("75/4", "75"), ("1,200", "200"), ("37%", "37")])
def test_a_number_is_not_found_by_a_part_of_it(written: str, asked: str) -> None:
    assert not matching_spans(list(terms(written)), sought(asked))


@SHARED
@given(st.data())
def test_any_run_of_words_cut_from_a_passage_and_quoted_finds_that_passage(
    database: sqlite3.Connection, data: st.DataObject
) -> None:
    number = data.draw(st.sampled_from(range(len(PASSAGES))))
    words = PASSAGES[number].split()
    start = data.draw(st.integers(0, len(words) - 1))
    end = data.draw(st.integers(start + 1, len(words)))
    space = data.draw(st.sampled_from([" ", "  ", "\n", "\u00a0"]))
    match = phrase_match(space.join(words[start:end]))
    found = database.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,)).fetchall()
    assert number in {row for (row,) in found}


@SHARED
@given(st.data())
def test_any_run_of_characters_cut_from_a_text_without_spaces_and_quoted_finds_it(
    database: sqlite3.Connection, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(PASSAGES[1]) - 3))
    end = data.draw(st.integers(start + 2, len(PASSAGES[1]) - 1))
    match = phrase_match(PASSAGES[1][start:end])
    assert database.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,)).fetchall() == [(1,)]


@pytest.mark.parametrize("phrase", ["and the of", "coasts; 32", "Coasts 32", "in 1994 along the", "«beaches are»"])
def test_stop_words_punctuation_and_capitals_never_empty_a_phrase(database: sqlite3.Connection, phrase: str) -> None:
    text = "Marine litter and the of coasts; 32 beaches are counted in 1994 along the sea."
    wanted = analysed(phrase)
    assert f" {wanted} " in f" {analysed(text)} "
    assert f'"{wanted}"' in phrase_match(phrase)
