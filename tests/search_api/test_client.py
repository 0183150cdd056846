"""The client of the HTTP API: typed answers, sentences for errors, patience; and the command line through it."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import Get, Library, Ran, Shelf

from search_api.client import Client, Refused, Unreachable
from search_api.key_schemas import KeyIn
from search_api.parameters import QuoteIn
from search_api.ruling_schemas import RulingIn

Run = Callable[..., Ran]
Answering = Callable[..., Client]


@pytest.fixture(scope="module")
def remote(client: httpx.Client) -> Iterator[Client]:
    """A client of the library's server."""
    with Client(str(client.base_url)) as remote:
        yield remote


@pytest.fixture
def pauses() -> list[float]:
    """The seconds that the client of the test waited, each time."""
    return []


@pytest.fixture
def answering(pauses: list[float]) -> Answering:
    """A client of a service that gives these answers, one after the other, then the last one again."""

    def make(*answers: httpx.Response, **options: Any) -> Client:
        left = list(answers)
        transport = httpx.MockTransport(lambda _: left.pop(0) if len(left) > 1 else left[0])
        return Client("http://reports.test", transport=transport, sleep=pauses.append, **options)

    return make


def test_answers_are_the_services_own_models(remote: Client, get: Get) -> None:
    answer = remote.search(q="acid rain", k=2, facets=["sdg"])
    told = get("/v1/search", q="acid rain", k=2, facets="sdg")
    assert json.loads(answer.model_dump_json()) | {"took_ms": 0} == told | {"took_ms": 0}


def test_a_nested_filter_and_an_export_go_the_same_way(remote: Client) -> None:
    assert remote.search(filter={"year_from": 2020}, k=1).results[0].citation.year is not None
    assert remote.export(q="haze", format="csv").startswith(b"quote,title,")


def test_all_passages_are_walked_through_slice_by_slice(remote: Client) -> None:
    walked = [one.passage_id for one in remote.passages(document=[], language=["en"], k=7)]
    assert len(walked) == len(set(walked)) == remote.search(language=["en"], k=1).total > 14


def test_every_reading_operation_has_its_method(remote: Client, tmp_path: Path) -> None:
    found = remote.search(q='"Each ministry pays for its own stations"').results[0]
    id, document = found.passage_id, found.document_id
    quote = QuoteIn(quote="Each ministry pays for its own stations")
    assert remote.passage(id, context=1).passage.text == found.text
    assert remote.citation(id, "harvard").style == "harvard"
    assert [one.state for one in remote.verify([quote, quote])] == ["exact", "exact"]
    assert remote.entities("neacap").entities[0].id == "mechanism:neacap"
    assert remote.suggest("neaca").suggestions[0].id == "mechanism:neacap"
    assert remote.entity("mechanism:neaspec").children
    assert remote.entity_passages("mechanism:neaspec", k=1).total > 1
    assert remote.matrix(rows="country", cols="topic", by="year").by_year
    assert remote.documents(q="haze").total == 1
    assert remote.document(document).page_list
    assert remote.file(document, tmp_path / "haze.pdf").read_bytes().startswith(b"%PDF")
    assert remote.page(document, 2, width=60).startswith(b"\x89PNG")
    assert (remote.health().status, remote.ready().status) == ("ok", "ok")


def test_a_problem_is_raised_with_its_sentence_and_status(remote: Client) -> None:
    with pytest.raises(Refused, match="Did you mean mechanism:neacap") as raised:
        remote.entity("mechanism:neacup")
    assert raised.value.status == 404


def test_a_service_that_is_busy_is_asked_again_when_it_says(answering: Answering, pauses: list[float]) -> None:
    busy, well = httpx.Response(429, headers={"Retry-After": "3"}), httpx.Response(200, json={"status": "ok"})
    assert answering(busy, httpx.Response(503), well).health().status == "ok"
    assert pauses[0] == 3
    assert 1 <= pauses[1] <= 1.5


def test_a_service_that_stays_busy_is_given_up_with_its_sentence(answering: Answering, pauses: list[float]) -> None:
    with pytest.raises(Refused, match="Nothing is indexed"):
        answering(httpx.Response(503, json={"detail": "Nothing is indexed."})).ready()
    assert len(pauses) == 4


def test_fields_that_a_newer_service_adds_are_passed_over(answering: Answering) -> None:
    assert answering(httpx.Response(200, json={"status": "ok", "weather": "fair"})).health().status == "ok"


def test_an_answer_that_is_no_problem_is_told_by_its_status(answering: Answering) -> None:
    with pytest.raises(Refused, match="502 Bad Gateway"):
        answering(httpx.Response(502, text="<html>")).health()


def test_no_service_at_the_address_is_told_with_what_to_check() -> None:
    with Client("http://127.0.0.1:9", timeout=1) as nowhere, pytest.raises(Unreachable, match="--server"):
        nowhere.health()


def test_the_key_is_sent_and_never_shown(answering: Answering) -> None:
    seen: list[str] = []

    def answer(request: httpx.Request) -> httpx.Response:
        seen.append(request.headers["authorization"])
        return httpx.Response(200, json={"status": "ok"})

    client = Client("http://reports.test", key="sdgs_secret", transport=httpx.MockTransport(answer))
    client.health()
    assert seen == ["Bearer sdgs_secret"]
    assert "secret" not in repr(client)


