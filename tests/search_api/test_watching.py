"""The service seen from outside: metrics, the log, readiness, and how it stops."""

import io
import json
import logging
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest
from faces import Library, Linked, Serve
from prometheus_client.parser import text_string_to_metric_families
from test_problems import assert_problem

from index.store import Store
from search_api import logs
from search_api.access import Role
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the service logs, as JSON."""
    written, root = io.StringIO(), logging.getLogger()
    levels = {name: logging.getLogger(name).level for name in ("", "uvicorn.error", "uvicorn.access", logs.NAME)}
    monkeypatch.setattr(root, "handlers", list(root.handlers))
    monkeypatch.setattr(sys, "stderr", written)
    logs.set_up_logs(as_json=True)
    yield written
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def _value(text: str, name: str, **labels: str) -> float:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    [value] = [one.value for one in samples if one.name == name and labels.items() <= one.labels.items()]
    return value


def test_requests_stages_and_what_is_indexed_are_counted(library: Library, serve: Serve, tmp_path: Path) -> None:
    with serve(Linked(library, tmp_path / "data")) as client:
        client.get("/v1/search", params={"q": "peat", "mode": "lexical"})
        client.get("/v1/passages/nowhere")
        client.get("/no/such/address")
        client.request("BREW", "/v1/search")
        text = client.get("/metrics").text
    assert _value(text, "sdgsearch_requests_total", route="/v1/search", status="200", method="GET") == 1
    assert _value(text, "sdgsearch_requests_total", route="/v1/passages/{id}", status="404") == 1
    assert _value(text, "sdgsearch_requests_total", route="none", status="404") == 1
    assert _value(text, "sdgsearch_requests_total", status="405", method="other") == 1
    assert _value(text, "sdgsearch_request_seconds_count", route="/v1/search") == 2
    for stage in ("filter", "words", "rank", "show"):
        assert _value(text, "sdgsearch_stage_seconds_count", stage=stage) == 1
    assert _value(text, "sdgsearch_index_documents") > 8
    assert _value(text, "sdgsearch_index_failed_files") == 1
    assert _value(text, "sdgsearch_index_pages_without_text") == 1
    assert _value(text, "sdgsearch_generation_age_seconds") > 0
    assert _value(text, "sdgsearch_generations") == 2
    assert _value(text, "sdgsearch_jobs", state="running") == 0


def test_before_the_first_index_there_are_metrics_too(serve: Serve, tmp_path: Path, library: Library) -> None:
    store = Linked(library, tmp_path / "data")
    (store.folder / "CURRENT").unlink()
    with serve(store) as client:
        assert "sdgsearch_index_documents" not in client.get("/metrics").text


def test_metrics_take_a_key_where_reading_takes_one(library: Library, serve: Serve, tmp_path: Path) -> None:
    store = Linked(library, tmp_path / "data")
    key = {"X-API-Key": Keys(store.keys).add("prometheus")[1]}
    with serve(store, settings=ServiceSettings(host="0.0.0.0")) as client:
        assert_problem(client.get("/metrics"), 401)
        assert client.get("/metrics", headers=key).status_code == 200
    with serve(store, settings=ServiceSettings(host="0.0.0.0", open_metrics=True)) as client:
        assert client.get("/metrics").status_code == 200


def test_the_log_says_who_asked_what_came_of_it_and_not_what_was_asked(
    library: Library, serve: Serve, tmp_path: Path, lines: io.StringIO
) -> None:
    store = Linked(library, tmp_path / "data")
    words = Keys(store.keys).add("press office", Role.READER)[1]
    with serve(store) as client:
        asked = {"Authorization": f"Bearer {words}", "X-Request-Id": "trace-1"}
        client.get("/v1/search", params={"q": "swordfish", "mode": "lexical"}, headers=asked)
        client.post("/v1/search", json={"q": "swordfish", "mode": "lexical", "k": 0}, headers=asked)
        client.get("/v1/documents/swordfish", headers=asked)
    assert "swordfish" not in lines.getvalue()
    assert words not in lines.getvalue()
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    first = next(event for event in events if event["event"] == "request")
    assert first["route"] == "/v1/search"
    assert (first["status"], first["key"], first["request_id"]) == (200, "press office", "trace-1")
    assert first["ms"] > 0
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+Z", first["timestamp"])


def test_the_words_of_questions_are_logged_where_the_settings_say_so(
    library: Library, serve: Serve, tmp_path: Path, lines: io.StringIO
) -> None:
    with serve(Linked(library, tmp_path / "data"), settings=ServiceSettings(log_queries=True)) as client:
        client.get("/v1/search", params={"q": "沙尘暴", "mode": "lexical"})
    assert json.loads(_request(lines))["query"] == "沙尘暴"


def _request(lines: io.StringIO) -> str:
    return next(line for line in lines.getvalue().splitlines() if '"route"' in line)


def test_what_nobody_foresaw_is_in_the_log_under_the_id_that_the_client_has(
    library: Library, serve: Serve, tmp_path: Path, lines: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.documents.documents", lambda *_: 1 / 0)
    with serve(Linked(library, tmp_path / "data")) as client:
        answer = client.get("/v1/documents", params={"q": "swordfish"}, headers={"X-Request-Id": "trace-2"})
        assert_problem(answer, 500, "its log says what")
        assert answer.headers["x-content-type-options"] == "nosniff"
    events = [json.loads(line) for line in lines.getvalue().splitlines()]
    fault = next(event for event in events if event["event"] == "unforeseen")
    assert fault["request_id"] == answer.json()["request_id"] == "trace-2"
    assert fault["exception"][0]["exc_type"] == "ZeroDivisionError"
    assert "swordfish" not in lines.getvalue()


def test_a_service_whose_model_can_not_be_had_is_not_ready(
    library: Library, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from ingest.embedding import EmbeddingError

    def absent(*_: object) -> None:
        raise EmbeddingError("The model can't be had.")

    monkeypatch.setattr("index.live.embedder_of", absent)
    with serve(Linked(library, tmp_path / "data")) as client:
        assert_problem(client.get("/readyz"), 503, "can't be had")
        assert client.get("/healthz").status_code == 200


def test_every_setting_of_the_service_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "service.md").read_text(encoding="utf-8")
    assert [name for name in ServiceSettings.model_fields if f"`{name.upper()}" not in page] == []


SLOW_SERVICE = """
import sys, time
from pathlib import Path
from index import lexical
from index.live import LiveIndex
from index.store import Store
from search_api.service_settings import ServiceSettings
from search_api.serving import serve_on

