"""A search over real passages: what is asked for, all of it, each once, and only that."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corpus.vocabulary import Vocabulary
from index.errors import ModelMismatch, QueryError
from index.generation import Generation
from index.passages import Found
from index.question import Question
from index.searcher import Searcher
from ingest.embedding import Embedder

SHARED = settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
INJECTIONS = ("' OR 1=1 --", '"; DROP TABLE passages; --', "%", "*", "\0")


@pytest.fixture(scope="module")
def searcher(searcher_of_each: Searcher) -> Searcher:
    return searcher_of_each


def sources(searcher: Searcher, text: str = "", **asked: Any) -> list[str]:
    return [found.source for found in searcher.search(Question(text=text, **asked)).results]


def found_ids(searcher: Searcher, **asked: Any) -> list[str]:
    return [found.id for found in searcher.search(Question(**asked)).results]


def all_ids(searcher: Searcher, k: int = 100, **asked: Any) -> list[str]:
    total = searcher.search(Question(**asked)).total
    return [id for offset in range(0, total + k, k) for id in found_ids(searcher, k=k, offset=offset, **asked)]


def own_parts(found: Found) -> dict[str, float]:
    """What a passage is worth by itself: without what its neighbours or the rest of its report add."""
    assert found.signals
    return {name: part for name, part in found.signals.parts.items() if name not in ("report", "neighbour")}


def by_hand(generation: Generation, where: str, *values: object) -> set[str]:
    rows = generation.database.execute(
        "SELECT DISTINCT p.document, p.start, p.end FROM passages p JOIN documents d ON d.id = p.document"
        f" LEFT JOIN mentions m ON m.passage = p.number WHERE {where}",
        values,
    )
    return {f"{document}-{start}-{end}" for document, start, end in rows}


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("沙尘暴", "shamo.txt"),
        ("过度放牧", "shamo.txt"),
        ("漂着ごみ", "umi.html"),
        ("プラスチック", "umi.html"),
        ("미세먼지", "meonji.md"),
        ("석탄 보일러", "meonji.md"),
        ("амурский тигр", "nature.docx"),
        ("бэлчээрийн", "tsas.txt"),
        ("acid rain", "haze.pdf"),
    ],
)
def test_full_text_finds_words_in_every_language(searcher: Searcher, question: str, source: str) -> None:
    assert sources(searcher, question, mode="lexical")[0] == source


@pytest.mark.parametrize("mode", ["hybrid", "dense"])
@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("哪种土地储存的碳比森林更多？", "peat.txt"),
        ("湿った泥炭地はなぜ燃えないのか", "peat.txt"),
        ("숲보다 탄소를 더 많이 저장하는 땅은 무엇인가?", "peat.txt"),
        ("Как вернуть воду на осушенные торфяники?", "peat.txt"),
        ("Which big cat crosses the border in winter?", "nature.docx"),
        ("What causes sandstorms from the Mongolian plateau?", "shamo.txt"),
    ],
)
def test_a_question_finds_the_passage_in_another_language(
    searcher: Searcher, question: str, source: str, mode: str
) -> None:
    assert source in sources(searcher, question, mode=mode, k=3)


def test_words_that_can_t_match_leave_the_first_place_to_the_vectors(searcher: Searcher) -> None:
    question = "哪种土地储存的碳比森林更多？"
    assert sources(searcher, question, k=1) == sources(searcher, question, k=1, mode="dense")


@SHARED
@given(
    st.sampled_from(("", "marine litter", "沙尘暴", "Busan schools")),
    st.sampled_from(("hybrid", "dense", "lexical")),
    st.sampled_from(((), ("sdg:14",), ("mechanism:neaspec",))),
    st.integers(5, 30),
)
def test_slices_neither_overlap_nor_skip_and_cover_the_total(
    searcher: Searcher, text: str, mode: str, entities: tuple[str, ...], k: int
) -> None:
    asked = {"text": text, "mode": mode, "entities": entities}
    whole = all_ids(searcher, **asked)
    assert all_ids(searcher, k, **asked) == whole
    assert len(set(whole)) == len(whole) == searcher.search(Question(**asked)).total


def test_slices_go_on_after_the_candidates_are_used_up(searcher: Searcher, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("index.searcher.DEPTH", 5)
    whole = all_ids(searcher, k=7, text="marine litter")
    assert len(set(whole)) == len(whole) == searcher.generation.manifest.counts.passages


def test_a_slice_beyond_the_total_is_empty_and_the_total_still_true(searcher: Searcher) -> None:
    answer = searcher.search(Question(text="haze", offset=10_000))
    assert (answer.results, answer.total) == ([], searcher.generation.manifest.counts.passages)


def test_no_question_gives_all_passages_in_reading_order(searcher: Searcher) -> None:
    found = searcher.search(Question(k=100)).results
    assert found == sorted(found, key=lambda one: (one.source, one.span))
    assert len(found) == searcher.generation.manifest.counts.passages


@pytest.mark.parametrize("text", ["", "marine litter on beaches"])
@pytest.mark.parametrize("entity", ["sdg:14", "sdg:14.1", "mechanism:neaspec", "sdg:7", "sdg:1"])
def test_an_entity_finds_exactly_the_passages_that_mention_it_or_a_child(
    searcher: Searcher, vocabulary: Vocabulary, text: str, entity: str
) -> None:
    family = [entity, *vocabulary.descendants(entity)]
    expected = by_hand(searcher.generation, f"m.entity IN ({', '.join('?' * len(family))})", *family)
    assert set(all_ids(searcher, text=text, entities=(entity,))) == expected


def test_excluding_leaves_exactly_the_others(searcher: Searcher) -> None:
    excluded = set(all_ids(searcher, entities=("mechanism:neaspec",)))
    assert excluded
    assert set(all_ids(searcher, exclude=("mechanism:neaspec",))) == set(all_ids(searcher)) - excluded


@pytest.mark.parametrize("basis", ["stated", "inferred"])
def test_only_mentions_of_the_asked_basis_count(searcher: Searcher, basis: str) -> None:
    answer = searcher.search(Question(text="sea", entities=("sdg:14",), basis=basis, k=100))
    assert answer.total == len(answer.results) > 0
    for found in answer.results:
        assert any(m.basis == basis and m.entity.startswith("sdg:14") for m in found.mentions)


def test_years_are_exact(searcher: Searcher) -> None:
    expected = by_hand(searcher.generation, "d.year BETWEEN 2015 AND 2019")
    assert set(all_ids(searcher, text="cities", year_from=2015, year_to=2019)) == expected != set()


def test_languages_are_exact(searcher: Searcher) -> None:
    expected = by_hand(searcher.generation, "p.language IN ('ja', 'ko')")
    assert set(all_ids(searcher, text="sea", languages=("ja", "ko"))) == expected != set()


def test_a_nested_filter_is_exact(searcher: Searcher) -> None:
    condition = {
        "or": [{"and": [{"language": "en"}, {"not": {"entity": "sdg:14"}}, {"year_to": 2016}]}, {"kind": "table"}]
    }
    own = "p.language = 'en' AND d.year <= 2016 AND p.number NOT IN"
    mentioning = "(SELECT passage FROM mentions WHERE entity = 'sdg:14' OR entity LIKE 'sdg:14.%')"
    expected = by_hand(searcher.generation, f"({own} {mentioning}) OR p.kind = 'table'")
    assert set(all_ids(searcher, text="stations", condition=condition)) == expected != set()


def test_a_filter_changes_nothing_of_what_a_passage_is_worth_by_itself(searcher: Searcher) -> None:
    asked = Question(text="marine litter on beaches", k=100)
    whole, filtered = (
        {found.id: own_parts(found) for found in searcher.search(question).results if found.signals}
        for question in (asked, replace(asked, entities=("sdg:14",)))
    )
    assert filtered.items() <= whole.items()
    assert filtered


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("parameter", ["documents", "languages", "kinds"])
def test_a_filter_value_that_looks_like_sql_is_only_a_value(searcher: Searcher, parameter: str, value: str) -> None:
    assert searcher.search(Question(text="haze", **{parameter: (value,)})).total == 0


@pytest.mark.parametrize("value", INJECTIONS)
@pytest.mark.parametrize("mode", ["hybrid", "lexical"])
def test_a_question_that_looks_like_sql_is_only_words(searcher: Searcher, mode: str, value: str) -> None:
    before = searcher.generation.manifest.counts.passages
    searcher.search(Question(text=value, mode=mode))
    assert searcher.search(Question()).total == before


def test_an_entity_that_is_not_known_is_refused_with_the_nearest_ones(searcher: Searcher) -> None:
    with pytest.raises(QueryError, match=r"there is no 'mechanism:neasepc'.*mechanism:neaspec"):
        searcher.search(Question(entities=("mechanism:neasepc",)))


@pytest.mark.parametrize("condition", [{}, [], "sdg:14", {"and": [{}]}, {"entity": 5}, {"not": [1]}, {"or": "x"}])
def test_a_filter_that_is_no_condition_is_refused(searcher: Searcher, condition: Any) -> None:
    with pytest.raises(QueryError, match="filter"):
        searcher.search(Question(condition=condition))


def test_facets_are_disjunctive(searcher: Searcher) -> None:
    free = searcher.search(Question(facets=("sdg",))).facets["sdg"]
    chosen = searcher.search(Question(facets=("sdg",), entities=("sdg:14",))).facets["sdg"]
    assert chosen == free


def test_a_facet_s_count_is_the_total_of_the_search_that_chooses_it(searcher: Searcher) -> None:
    lines = searcher.search(Question(facets=("mechanism",))).facets["mechanism"]
    assert lines
    for line in lines:
        assert searcher.search(Question(entities=(line.id,))).total == line.count


def test_every_shown_passage_is_the_words_of_its_span(searcher: Searcher) -> None:
    for found in searcher.search(Question(text="marine litter", k=100)).results:
        assert searcher.generation.text(found.document_id, found.span) == found.text


def test_every_shown_mention_is_the_words_that_name_the_entity(searcher: Searcher) -> None:
    mentions = [(m, found.text) for found in searcher.search(Question(k=100)).results for m in found.mentions]
    assert mentions
    assert all(mention.span.of(text) == mention.surface for mention, text in mentions)


def test_highlights_stand_inside_the_passage(searcher: Searcher) -> None:
    for found in searcher.search(Question(text="plastic bottles Busan", k=20)).results:
        assert all(0 <= span.start < span.end <= len(found.text) for span in found.highlights)


def test_a_passage_found_by_meaning_alone_has_its_nearest_sentence_marked(searcher: Searcher) -> None:
    [found] = searcher.search(Question(text="哪种土地储存的碳比森林更多？", k=1)).results
    assert "".join(span.of(found.text) for span in found.highlights).strip()


def test_a_passage_of_a_pdf_knows_its_page(searcher: Searcher) -> None:
    [found] = searcher.search(Question(text="asian development bank", mode="lexical", k=1)).results
    assert (found.source, found.place.first, found.place.last) == ("haze.pdf", 2, 2)


def test_a_search_by_words_alone_needs_no_model(generation: Generation) -> None:
    searcher = Searcher(generation, lambda: pytest.fail("the model was asked for"))
    assert sources(searcher, "acid rain", mode="lexical")


def test_another_model_than_the_index_s_is_refused_with_what_to_do(generation: Generation, embedder: Embedder) -> None:
    class Other:
        identity = "other@1"

    searcher = Searcher(generation, lambda: Other())  # type: ignore[arg-type,return-value]
    with pytest.raises(ModelMismatch, match=f"other@1 is set, but this index was made with {embedder.identity}"):
        searcher.search(Question(text="haze"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"k": 0}, "k: 0"),
        ({"k": 101}, "k: 101"),
        ({"offset": -1}, "offset"),
        ({"mode": "magic"}, "hybrid, dense, lexical"),
        ({"basis": "guessed"}, "any, stated, inferred"),
        ({"text": "x" * 2001}, "longer than 2000"),
    ],
)
def test_what_can_t_be_asked_is_refused_by_name(wrong: dict[str, Any], words: str) -> None:
    with pytest.raises(QueryError, match=words):
        replace(Question(), **wrong)


def test_the_ranking_begins_with_what_the_slices_show(searcher: Searcher) -> None:
    question = Question(text="Who pays for the stations?", entities=("sdg:14",))
    scores = [found.score for found in searcher.search(replace(question, k=100)).results if found.signals]
    assert [signals.score for _, signals in searcher.ranking(question)][: len(scores)] == scores


def test_the_same_question_again_has_the_same_answer_and_its_own_time(searcher: Searcher) -> None:
    asked = {"text": "Who weighs the haze along the coast?", "facets": ("sdg",)}
    first, again = (searcher.search(Question(**asked)) for _ in range(2))
    assert replace(first, took_ms=0) == replace(again, took_ms=0)
    assert again.results is first.results
    assert again.took_ms > 0


def test_a_question_with_a_nested_filter_is_answered_anew_each_time(searcher: Searcher) -> None:
    with_filter = Question(text="haze", condition={"language": "en"})
    assert found_ids(searcher, text="haze", condition={"language": "en"}) == [
        found.id for found in searcher.search(with_filter).results
    ]
