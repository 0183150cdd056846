"""Builds over HTTP, done by a real builder beside a real service: what is asked for, heard, cancelled and handed in."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from faces import Prepared, Serve
from test_problems import assert_problem

from search_api.background import working
from search_api.opening import live_index
from search_api.settings import Settings

STAGES = ("", "read", "write", "check", "measure", "switch")


class Service:
    """A service with its builder, and what tests do with it."""

    def __init__(self, client: httpx.Client, settings: Settings) -> None:
        self.client = client
        self.settings = settings
        self.store = settings.store

    def ask(self, **wish: object) -> dict[str, Any]:
        answer = self.client.post("/v1/jobs", json=wish)
        assert answer.status_code == 202, answer.text
        job: dict[str, Any] = answer.json()
        assert answer.headers["location"] == f"/v1/jobs/{job['id']}"
        return job

    def job(self, id: str) -> dict[str, Any]:
        found: dict[str, Any] = self.client.get(f"/v1/jobs/{id}").json()
        return found

    def ended(self, id: str) -> dict[str, Any]:
        return self.until(lambda: self.job(id) if self.job(id)["finished"] else None)

    def until(self, look: Callable[[], Any], seconds: float = 300) -> Any:
        """What `look` gives as soon as that is something."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if found := look():
                return found
            time.sleep(0.05)
        raise AssertionError(f"waited {seconds} seconds in vain; jobs: {self.client.get('/v1/jobs').text}")

    def running(self, id: str) -> dict[str, Any]:
        """The job as soon as its builder tells how far it is."""
        return self.until(lambda: self.job(id) if self.job(id)["progress"]["stage"] else None)

    def total(self, words: str) -> int:
        answer = self.client.get("/v1/search", params={"q": words, "mode": "lexical"})
        assert answer.status_code == 200, answer.text
        total: int = answer.json()["total"]
        return total

    def live(self) -> str:
        id: str = self.client.get("/v1/generations").json()["live"]
        return id

    def builders(self) -> list[int]:
        """The processes that build for this process."""
        return [int(id) for id in _children(os.getpid()) if b"search_api.builder" in _command(id)]


def _children(process: int) -> list[str]:
    return Path(f"/proc/{process}/task/{process}/children").read_text().split() + [
        child
        for thread in os.listdir(f"/proc/{process}/task")
        if thread != str(process)
        for child in Path(f"/proc/{process}/task/{thread}/children").read_text().split()
    ]


def _command(process: str) -> bytes:
    try:
        return Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return b""


@contextmanager
def at_work(serve: Serve, settings: Settings) -> Iterator[Service]:
    live = live_index(settings)
    with working(settings, live) as wake, serve(settings.store, live=live, wake=wake) as client:
        yield Service(client, settings)


