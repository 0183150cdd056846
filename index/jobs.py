"""The queue of builds: what was asked for, by whom, how far it is and how it ended.

    queued -> running -> succeeded    the new generation is live
                      -> held         it is built, but did not pass the gate; the one before stays live
                      -> failed       it can't be built, or broke off too often
                      -> cancelled    somebody did not want it any more
    running -> queued                 the builder died, or the disk was full; it is tried again later

A job is done by whoever holds the builder's lock, so a job that runs while nobody holds it was left by a dead builder.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args
from uuid import uuid4

import msgspec
from filelock import FileLock, Timeout

from index.errors import JobError, NoJob
from index.notes import Note
from ingest.errors import StorageError
from ingest.ledger import Ledger
from ingest.settings import IngestSettings

State = Literal["queued", "running", "succeeded", "held", "failed", "cancelled"]
STATES: tuple[State, ...] = get_args(State)
ENDED: tuple[State, ...] = ("succeeded", "held", "failed", "cancelled")
Stage = Literal["", "read", "write", "check", "measure", "switch"]

MOST_TRIES = 5
_FIRST_PAUSE = 2.0
"""Seconds before the second try of a job; before each further one twice as many."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far a job is: `done` of `total` files are read; `remaining` seconds are left of that stage, once known."""

    stage: Stage = ""
    done: int = 0
    total: int = 0
    embedded: int = 0
    remaining: float | None = None
    file: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A build that was asked for. Times are seconds since 1970 (UTC).

    `settings` are None where it is to be built as the live generation was. `owner` is the process that does it itself,
    0 for any builder. `change` grows with each change.
    """

    id: str
    state: State
    asked_by: str
    reason: str
    settings: IngestSettings | None
    owner: int
    created: float
    started: float | None
    finished: float | None
    due: float
    tries: int
    cancelling: bool
    progress: Progress
    generation: str
    message: str
    notes: Sequence[Note]
    change: int

    @property
    def ended(self) -> bool:
        return self.state in ENDED


class Jobs:
    """The jobs of a data folder. Safe to use from many threads and processes: each call is one transaction."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._ledger = Ledger(path, _TABLE)
        self._clock = clock
        self._lock = path.with_name("builder.lock")

    def submit(self, *, asked_by: str, reason: str, settings: IngestSettings | None = None, owner: int = 0) -> Job:
        """Ask for a build. One that waits with the same settings for any builder will do: then that one is given."""
        with self._ledger.writing() as database:
            if not owner and (waiting := _same(database, settings)):
                return waiting
            now = self._clock()
            id = f"{time.strftime('%Y%m%dT%H%M%S', time.gmtime(now))}-{uuid4().hex[:8]}"
            row = (id, "queued", asked_by, reason, _encoded(settings), owner, now, now)
            database.execute(
                "INSERT INTO jobs (id, state, asked_by, reason, settings, owner, created, due)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                row,
            )
            return _read(database, id)

    def get(self, id: str) -> Job:
        """The job with this id. Raises `NoJob`."""
        with self._ledger.reading() as database:
            return _read(database, id)

    def list(self, *, states: Sequence[State] = STATES, most: int = 100, offset: int = 0) -> tuple[Sequence[Job], int]:
        """The jobs in these states, the newest first, and how many there are in all."""
        with self._ledger.reading() as database:
            among = f"WHERE state IN ({', '.join('?' * len(states))})"
            rows = database.execute(
                f"SELECT * FROM jobs {among} ORDER BY created DESC, rowid DESC LIMIT ? OFFSET ?",
                (*states, most, offset),
            )
            [(total,)] = database.execute(f"SELECT count(*) FROM jobs {among}", states)
            return [_job(row) for row in rows], total

    @contextmanager
    def builder(self, wait: float = 0) -> Iterator[bool]:
        """Become the one builder, within `wait` seconds (-1: however long it takes); whether that worked.

        Jobs that a dead builder left running are then queued again, or given up after `MOST_TRIES`.
        """
        lock = FileLock(self._lock)
        try:
            self._lock.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=wait)
        except Timeout:
            yield False
            return
        except OSError as error:
            sentence = f"Could not lock {self._lock}: {error.strerror}. Mend the folder's permissions."
            raise StorageError(sentence) from error
        try:
            self._take_up_again()
            yield True
        finally:
            lock.release()

    def claim(self, owner: int = 0) -> Job | None:
        """The next job that is due, now running; only the builder may ask."""
        with self._ledger.writing() as database:
            found = database.execute(
                "SELECT id FROM jobs WHERE state = 'queued' AND owner = ? AND due <= ? ORDER BY created, rowid LIMIT 1",
                (owner, self._clock()),
            ).fetchone()
            if found is None:
                return None
            self._change(database, found["id"], "queued", state="running", started=self._clock())
            database.execute("UPDATE jobs SET tries = tries + 1 WHERE id = ?", (found["id"],))
            return _read(database, found["id"])

    def open(self) -> int:
        """How many jobs wait or run."""
        return self.list(states=("queued", "running"), most=0)[1]

    def tell(self, id: str, progress: Progress) -> bool:
        """Note how far a running job is; whether it is still wanted."""
        with self._ledger.writing() as database:
            self._change(database, id, "running", progress=_encoded(progress))
            job = _read(database, id)
            return job.state == "running" and not job.cancelling

    def finish(
        self, id: str, state: State, *, message: str = "", generation: str = "", notes: Sequence[Note] = ()
    ) -> Job:
        """End a running job; one that has ended stays as it is."""
        with self._ledger.writing() as database:
            self._change(
                database,
                id,
                "running",
                state=state,
                finished=self._clock(),
                message=message,
                generation=generation,
                notes=_encoded(notes),
            )
            return _read(database, id)

    def again(self, id: str, message: str) -> Job:
        """Queue a running job once more, after a pause that doubles with each try; fail it after `MOST_TRIES`."""
        with self._ledger.writing() as database:
            self._again(database, _read(database, id), message)
            return _read(database, id)

    def put_back(self, id: str) -> None:
        """Queue a running job again that its builder had to leave through no fault of the job."""
        with self._ledger.writing() as database:
            tries = _read(database, id).tries - 1
            self._change(database, id, "running", state="queued", tries=tries, progress="{}")

    def cancel(self, id: str) -> Job:
        """End a waiting job now, a running one once its builder hears of it. Raises `JobError` for an ended one."""
        with self._ledger.writing() as database:
            job = _read(database, id)
            if job.ended:
                raise JobError(f"The job {id} has ended already ({job.state}); nothing was changed.")
            self._end(database, id, "queued", "cancelled", "Cancelled before it began.")
            self._change(database, id, "running", cancelling=1)
            return _read(database, id)

    def break_off(self, id: str, message: str) -> None:
        """End a job whose own process does not go on with it."""
        with self._ledger.writing() as database:
            self._end(database, id, "queued", "cancelled", message)
            self._end(database, id, "running", "cancelled", message)

    def forget(self, before: float) -> None:
        """Remove the jobs that ended before this time."""
        with self._ledger.writing() as database:
            database.execute("DELETE FROM jobs WHERE finished < ?", (before,))

    def _take_up_again(self) -> None:
        with self._ledger.writing() as database:
            for row in database.execute("SELECT * FROM jobs WHERE state = 'running'").fetchall():
                self._again(database, _job(row), "The builder ended in the middle of it.")
            for id, owner in database.execute("SELECT id, owner FROM jobs WHERE state = 'queued' AND owner").fetchall():
                if not _alive(owner):
                    gone = "The command that asked for it ended before its turn came."
                    self._end(database, id, "queued", "cancelled", gone)

    def _again(self, database: sqlite3.Connection, job: Job, message: str) -> None:
        if job.cancelling:
            self._end(database, job.id, "running", "cancelled", "Cancelled.")
        elif job.owner:
            self._end(database, job.id, "running", "failed", message)
        elif job.tries >= MOST_TRIES:
            given_up = f"{message} It was tried {job.tries} times and is given up."
            self._end(database, job.id, "running", "failed", given_up)
        else:
            due = self._clock() + _FIRST_PAUSE * 2 ** (job.tries - 1)
            self._change(database, job.id, "running", state="queued", due=due, message=message, progress="{}")

    def _end(self, database: sqlite3.Connection, id: str, when: State, state: State, message: str) -> None:
        self._change(database, id, when, state=state, finished=self._clock(), message=message)

    def _change(self, database: sqlite3.Connection, id: str, when: State, **values: Any) -> None:
        """Set these columns of a job, if it is in the state that it is thought to be in."""
        names = ", ".join(f"{name} = :{name}" for name in values)
        database.execute(
            f"UPDATE jobs SET {names}, change = change + 1 WHERE id = :id AND state = :when",
            {**values, "id": id, "when": when},
        )


