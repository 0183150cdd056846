"""Milvus answers as the embedded engine does: the same passages in the same order, with the same scores and counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.engines import engine_of
from index.filters import EVERYTHING
from index.generation import Generation
from index.question import Question
from index.searcher import Answer, Searcher
from index.verification import Quote, verify
from index.view import View
from ingest.embedding import Embedder

SHARED = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
FACETS = ("sdg", "mechanism", "country", "year", "language", "document")
CONDITIONS: tuple[dict[str, Any], ...] = (
    {"language": "en"},
    {"not": {"language": "en"}},
    {"or": [{"kind": "table"}, {"entity": "sdg:14"}]},
    {"and": [{"not": {"entity": "mechanism:neaspec"}}, {"stated": "sdg:14"}]},
    {"not": {"or": [{"inferred": "sdg:13"}, {"stated": "sdg:13"}]}},
    {"year_from": 2016},
    {"not": {"year_from": 2016}},
    {"and": [{"year_to": 2019}, {"not": {"year_to": 2015}}]},
    {"not": {"year_to": 10**9}},
    {"year_from": -(10**9)},
    {"title": "measures"},
    {"not": {"title": "haze"}},
    {"phrase": "plastic bottles"},
    {"not": {"phrase": "marine litter"}},
    {"phrase": "nowhere at all"},
    {"document": "nothing"},
    {"language": '" or number >= 0 or language == "'},
    {"and": []},
    {"or": []},
    {"not": {"and": []}},
)
"""Every row of the filters, alone and nested."""


@pytest.fixture(scope="module")
def by_milvus(milvus: Generation, embedder: Embedder) -> Searcher:
    return Searcher(milvus, lambda: embedder)


def told(answer: Answer) -> Any:
    """All of an answer but the time it took; scores may differ in the last places."""
    results = [
        (found.id, found.highlights, [one.id for one in found.duplicates], found.duplicates_total)
        for found in answer.results
    ]
    return answer.total, answer.folded, results, answer.facets, answer.coverage, answer.words, answer.loosened


def assert_same(one: Searcher, other: Searcher, **asked: Any) -> None:
    question = Question(**asked)
    first, second = one.search(question), other.search(question)
    assert told(second) == told(first)
    for a, b in zip(first.results, second.results, strict=True):
        assert b.score == pytest.approx(a.score, abs=1e-5)
        assert (a.signals is None) == (b.signals is None)
        if a.signals and b.signals:
            assert b.signals.parts == pytest.approx(a.signals.parts, abs=1e-5)
            assert (b.signals.dense_rank, b.signals.lexical_rank) == (a.signals.dense_rank, a.signals.lexical_rank)
    assert second.confidence == pytest.approx(first.confidence, abs=1e-3)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
@pytest.mark.parametrize(
    "text", ["", "marine litter on beaches", "沙尘暴", "Who pays for the stations of NEASPEC?", "석탄 보일러", "xyzzy"]
)
def test_every_question_has_the_same_answer(searcher: Searcher, by_milvus: Searcher, text: str, mode: str) -> None:
    assert_same(searcher, by_milvus, text=text, mode=mode, k=100, facets=FACETS)


@pytest.mark.parametrize("condition", CONDITIONS, ids=str)
@pytest.mark.parametrize("text", ["", "stations on the coast"])
def test_every_filter_lets_the_same_pass(
    searcher: Searcher, by_milvus: Searcher, text: str, condition: dict[str, Any]
) -> None:
    assert_same(searcher, by_milvus, text=text, condition=condition, k=100, facets=("sdg", "year"))


@SHARED
@given(
    st.sampled_from(("", "marine litter", "schools of Busan")),
    st.sampled_from(("hybrid", "dense", "lexical")),
    st.sampled_from(((), ("sdg:14",), ("mechanism:neaspec", "sdg:13"))),
    st.sampled_from(("any", "stated", "inferred")),
    st.sampled_from(("relevance", "newest", "oldest")),
    st.booleans(),
    st.tuples(st.integers(0, 70), st.integers(1, 30)),
)
def test_every_slice_is_the_same(
    searcher: Searcher,
    by_milvus: Searcher,
    text: str,
    mode: str,
    entities: tuple[str, ...],
    basis: str,
    sort: str,
    fold: bool,
    place: tuple[int, int],
) -> None:
    asked = {"text": text, "mode": mode, "entities": entities, "basis": basis, "sort": sort, "fold": fold}
    assert_same(searcher, by_milvus, **asked, offset=place[0], k=place[1])


def test_slices_are_the_same_when_few_candidates_are_looked_at(
    searcher: Searcher, by_milvus: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.searcher.DEPTH", 5)
    for text, fold in (("marine litter", True), ("NEASPEC and DLDD-NEAN", False)):
        assert_same(searcher, by_milvus, text=text, fold=fold, k=30)  # no answer of so many is kept
        assert_same(searcher, by_milvus, text=text, fold=fold, offset=13, k=30)


def test_a_filter_that_many_pass_finds_what_is_near_as_a_whole(
    searcher: Searcher, by_milvus: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.engine.SCORED_UP_TO", 3)
    assert_same(searcher, by_milvus, text="marine litter", languages=("en",), k=100)


def test_vectors_in_lists_are_found_too(
    handmade: Generation, published: Callable[[Generation], Generation], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.publishing.FLAT_UP_TO", 0)
    everything = engine_of(published(handmade)).passing(EVERYTHING)
    for number in range(8):
        [vector] = handmade.wholes[np.array([number])]
        found, expected = (one.nearest(np.asarray(vector), 2) for one in (everything, handmade))
        assert handmade.wholes[found] @ vector == pytest.approx(handmade.wholes[expected] @ vector, abs=0.01)


def test_facets_of_many_passages_are_asked_for_value_by_value(
    searcher: Searcher, by_milvus: Searcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.engine.MOST", 0)
    question = Question(entities=("sdg:14",))
    for kind in (*FACETS, "nothing"):
        assert engine_of(by_milvus.generation).counts(question, kind) == engine_of(searcher.generation).counts(
            question, kind
        )


@pytest.mark.parametrize("condition", [EVERYTHING, {"language": "en"}, {"not": {"entity": "sdg:14"}}], ids=str)
@pytest.mark.parametrize("sort", ["relevance", "newest"])
@pytest.mark.parametrize("folds", [True, False])
def test_what_one_answer_of_milvus_does_not_hold_is_read_on_in_order(
    generation: Generation,
    milvus: Generation,
    monkeypatch: pytest.MonkeyPatch,
    condition: dict[str, Any],
    sort: str,
    folds: bool,
) -> None:
    monkeypatch.setattr("index.milvus.collection.MOST", 7)
    ours, theirs = (engine_of(one).passing(condition) for one in (generation, milvus))
    without = np.array([3, 4, 20])
    for start, count in ((0, 5), (4, 100)):
        expected = ours.rest(without, start, count, folds=folds, sort=sort)
        assert theirs.rest(without, start, count, folds=folds, sort=sort).tolist() == expected.tolist()
    assert theirs.folded == ours.folded


def test_what_is_hidden_is_hidden(generation: Generation, milvus: Generation, embedder: Embedder) -> None:
    ids = [id for (id,) in generation.database.execute("SELECT id FROM documents ORDER BY position")]
    hidden, linked = frozenset(ids[1:3]), frozenset({(ids[4], ids[5])})
    views = [Searcher(View(whole, hidden, linked), lambda: embedder) for whole in (generation, milvus)]
    for asked in ({}, {"text": "marine litter"}, {"text": "marine litter", "entities": ("sdg:14",), "mode": "lexical"}):
        assert_same(*views, **asked, k=100, facets=FACETS)
    assert len(engine_of(views[1].generation).passing({"document": ids[1]}).among(np.arange(50))) == 0


@pytest.mark.parametrize(
    "text",
    [
        "Wet peat does not burn, so drained fields near Khabarovsk are flooded again.",
        "Twelve stations along the coast of the Yellow Sea weigh the smoke every hour.",
        "Nobody ever wrote these words about the moon and its craters.",
    ],
)
def test_quotes_are_verified_alike(generation: Generation, milvus: Generation, text: str) -> None:
    assert verify(milvus, Quote(text)) == verify(generation, Quote(text))


def test_inferred_mentions_are_filtered_and_counted_alike(
    handmade: Generation, published: Callable[[Generation], Generation]
) -> None:
    ours, theirs = engine_of(handmade), engine_of(published(handmade))
    for basis in ("any", "stated", "inferred"):
        for entities in ((), ("sdg:14",), ("sdg:13", "mechanism:neaspec")):
            question = Question(basis=basis, entities=entities, exclude=("sdg:15",))
            passing, others = ours.passing(question.filter()), theirs.passing(question.filter())
            assert others.among(np.arange(8)).tolist() == passing.among(np.arange(8)).tolist()
            assert (others.total, others.folded) == (passing.total, passing.folded)
            assert theirs.counts(question, "sdg") == ours.counts(question, "sdg")
