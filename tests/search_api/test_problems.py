"""Errors: application/problem+json, and a sentence that names the parameter and says what it may be."""

from typing import Any

import httpx
import pytest
from faces import Library

from search_api.app import create_app
from search_api.problems import MEDIA_TYPE


def assert_problem(response: httpx.Response, status: int, *words: str) -> None:
    problem = response.json()
    assert response.status_code == status
    assert response.headers["content-type"] == MEDIA_TYPE
    assert problem.keys() == {"type", "title", "status", "detail", "instance", "request_id"}
    assert problem["status"] == status
    assert problem["instance"] == response.request.url.path
    assert [word for word in words if word not in problem["detail"]] == []


@pytest.mark.parametrize(
    ("parameter", "value", "words"),
    [
        ("q", "x" * 2001, "2000"),
        ("k", 0, "greater than or equal to 1"),
        ("k", 101, "less than or equal to 100"),
        ("k", "ten", "integer"),
        ("offset", -1, "greater than or equal to 0"),
        ("mode", "psychic", "'hybrid', 'dense' or 'lexical'"),
        ("entity", "mechanism:neaspek", "Did you mean mechanism:neaspec"),
        ("entity", "zzz", "sdgsearch entities"),
        ("entity", ["sdg:1"] * 101, "100"),
        ("basis", "rumoured", "'stated'"),
        ("document", "peat.txt", "[0-9a-f]{16}"),
        ("language", "English", "[a-z]{2,3}"),
        ("kind", "prose", "'paragraph'"),
        ("year_from", "long ago", "integer"),
        ("year_to", 10**30, "9999"),
        ("facets", "colour", "'sdg'"),
        ("explain", "maybe", "boolean"),
        ("generation", "../../etc", "sdgsearch generations"),
        ("colour", "green", "no such parameter"),
    ],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_wrong_parameter_is_refused_by_name(
    client: httpx.Client, method: str, parameter: str, value: Any, words: str
) -> None:
    listed = value if not isinstance(value, str) or parameter not in _LISTS else [value]
    asked = {"params": {parameter: value}} if method == "GET" else {"json": {parameter: listed}}
    response = client.request(method, "/v1/search", **asked)
    assert_problem(response, 404 if parameter == "generation" else 422, parameter, words)


_LISTS = {"entity", "exclude", "document", "language", "kind", "facets"}


def test_years_the_wrong_way_round_are_refused(client: httpx.Client) -> None:
    response = client.get("/v1/search", params={"year_from": 2020, "year_to": 2010})
    assert_problem(response, 422, "year_to = '2010': it is before year_from, 2020")


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ({}, "one key with its value"),
        ({"and": 3}, "takes a list"),
        ({"not": 3}, "one key with its value"),
        ({"colour": "green"}, "there is no key 'colour'"),
        ({"entity": "sdg:99"}, "Did you mean"),
        ({"kind": "prose"}, "'paragraph'"),
        ({"year_from": "2020"}, "number"),
        ({"year_to": 10**30}, "9999"),
        ({"or": [{"kind": "table"}] * 101}, "more than 100 conditions"),
        ({"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {"not": {}}}}}}}}}}}, "one key"),
    ],
)
def test_a_wrong_filter_is_refused_with_what_it_may_be(
    client: httpx.Client, condition: dict[str, Any], words: str
) -> None:
    assert_problem(client.post("/v1/search", json={"filter": condition}), 422, words)


def test_an_entity_to_exclude_that_is_unknown_is_refused_with_a_suggestion(client: httpx.Client) -> None:
    assert_problem(client.get("/v1/search", params={"exclude": "sdg:99"}), 422, "'sdg:99'", "Did you mean sdg:9")


@pytest.mark.parametrize("body", ['{"filter": {"document": "\\ud800"}}', '{"entity": ["\\ud800"]}', '{"q": "\\ud800"}'])
def test_half_a_character_is_refused(client: httpx.Client, body: str) -> None:
    response = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert_problem(response, 422)


@pytest.mark.parametrize("depth", [20, 5000])
def test_a_filter_nested_too_deep_is_refused(client: httpx.Client, depth: int) -> None:
    body = '{"filter": ' + '{"not": ' * depth + '{"kind": "table"}' + "}" * depth + "}"
    response = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert_problem(response, response.status_code)
    assert response.status_code in (400, 422)


@pytest.mark.parametrize("body", ["", "{", "[]", "haze"])
def test_a_body_that_is_no_json_object_is_refused(client: httpx.Client, body: str) -> None:
    response = client.post("/v1/search", content=body, headers={"content-type": "application/json"})
    assert_problem(response, 422, "body")


@pytest.mark.parametrize("path", ["/v1/entities?k=0", "/v1/entities?kind=colour", "/v1/matrix?rows=colour"])
def test_other_addresses_refuse_wrong_parameters_too(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path), 422, path.partition("?")[2].partition("=")[0])


@pytest.mark.parametrize("path", ["/v1/documents", "/v1/entities", "/v1/passages/0123456789abcdef-0-9"])
def test_a_generation_that_is_not_kept_is_not_found(client: httpx.Client, path: str) -> None:
    assert_problem(client.get(path, params={"generation": "20010101"}), 404, "generation", "'20010101'")


def test_an_unknown_address_and_a_wrong_method_are_problems_as_well(client: httpx.Client) -> None:
    assert_problem(client.get("/v1/nowhere"), 404)
    refused = client.delete("/v1/documents")
    assert_problem(refused, 405)
    assert refused.headers["allow"] == "GET, HEAD, OPTIONS, POST"


def test_what_nobody_foresaw_is_a_problem_that_gives_nothing_away(library: Library) -> None:
    class Broken:
        store = library.store

        def searcher(self, _: str | None = None) -> None:
            raise RuntimeError("the password is swordfish")

    from fastapi.testclient import TestClient

    response = TestClient(create_app(Broken()), "http://localhost").get("/v1/documents")  # type: ignore[arg-type]
    assert_problem(response, 500, "its log says what")
    assert "swordfish" not in response.text


def test_a_question_of_odd_characters_is_only_a_question(client: httpx.Client, library: Library) -> None:
    for question in ('"', "NEAR(", "a\x00b", "%", "'; DROP TABLE passages; --", "*", "🐯" * 400, "-" * 2000):
        assert client.get("/v1/search", params={"q": question}).status_code == 200
