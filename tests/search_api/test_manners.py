"""The manners of HTTP: tags and conditional requests, compression, request ids, methods, media types, headers."""

import base64
import hashlib
import re
from pathlib import Path

import httpx
import pytest
from faces import Library, Linked, Serve
from test_problems import assert_problem

from search_api.access import Role
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings

ADDRESSES = ("/v1/search?q=peat", "/v1/documents", "/v1/entities", "/v1/matrix", "/v1/search?format=csv")


@pytest.mark.parametrize("address", ADDRESSES)
def test_who_has_an_answer_already_is_told_so(client: httpx.Client, address: str) -> None:
    first = client.get(address)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}'):
        again = client.get(address, headers={"If-None-Match": known})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == tag
        assert again.headers["cache-control"] == first.headers["cache-control"] == "private, no-cache"


def test_another_question_and_another_generation_have_another_tag(client: httpx.Client, library: Library) -> None:
    tags = [
        client.get("/v1/search", params=asked).headers["etag"]
        for asked in ({"q": "peat"}, {"q": "haze"}, {"q": "peat", "k": 3}, {"q": "peat", "generation": library.kept})
    ]
    assert len(set(tags)) == 4


def test_after_a_switch_the_old_tag_holds_no_more(library: Library, serve: Serve, tmp_path: Path) -> None:
    store = Linked(library, tmp_path / "data")
    (store.folder / "CURRENT").unlink()
    (store.folder / "CURRENT").write_text(library.live)
    with serve(store) as client:
        tag = client.get("/v1/documents").headers["etag"]
        store.activate(library.kept)
        after = client.get("/v1/documents", headers={"If-None-Match": tag})
        assert (after.status_code, after.json()["generation"]) == (200, library.kept)


def test_what_another_caller_may_read_has_another_tag(library: Library, serve: Serve, tmp_path: Path) -> None:
    store = Linked(library, tmp_path / "data")
    words = [Keys(store.keys).add("a", Role.READER, labels)[1] for labels in ((), ("internal",), ("*",))]
    with serve(store) as client:
        answers = [client.get("/v1/documents", headers={"X-API-Key": key}) for key in words]
        assert len({answer.headers["etag"] for answer in answers}) == 3
        assert {answer.headers["cache-control"] for answer in answers} == {"private, no-cache"}
        anonymous = client.get("/v1/documents")
        assert anonymous.headers["cache-control"] == "public, no-cache"
        assert {"Authorization", "X-API-Key"} <= set(anonymous.headers["vary"].split(", "))


@pytest.mark.parametrize("address", ["/v1/search?k=0", "/v1/passages/nowhere", "/v1/keys"])
def test_a_problem_and_what_is_not_of_the_index_are_not_kept(client: httpx.Client, address: str) -> None:
    answer = client.get(address)
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers


def test_a_long_answer_is_compressed_for_who_can_take_it(client: httpx.Client) -> None:
    packed = client.get("/v1/entities", headers={"Accept-Encoding": "gzip"})
    plain = client.get("/v1/entities", headers={"Accept-Encoding": "identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["vary"]
    assert int(packed.headers["content-length"]) < len(plain.content) / 3
    assert packed.json() == plain.json()


def test_a_sound_request_id_comes_back_and_stands_in_problems(client: httpx.Client) -> None:
    refused = client.get("/v1/nowhere", headers={"X-Request-Id": "trace-4711"})
    assert refused.headers["x-request-id"] == refused.json()["request_id"] == "trace-4711"


@pytest.mark.parametrize("given", ["", "x" * 129, "two words", "<script>"])
def test_any_other_request_id_is_replaced(client: httpx.Client, given: str) -> None:
    made = client.get("/healthz", headers={"X-Request-Id": given}).headers["x-request-id"]
    assert re.fullmatch("[0-9a-f]{32}", made)


@pytest.mark.parametrize("address", ["/healthz", *ADDRESSES])
def test_head_answers_as_get_does_without_the_body(client: httpx.Client, address: str) -> None:
    asked, told = client.get(address), client.head(address)
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["content-type"] == asked.headers["content-type"]
    assert told.headers.get("etag") == asked.headers.get("etag")


@pytest.mark.parametrize(
    ("address", "methods"),
    [
        ("/v1/search", "GET, HEAD, OPTIONS, POST"),
        ("/v1/citations/verify", "OPTIONS, POST"),
        ("/healthz", "GET, HEAD, OPTIONS"),
    ],
)
def test_an_address_says_which_methods_it_has(client: httpx.Client, address: str, methods: str) -> None:
    told = client.options(address)
    assert (told.status_code, told.content, told.headers["allow"]) == (204, b"", methods)
    refused = client.request("BREW", address)
    assert_problem(refused, 405, methods)
    assert refused.headers["allow"] == methods


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        ("application/json", 200),
        ("*/*", 200),
        ("text/html, application/*;q=0.5", 200),
        ("text/html, */*;q=0", 406),
        ("application/json;q=0, */*", 406),
        ("text/csv", 406),
        ("nonsense", 200),
    ],
)
def test_an_answer_in_a_form_that_is_not_wanted_is_not_sent(client: httpx.Client, accept: str, status: int) -> None:
    answer = client.get("/v1/documents", headers={"Accept": accept})
    assert answer.status_code == status
    if status == 406:
        assert_problem(answer, 406, "application/json")


