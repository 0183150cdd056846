"""A filter is exact: what SQL lets pass is what plain arithmetic over the same rows lets pass."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.vocabulary import Vocabulary
from index.errors import QueryError
from index.filters import FILTERS, entities_in, where
from index.generation import Generation
from index.question import Question

ENTITIES = ("sdg:13", "sdg:14", "sdg:14.1", "sdg:15", "sdg:15.3", "mechanism:neaspec", "mechanism:neacap", "sdg:1")
LANGUAGES = ("en", "zh", "ja", "ko", "ru")
KINDS = ("paragraph", "table", "footnote", "reference", "title")
YEARS = st.integers(2009, 2021)
SHARED = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])

LEAVES = st.one_of(
    st.sampled_from(ENTITIES).flatmap(
        lambda id: st.sampled_from(("entity", "stated", "inferred")).map(lambda key: {key: id})
    ),
    st.sampled_from(LANGUAGES).map(lambda value: {"language": value}),
    st.sampled_from(KINDS).map(lambda value: {"kind": value}),
    st.sampled_from([f"{number:016x}" for number in range(5)]).map(lambda value: {"document": value}),
    YEARS.map(lambda value: {"year_from": value}),
    YEARS.map(lambda value: {"year_to": value}),
)
CONDITIONS: st.SearchStrategy[dict[str, Any]] = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: {"and": parts}),
        st.lists(inner, max_size=3).map(lambda parts: {"or": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=8,
)
INJECTIONS = (
    "' OR 1=1 --",
    '"; DROP TABLE passages; --',
    "en' UNION SELECT number FROM passages --",
    "%",
    "_n",
    "\0",
    "*",
)


def passing(generation: Generation, condition: dict[str, Any]) -> list[int]:
    sql, values = where(condition)
    rows = generation.database.execute(
        f"SELECT p.number FROM passages p JOIN documents d ON d.id = p.document WHERE {sql} ORDER BY p.number", values
    )
    return [number for (number,) in rows]


@SHARED
@given(CONDITIONS)
def test_any_nested_condition_lets_pass_what_arithmetic_over_the_rows_lets_pass(
    handmade: Generation, handmade_rows: list[Any], vocabulary: Vocabulary, condition: dict[str, Any]
) -> None:
    expected = [row.number for row in handmade_rows if _holds(condition, row, vocabulary)]
    assert passing(handmade, condition) == expected


@SHARED
@given(
    st.builds(
        Question,
        entities=st.lists(st.sampled_from(ENTITIES), max_size=3).map(tuple),
        exclude=st.lists(st.sampled_from(ENTITIES), max_size=2).map(tuple),
        basis=st.sampled_from(("any", "stated", "inferred")),
        languages=st.lists(st.sampled_from(LANGUAGES), max_size=2).map(tuple),
        kinds=st.lists(st.sampled_from(KINDS), max_size=2).map(tuple),
        year_from=st.none() | YEARS,
        year_to=st.none() | YEARS,
    )
)
def test_values_of_one_parameter_are_alternatives_and_parameters_must_all_hold(
    handmade: Generation, handmade_rows: list[Any], vocabulary: Vocabulary, question: Question
) -> None:
    expected = [row.number for row in handmade_rows if _asked_for(question, row, vocabulary)]
    assert passing(handmade, dict(question.filter())) == expected


def test_a_parent_finds_passages_that_mention_its_children(handmade: Generation) -> None:
    assert set(passing(handmade, {"entity": "sdg:14.1"})) < set(passing(handmade, {"entity": "sdg:14"}))


def test_a_child_does_not_find_passages_that_mention_only_its_parent(handmade: Generation) -> None:
    assert 1 not in passing(handmade, {"entity": "sdg:14.1"})


def test_a_report_of_unknown_year_is_in_no_span_of_years(handmade: Generation, handmade_rows: list[Any]) -> None:
    unknown = {row.number for row in handmade_rows if row.year is None}
    assert not unknown & set(passing(handmade, {"or": [{"year_from": 0}, {"year_to": 9999}]}))


def test_a_report_of_unknown_year_is_outside_every_span_of_years(
    handmade: Generation, handmade_rows: list[Any]
) -> None:
    unknown = {row.number for row in handmade_rows if row.year is None}
    assert unknown <= set(passing(handmade, {"not": {"year_from": 2015}}))


@pytest.mark.parametrize("key", [key for key, row in FILTERS.items() if row.type is str])
@pytest.mark.parametrize("value", INJECTIONS)
def test_a_value_that_looks_like_sql_is_only_a_value(handmade: Generation, key: str, value: str) -> None:
    assert passing(handmade, {key: value}) == []


@pytest.mark.parametrize("key", [key for key, row in FILTERS.items() if row.type is str])
def test_what_looks_like_sql_excludes_nothing(handmade: Generation, handmade_rows: list[Any], key: str) -> None:
    assert len(passing(handmade, {"not": {key: INJECTIONS[0]}})) == len(handmade_rows)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({"colour": "red"}, "there is no key 'colour'"),
        ({"1=1 OR p.number": "x"}, "there is no key"),
        ({"entity": 14}, "entity takes a text"),
        ({"year_from": "2015"}, "year_from takes a number"),
        ({"year_from": True}, "year_from takes a number"),
        ({"and": "sdg:14"}, '"and" takes a list'),
        ({"entity": "sdg:1", "language": "en"}, "is not one key with its value"),
        ({}, "is not one key with its value"),
        ({"not": []}, "is not one key with its value"),
        ({"or": [None]}, "is not one key with its value"),
    ],
)
def test_what_is_no_condition_is_refused_with_what_is_wrong(condition: dict[str, Any], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        where(condition)


def test_a_condition_that_is_nested_without_end_is_refused() -> None:
    condition: dict[str, Any] = {"entity": "sdg:1"}
    for _ in range(2000):
        condition = {"not": condition}
    with pytest.raises(QueryError, match="nested more than"):
        where(condition)


def test_every_entity_of_a_nested_condition_is_known() -> None:
    condition = {"or": [{"not": {"stated": "sdg:1"}}, {"and": [{"entity": "sdg:2"}, {"language": "en"}]}]}
    assert entities_in(condition) == ["sdg:1", "sdg:2"]


def _holds(condition: dict[str, Any], row: Any, vocabulary: Vocabulary) -> bool:
    [(key, value)] = condition.items()
    if key == "and":
        return all(_holds(part, row, vocabulary) for part in value)
    if key == "or":
        return any(_holds(part, row, vocabulary) for part in value)
    if key == "not":
        return not _holds(value, row, vocabulary)
    if key in ("entity", "stated", "inferred"):
        family = {value, *vocabulary.descendants(value)}
        return any(id in family and key in ("entity", basis) for id, basis in row.mentions)
    if key in ("year_from", "year_to"):
        return row.year is not None and (row.year >= value if key == "year_from" else row.year <= value)
    return bool(getattr(row, key) == value)


def _asked_for(question: Question, row: Any, vocabulary: Vocabulary) -> bool:
    def mentions(id: str) -> bool:
        key = {"any": "entity"}.get(question.basis, question.basis)
        return _holds({key: id}, row, vocabulary)

    kinds = {id.split(":")[0] for id in question.entities}
    return (
        all(any(mentions(id) for id in question.entities if id.startswith(f"{kind}:")) for kind in kinds)
        and not any(mentions(id) for id in question.exclude)
        and (not question.languages or row.language in question.languages)
        and (not question.kinds or row.kind in question.kinds)
        and (question.year_from is None or (row.year is not None and row.year >= question.year_from))
        and (question.year_to is None or (row.year is not None and row.year <= question.year_to))
    )
