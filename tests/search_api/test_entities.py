"""`/v1/entities`: the vocabulary with how often each entity is mentioned."""

from faces import Get, Library, fits

SHAPE = {
    "generation": str,
    "total": int,
    "entities": [
        {"id": str, "kind": str, "label": str, "names": dict, "passages": int, "documents": int},
    ],
}


def test_entities_have_exactly_these_fields_and_the_most_mentioned_come_first(get: Get, library: Library) -> None:
    answer = get("/v1/entities", k=1000)
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


def test_a_kind_can_be_chosen_and_slices_follow_one_another(get: Get) -> None:
    whole = get("/v1/entities", kind="forum", k=10)
    parts = [get("/v1/entities", kind="forum", k=5, offset=offset) for offset in (0, 5)]
    assert {entity["kind"] for entity in whole["entities"]} == {"forum"}
    assert [entity for part in parts for entity in part["entities"]] == whole["entities"]
