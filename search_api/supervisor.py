"""Does the jobs of a data folder while the service runs: one at a time, each in a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

from index.jobs import Job
from search_api.builder import order
from search_api.logs import told
from search_api.settings import Settings

_LOOK_EVERY = 0.2
"""Seconds between two looks at a running job."""
_IDLE = 1.0
"""Seconds between two looks for jobs that others have asked for, or left behind."""
_GRACE = 3.0
"""Seconds that a cancelled build has to end by itself; in the middle of a long report it can't."""


class Supervisor:
    """Starts with `with`; at its end a job that runs is broken off, and done when the service starts again."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._jobs = settings.store.jobs
        self._stopping = Event()
        self._woken = Event()
        self._thread = Thread(target=self._run, name="supervisor", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        self.wake()
        self._thread.join()

    def wake(self) -> None:
        """Look for a job now."""
        self._woken.set()

    def _run(self) -> None:
        while not self._stopping.is_set():
            done = False
            with told("look for a build"):
                done = self._did_one()
            if not done:
                self._woken.wait(_IDLE)
                self._woken.clear()

    def _did_one(self) -> bool:
        with self._jobs.builder() as ours:
            job = self._jobs.claim() if ours else None
            if job:
                self._do(job)
            return job is not None

    def _do(self, job: Job) -> None:
        child = subprocess.Popen(  # in this session: Linux weighs sessions alike, however nice their processes are
            [sys.executable, "-m", "search_api.builder"], stdin=subprocess.PIPE, process_group=0
        )
        assert child.stdin
        with suppress(BrokenPipeError):  # it died at once; that is seen below
            child.stdin.write(order(job.id, self._settings))
            child.stdin.flush()
        try:
            self._watch(job, child)
        finally:
            _end(child)
        self._settle(job, child.returncode)

    def _watch(self, job: Job, child: subprocess.Popen[bytes]) -> None:
        """Until the build has ended, or must."""
        unwanted: float | None = None
        while child.poll() is None and not self._stopping.wait(_LOOK_EVERY):
            if unwanted is None and self._jobs.get(job.id).cancelling:
                unwanted = time.monotonic()
            if unwanted is not None and time.monotonic() - unwanted > _GRACE:
                return

    def _settle(self, job: Job, code: int) -> None:
        """Note the end of a job whose builder could not do so."""
        if self._jobs.get(job.id).state != "running":
            return
        if self._stopping.is_set():
            self._jobs.put_back(job.id)
        else:
            self._jobs.again(job.id, f"The process that built it ended with {_in_words(code)}.")


def _end(child: subprocess.Popen[bytes]) -> None:
    """End a build and its parsers."""
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    assert child.stdin
    with suppress(BrokenPipeError):
        child.stdin.close()


def _in_words(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
