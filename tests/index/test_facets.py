"""Facets count passages, parents with their children, each kind as if it were not filtered by."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.vocabulary import Vocabulary
from index.engines import engine_of
from index.filters import where
from index.generation import Generation
from index.question import Question

ENTITIES = ("sdg:13", "sdg:14", "sdg:14.1", "sdg:15.3", "mechanism:neaspec", "mechanism:nowpap")
SHARED = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def counts(generation: Generation, kind: str, **asked: Any) -> dict[str, int]:
    return {line.id: line.count for line in engine_of(generation).counts(Question(**asked), kind)}


def total(generation: Generation, **asked: Any) -> int:
    sql, values = where(Question(**asked).filter())
    rows = generation.database.execute(
        f"SELECT count(*) FROM passages p JOIN documents d ON d.id = p.document WHERE {sql}", values
    )
    return int(rows.fetchone()[0])


def test_a_parent_counts_the_passages_of_its_children_once(handmade: Generation, handmade_rows: list[Any]) -> None:
    expected = sum(any(id in ("sdg:14", "sdg:14.1") for id, _ in row.mentions) for row in handmade_rows)
    assert counts(handmade, "sdg")["sdg:14"] == expected


def test_a_kind_shows_its_alternatives_though_it_is_filtered_by(handmade: Generation) -> None:
    assert counts(handmade, "sdg", entities=("sdg:14",)) == counts(handmade, "sdg")


def test_a_kind_is_narrowed_by_the_filter_on_another_kind(handmade: Generation) -> None:
    assert counts(handmade, "mechanism", entities=("sdg:14",)) == {"mechanism:nowpap": 1}


def test_excluded_entities_stay_out_of_their_own_facet(handmade: Generation) -> None:
    assert "sdg:14" not in counts(handmade, "sdg", exclude=("sdg:14",))


def test_only_mentions_of_the_asked_basis_count(handmade: Generation) -> None:
    assert counts(handmade, "sdg", basis="inferred") == {"sdg:14": 2, "sdg:14.1": 1, "sdg:13": 1}


def test_the_most_frequent_come_first_and_equals_by_id(handmade: Generation) -> None:
    lines = engine_of(handmade).counts(Question(), "sdg")
    assert lines == sorted(lines, key=lambda line: (-line.count, line.id))


def test_a_kind_that_looks_like_sql_has_no_counts(handmade: Generation) -> None:
    assert counts(handmade, "sdg' OR '1'='1") == {}


@SHARED
@given(
    st.lists(st.sampled_from(ENTITIES), max_size=2, unique=True).map(tuple),
    st.sampled_from(("any", "stated", "inferred")),
    st.lists(st.sampled_from(("en", "ja", "ko")), max_size=2).map(tuple),
)
def test_a_count_is_the_total_of_the_search_that_chooses_it(
    handmade: Generation, vocabulary: Vocabulary, entities: tuple[str, ...], basis: str, languages: tuple[str, ...]
) -> None:
    others = tuple(id for id in entities if not id.startswith("sdg:"))
    found = counts(handmade, "sdg", entities=entities, basis=basis, languages=languages)
    for goal in ("sdg:13", "sdg:14", "sdg:14.1", "sdg:15"):
        chosen = total(handmade, entities=(*others, goal), basis=basis, languages=languages)
        assert found.get(goal, 0) == chosen
