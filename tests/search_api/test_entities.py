"""`/v1/entities`: the vocabulary with how often each entity is mentioned."""

from types import NoneType
from typing import Any

import httpx
import pytest
from faces import Get, Library, fits

SHAPE: dict[str, Any] = {
    "generation": str,
    "total": int,
    "entities": [
        {"id": str, "kind": str, "label": str, "names": dict, "passages": int, "documents": int},
    ],
}


def test_entities_have_exactly_these_fields_and_the_most_mentioned_come_first(get: Get, library: Library) -> None:
    answer = get("/v1/entities", k=2000)
    counts = [entity["passages"] for entity in answer["entities"]]
    assert fits(answer, SHAPE)
    assert answer["generation"] == library.live
    assert answer["total"] == len(counts) > 600
    assert counts == sorted(counts, reverse=True)


def test_the_count_of_an_entity_is_the_total_of_the_search_for_it(get: Get) -> None:
    for entity in get("/v1/entities", k=12)["entities"]:
        assert entity["passages"] == get("/v1/search", entity=entity["id"])["total"] > 0


def test_a_name_in_any_language_finds_an_entity(get: Get) -> None:
    for name in ("NEACAP", "neacap", "北東アジアクリーンエア", "동북아 청정대기", "mechanism:neacap"):
        assert "mechanism:neacap" in [entity["id"] for entity in get("/v1/entities", q=name)["entities"]]


def test_names_are_listed_by_language(get: Get) -> None:
    [names] = [
        e["names"] for e in get("/v1/entities", q="mechanism:neacap")["entities"] if e["id"] == "mechanism:neacap"
    ]
    assert set(names) == {"en", "zh", "ja", "ko", "ru", "mn"}


def test_an_entity_says_which_goals_it_serves_and_how_its_meetings_are_numbered(get: Get) -> None:
    temm = get("/v1/entities/mechanism:temm")
    assert "sdg:17.16" in temm["sdgs"]
    assert "TEMM#" in temm["series"]


def test_a_kind_can_be_chosen_and_slices_follow_one_another(get: Get) -> None:
    whole = get("/v1/entities", kind="forum", k=10)
    parts = [get("/v1/entities", kind="forum", k=5, offset=offset) for offset in (0, 5)]
    assert {entity["kind"] for entity in whole["entities"]} == {"forum"}
    assert [entity for part in parts for entity in part["entities"]] == whole["entities"]


COUNTS = {"passages": int, "stated_passages": int, "inferred_passages": int}
RELATED = {"id": str, "kind": str, "label": str, "passages": int, "documents": int}
DETAIL = SHAPE["entities"][0] | {
    "generation": str,
    "translated": [str],
    "acronyms": [str],
    "definition": str,
    "url": str,
    "start": str,
    "members": [str],
    "series": [str],
    "sdgs": [str],
    "colour": str,
    "iri": str,
    "former_iris": [str],
    "parents": [RELATED],
    "children": [RELATED],
    "stated_passages": int,
    "inferred_passages": int,
    "by_document": [{"document_id": str, "title": str, "year": (int, NoneType), **COUNTS}],
    "by_year": [{"year": (int, NoneType), "documents": int, **COUNTS}],
    "beside": [RELATED],
}


SUGGESTION = RELATED | {"name": str, "language": (str, NoneType), "match": str}


def test_an_entity_has_exactly_these_fields(get: Get) -> None:
    answer = get("/v1/entities/mechanism:neaspec")
    assert fits(answer, DETAIL)
    assert "mechanism:neacap" in [child["id"] for child in answer["children"]]
    assert get("/v1/entities/mechanism:neacap")["parents"][0]["id"] == "mechanism:neaspec"


def test_the_counts_of_an_entity_agree_with_each_other(get: Get) -> None:
    answer = get("/v1/entities/mechanism:neaspec")
    assert answer["passages"] == sum(row["passages"] for row in answer["by_document"])
    assert answer["passages"] == sum(row["passages"] for row in answer["by_year"])
    assert answer["documents"] == len(answer["by_document"])
    assert answer["stated_passages"] <= answer["passages"]


def test_what_is_named_beside_an_entity_is_in_as_many_of_its_passages(get: Get) -> None:
    beside = get("/v1/entities/mechanism:neaspec")["beside"]
    assert any(get(f"/v1/entities/{one['id']}")["children"] for one in beside)
    for other in beside:
        listed = get("/v1/entities/mechanism:neaspec/passages", beside=other["id"], k=1)
        assert listed["total"] == other["passages"] > 0


