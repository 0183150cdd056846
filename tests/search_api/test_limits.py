"""What the service puts up with: so many requests, so long a body, so many searches at once, so slow a client."""

import asyncio
import socket
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import Library, Linked, Serve
from test_problems import assert_problem

from index.stages import Cancelled
from search_api import patient_protocol
from search_api.access import Role
from search_api.errors import Busy
from search_api.keys import Keys
from search_api.metrics import Metrics
from search_api.middleware.slow_clients import SlowClients
from search_api.service_settings import ServiceSettings
from search_api.turns import Turns


def test_more_requests_in_a_minute_than_a_key_has_are_refused_until_later(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    store = Linked(library, tmp_path / "data")
    mine, yours = ({"X-API-Key": Keys(store.keys).add(name)[1]} for name in ("mine", "yours"))
    with serve(store, settings=ServiceSettings(requests_per_key=3, requests_per_address=2)) as client:
        left = [client.get("/v1/keys", headers=mine).headers["ratelimit"].split(";")[1] for _ in range(3)]
        assert left == ["r=2", "r=1", "r=0"]
        refused = client.get("/v1/keys", headers=mine)
        assert_problem(refused, 429, "More than 3 requests")
        assert 1 <= int(refused.headers["retry-after"]) <= 60
        assert refused.headers["ratelimit-policy"] == '"minute";q=3;w=60'
        assert client.get("/v1/keys", headers=yours).status_code == 403
        assert [client.get("/v1/matrix").status_code for _ in range(3)] == [200, 200, 429]
        assert client.get("/v1/matrix", headers={"X-API-Key": "forged"}).status_code == 429
        assert [client.get("/healthz").status_code for _ in range(5)] == [200] * 5


def test_behind_a_trusted_proxy_each_of_its_guests_has_a_limit_of_its_own(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    settings = ServiceSettings(requests_per_address=1, proxies=("127.0.0.1",), anonymous=True)
    store = Linked(library, tmp_path / "data")
    Keys(store.keys).add("owner", Role.ADMIN)
    with serve(store, settings=settings) as client:

        def ask(address: str) -> int:
            return client.get("/v1/matrix", headers={"X-Forwarded-For": address}).status_code

        assert [ask("192.0.2.1"), ask("192.0.2.2"), ask("192.0.2.1")] == [200, 200, 429]
        assert [ask("2001:db8::1"), ask("2001:db8::2"), ask("2001:db8:0:1::1")] == [200, 429, 200]
        assert ask("198.51.100.9, 192.0.2.1") == 429


def test_an_address_that_a_client_invents_is_not_believed(library: Library, serve: Serve, tmp_path: Path) -> None:
    store = Linked(library, tmp_path / "data")
    Keys(store.keys).add("owner", Role.ADMIN)
    with serve(store, settings=ServiceSettings(requests_per_address=1)) as client:
        asked = [client.get("/v1/matrix", headers={"X-Forwarded-For": f"192.0.2.{n}"}).status_code for n in range(2)]
        assert asked == [200, 429]


def _pieces(size: int) -> Iterator[bytes]:
    for _ in range(0, size, 65536):
        yield b" " * 65536


@pytest.mark.parametrize("content", [b" " * 1_000_001, _pieces(4_000_000)], ids=["announced", "in pieces"])
def test_a_body_that_is_too_long_is_refused(client: httpx.Client, content: Any) -> None:
    headers = {"Content-Type": "application/json"}
    assert_problem(client.post("/v1/search", content=content, headers=headers), 413, "1,000,000 bytes")


def test_a_body_of_a_gigabyte_is_refused_before_it_is_sent(client: httpx.Client) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
        line.sendall(b"POST /v1/search HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n")
        line.sendall(b"Content-Length: 1000000000\r\n\r\n{")
        assert b" 413 " in line.recv(65536)


def test_a_stranger_can_not_even_send_what_only_a_curator_may_upload(
    library: Library, serve: Serve, tmp_path: Path
) -> None:
    store = Linked(library, tmp_path / "data")
    Keys(store.keys).add("owner", Role.ADMIN)
    with serve(store) as client:
        refused = client.post("/v1/documents", content=_pieces(4_000_000))
        assert refused.status_code in (401, 403, 405, 413)


def test_a_body_that_drips_in_is_given_up() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        while (await receive())["more_body"]:
            pass

    async def drip() -> dict[str, Any]:
        await asyncio.sleep(0.05)
        return {"type": "http.request", "body": b"x", "more_body": True}

    started = time.monotonic()
    with pytest.raises(Exception, match="too slowly"):
        asyncio.run(SlowClients(app, patience=0.3)({"type": "http"}, drip, None))  # type: ignore[arg-type]
    assert time.monotonic() - started < 3


def test_an_answer_that_nobody_takes_is_given_up() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.body", "body": b""})

    async def stuck(_: Any) -> None:
        await asyncio.sleep(60)

    with pytest.raises(TimeoutError):
        asyncio.run(SlowClients(app, patience=0.1)({"type": "http"}, None, stuck))  # type: ignore[arg-type]


def test_a_head_that_does_not_end_is_given_up(
    library: Library, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patient_protocol, "PATIENCE_S", 0.3)
    with serve(Linked(library, tmp_path / "data")) as client:
        assert client.get("/healthz").status_code == 200
        for whole in (b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"):
            with socket.create_connection((client.base_url.host, client.base_url.port), timeout=10) as line:
                line.sendall(whole)
                while whole and not line.recv(65536).endswith(b"}"):
                    pass
                line.sendall(b"GET /healthz HTTP/1.1\r\nX-Slow")
                assert line.recv(65536) == b""


@pytest.mark.parametrize("sent", [b"nonsense\r\n\r\n", b"GET /" + b"x" * 100_000, b"GET / HTTP/1.1\r\nA: \0\r\n\r\n"])
def test_what_is_no_http_is_a_problem_too(client: httpx.Client, sent: bytes) -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port), timeout=10) as line:
        line.sendall(sent)
        answer = line.recv(65536)
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert b"application/problem+json" in answer


def test_searches_beyond_those_that_may_wait_are_sent_away() -> None:
    async def scene() -> list[str]:
        turns, seen = Turns(at_once=2, waiting=1, metrics=Metrics()), list[str]()
        here = asyncio.create_task(asyncio.sleep(60))

        async def search(name: str) -> None:
            try:
                async with turns.turn(here):  # type: ignore[arg-type]
                    await asyncio.sleep(0.05)
                    seen.append(name)
            except Busy:
                seen.append(f"{name} is sent away")

        await asyncio.gather(*map(search, "abcd"))
        here.cancel()
        return seen

    assert asyncio.run(scene()) == ["d is sent away", "a", "b", "c"]


def test_whoever_hangs_up_while_waiting_leaves_its_turn_to_the_next() -> None:
    async def scene() -> Turns:
        turns = Turns(at_once=1, waiting=5, metrics=Metrics())
        here, gone = asyncio.create_task(asyncio.sleep(60)), asyncio.create_task(asyncio.sleep(0.02))
        async with turns.turn(here):  # type: ignore[arg-type]
            with pytest.raises(Cancelled):
                async with turns.turn(gone):  # type: ignore[arg-type]
                    pass
        async with turns.turn(here):  # type: ignore[arg-type]
            assert b"sdgsearch_searches_running 1.0" in turns.metrics.text()
        here.cancel()
        return turns

    turns = asyncio.run(scene())
    assert b"sdgsearch_searches_running 0.0" in turns.metrics.text()
    assert b"sdgsearch_searches_waiting 0.0" in turns.metrics.text()


class Slow:
    """Makes one stage of a search last until it is let go, as a big index would."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on, self.shown = threading.Event(), threading.Event(), threading.Event()
        from index import lexical
        from index.searcher import Searcher

        matches, found = lexical.matches, Searcher._found

        def slowly(*arguments: Any) -> Any:
            self.begun.set()
            self.go_on.wait(20)
            return matches(*arguments)

        def showing(*arguments: Any) -> Any:
            self.shown.set()
            return found(*arguments)

        monkeypatch.setattr(lexical, "matches", slowly)
        monkeypatch.setattr(Searcher, "_found", showing)


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> Iterator[Slow]:
    slow = Slow(monkeypatch)
    yield slow
    slow.go_on.set()


def _ask_and_hang_up(client: httpx.Client, slow: Slow, address: str = "/v1/search?q=peat&mode=lexical") -> None:
    with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
        line.sendall(f"GET {address} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        assert slow.begun.wait(20)


def _is_noted(client: httpx.Client, metric: str) -> bool:
    """Whether the metrics have it, now or in a moment."""
    for _ in range(200):
        if metric in client.get("/metrics").text:
            return True
        time.sleep(0.02)
    return False


def test_a_search_whose_client_has_gone_ends_at_the_next_stage(
    library: Library, serve: Serve, tmp_path: Path, slow: Slow
) -> None:
    with serve(Linked(library, tmp_path / "data")) as client:
        _ask_and_hang_up(client, slow)
        time.sleep(0.2)
        slow.go_on.set()
        assert _is_noted(client, "sdgsearch_searches_running 0.0")
        assert not slow.shown.is_set()
        assert _is_noted(client, 'route="/v1/search",status="499"')


def test_sqlite_at_work_is_interrupted_when_the_client_has_gone(
    library: Library, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index import lexical

    begun, ended = threading.Event(), threading.Event()

    def endless(database: Any, *_: Any) -> Any:
        begun.set()
        try:
            database.execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e11) SELECT sum(i) FROM n"
            ).fetchone()
        finally:
            ended.set()

    monkeypatch.setattr(lexical, "matches", endless)
    with serve(Linked(library, tmp_path / "data")) as client:
        with socket.create_connection((client.base_url.host, client.base_url.port)) as line:
            line.sendall(b"GET /v1/search?q=peat&mode=lexical HTTP/1.1\r\nHost: localhost\r\n\r\n")
            assert begun.wait(20)
            assert not ended.wait(0.3)
        assert ended.wait(5)
        monkeypatch.undo()
        assert client.get("/v1/search?q=peat&mode=lexical").status_code == 200


def test_a_search_with_a_patient_client_goes_on_to_its_end(
    library: Library, serve: Serve, tmp_path: Path, slow: Slow
) -> None:
    with serve(Linked(library, tmp_path / "data")) as client, ThreadPoolExecutor() as pool:
        answer = pool.submit(client.get, "/v1/search?q=peat&mode=lexical")
        assert slow.begun.wait(20)
        assert "sdgsearch_searches_running 1.0" in client.get("/metrics").text
        slow.go_on.set()
        assert answer.result().status_code == 200


def test_more_searches_than_run_and_wait_are_told_when_to_come_back(
    library: Library, serve: Serve, tmp_path: Path, slow: Slow
) -> None:
    settings = ServiceSettings(searches_at_once=1, searches_waiting=0)
    with serve(Linked(library, tmp_path / "data"), settings=settings) as client, ThreadPoolExecutor() as pool:
        answer = pool.submit(client.get, "/v1/search?q=peat&mode=lexical")
        assert slow.begun.wait(20)
        refused = client.get("/v1/documents")
        assert_problem(refused, 503, "1 searches are running")
        assert refused.headers["retry-after"] == "5"
        assert client.get("/healthz").status_code == 200
        slow.go_on.set()
        assert answer.result().status_code == 200
