"""`/v1/search`: exactly the contract's fields, every parameter, and answers that do not change while the index does."""

import hashlib
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import ANSWER, PASSAGE, SIGNALS, Get, Library, Serve, fits

from index.store import Store
from ingest.settings import IngestSettings


def texts(answer: dict[str, Any]) -> list[str]:
    return [result["text"] for result in answer["results"]]


def sources(answer: dict[str, Any]) -> set[str]:
    return {result["citation"]["source"] for result in answer["results"]}


def ids(answer: dict[str, Any]) -> list[str]:
    return [result["passage_id"] for result in answer["results"]]


def test_an_answer_has_exactly_the_fields_of_the_contract(get: Get) -> None:
    answer = get("/v1/search", q="acid rain and haze", k=100, facets="sdg")
    assert fits(answer, ANSWER)
    assert all(answer[key] for key in ("results", "facets"))


def test_an_explained_answer_adds_each_signals_rank_and_score_and_nothing_else(get: Get) -> None:
    answer = get("/v1/search", q="acid rain and haze", explain=True)
    assert fits(answer, ANSWER | {"results": [PASSAGE | {"explain": SIGNALS}], "facets": {}})
    assert answer["results"][0]["explain"]["lexical_rank"] == 1


def test_the_answer_says_what_was_searched_and_what_could_not_be(get: Get, library: Library) -> None:
    answer = get("/v1/search", q="haze")
    assert answer["coverage"] == {
        "documents": 9,
        "pages": 12,
        "passages": get("/v1/search")["total"],
        "pages_without_text": 1,
        "pages_recognised": 0,
        "failed_files": 1,
    }
    assert answer["generation"] == library.live
    assert answer["model"].startswith("multilingual-e5-small@")


@pytest.mark.parametrize(
    ("question", "source"),
    [
        ("Who measures acid rain?", "haze.pdf"),
        ("海岸で数えられているごみは何か", "umi.html"),
        ("是谁在种梭梭树？", "shamo.txt"),
        ("미세먼지 농도는 누가 측정하나", "meonji.md"),
        ("Где гнездится журавль?", "nature.docx"),
        ("Малчид юу хийхээр тохиролцсон бэ?", "tsas.txt"),
    ],
)
def test_a_question_in_each_language_finds_its_report_first(get: Get, question: str, source: str) -> None:
    assert get("/v1/search", q=question)["results"][0]["citation"]["source"] == source


def test_a_quote_is_proved_by_its_checksum(get: Get) -> None:
    for result in get("/v1/search", q="", k=100)["results"]:
        assert result["citation"]["quote_sha256"] == hashlib.sha256(result["text"].encode()).hexdigest()


def test_the_offsets_of_entities_and_highlights_are_into_the_passage(get: Get) -> None:
    [result] = get("/v1/search", q="Who collected acid rain?", k=1)["results"]
    named = {entity["id"]: result["text"][entity["start"] : entity["end"]] for entity in result["entities"]}
    assert named["mechanism:eanet"] == "EANET"
    assert {"acid", "rain"} <= {result["text"][start:end] for start, end in result["highlights"]}


def test_the_id_of_a_passage_is_its_place_and_its_permalink_leads_to_it(get: Get) -> None:
    for result in get("/v1/search", q="crane")["results"]:
        citation = result["citation"]
        assert result["passage_id"] == f"{result['document_id']}-{citation['start']}-{citation['end']}"
        assert get(citation["permalink"])["passage"]["text"] == result["text"]


def test_no_question_gives_every_passage_in_reading_order(get: Get) -> None:
    answer = get("/v1/search", document=_document(get, "register.md"), k=100)
    starts = [result["citation"]["start"] for result in answer["results"]]
    assert answer["total"] == len(starts) > 30
    assert starts == sorted(starts)