def test_every_passage_of_an_entity_is_listed_in_reading_order(get: Get) -> None:
    answer = get("/v1/entities/mechanism:neaspec/passages", k=100)
    total = get("/v1/entities/mechanism:neaspec")["passages"]
    assert answer["total"] == total == len(answer["results"])
    assert answer == get("/v1/search", entity="mechanism:neaspec", k=100) | {"took_ms": answer["took_ms"]}


def test_by_relevance_the_same_passages_are_listed_in_another_order(get: Get) -> None:
    reading = get("/v1/entities/mechanism:neaspec/passages", k=100)
    relevance = get("/v1/entities/mechanism:neaspec/passages", k=100, order="relevance")
    ids = [[result["passage_id"] for result in answer["results"]] for answer in (reading, relevance)]
    assert sorted(ids[0]) == sorted(ids[1])
    assert relevance["results"][0]["score"] > 0


def test_an_entity_that_the_vocabulary_lacks_is_not_found_and_those_like_it_are_told(client: httpx.Client) -> None:
    for path in ("/v1/entities/mechanism:neacup", "/v1/entities/mechanism:neacup/passages"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert "mechanism:neacap" in answer.json()["detail"]


def test_an_id_that_is_no_longer_used_is_not_found_and_its_successor_is_told(client: httpx.Client) -> None:
    answer = client.get("/v1/entities/programme:our-common-future")
    assert answer.status_code == 404
    assert "'organization:wced' took its place" in answer.json()["detail"]
    assert client.get("/v1/entities/organization:wced").status_code == 200


def test_translated_names_are_told_from_those_in_use(get: Get) -> None:
    assert get("/v1/entities/sdg:2.2.4")["translated"] == ["zh", "ja", "ko", "ru"]
    assert get("/v1/entities/mechanism:neaspec")["translated"] == []


def test_an_unknown_entity_beside_is_a_wrong_parameter(client: httpx.Client) -> None:
    answer = client.get("/v1/entities/mechanism:neacap/passages", params={"beside": "sdg:99"})
    assert answer.status_code == 422


def test_a_question_ranks_the_passages_of_an_entity_and_leaves_none_out(get: Get) -> None:
    ranked = get("/v1/entities/mechanism:neaspec/passages", q="Who pays for the yearly meeting?", k=100)
    assert "pays for the yearly meeting" in ranked["results"][0]["text"]
    assert ranked["total"] == get("/v1/entities/mechanism:neaspec")["passages"]


def test_a_question_and_reading_order_exclude_each_other(client: httpx.Client) -> None:
    answer = client.get("/v1/entities/mechanism:neaspec/passages", params={"q": "money", "order": "reading"})
    assert (answer.status_code, "leave one of the two out" in answer.json()["detail"]) == (422, True)


@pytest.mark.parametrize("basis", ["stated", "inferred"])
def test_the_passages_of_a_report_a_year_and_a_basis_are_as_many_as_counted(get: Get, basis: str) -> None:
    answer = get("/v1/entities/sdg:14")
    for row in answer["by_document"]:
        listed = get("/v1/entities/sdg:14/passages", document=row["document_id"], basis=basis)
        assert listed["total"] == row[f"{basis}_passages"]
    for row in answer["by_year"]:
        years = {"undated": True} if row["year"] is None else {"year_from": row["year"], "year_to": row["year"]}
        assert get("/v1/entities/sdg:14/passages", basis=basis, **years)["total"] == row[f"{basis}_passages"]


def test_what_is_typed_is_completed_with_the_name_that_matches_and_its_language(get: Get) -> None:
    answer = get("/v1/entities/suggest", q="동북아 청")
    assert fits(answer, {"generation": str, "query": str, "suggestions": [SUGGESTION]})
    first = answer["suggestions"][0]
    assert (first["id"], first["language"], first["match"]) == ("mechanism:neacap", "ko", "prefix")
    assert first["passages"] == get("/v1/entities/mechanism:neacap")["passages"]


def test_completions_can_be_of_one_kind(get: Get) -> None:
    answer = get("/v1/entities/suggest", q="north", kind="country")
    assert {one["kind"] for one in answer["suggestions"]} == {"country"}