_TABLE = """
CREATE TABLE IF NOT EXISTS jobs (
    id TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    asked_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    settings TEXT NOT NULL,
    owner INTEGER NOT NULL,
    created REAL NOT NULL,
    started REAL,
    finished REAL,
    due REAL NOT NULL,
    tries INTEGER NOT NULL DEFAULT 0,
    cancelling INTEGER NOT NULL DEFAULT 0,
    progress TEXT NOT NULL DEFAULT '{}',
    generation TEXT NOT NULL DEFAULT '',
    message TEXT NOT NULL DEFAULT '',
    notes TEXT NOT NULL DEFAULT '[]',
    change INTEGER NOT NULL DEFAULT 0
)
"""


def _same(database: sqlite3.Connection, settings: IngestSettings | None) -> Job | None:
    row = database.execute(
        "SELECT * FROM jobs WHERE state = 'queued' AND owner = 0 AND settings = ? ORDER BY created LIMIT 1",
        (_encoded(settings),),
    ).fetchone()
    return None if row is None else _job(row)


def _read(database: sqlite3.Connection, id: str) -> Job:
    row = database.execute("SELECT * FROM jobs WHERE id = ?", (id,)).fetchone()
    if row is None:
        raise NoJob(f"There is no job {id!r}. List them with: sdgsearch jobs")
    return _job(row)


def _job(row: sqlite3.Row) -> Job:
    values = dict(row)
    settings = values["settings"]
    values["settings"] = IngestSettings.model_validate_json(settings) if settings else None
    values["progress"] = msgspec.json.decode(values["progress"], type=Progress)
    values["notes"] = msgspec.json.decode(values["notes"], type=list[Note])
    return Job(**{**values, "cancelling": bool(values["cancelling"])})


def _encoded(value: IngestSettings | Progress | Sequence[Note] | None) -> str:
    if isinstance(value, IngestSettings):
        return value.model_dump_json()
    return "" if value is None else msgspec.json.encode(value).decode()


def _alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