@pytest.mark.parametrize(
    "command",
    [
        ["search", "Who measures acid rain?", "-k", 3],
        ["search", "acid rian", "--mode", "lexical", "--facet", "sdg", "--json", "--explain"],
        ["search", "haze", "-k", 2, "--format", "markdown"],
        ["passage", "{passage}", "--context", 1],
        ["passage", "{passage}", "--json"],
        ["entities", "--kind", "mechanism"],
        ["verify", "{quotes}"],
        ["verify", "{quotes}", "--json"],
    ],
)
def test_the_command_line_prints_the_same_of_a_remote_service(
    run: Run, client: httpx.Client, library: Library, remote: Client, tmp_path: Path, command: list[object]
) -> None:
    found = remote.search(q='"Each ministry pays for its own stations"').results[0]
    quotes = tmp_path / "quotes.md"
    quotes.write_text(f"> Each ministry pays for its own boats.\n\n[{found.passage_id}]\n\n> Penguins sleep.\n")
    given = [str(part).format(passage=found.passage_id, quotes=quotes) for part in command]
    local = run(*given, "--data", library.store.folder)
    distant = run(*given, "--server", client.base_url)
    assert (_timeless(distant.out), distant.code) == (_timeless(local.out), local.code)
    assert local.out


def test_a_key_file_opens_a_service(run: Run, client: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("sdgs_nothing\n")
    ran = run("search", "haze", "--server", client.base_url, "--key-file", tmp_path / "key")
    assert (ran.code, "opens nothing" in ran.err) == (1, True)


def test_a_service_that_is_not_there_is_one_sentence(run: Run) -> None:
    ran = run("entities", "--server", "http://127.0.0.1:9")
    assert (ran.code, "No answer from http://127.0.0.1:9" in ran.err) == (1, True)


def _timeless(answer: str) -> str:
    """The answer without the time that it took."""
    return re.sub(r'"took_ms":[0-9.]+', "", answer)


def test_quotes_of_a_report_with_a_new_edition_are_found_in_that(shelf: Shelf) -> None:
    kept, moved, changed, gone = (
        "Smoke of dry fields goes as far as Busan every spring.",
        "Wet peat does not burn.",
        "The ministry counts nineteen bogs on both banks of the river.",
        "Cranes rest on the roofs of the town in autumn.",
    )
    with Client(str(shelf.client.base_url)) as client:
        old = {row.source: row.id for row in client.documents(generation=shelf.old).documents}
        new = {row.source: row.id for row in client.documents().documents}
        of_peat = [QuoteIn(quote=words, document=old["peat.md"], start=0, end=5) for words in (moved, changed, gone)]
        answers = client.verify([QuoteIn(quote=kept, document=old["haze.md"]), *of_peat])
    assert [answer.state for answer in answers] == ["exact", "moved", "changed", "gone"]
    assert [answer.document for answer in answers] == [new["haze.md"], new["peat.md"], new["peat.md"], ""]
    assert [(edit.quoted, edit.now) for edit in answers[2].difference] == [("nineteen", "forty")]


def test_every_operation_has_its_method(client: httpx.Client, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        asked.append((request.method.lower(), request.url.path))
        return httpx.Response(404, json={"detail": "Nothing is here."})

    _ask_everything(Client("http://reports.test", transport=httpx.MockTransport(refuse)), tmp_path)
    operations = {
        (method, re.sub(r"{[^}]*}", "1", path))
        for path, methods in client.get("/openapi.json").json()["paths"].items()
        for method in methods
    }
    searched_with_a_body = {("get", "/v1/search"), ("get", "/metrics")}
    assert set(asked) == operations - searched_with_a_body


def _ask_everything(client: Client, folder: Path) -> None:
    report = folder / "report.txt"
    report.write_text("Peat.")
    calls: list[Callable[[], object]] = [
        client.search, lambda: client.passage("1"), lambda: client.citation("1"), lambda: client.verify([]),
        client.entities, lambda: client.suggest("1"), lambda: client.entity("1"), lambda: client.entity_passages("1"),
        client.matrix, client.documents, lambda: client.document("1"), lambda: client.file("1", folder / "copy"),
        lambda: client.page("1", 1), lambda: client.upload(report), client.rulings,
        lambda: client.rule("1", RulingIn()), client.start_job, client.jobs, lambda: client.job("1"),
        lambda: list(client.follow_job("1")), lambda: client.cancel_job("1"), client.unread_files,
        lambda: client.retry_file("1"), client.generations, lambda: client.activate("1"), client.keys,
        lambda: client.add_key(KeyIn(name="reader")), lambda: client.revoke_key("1"), client.health, client.ready,
    ]  # fmt: skip
    for call in calls:
        with pytest.raises(Refused):
            call()


def test_an_id_is_no_way_to_another_address(answering: Answering) -> None:
    seen: list[str] = []

    def refuse(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.raw_path.decode())
        return httpx.Response(404)

    client = Client("http://reports.test", transport=httpx.MockTransport(refuse))
    with pytest.raises(Refused):
        client.entity("a/b?c=d#e")
    assert seen == ["/v1/entities/a%2Fb%3Fc%3Dd%23e"]
