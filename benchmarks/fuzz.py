"""What does the HTTP service do with requests that nobody foresaw? Schemathesis, over the whole OpenAPI document.

    python benchmarks/fuzz.py DATA [--examples 100] [--seed 1] [--minutes 10] [--phases examples,coverage]

Serves a copy of DATA's live generation on loopback with a key of the role admin, and has all of Schemathesis' checks
look at the answers: examples, edge cases, invented requests, and sequences of requests that feed each other. Exit code
1 where a check fails.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import httpx

from index.jobs import Jobs
from index.live import LiveIndex
from index.store import Store
from search_api.access import Role
from search_api.app import create_app
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings
from search_api.serving import server_of

PHASES = "examples,coverage,fuzzing,stateful"
CONFIGURATION = """
[checks]
positive_data_acceptance.expected-statuses = ["2xx", "3xx", 401, 403, 404, 409, 410, 429]
negative_data_rejection.expected-statuses = [400, 401, 403, 404, 405, 406, 409, 410, 413, 415, 422, 429]
"""
"""Schemathesis' own, and 410: a report may have been withdrawn by a request before."""
SETTINGS = ServiceSettings(requests_per_key=1_000_000, requests_per_address=1_000_000)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--examples", type=int, default=100, help="requests of each kind for each operation")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--minutes", type=float, help="invent requests and sequences for so long, not just once")
    parser.add_argument("--phases", default=PHASES, help="of Schemathesis; the stateful one takes the longest")
    options = parser.parse_args()
    with served(options.data) as (address, key):
        sys.exit(fuzz(address, key, **{name: value for name, value in vars(options).items() if name != "data"}))


@contextlib.contextmanager
def served(data: Path) -> Iterator[tuple[str, str]]:
    """A server over a copy of the live generation in `data`; its address and a key."""
    with tempfile.TemporaryDirectory() as folder:
        store = _copied(Store(data), Path(folder))
        _, key = Keys(store.keys).add("fuzz", Role.ADMIN)
        server = server_of(create_app(LiveIndex(store, threads=1), SETTINGS), SETTINGS, port=0)
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        try:
            with failing(store.jobs):
                yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", key
        finally:
            server.should_exit = True
            thread.join()


@contextlib.contextmanager
def failing(jobs: Jobs) -> Iterator[None]:
    """Have a builder in the background that fails at whatever it is asked for, so that each stream of events ends."""
    ended = threading.Event()

    def fail() -> None:
        with jobs.builder():
            while not ended.wait(0.1):
                while job := jobs.claim():
                    jobs.finish(job.id, "failed", message="Nothing is built here.")

    builder = threading.Thread(target=fail)
    builder.start()
    try:
        yield
    finally:
        ended.set()
        builder.join()


def _copied(store: Store, folder: Path) -> Store:
    live = str(store.current())
    shutil.copytree(store.folder / "generations" / live, folder / "generations" / live)
    shutil.copy(store.folder / "CURRENT", folder)
    return Store(folder)


def fuzz(
    address: str, key: str, *, examples: int, seed: int, minutes: float | None = None, phases: str = PHASES
) -> int:
    """Have the service at `address` fuzzed; Schemathesis prints its own table and gives its exit code."""
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    httpx.get(f"{address}/readyz", timeout=300).raise_for_status()  # loads the model, which no request is to wait for
    with tempfile.TemporaryDirectory() as folder:
        known = Path(folder) / "known.json"
        known.write_text(json.dumps(known_ids(address, headers)), encoding="utf-8")
        (Path(folder) / "schemathesis.toml").write_text(CONFIGURATION, encoding="utf-8")
        command = [
            *(str(Path(sys.executable).with_name("schemathesis")), "--no-color", "run", f"{address}/openapi.json"),
            *("--checks", "all", "--phases", phases, "--continue-on-failure"),
            *("--max-examples", str(examples), "--seed", str(seed), "--generation-deterministic"),
            *("--request-timeout", "120", "--max-response-time", "60", "--warnings", "off"),
            *(("--max-time", str(round(minutes * 60))) if minutes else ()),
            *(part for name, value in headers.items() for part in ("--header", f"{name}: {value}")),
        ]
        environment = os.environ | {"SCHEMATHESIS_HOOKS": "fuzz_hooks", "FUZZ_KNOWN": str(known)}
        environment["PYTHONPATH"] = os.pathsep.join([str(Path(__file__).parent), os.environ.get("PYTHONPATH", "")])
        return subprocess.run(command, cwd=folder, env=environment, check=False).returncode


def known_ids(address: str, headers: Mapping[str, str]) -> dict[str, list[str]]:
    """Some of what there is to ask for."""
    with httpx.Client(base_url=address, headers=headers, timeout=60) as client:
        passages = client.get("/v1/search", params={"k": 20}).json()["results"]
        entities = client.get("/v1/entities", params={"k": 2000}).json()["entities"]
    return {
        "passage": [passage["passage_id"] for passage in passages],
        "document": sorted({passage["document_id"] for passage in passages}),
        "entity": [entity["id"] for entity in entities][:: max(1, len(entities) // 60)],
    }


if __name__ == "__main__":
    main()
