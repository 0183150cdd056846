"""Several processes that answer on one port: real ones, started as the command line does."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import Prepared
from prometheus_client.parser import text_string_to_metric_families

from search_api.keys import Keys
from search_api.settings import Settings
from search_api.workers import sends_at_once

SERVE = """
import sys
from search_api.keys import Keys
from search_api.settings import Settings
from search_api.workers import sends_at_once
from search_api.workers import serve_in_processes
serve_in_processes(int(sys.argv[2]), Settings.model_validate_json(sys.argv[1]))
"""


class Service:
    """A service of two processes; each request has a connection of its own, so that either may take it."""

    def __init__(self, process: subprocess.Popen[bytes], port: int, settings: Settings, log: Path) -> None:
        self.process = process
        self.address = f"http://127.0.0.1:{port}"
        self.settings = settings
        self.log = log

    def get(self, path: str) -> httpx.Response:
        return httpx.get(f"{self.address}{path}", timeout=60)

    def built(self) -> str:
        """The generation that a job makes."""
        job = httpx.post(f"{self.address}/v1/jobs", json={}, timeout=60).json()["id"]
        until(lambda: self.get(f"/v1/jobs/{job}").json()["finished"])
        generation: str = self.get(f"/v1/jobs/{job}").json()["generation"]
        return generation

    def processes(self) -> list[int]:
        """Those that answer."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return [int(id) for id in children if b"spawn_main" in Path(f"/proc/{id}/cmdline").read_bytes()]

    def started(self) -> int:
        """How many processes have begun to answer so far."""
        return self.log.read_text().count("Application startup complete")

    def requests(self, route: str) -> float:
        """How many requests all processes together have counted for a route."""
        families = text_string_to_metric_families(self.get("/metrics").text)
        samples = [one for family in families for one in family.samples if one.name == "sdgsearch_requests_total"]
        return sum(one.value for one in samples if one.labels["route"] == route)


def until(look: Callable[[], Any], seconds: float = 120) -> Any:
    """What `look` gives as soon as that is something; a process that ends has nothing left to look at."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            if found := look():
                return found
        except (httpx.TransportError, OSError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"waited {seconds} seconds in vain")


@contextmanager
def running(settings: Settings) -> Iterator[Service]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    command = [sys.executable, "-c", SERVE, settings.model_dump_json(), str(port)]
    log = settings.data.parent / "log"
    with log.open("wb") as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors)
    service = Service(process, port, settings, log)
    try:
        until(lambda: service.started() == 2)
        yield service
    finally:
        process.kill()
        process.wait()


@pytest.fixture(scope="module")
def service(prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = prepared(tmp_path_factory.mktemp("workers"), service={"workers": 2})
    with running(settings) as service:
        assert service.built()
        yield service


def test_a_job_runs_once_and_its_generation_is_seen_by_every_process(service: Service) -> None:
    generation = service.built()
    assert len(service.settings.store.jobs.list(states=("succeeded",))[0]) == 2
    until(lambda: {service.get("/readyz").json()["generation"] for _ in range(10)} == {generation})


def test_each_process_tells_what_all_have_counted(service: Service) -> None:
    before = service.requests("/v1/documents")
    for _ in range(10):
        service.get("/v1/documents")
    until(lambda: service.requests("/v1/documents") == before + 10)  # it is counted when it has been sent


def test_events_of_a_job_come_from_whichever_process(service: Service) -> None:
    job = httpx.post(f"{service.address}/v1/jobs", json={}, timeout=60).json()["id"]
    for _ in range(2):
        with httpx.stream("GET", f"{service.address}/v1/jobs/{job}/events", timeout=300) as stream:
            assert [line for line in stream.iter_lines() if line.startswith("event: ")][-1] == "event: end"


def test_a_killed_process_is_replaced(service: Service) -> None:
    killed, other = service.processes()
    os.kill(killed, signal.SIGKILL)
    until(lambda: service.started() == 3)
    assert other in service.processes()
    assert killed not in service.processes()
    assert service.get("/v1/search?q=peat&mode=lexical").json()["total"] == 1
    until(lambda: "sdgsearch_searches_running 0.0" in service.get("/metrics").text)


def test_requests_are_limited_over_all_processes(prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared(tmp_path, service={"workers": 2, "requests_per_address": 30})
    Keys(settings.store.keys).add("so that whoever has none is counted")
    with running(settings) as service:
        answers = [service.get("/v1/generations") for _ in range(31)]
    assert [answer.status_code for answer in answers] == 30 * [200] + [429]
    assert answers[29].headers["ratelimit"].startswith('"minute";r=0;')


def test_connections_send_what_is_written_at_once() -> None:
    with (
        sends_at_once(socket.create_server(("127.0.0.1", 0))) as listening,
        socket.create_connection(listening.getsockname()),
        listening.accept()[0] as accepted,
    ):
        assert accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


def test_told_to_stop_all_end(prepared: Prepared, tmp_path: Path) -> None:
    with running(prepared(tmp_path, service={"workers": 2})) as service:
        processes = service.processes()
        service.process.send_signal(signal.SIGTERM)
        assert service.process.wait(120) == 0
        assert not any(Path(f"/proc/{process}").exists() for process in processes)


def test_processes_whose_parent_is_killed_end_too(prepared: Prepared, tmp_path: Path) -> None:
    with running(prepared(tmp_path, service={"workers": 2})) as service:
        processes = service.processes()
        service.process.kill()
        until(lambda: not any(_runs(process) for process in processes))


def _runs(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
