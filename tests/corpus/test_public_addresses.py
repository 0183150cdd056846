"""Fetching reaches the internet and nothing nearer, whatever a name says, and whenever it says it."""

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from corpus.catalogue import Source
from corpus.fetching import FetchSettings, State, fetch
from corpus.public_addresses import PrivateAddress, PublicOnly, is_public

PDF = b"%PDF-1.7\n" + bytes(3000)
FORBIDDEN = (
    "127.0.0.1",
    "127.8.8.8",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1%eth0",
    "fc00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "64:ff9b::7f00:1",
    "2002:7f00:1::",
)


@pytest.mark.parametrize("address", FORBIDDEN)
def test_an_address_of_this_machine_or_network_is_none_of_the_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["9.9.9.9", "2620:fe::fe", "64:ff9b::909:909"])
def test_an_address_of_the_internet_is_one(address: str) -> None:
    assert is_public(address)


@pytest.fixture
def site() -> Iterator[str]:
    """A server of this machine: /report.pdf, and /away, which leads to it. It gives its port."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            away = self.path == "/away"
            self.send_response(302 if away else 200)
            if away:
                self.send_header("Location", f"http://localhost:{self.server.server_address[1]}/report.pdf")
            self.send_header("Content-Type", "text/plain" if self.path == "/robots.txt" else "application/pdf")
            self.end_headers()
            self.wfile.write(b"" if self.path == "/robots.txt" else PDF)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield str(server.server_port)
    server.shutdown()
    thread.join()
    server.server_close()


class Names:
    """Answers for names of the test's own, each time the next of its addresses (the last is repeated)."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.known: dict[str, list[str]] = {}
        self._real = socket.getaddrinfo
        monkeypatch.setattr(socket, "getaddrinfo", self)

    def __call__(self, host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        answers = self.known.get(host)
        address = (answers.pop(0) if len(answers) > 1 else answers[0]) if answers else host
        return self._real(address, port, *rest, **named)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    for variable in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    return Names(monkeypatch)


def _fetched(url: str, folder: Path) -> Any:
    source = Source("Rain", "Rain Office", 2021, "en", url, "CC0-1.0", "pdf", "rain.pdf")
    [outcome] = fetch(
        [source], folder, settings=FetchSettings(delay_s=0, timeout_s=5, attempts=1), sleep=lambda _: None
    )
    return outcome


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "intranet.example"])
def test_a_report_on_this_machine_is_not_fetched_under_any_name(
    site: str, names: Names, tmp_path: Path, host: str
) -> None:
    names.known["intranet.example"] = ["127.0.0.1"]
    outcome = _fetched(f"http://{host}:{site}/report.pdf", tmp_path)
    assert outcome.state is State.FAILED
    assert "of this machine or network" in outcome.reason
    assert not (tmp_path / "rain.pdf").exists()


def test_a_redirect_to_this_machine_is_not_followed(
    site: str, names: Names, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names.known["reports.example"] = ["127.0.0.1"]
    let_in = [True, True]  # robots.txt, and the page that leads away
    monkeypatch.setattr("corpus.public_addresses.is_public", lambda address: bool(let_in and let_in.pop()))
    outcome = _fetched(f"http://reports.example:{site}/away", tmp_path)
    assert outcome.state is State.FAILED
    assert "localhost is 127.0.0.1" in outcome.reason or "localhost is ::1" in outcome.reason


def test_a_name_that_answers_differently_the_second_time_gains_nothing(names: Names) -> None:
    names.known["rebinding.example"] = ["9.9.9.9", "127.0.0.1"]
    asked: list[httpx.Request] = []

    class Recording(PublicOnly):
        """Notes what would be connected to."""

    def note(self: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(httpx.HTTPTransport, "handle_request", note)
        with httpx.Client(transport=Recording()) as client:
            client.get("https://rebinding.example/report.pdf")
            with pytest.raises(PrivateAddress):
                client.get("https://rebinding.example/report.pdf")
    [request] = asked
    assert request.url.host == "9.9.9.9"
    assert request.headers["host"] == "rebinding.example"
    assert request.extensions["sni_hostname"] == "rebinding.example"


def test_where_the_settings_say_so_this_machine_is_asked(site: str, names: Names, tmp_path: Path) -> None:
    source = Source("Rain", "Rain Office", 2021, "en", f"http://127.0.0.1:{site}/report.pdf", "CC0-1.0", "pdf", "r.pdf")
    [outcome] = fetch([source], tmp_path, settings=FetchSettings(delay_s=0, private=True))
    assert outcome.state is State.FETCHED