def slowly(*arguments, matches=lexical.matches):
    print("searching", flush=True)
    time.sleep(1.5)
    return matches(*arguments)

lexical.matches = slowly
serve_on(int(sys.argv[2]), LiveIndex(Store(Path(sys.argv[1]))), ServiceSettings(), lambda: None)
"""


def test_told_to_stop_the_service_finishes_what_it_serves_and_takes_nothing_new(
    library: Library, tmp_path: Path
) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-c", SLOW_SERVICE, str(Linked(library, tmp_path / "data").folder), str(port)]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    service = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, text=True)
    try:
        _wait_for(port, service)
        answers: list[httpx.Response] = []
        ask = threading.Thread(
            target=lambda: answers.append(
                httpx.get(f"http://127.0.0.1:{port}/v1/search?q=peat&mode=lexical", timeout=60)
            )
        )
        ask.start()
        assert service.stdout is not None
        assert service.stdout.readline() == "searching\n"
        service.send_signal(signal.SIGTERM)
        ask.join()
        assert answers[0].status_code == 200
        assert answers[0].json()["total"] > 0
        service.wait(30)
        with pytest.raises(httpx.ConnectError):
            httpx.get(f"http://127.0.0.1:{port}/healthz")
    finally:
        service.kill()
        service.communicate()


def test_who_listens_to_a_job_does_not_hold_a_service_that_stops(serve: Serve, store: Store) -> None:
    job = store.jobs.submit(asked_by="nobody", reason="There is no builder here")
    with ExitStack() as service:
        address = service.enter_context(serve(store)).base_url
        with httpx.stream("GET", f"{address}/v1/jobs/{job.id}/events", timeout=60) as stream:
            lines = stream.iter_lines()
            assert next(lines) == "event: progress"
            started = time.monotonic()
            service.close()
            assert time.monotonic() - started < 5
            assert "event: end" not in lines


def _wait_for(port: int, service: subprocess.Popen[str]) -> None:
    for _ in range(600):
        assert service.poll() is None, service.communicate()
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz")
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("the service did not start")
