"""A question's names are asked for in other words too: which are found, and what they are worth."""

import sqlite3
from collections.abc import Iterator

import pytest

from corpus.vocabulary import Vocabulary
from index import schema
from index.expansion import expansions, name_rows, named
from index.lexical import analysed, lexical_query, matches, matching_spans, sought, terms
from index.postings import NamePlaces, write_postings
from index.question import Question
from index.searcher import Searcher

PASSAGES = (
    "Dust and sandstorms reach the coast each spring, and a sandstorm may last for days.",
    "The North-East Asia Clean Air Partnership was launched in 2018.",
    "Clean water and air are what the north of the country asks for.",
    "Who pays for it is not known; the DSS working group met twice.",
    "2020年3月，该地区发生了沙尘暴。",
    "Target 14.5 was reached early.",
    "The agenda of TEMM was long.",
)


@pytest.fixture(scope="module")
def database(vocabulary: Vocabulary) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(":memory:")
    connection.executescript(schema.TABLES)
    rows = [row for entity in vocabulary for row in name_rows(entity)]
    connection.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)
    names = NamePlaces(terms for _, terms, *_ in rows if " " in terms)
    for number, text in enumerate(PASSAGES):
        row = (number, "d", number, number + 1, "paragraph", "en", "[]", 1, 1, 1, None)
        connection.execute(f"INSERT INTO passages VALUES ({', '.join('?' * len(row))})", row)
        connection.execute("INSERT INTO words(rowid, text, context) VALUES (?, ?, '')", (number, analysed(text)))
        names.add(number, analysed(text))
    columns = [name for _, name, kind, *_ in connection.execute("PRAGMA table_info(documents)")]
    values = ["d" if name == "id" else 0 for name in columns]
    connection.execute(f"INSERT INTO documents VALUES ({', '.join('?' * len(values))})", values)
    write_postings(connection, names)
    yield connection
    connection.close()


def found(database: sqlite3.Connection, question: str) -> dict[int, float]:
    query = lexical_query(database, question, len(PASSAGES), expansions(database, named(database, question)))
    return matches(database, query, len(PASSAGES)).best(None, len(PASSAGES))


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("황사", 0),
        ("黄砂の原因", 0),
        ("шороон шуурга", 0),
        ("NEACAP", 1),
        ("东北亚清洁空气伙伴关系", 1),
        ("Партнерства за чистый воздух в Северо-Восточной Азии", 1),
        ("sandstorms", 0),
        ("具体目标14.5", 5),
        ("What is TEEM?", 6),
    ],
)
def test_a_name_is_found_by_what_others_call_it(database: sqlite3.Connection, question: str, first: int) -> None:
    assert next(iter(found(database, question))) == first


def test_names_in_the_questions_own_language_and_in_others_are_all_found(database: sqlite3.Connection) -> None:
    assert {0, 3, 4} <= found(database, "沙尘暴").keys()


def test_a_name_counts_once_however_many_forms_a_passage_has(database: sqlite3.Connection) -> None:
    assert all(share <= 1 for share in found(database, "dust and sandstorms, sandstorm, 沙尘暴").values())


def test_only_names_that_some_passage_has_are_asked_for(database: sqlite3.Connection) -> None:
    [expansion] = expansions(database, named(database, "北東アジアの黄砂"))
    assert expansion.entity == "topic:dust-and-sandstorms"
    assert expansion.span.of("北東アジアの黄砂") == "黄砂"
    assert {name.lower() for name in expansion.names} == {"dss", "dust and sandstorms", "sandstorm", "沙尘", "沙尘暴"}


def test_a_name_of_several_words_is_found_as_a_phrase_only(database: sqlite3.Connection) -> None:
    assert 2 not in found(database, "东北亚清洁空气伙伴关系")


@pytest.mark.parametrize("question", ["Who pays?", "a teen in town", "it is what it is", ""])
def test_a_word_that_looks_like_a_short_acronym_is_none(database: sqlite3.Connection, question: str) -> None:
    assert expansions(database, named(database, question)) == []


def test_an_acronym_that_reads_like_a_function_word_is_not_asked_for(database: sqlite3.Connection) -> None:
    assert expansions(database, named(database, "世界卫生组织")) == []


def test_a_name_that_was_found_is_marked_as_one() -> None:
    text = "After dust and sandstorms came rain."
    marked = matching_spans(list(terms(text)), sought("沙尘暴", ["dust and sandstorms"]))
    assert [span.of(text) for span in marked] == ["dust and sandstorms"]


def test_names_are_asked_for_unless_it_is_switched_off(searcher: Searcher) -> None:
    words = "東北アジア準地域環境協力プログラム 北東アジア準地域環境協力プログラム"
    asked = searcher.search(Question(text=words, mode="lexical"))
    assert "mechanism:neaspec" in {expansion.entity for expansion in asked.expansions}
    assert any("NEASPEC" in result.text for result in asked.results)
    plain = searcher.search(Question(text=words, mode="lexical", expand=False))
    assert not plain.expansions
    assert not any("NEASPEC" in result.text for result in plain.results)


def test_a_name_of_several_words_is_found_just_where_full_text_finds_it(database: sqlite3.Connection) -> None:
    for terms_of_name, count in database.execute("SELECT term, count FROM postings WHERE term LIKE '% %'").fetchall():
        match = "SELECT count(*) FROM words WHERE words MATCH ?"
        assert database.execute(match, (f'"{terms_of_name}"',)).fetchone() == (count,)
    missing = "SELECT DISTINCT terms FROM names WHERE terms LIKE '% %' AND terms NOT IN (SELECT term FROM postings)"
    match = " OR ".join(f'"{name}"' for (name,) in database.execute(f"{missing} LIMIT 500"))
    assert not database.execute("SELECT 1 FROM words WHERE words MATCH ?", (match,)).fetchall()
