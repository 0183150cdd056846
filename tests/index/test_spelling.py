"""Mistyped names are read as what is meant; a word that is known, quoted or merely alike is left as it is."""

import sqlite3
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.vocabulary import Vocabulary
from index import schema
from index.expansion import name_rows, named, word_rows
from index.lexical import analysed
from index.question import Question
from index.searcher import Searcher
from index.spelling import corrected, corrections, name_words, pair_rows

REPORT = "TEMM was followed by TEMM2 and TEMM once more; a mail and the soot of NEASPECT."


@pytest.fixture(scope="module")
def database(vocabulary: Vocabulary) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema.TABLES)
    for entity in vocabulary:
        rows = list(name_rows(entity))
        connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)
        connection.executemany("INSERT OR IGNORE INTO name_words VALUES (?, ?)", word_rows(rows))
        connection.executemany("INSERT INTO name_pairs VALUES (?, ?, ?, ?)", pair_rows(rows))
    for number in range(3):
        connection.execute("INSERT INTO words(rowid, text, context) VALUES (?, ?, '')", (number, analysed(REPORT)))
    for term in set(analysed(REPORT).split()):
        connection.execute("INSERT INTO postings VALUES (?, 3, '', '')", (term,))
    yield connection
    connection.close()


@pytest.mark.parametrize(
    ("typed", "read", "entity"),
    [
        ("What is NEAPSEC?", "What is NEASPEC?", "mechanism:neaspec"),
        ("neapsec", "NEASPEC", "mechanism:neaspec"),
        ("TEMN", "TEMM", "mechanism:temm"),
        ("NOWPAPP action plan", "NOWPAP action plan", "mechanism:nowpap"),
        ("Tripartite Enviroment Ministers Meeting", "Tripartite Environment Ministers Meeting", "mechanism:temm"),
        ("North-East Asia Claen Air Partnership", "North-East Asia Clean Air Partnership", "mechanism:neacap"),
        ("НЕАПСЕК", "НЕАСПЕК", "mechanism:neaspec"),
        ("东北亚清杰空气伙伴关系", "东北亚清洁空气伙伴关系", "mechanism:neacap"),
        ("东北亚空气清洁伙伴关系", "东北亚空气清洁伙伴关系", None),
        ("한중일 환경장괸회의는", "한중일 환경장관회의는", "mechanism:temm"),
        ("동북아청정대기파트너쉽", "동북아청정대기파트너십", "mechanism:neacap"),
        ("desertificaton", "Desertification", "topic:desertification"),
    ],
)
def test_a_slip_in_a_name_is_read_as_the_name(
    database: sqlite3.Connection, typed: str, read: str, entity: str | None
) -> None:
    found = corrections(database, typed, named(database, typed), name_words(database))
    assert [one.entity for one in found] == ([entity] if entity else [])
    assert corrected(typed, found) == read


@pytest.mark.parametrize(
    "question",
    [
        "NEASPEC",
        "NEASPECT",  # stands in a report
        '"NEAPSEC" dust',
        "dust -NEAPSEC",
        "title:NEAPSEC",
        "«НЕАПСЕК»",
        "「NEAPSEC」",
        "teem with life",
        "OPEC",
        "male or female odor, soon",
        "Prussia and Armenian mail",
        "国际客流",
        "Tomsk 12345",
        "",
    ],
)
def test_what_is_known_quoted_or_merely_alike_is_left(database: sqlite3.Connection, question: str) -> None:
    assert corrections(database, question, named(database, question), name_words(database)) == []


def test_of_two_names_as_near_that_is_meant_which_the_reports_have(database: sqlite3.Connection) -> None:
    [found] = corrections(database, "TEMN", named(database, "TEMN"), name_words(database))
    assert found.read == "TEMM"  # and not TEEN


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(alphabet='NEASPC tem" -«»:沙尘暴环境部长会议환경', max_size=24))
def test_any_question_can_be_read_and_keeps_all_that_was_not_corrected(
    database: sqlite3.Connection, question: str
) -> None:
    found = corrections(database, question, named(database, question), name_words(database))
    ends = [0, *(one.span.end for one in found)]
    starts = [*(one.span.start for one in found), len(question)]
    assert all(end <= start for end, start in zip(ends, starts, strict=True))
    assert all(one.span.of(question) == one.typed for one in found)


def test_an_answer_says_how_the_question_was_read(searcher: Searcher) -> None:
    asked = searcher.search(Question(text="stations of NEAPSEC", mode="lexical"))
    meant = searcher.search(Question(text="stations of NEASPEC", mode="lexical"))
    assert [(one.typed, one.read, one.entity) for one in asked.corrections] == [
        ("NEAPSEC", "NEASPEC", "mechanism:neaspec")
    ]
    assert asked.question.text == "stations of NEAPSEC"
    assert [found.id for found in asked.results] == [found.id for found in meant.results]
    assert not searcher.search(Question(text="NEAPSEC", mode="lexical", expand=False)).corrections