def test_a_file_is_sent_to_who_accepts_its_form(client: httpx.Client) -> None:
    assert client.get("/v1/search?format=csv", headers={"Accept": "text/csv"}).status_code == 200


@pytest.mark.parametrize(
    "form", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""]
)
def test_a_body_of_another_kind_is_refused_with_the_kind_that_is_taken(client: httpx.Client, form: str) -> None:
    headers = {"Content-Type": form} if form else {}
    answer = client.post("/v1/search", content=b'{"q": "peat"}', headers=headers)
    assert_problem(answer, 415, "application/json")


def test_a_browser_may_do_as_little_as_possible_with_an_answer(client: httpx.Client) -> None:
    headers = client.get("/v1/documents").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert headers["referrer-policy"] == "same-origin"
    assert "strict-transport-security" not in headers
    assert "server" not in headers


def test_the_page_of_the_documentation_loads_all_from_this_service_and_its_policy_lets_it(client: httpx.Client) -> None:
    page = client.get("/docs")
    policy = page.headers["content-security-policy"]
    loaded = re.findall(r'(?:src|href)="([^"]+)"|url: \'([^\']+)\'', page.text)
    assert [client.get(f"/{path or url}").status_code for path, url in loaded] == [200] * 4
    [script] = re.findall(r"<script>(.*?)</script>", page.text, re.DOTALL)
    assert base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() in policy
    assert "http" not in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("name", ["nothing.js", "..%2fcore.py", "%2e%2e%2fcore.py", "%00"])
def test_the_page_of_the_documentation_has_no_other_files(client: httpx.Client, name: str) -> None:
    assert_problem(client.get(f"/docs/{name}"), 404)


def test_only_sites_that_are_named_may_ask_from_a_browser(
    library: Library, serve: Serve, client: httpx.Client, tmp_path: Path
) -> None:
    page = {"Origin": "https://reader.example"}
    assert "access-control-allow-origin" not in client.get("/v1/documents", headers=page).headers
    settings = ServiceSettings(origins=("https://reader.example",))
    with serve(Linked(library, tmp_path / "data"), settings=settings) as named:
        assert named.get("/v1/documents", headers=page).headers["access-control-allow-origin"] == page["Origin"]
        evil = {"Origin": "https://evil.example"}
        assert "access-control-allow-origin" not in named.get("/v1/documents", headers=evil).headers
        assert_problem(
            named.options("/v1/documents", headers=evil | {"Access-Control-Request-Method": "GET"}), 400, "origin"
        )


def test_behind_a_trusted_proxy_with_tls_browsers_are_told_to_stay_with_it(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    forwarded = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    with serve(Linked(library, tmp_path / "one"), settings=ServiceSettings(proxies=("127.0.0.0/8",))) as client:
        assert "max-age" in client.get("/healthz", headers=forwarded).headers["strict-transport-security"]
    with serve(Linked(library, tmp_path / "two")) as client:
        assert "strict-transport-security" not in client.get("/healthz", headers=forwarded).headers