@pytest.fixture(scope="module")
def service(serve: Serve, prepared: Prepared, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings = prepared(tmp_path_factory.mktemp("jobs"))
    with at_work(serve, settings) as service:
        assert service.ended(service.ask()["id"])["state"] == "succeeded"
        yield service


def test_a_job_says_who_asked_for_it_what_it_made_and_that_this_is_live(service: Service) -> None:
    job = service.ended(service.ask(reason="A new page")["id"])
    assert (job["state"], job["asked_by"], job["reason"], job["message"]) == ("succeeded", "local", "A new page", "")
    assert job["generation"] == service.live()
    assert service.until(lambda: service.client.get("/readyz").json()["generation"] == job["generation"])
    assert service.client.get("/v1/jobs", params={"state": "succeeded"}).json()["jobs"][0] == job


def test_whoever_listens_to_a_job_hears_how_far_it_is_and_how_it_ended(service: Service) -> None:
    events: list[tuple[str, dict[str, Any]]] = []
    with service.client.stream("GET", f"/v1/jobs/{service.ask()['id']}/events") as stream:
        assert stream.headers["content-type"].startswith("text/event-stream")
        name = ""
        for line in stream.iter_lines():
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            if line.startswith("data: "):
                events.append((name, json.loads(line.removeprefix("data: "))))
    assert [name for name, _ in events][-1] == "end"
    assert {name for name, _ in events[:-1]} == {"progress"}
    assert events[-1][1]["state"] == "succeeded"
    stages = [job["progress"]["stage"] for _, job in events]
    assert [stage for stage in STAGES if stage in stages] == list(dict.fromkeys(stages))


def test_ten_uploads_of_one_file_at_once_are_one_report_and_one_job(service: Service) -> None:
    answers: list[httpx.Response] = []

    def upload(number: int) -> None:
        file = {"file": (f"../../saxaul-{number}.txt", b"Saxaul holds the sand of the Gobi.", "application/pdf")}
        answers.append(service.client.post("/v1/documents", files=file))

    threads = [threading.Thread(target=upload, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {202}
    told = [answer.json() for answer in answers]
    assert sorted(one["known"] for one in told) == [False] + 9 * [True]
    assert len({one["document_id"] for one in told}) == 1
    for id in {one["job"]["id"] for one in told if one["job"]}:
        assert service.ended(id)["state"] == "succeeded"
    assert service.until(lambda: service.total("saxaul")) == 1
    [kept] = [upload.name for upload in service.store.library.uploads()]
    assert kept.startswith("saxaul-")
    again = service.client.post("/v1/documents", files={"file": ("a.txt", b"Saxaul holds the sand of the Gobi.")})
    assert (again.json()["known"], again.json()["job"]) == (True, None)


def test_what_is_no_report_is_refused_by_its_content_whatever_it_is_called(service: Service) -> None:
    before = len(service.store.library.uploads())
    song = service.client.post("/v1/documents", files={"file": ("report.pdf", b"ID3\x04\x00\x00\x00 la la la")})
    assert_problem(song, 415, "a sound file")
    assert_problem(service.client.post("/v1/documents", files={"file": ("report.pdf", b"")}), 422, "empty")
    assert len(service.store.library.uploads()) == before


def test_a_job_that_is_cancelled_while_it_runs_leaves_what_is_live(service: Service) -> None:
    live, job = service.live(), service.ask()["id"]
    service.running(job)
    assert service.client.post(f"/v1/jobs/{job}/cancel").status_code == 200
    ended = service.ended(job)
    assert (ended["state"], ended["generation"], service.live()) == ("cancelled", "", live)
    assert service.until(lambda: not service.builders())
    assert_problem(service.client.post(f"/v1/jobs/{job}/cancel"), 409, "has ended already (cancelled)")
    assert not list((service.store.folder / "generations").glob(".draft-*"))


def test_a_job_whose_builder_is_killed_is_tried_again(service: Service) -> None:
    job = service.ask()["id"]
    service.running(job)
    [builder] = service.builders()
    os.killpg(builder, signal.SIGKILL)
    ended = service.ended(job)
    assert (ended["state"], ended["tries"]) == ("succeeded", 2)
    assert ended["generation"] == service.live()


def test_a_builder_is_of_the_session_in_which_its_niceness_counts(service: Service) -> None:
    job = service.ask()["id"]
    service.running(job)
    [builder] = service.builders()
    assert (os.getsid(builder), os.getpgid(builder)) == (os.getsid(0), builder)
    service.ended(job)


def test_rolling_back_is_one_call_and_seen_at_once(service: Service) -> None:
    service.ended(service.ask()["id"])
    after = service.live()
    back = service.client.post("/v1/generations/previous/activate")
    assert back.status_code == 200
    assert (back.json()["live"], back.json()["id"]) == (True, service.live())
    assert service.client.get("/readyz").json()["generation"] == service.live() != after
    assert service.client.post(f"/v1/generations/{after}/activate").json()["id"] == after
    assert_problem(service.client.post("/v1/generations/nonsense/activate"), 404, "no generation 'nonsense'")


def test_a_job_with_other_settings_builds_with_them_and_the_next_one_too(service: Service) -> None:
    other = service.ended(service.ask(settings={"passage_tokens": 64})["id"])
    assert other["settings"]["passage_tokens"] == 64
    service.ended(service.ask()["id"])
    live, *_ = service.client.get("/v1/generations").json()["generations"]
    assert (live["live"], live["settings"]["passage_tokens"]) == (True, 64)


def test_an_unknown_job_and_a_setting_that_there_is_not_are_problems(service: Service) -> None:
    assert_problem(service.client.get("/v1/jobs/nonsense"), 404, "no job 'nonsense'")
    assert_problem(service.client.get("/v1/jobs/nonsense/events"), 404, "no job 'nonsense'")
    assert_problem(service.client.post("/v1/jobs", json={"settings": {"colour": "red"}}), 422, "colour")


def test_a_service_that_stops_leaves_its_job_to_the_next(serve: Serve, prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared(tmp_path)
    with at_work(serve, settings) as service:
        job = service.ask()["id"]
        service.running(job)
    left = settings.store.jobs.get(job)
    assert (left.state, left.tries) == ("queued", 0)
    with at_work(serve, settings) as service:
        assert service.ended(job)["state"] == "succeeded"


def test_jobs_are_done_once_a_disk_that_refused_is_mended(serve: Serve, prepared: Prepared, tmp_path: Path) -> None:
    settings = prepared(tmp_path)
    broken = settings.store.folder / "jobs.sqlite"
    broken.mkdir(parents=True)
    with at_work(serve, settings) as service:
        assert_problem(service.client.post("/v1/jobs", json={}), 503, "jobs.sqlite")
        time.sleep(1.5)  # the builder has looked, in vain
        broken.rmdir()
        assert service.ended(service.ask()["id"])["state"] == "succeeded"


def test_a_build_that_does_not_pass_the_gate_is_kept_aside_with_its_report(
    serve: Serve, prepared: Prepared, tmp_path: Path
) -> None:
    questions = tmp_path / "questions.yaml"
    questions.write_text(
        "- id: en-001\n  language: en\n  question: What holds more carbon than forest?\n"
        '  document: bog.txt\n  holds: ["more carbon"]\n  why: it is said in so many words\n'
    )
    gate = {"questions": questions, "limits": ["mrr@10=1"]}
    settings = prepared(tmp_path, gate=gate)
    with at_work(serve, settings) as service:
        good = service.ended(service.ask()["id"])
        assert good["state"] == "succeeded", good["message"]
        (tmp_path / "reports" / "bog.txt").write_text("Cranes nest beside the lake.\n")
        held = service.ended(service.ask()["id"])
        assert (held["state"], service.live()) == ("held", good["generation"])
        assert "did not pass the gate" in held["message"]
        assert service.total("carbon") == 1
        service.client.post(f"/v1/generations/{held['generation']}/activate")
        assert service.total("carbon") == 0