@pytest.mark.parametrize("mode", ["hybrid", "dense", "lexical"])
def test_slices_never_overlap_or_skip(get: Get, mode: str) -> None:
    whole = get("/v1/search", q="measures of the city of Busan", mode=mode, k=100)
    parts = [
        get("/v1/search", q="measures of the city of Busan", mode=mode, k=7, offset=offset)
        for offset in range(0, whole["total"], 7)
    ]
    assert whole["total"] <= 100
    assert [id for part in parts for id in ids(part)] == ids(whole)
    assert {part["total"] for part in parts} == {whole["total"]}


def test_an_offset_beyond_the_total_gives_no_results_and_the_true_total(get: Get) -> None:
    answer = get("/v1/search", q="haze", offset=5000)
    assert answer["results"] == []
    assert answer["total"] > 40


def test_a_search_by_words_alone_totals_only_what_has_them(get: Get) -> None:
    answer = get("/v1/search", q="saxaul", mode="lexical", k=100)
    assert 0 < answer["total"] == len(answer["results"])
    assert all("saxaul" in text for text in texts(answer))


def test_a_parent_finds_its_children(get: Get) -> None:
    answer = get("/v1/search", entity="sdg:14", k=100)
    found = {entity["id"] for result in answer["results"] for entity in result["entities"]}
    assert {"sdg:14", "sdg:14.1"} <= found


def test_entities_of_one_kind_are_alternatives_and_kinds_must_all_be_there(get: Get) -> None:
    one = get("/v1/search", entity="sdg:14", k=100)["total"]
    other = get("/v1/search", entity="sdg:7", k=100)["total"]
    assert get("/v1/search", entity=["sdg:14", "sdg:7"], k=100)["total"] == one + other
    both = get("/v1/search", entity=["sdg:11", "mechanism:neaspec"], k=100)
    assert both["total"] < get("/v1/search", entity="mechanism:neaspec")["total"]


def test_an_excluded_entity_is_nowhere_in_the_answer(get: Get) -> None:
    everything, without = get("/v1/search"), get("/v1/search", exclude="sdg:14", k=100)
    assert without["total"] == everything["total"] - get("/v1/search", entity="sdg:14")["total"]
    assert "sdg:14.1" not in {entity["id"] for result in without["results"] for entity in result["entities"]}


def test_a_filter_counts_the_mentions_of_the_basis_that_is_asked_for(get: Get) -> None:
    found = {basis: get("/v1/search", entity="sdg:14", basis=basis)["total"] for basis in ("any", "stated", "inferred")}
    assert found["stated"] > 0
    assert found["inferred"] > 0
    assert max(found["stated"], found["inferred"]) < found["any"] <= found["stated"] + found["inferred"]


def test_documents_languages_and_kinds_can_be_chosen_and_are_alternatives(get: Get) -> None:
    chosen = [_document(get, "peat.txt"), _document(get, "umi.html")]
    assert sources(get("/v1/search", document=chosen)) == {"peat.txt", "umi.html"}
    languages = {result["language"] for result in get("/v1/search", language=["zh", "ru"], k=100)["results"]}
    assert languages == {"zh", "ru"}
    assert {result["kind"] for result in get("/v1/search", kind="table")["results"]} == {"table"}


def test_years_are_those_of_publication_and_a_report_without_a_year_is_in_no_range(get: Get) -> None:
    assert sources(get("/v1/search", year_from=2020, k=100)) == {"nature.docx", "shamo.txt"}
    assert sources(get("/v1/search", year_to=2015, k=100)) == {"haze.pdf"}
    assert sources(get("/v1/search", year_from=2021, year_to=2021, k=100)) == {"nature.docx"}


def test_a_facet_counts_all_that_passes_and_leaves_its_own_filter_out(get: Get) -> None:
    free = get("/v1/search", facets=["sdg", "mechanism"])["facets"]
    chosen = get("/v1/search", facets=["sdg", "mechanism"], entity="sdg:14")["facets"]
    assert chosen["sdg"] == free["sdg"]
    assert chosen["mechanism"] != free["mechanism"]
    counts = {line["id"]: line["count"] for line in free["sdg"]}
    assert counts["sdg:14"] == get("/v1/search", entity="sdg:14")["total"] > 0


