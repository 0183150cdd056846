"""A generation without some of its reports answers as if they were not there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from index import documents
from index.counts import count
from index.engines import engine_of
from index.entities import counted_entities, known_entity, profile
from index.errors import QueryError
from index.generation import Generation
from index.matrix import matrix
from index.passages import passage_by_id
from index.question import Question
from index.searcher import Searcher
from index.store import Store
from index.suggestions import suggestions
from index.verification import Quote, verify
from index.view import View
from ingest.document import Span


@pytest.fixture(scope="module")
def whole(built: Any) -> Generation:
    return Store(built.store.folder).open()


@pytest.fixture(scope="module")
def hidden(whole: Generation) -> str:
    """The id of the report on haze, which is hidden."""
    [(id,)] = whole.database.execute("SELECT id FROM documents WHERE source = 'haze.pdf'")
    return str(id)


@pytest.fixture(scope="module")
def view(whole: Generation, hidden: str) -> View:
    return View(whole, frozenset([hidden]))


@pytest.fixture(scope="module")
def search(view: View, embedder: Any) -> Callable[..., Any]:
    searcher = Searcher(view, lambda: embedder)
    return lambda text="", **more: searcher.search(Question(text=text, **more))


def of_hidden(whole: Generation, hidden: str) -> set[int]:
    return {n for (n,) in whole.database.execute("SELECT number FROM passages WHERE document = ?", (hidden,))}


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_no_search_finds_it(search: Callable[..., Any], hidden: str, mode: str) -> None:
    answer = search("Which stations weigh the haze every hour, and which city counts bottles?", mode=mode, k=100)
    shown = [found.document_id for found in answer.results]
    shown += [twin.document_id for found in answer.results for twin in found.duplicates]
    assert shown
    assert hidden not in shown


def test_the_total_and_the_coverage_are_without_it(
    search: Callable[..., Any], whole: Generation, view: View, hidden: str
) -> None:
    answer = search()
    assert answer.total + answer.folded == whole.manifest.counts.passages - len(of_hidden(whole, hidden))
    assert answer.coverage.documents == whole.manifest.counts.documents - 1
    assert answer.coverage == count(view.database)


def test_the_slices_are_all_that_is_seen_and_each_once(search: Callable[..., Any], view: View) -> None:
    pages = [search("haze", k=7, offset=offset, fold=False).results for offset in range(0, len(view.numbers), 7)]
    ids = [found.id for page in pages for found in page]
    assert len(ids) == len(set(ids)) == len(view.numbers)


def test_a_phrase_that_only_it_holds_is_held_nowhere(search: Callable[..., Any]) -> None:
    assert search('stations along the coast "weigh the haze every hour"').loosened == ["weigh the haze every hour"]


def test_facets_matrix_and_entities_do_not_count_it(view: View, whole: Generation) -> None:
    def counts(generation: Generation) -> tuple[int, int, int]:
        facets = {one.id: one.count for one in engine_of(generation).counts(Question(), "mechanism")}
        cells = matrix(generation, Question(), "mechanism", "sdg")
        [neaspec] = [
            one for one in counted_entities(generation, name="mechanism:eanet") if one.entity.id == "mechanism:eanet"
        ]
        return facets.get("mechanism:eanet", 0), neaspec.passages, len(str(cells))

    assert counts(whole)[0] == counts(whole)[1] == 1
    assert counts(view)[:2] == (0, 0)
    assert profile(view, known_entity(view, "mechanism:eanet")).by_document == []


def test_its_address_its_words_and_its_pages_are_not_there(view: View, hidden: str) -> None:
    with pytest.raises(QueryError):
        passage_by_id(view, f"{hidden}-0-20")
    assert documents.document(view, hidden) is None
    assert documents.pages(view, hidden) == []
    assert hidden not in [row["id"] for row in documents.documents(view)]
    assert view.text(hidden, Span(0, 100)) == ""


def test_a_quote_from_it_is_gone(view: View, whole: Generation, hidden: str) -> None:
    words = "EANET has collected acid rain there since 2001"
    assert verify(whole, Quote(words, hidden)).state == "exact"
    found = verify(view, Quote(words, hidden))
    assert (found.state, found.document == hidden) == ("gone", False)


def test_suggestions_are_not_from_it(view: View, vocabulary: Any) -> None:
    suggestions(view, vocabulary)


def test_what_faiss_names_is_seen(view: View, whole: Generation, hidden: str) -> None:
    [question] = whole.wholes[np.array([min(of_hidden(whole, hidden))])]
    nearest = view.nearest(np.asarray(question), 20)
    assert len(nearest) == 20
    assert not of_hidden(whole, hidden) & set(nearest.tolist())


def test_the_whole_generation_still_has_it(whole: Generation, hidden: str) -> None:
    assert documents.document(whole, hidden) is not None


def test_two_languages_of_a_report_are_one_report_in_the_counts(whole: Generation) -> None:
    def reports(generation: Generation) -> int:
        [found] = [one for one in counted_entities(generation) if one.entity.id == "mechanism:neaspec"]
        return found.documents

    both = [
        id
        for (id,) in whole.database.execute(
            "SELECT DISTINCT p.document FROM mentions m JOIN passages p ON p.number = m.passage"
            " WHERE m.entity = 'mechanism:neaspec' ORDER BY p.document LIMIT 2"
        )
    ]
    linked = View(whole, frozenset(), frozenset([(both[0], both[1])]))
    assert reports(linked) == reports(whole) - 1
    assert len(linked.numbers) == len(whole.numbers)
