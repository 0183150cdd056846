"""What counts as saying the same, and what a search makes of passages that do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.question import Question
from index.repeats import RepeatFinder, says_the_same
from index.searcher import Searcher
from index.store import Store
from ingest.document import Kind, Mention, Passage, Span
from ingest.embedding import Embedder

AIR = (
    "The secretariat in Incheon collects the readings of all stations in spring, compares them with the models of the"
    " three countries, and publishes a report on fine dust that ministers discuss at their meeting in autumn."
)
COAST = "Volunteers count what the sea throws on thirty beaches, and they send the numbers to the regional office."
SAND = "沙尘暴每年春季从蒙古高原吹向沿海城市，过度放牧和地下水位下降是土地退化的主要原因，各国共同植树造林。"


@pytest.mark.parametrize(
    "other",
    [
        AIR.upper(),
        AIR.replace(" ", "\n", 7).replace(",", " ;"),
        AIR.replace("collects", "gathers"),
        AIR.replace("fine dust", "fine-dust"),
    ],
    ids=["capitals", "lines and marks", "a plain word", "a hyphen"],
)
def test_case_marks_and_a_plain_word_leave_a_passage_the_same(other: str) -> None:
    assert says_the_same(AIR, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AIR, AIR.replace("three", "four")),
        (AIR + " It held in 2019.", AIR + " It held in 2021."),
        (AIR, AIR.replace("Incheon", "Bangkok")),
        (AIR, AIR.replace("publishes", "never publishes")),
        (AIR, AIR.replace("readings of all stations in spring", "letters from five towns by the sea")),
        (SAND, SAND.replace("春季", "秋季")),
    ],
    ids=["a number word", "a year", "a name", "a denial", "many words", "a Chinese word"],
)
def test_a_number_a_name_a_denial_or_many_words_make_a_passage_another(one: str, other: str) -> None:
    assert not says_the_same(one, other)


@given(st.text(max_size=200))
def test_every_text_says_the_same_as_itself(text: str) -> None:
    assert says_the_same(text, text)


def grouped(texts: list[str], entities: list[str] | None = None, contexts: list[str] | None = None) -> dict[int, int]:
    finder = RepeatFinder()
    for number, text in enumerate(texts):
        named = [Mention(entities[number], Span(0, 3), text[:3])] if entities else []
        context = contexts[number] if contexts else ""
        passage = Passage("0" * 16, Span(0, len(text)), text, Kind.PARAGRAPH, "en", (), 1, 1, context=context)
        finder.add(number, passage, named)
    return finder.groups(texts.__getitem__)


def test_repeats_are_grouped_under_the_first_and_others_left_out() -> None:
    assert grouped([COAST, AIR, SAND, AIR.upper(), AIR.replace("collects", "gathers")]) == {1: 1, 3: 1, 4: 1}


def test_no_chain_of_small_changes_makes_a_group() -> None:
    words = AIR.split()
    texts = [" ".join(["other"] * changed + words[changed:]) for changed in range(12)]
    groups = grouped(texts)
    assert all(says_the_same(texts[number], texts[first]) for number, first in groups.items())
    assert len(set(groups.values())) > 1


def test_short_passages_are_never_grouped() -> None:
    assert grouped(["Total of all cities", "Total of all cities"]) == {}


def test_passages_that_name_different_entities_are_not_grouped() -> None:
    assert grouped([COAST, COAST], entities=["mechanism:nowpap", "mechanism:eanet"]) == {}


def test_rows_under_different_headers_are_not_grouped() -> None:
    assert grouped([COAST, COAST], contexts=["Plan", "Outcome"]) == {}


EDITIONS = {
    "first.md": (("Air", AIR), ("Coast", f"{COAST} They began in 2019."), ("沙", SAND)),
    "second.md": (("Air", AIR.replace("collects", "gathers")), ("Sea", f"{COAST} They began in 2021.")),
    "third.md": (("Haze", AIR.upper()), ("Birds", "Cranes rest on the mud flats before they fly on to the north.")),
}


@pytest.fixture(scope="module")
def editions(
    tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any], embedder: Embedder
) -> Searcher:
    """A search of three reports that share a paragraph."""
    folder, data = tmp_path_factory.mktemp("editions"), tmp_path_factory.mktemp("editions-data")
    shutil.copy(built.store.cache, data)
    for name, sections in EDITIONS.items():
        text = "\n\n".join(f"## {heading}\n\n{paragraph}" for heading, paragraph in sections)
        (folder / name).write_text(f"# Report {name}\n\n{text}\n", encoding="utf-8")
    store = Store(data)
    build_index([folder], store)
    return Searcher(store.open(), lambda: embedder)


def sources(searcher: Searcher, **asked: Any) -> list[tuple[str, list[str]]]:
    """Source of each result, and the sources of what it stands for."""
    results = searcher.search(Question(**asked)).results
    return [(found.source, [other.source for other in found.duplicates]) for found in results]


def test_one_edition_is_shown_and_names_the_others(editions: Searcher) -> None:
    [first, *others] = sources(editions, text="Who collects the readings of all stations?", k=3)
    assert sorted([first[0], *first[1]]) == ["first.md", "second.md", "third.md"]
    assert all(duplicates == [] for _, duplicates in others)


def test_a_filter_holds_for_what_a_result_stands_for(editions: Searcher) -> None:
    [document] = editions.search(Question(text="readings of stations", k=1)).results
    found = editions.search(Question(text="readings of stations", k=1, documents=(document.document_id,))).results
    assert (found[0].source, found[0].duplicates) == (document.source, ())


def test_unfolded_each_edition_is_a_result(editions: Searcher) -> None:
    shown = sources(editions, text="Who collects the readings of all stations?", k=3, fold=False)
    assert sorted(source for source, _ in shown) == ["first.md", "second.md", "third.md"]


def test_a_lookup_without_words_lists_every_passage(editions: Searcher) -> None:
    answer = editions.search(Question(k=100))
    assert (len(answer.results), answer.folded) == (editions.generation.manifest.counts.passages, 0)


def test_years_that_differ_are_two_results(editions: Searcher) -> None:
    found = [one for one in editions.search(Question(text=COAST, k=5)).results if "Volunteers" in one.text]
    assert len(found) == 2


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    text=st.sampled_from(["readings of stations", "beaches", "沙尘暴", "Cranes"]),
    mode=st.sampled_from(["hybrid", "dense", "lexical"]),
    languages=st.sampled_from([(), ("en",), ("zh",)]),
    depth=st.sampled_from([1, 3, 1000]),
    k=st.integers(1, 4),
)
def test_results_of_all_slices_and_what_they_stand_for_are_what_passes(
    editions: Searcher, text: str, mode: str, languages: tuple[str, ...], depth: int, k: int
) -> None:
    asked = {"text": text, "mode": mode, "languages": languages}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.searcher.DEPTH", depth)
        total = editions.search(Question(**asked)).total
        slices = [editions.search(Question(**asked, k=k, offset=offset)) for offset in range(0, total + k, k)]
        everything = editions.search(Question(**asked, k=100, fold=False))
    shown = [found for answer in slices for found in answer.results]
    stood_for = [other.id for found in shown for other in found.duplicates]
    assert len(shown) == total
    assert sorted([*(found.id for found in shown), *stood_for]) == sorted(found.id for found in everything.results)
    assert all(answer.folded == len(stood_for) for answer in slices)