def test_a_kept_generation_can_be_searched(get: Get, library: Library) -> None:
    before = get("/v1/search", q="wind turbines of Wonsan", generation=library.kept)
    assert before["generation"] == library.kept
    assert before["coverage"]["failed_files"] == 0
    assert "half.pdf" not in sources(before)
    assert get("/v1/search", q="wind turbines of Wonsan")["results"][0]["citation"]["source"] == "half.pdf"


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "haze"},
        {"q": "沙尘暴", "k": 3, "offset": 2, "mode": "dense", "explain": True},
        {"q": "沙尘暴", "mode": "lexical", "expand": False},
        {"entity": ["sdg:14", "mechanism:neaspec"], "exclude": ["sdg:7"], "basis": "stated"},
        {"q": "sea", "language": ["en", "ja"], "kind": ["paragraph"], "facets": ["sdg"], "year_from": 2001},
    ],
)
def test_get_and_post_agree(client: httpx.Client, asked: dict[str, Any]) -> None:
    answers = [client.get("/v1/search", params=asked).json(), client.post("/v1/search", json=asked).json()]
    assert all(answer.pop("took_ms") > 0 for answer in answers)
    assert answers[0] == answers[1]


def test_a_nested_filter_is_exact(client: httpx.Client, get: Get) -> None:
    condition = {"and": [{"or": [{"entity": "sdg:14"}, {"entity": "sdg:7"}]}, {"not": {"language": "ja"}}]}
    answer = client.post("/v1/search", json={"filter": condition, "k": 100}).json()
    both = get("/v1/search", entity=["sdg:14", "sdg:7"], k=100)
    assert ids(answer) == [result["passage_id"] for result in both["results"] if result["language"] != "ja"]


def test_a_model_that_is_not_the_indexs_is_refused_with_what_to_do(library: Library, serve: Serve) -> None:
    with serve(library.store, IngestSettings(query_prompt="question: ")) as client:
        refused = client.get("/v1/search", params={"q": "haze"})
        assert refused.status_code == 409
        assert refused.headers["content-type"] == "application/problem+json"
        assert "index again" in refused.json()["detail"]
        assert client.get("/v1/search", params={"entity": "sdg:14"}).status_code == 200


def test_a_reindex_in_another_process_interrupts_nothing_and_is_seen_by_the_next_request(
    library: Library, store: Store, build_index: Any, serve: Serve, tmp_path: Path
) -> None:
    (tmp_path / "mill.txt").write_text("The paper mill at Amursk closed its old boiler.\n", encoding="utf-8")
    build_index([tmp_path / "mill.txt"], store)  # so that the other process finds all in the cache, and is quick
    before = build_index([library.folder / "peat.txt"], store).manifest.id
    with serve(store) as client:
        generations = _ask_during(client, [str(library.folder / "peat.txt"), str(tmp_path / "mill.txt")], store)
        after = client.get("/v1/search", params={"q": "Which mill closed a boiler?"}).json()
    assert set(generations) <= {before, after["generation"]}
    assert generations[0] == before != after["generation"]
    assert sources(after) == {"peat.txt", "mill.txt"}


def _ask_during(client: httpx.Client, files: list[str], store: Store) -> list[str]:
    """The generations that answered while another process indexed; every answer must be sound."""
    command = [sys.executable, "-c", "from search_api.cli import main; main()", "index", *files]
    process = subprocess.Popen([*command, "--data", str(store.folder)], stdout=subprocess.DEVNULL)
    generations = []
    while process.poll() is None:
        response = client.get("/v1/search", params={"q": "How much carbon does peat hold?"})
        assert response.status_code == 200, response.text
        assert response.json()["results"][0]["text"].startswith("Peat holds")
        generations.append(response.json()["generation"])
        time.sleep(0.02)
    assert process.returncode == 0
    return generations


def _document(get: Get, source: str) -> str:
    return next(report["id"] for report in get("/v1/documents")["documents"] if report["source"] == source)
