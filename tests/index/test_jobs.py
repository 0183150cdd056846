"""The queue of builds: one runs at a time, each ends in one way, and what a dead builder left is taken up again."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from index.errors import JobError, NoJob
from index.jobs import MOST_TRIES, Job, Jobs, Progress
from index.notes import Note
from ingest.errors import StorageError
from ingest.settings import IngestSettings


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def jobs(tmp_path: Path, clock: Clock) -> Jobs:
    return Jobs(tmp_path / "data" / "jobs.sqlite", clock)


@pytest.fixture
def ask(jobs: Jobs) -> Callable[..., Job]:
    """Asks for a build, by default one like all others."""
    return lambda **more: jobs.submit(**{"asked_by": "test", "reason": "", **more})


def test_a_job_waits_runs_and_succeeds(jobs: Jobs, ask: Callable[..., Job]) -> None:
    assert ask().state == "queued"
    job = jobs.claim()
    assert job is not None
    assert (job.state, job.tries) == ("running", 1)
    ended = jobs.finish(job.id, "succeeded", generation="g", notes=[Note("a.pdf", "It is torn.", failed=True)])
    assert (ended.state, ended.ended, ended.generation) == ("succeeded", True, "g")
    assert ended.notes == [Note("a.pdf", "It is torn.", failed=True)]


def test_the_job_that_was_asked_for_first_is_done_first(jobs: Jobs, ask: Callable[..., Job]) -> None:
    asked = [ask(settings=IngestSettings(passage_tokens=tokens)).id for tokens in (400, 300, 200)]
    assert [job.id for job in iter(jobs.claim, None)] == asked


def test_asking_twice_for_the_same_is_asking_once(ask: Callable[..., Job]) -> None:
    assert ask().id == ask(asked_by="somebody else").id
    assert ask().id != ask(settings=IngestSettings(passage_tokens=200)).id


def test_asking_while_the_same_runs_is_asking_for_another(jobs: Jobs, ask: Callable[..., Job]) -> None:
    """What came since the first one began is not in it."""
    first = ask()
    jobs.claim()
    assert ask().id != first.id


def test_ten_who_ask_at_once_get_one_job(ask: Callable[..., Job]) -> None:
    found: list[str] = []
    threads = [threading.Thread(target=lambda: found.append(ask().id)) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 10
    assert len(set(found)) == 1


def test_only_one_of_two_gets_a_job(jobs: Jobs, ask: Callable[..., Job]) -> None:
    ask()
    assert jobs.claim() is not None
    assert jobs.claim() is None


def test_there_is_one_builder_at_a_time(jobs: Jobs, tmp_path: Path) -> None:
    with jobs.builder() as first, Jobs(tmp_path / "data" / "jobs.sqlite").builder() as second:
        assert (first, second) == (True, False)
    with jobs.builder() as again:
        assert again


def test_a_waiting_job_that_is_cancelled_never_begins(jobs: Jobs, ask: Callable[..., Job]) -> None:
    assert jobs.cancel(ask().id).state == "cancelled"
    assert jobs.claim() is None


def test_a_running_job_hears_that_it_is_cancelled_when_it_tells_how_far_it_is(
    jobs: Jobs, ask: Callable[..., Job]
) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    assert jobs.tell(job.id, Progress(stage="read", done=1, total=2))
    assert jobs.cancel(job.id).cancelling
    assert not jobs.tell(job.id, Progress(stage="read", done=2, total=2))


def test_how_far_a_job_is_can_be_read(jobs: Jobs, ask: Callable[..., Job]) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    told = Progress(stage="read", done=1, total=2, embedded=40, remaining=1.5, file="a.pdf")
    jobs.tell(job.id, told)
    assert jobs.get(job.id).progress == told
    assert jobs.get(job.id).change > job.change


@pytest.mark.parametrize("state", ["succeeded", "failed", "cancelled", "held"])
def test_a_job_that_has_ended_stays_as_it_is(jobs: Jobs, ask: Callable[..., Job], state: str) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    ended = jobs.finish(job.id, state)  # type: ignore[arg-type]
    assert jobs.finish(job.id, "failed", message="late") == ended
    with pytest.raises(JobError, match=f"has ended already \\({state}\\)"):
        jobs.cancel(job.id)


def test_a_job_that_broke_off_is_tried_again_after_pauses_that_double(
    jobs: Jobs, ask: Callable[..., Job], clock: Clock
) -> None:
    ask()
    pauses = []
    while job := jobs.claim():
        again = jobs.again(job.id, "The disk is full.")
        pauses.append(again.due - clock.now)
        clock.now = again.due
    assert pauses[:-1] == [2.0, 4.0, 8.0, 16.0]
    [job], _ = jobs.list()
    assert (job.state, job.message) == ("failed", "The disk is full. It was tried 5 times and is given up.")
    assert job.tries == MOST_TRIES


def test_what_a_dead_builder_left_running_is_queued_again_by_the_next(
    jobs: Jobs, ask: Callable[..., Job], clock: Clock
) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    with jobs.builder():
        left = jobs.get(job.id)
    assert (left.state, left.message) == ("queued", "The builder ended in the middle of it.")
    assert jobs.claim() is None
    clock.now += 10
    assert jobs.claim() is not None


def test_a_job_that_was_being_cancelled_when_its_builder_died_is_cancelled(jobs: Jobs, ask: Callable[..., Job]) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    jobs.cancel(job.id)
    with jobs.builder():
        assert jobs.get(job.id).state == "cancelled"


def test_a_job_that_is_put_back_has_not_used_up_a_try(jobs: Jobs, ask: Callable[..., Job]) -> None:
    ask()
    job = jobs.claim()
    assert job is not None
    jobs.put_back(job.id)
    again = jobs.claim()
    assert again is not None
    assert (again.id, again.tries) == (job.id, 1)


def test_a_command_s_own_job_is_left_to_it(jobs: Jobs, ask: Callable[..., Job]) -> None:
    own = ask(owner=1)
    assert jobs.claim() is None
    claimed = jobs.claim(1)
    assert claimed is not None
    assert claimed.id == own.id


def test_the_waiting_job_of_a_command_that_ended_is_cancelled(jobs: Jobs, ask: Callable[..., Job]) -> None:
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    job = ask(owner=ended.pid)
    with jobs.builder():
        assert jobs.get(job.id).state == "cancelled"


def test_jobs_are_listed_by_state_newest_first_with_their_number(
    jobs: Jobs, ask: Callable[..., Job], clock: Clock
) -> None:
    asked = []
    for tokens in (100, 200, 300):
        clock.now += 1
        asked.append(ask(settings=IngestSettings(passage_tokens=tokens)).id)
    jobs.cancel(asked[0])
    found, total = jobs.list(states=("queued",), most=1)
    assert ([job.id for job in found], total) == ([asked[2]], 2)
    assert [job.id for job in jobs.list(most=2, offset=1)[0]] == [asked[1], asked[0]]


def test_old_jobs_are_forgotten_and_waiting_ones_are_not(jobs: Jobs, ask: Callable[..., Job], clock: Clock) -> None:
    jobs.cancel(ask().id)
    waiting = ask(settings=IngestSettings(passage_tokens=200))
    clock.now += 100
    jobs.forget(before=clock.now)
    assert [job.id for job in jobs.list()[0]] == [waiting.id]


def test_an_unknown_job_is_said_to_be_none(jobs: Jobs) -> None:
    with pytest.raises(NoJob, match=r"no job 'x'.*sdgsearch jobs"):
        jobs.get("x")


def test_a_damaged_queue_is_named_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "jobs.sqlite").write_bytes(b"no database at all, but long enough to be taken for one" * 99)
    with pytest.raises(StorageError, match=r"Could not use .*jobs.sqlite"):
        Jobs(tmp_path / "jobs.sqlite").list()
