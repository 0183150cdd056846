"""Does an index survive whatever befalls it? The builder and the server are killed, disks fill up, writes are torn.

    python benchmarks/crashes.py REPORTS --builders 100 --servers 20 --disks 10 --torn 20

After each mishap the live generation must open and answer as before, and the next build must complete and equal a build
from scratch, byte for byte in its passages, ids, mentions and vectors. Processes are forked from one that has loaded
everything, so that a mishap falls into the work and not into the loading.
"""

from __future__ import annotations

import hashlib
import os
import random
import resource
import shutil
import signal
import socket
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Annotated

import httpx
import typer

import index.build
from corpus.vocabulary import load_vocabulary
from index import checks
from index.embedder import embedder_of
from index.generation import BOUNDS, DATABASE, STRETCHES, WHOLES
from index.question import Question
from index.store import Store
from ingest.settings import IngestSettings
from ingest.taggers.stated import StatedTagger
from search_api.building import do
from search_api.opening import live_index
from search_api.serving import serve_on
from search_api.settings import Settings

QUESTIONS = ("Which programme protects the Amur tiger?", "dust and sandstorms", "")
TABLES = ("documents", "passages", "mentions", "texts", "stretches", "repeats", "words_docsize", "postings")


def main(
    reports: Annotated[Path, typer.Argument(help="A folder of reports; all but one are indexed before.")],
    builders: int = 100,
    servers: int = 20,
    disks: int = 10,
    torn: int = 20,
    seed: int = 1,
) -> None:
    chance = random.Random(seed)
    load_everything()
    with tempfile.TemporaryDirectory() as folder:
        case = Case(reports, Path(folder))
        print("| mishap | times | answered as before | next build equal to one from scratch |")
        print("| --- | ---: | ---: | ---: |")
        mishaps: tuple[tuple[str, int, Callable[[Case], None]], ...] = (
            ("builder killed at any moment", builders, lambda case: case.kill_builder(chance.random())),
            ("server killed while it answers", servers, lambda case: case.kill_server(chance.uniform(0, 2))),
            ("disk full", disks, lambda case: case.fill_disk(int(10 ** chance.uniform(2, 7)))),
            ("builder killed and a write torn", torn, lambda case: case.tear(chance)),
        )
        for name, times, mishap in mishaps:
            print(row(case, name, times, mishap), flush=True)


def load_everything() -> None:
    """The model and the tagger; a forked process has them at once. With one thread, torch bears to be forked."""
    tagger = StatedTagger(load_vocabulary())
    index.build.StatedTagger = lambda _: tagger  # type: ignore[assignment, misc]
    embedder_of(IngestSettings(), Settings().store, 1).embed_query(QUESTIONS[0])


def row(case: Case, name: str, times: int, mishap: Callable[[Case], None]) -> str:
    as_before = equal = 0
    for done in range(1, times + 1):
        case.prepare()
        mishap(case)
        as_before += case.answers_as_before()
        equal += case.build() == 0 and contents(case.store) == case.expected
        print(f"{name}: {done} of {times}, {as_before} as before, {equal} equal", file=sys.stderr)
    return f"| {name} | {times} | {as_before} | {equal} |"


class Case:
    """A data folder with some reports indexed, and another report to be added to them."""

    def __init__(self, reports: Path, folder: Path) -> None:
        files = sorted(path for path in reports.iterdir() if path.is_file())
        self._before, self._after = folder / "before", folder / "after"
        for place, which in ((self._before, files[:-1]), (self._after, files)):
            place.mkdir()
            for file in which:
                shutil.copy(file, place)
        self._start, self._folder = folder / "start", folder / "data"
        self.settings = self._of(self._folder)
        self._must(self._of(self._start), self._before)
        scratch = self._of(folder / "scratch")
        self._must(scratch, self._after)
        self.expected = contents(scratch.store)
        self.prepare()
        self._answers = self._asked()
        began = time.monotonic()
        self._must(self.settings, self._after)
        self._seconds = time.monotonic() - began  # of a build such as will be killed, with what is cached

    @property
    def store(self) -> Store:
        return self.settings.store

    def prepare(self) -> None:
        """The data folder as it was before the report came."""
        shutil.rmtree(self._folder, ignore_errors=True)
        shutil.copytree(self._start, self._folder)

    def build(self) -> int:
        """Index all reports; the exit code."""
        return ended(self._forked_build())

    def kill_builder(self, share: float) -> None:
        """SIGKILL after this share of the time that a build takes."""
        builder = self._forked_build()
        time.sleep(share * self._seconds)
        kill(builder)

    def fill_disk(self, size: int) -> None:
        """No file may become larger than `size` bytes."""
        ended(self._forked_build(lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))))

    def tear(self, chance: random.Random) -> None:
        """Kill a builder, and cut off the end of a file that it was writing, or put nonsense there."""
        began = time.time()
        self.kill_builder(chance.random())
        written = [path for path in self._folder.rglob("*") if path.is_file() and path.stat().st_mtime >= began]
        unfinished = [path for path in written if path.name in TORN or ".draft-" in str(path)]
        if unfinished:
            path = chance.choice(sorted(unfinished))
            keep = chance.randrange(path.stat().st_size + 1)
            lost = path.stat().st_size - keep
            with path.open("r+b") as file:
                file.truncate(keep)
                file.seek(0, os.SEEK_END)
                file.write(chance.randbytes(lost) if chance.random() < 0.5 else b"")

    def kill_server(self, seconds: float) -> None:
        """SIGKILL a server that is being asked."""
        port = free_port()
        server = forked(lambda: serve_on(port, live_index(self.settings), self.settings.service, lambda: None))
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            while not alive(client):
                time.sleep(0.02)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                client.get("/v1/search", params={"q": QUESTIONS[1], "mode": "lexical"})
        kill(server)

    def answers_as_before(self) -> bool:
        """Whether the live generation, the old or the whole new one, is sound, and the old one answers as it did."""
        store = self.store
        live = store.open()
        checks.check(live.folder)
        return self._asked() == self._answers

    def _asked(self) -> list[list[str]]:
        """The passages that answer, in the generation that was live at the beginning."""
        first = Store(self._start).current()
        searcher = live_index(self.settings).searcher(first)
        return [
            [found.id for found in searcher.search(Question(text=text, mode="lexical")).results] for text in QUESTIONS
        ]

    def _must(self, settings: Settings, reports: Path) -> None:
        settings.store.library.set_roots([reports])
        if ended(forked(lambda: build(settings))):
            raise SystemExit(f"{reports} could not be indexed.")

    def _forked_build(self, first: Callable[[], None] = lambda: None) -> int:
        self.store.library.set_roots([self._after])
        return forked(lambda: (first(), build(self.settings)))

    def _of(self, data: Path) -> Settings:
        return Settings(data=data, models=Settings().store.models, limits={"workers": 1, "threads": 1})


TORN = ("cache.sqlite-wal", "jobs.sqlite-wal", "unread.sqlite-wal")
"""What is written beside a draft; the database that each belongs to has to bear a torn end of it."""


def build(settings: Settings) -> None:
    jobs = settings.store.jobs
    with jobs.builder(wait=-1):
        jobs.submit(asked_by="benchmark", reason="", owner=os.getpid())
        job = jobs.claim(os.getpid())
        assert job
        if do(job, jobs, settings)[0].state != "succeeded":
            os._exit(1)


def contents(store: Store) -> str:
    """A hash of all that a search goes by."""
    generation = store.open()
    digest = hashlib.sha256()
    with closing(sqlite3.connect(generation.folder / DATABASE)) as database:
        for table in TABLES:
            digest.update(repr(database.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()).encode())
    for name in (WHOLES, STRETCHES, BOUNDS):
        digest.update((generation.folder / name).read_bytes())
    return digest.hexdigest()


def forked(work: Callable[[], object]) -> int:
    """A process of its own group that does this; its id."""
    child = os.fork()
    if child:
        return child
    os.setsid()
    quiet = os.open(os.devnull, os.O_WRONLY)
    os.dup2(quiet, 1)
    os.dup2(quiet, 2)
    try:
        work()
        os._exit(0)
    except BaseException:
        os._exit(1)


def kill(child: int) -> None:
    """End a process and those that it started."""
    try:
        os.killpg(child, signal.SIGKILL)
    except ProcessLookupError:
        os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def ended(child: int) -> int:
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port: int = listening.getsockname()[1]
        return port


def alive(client: httpx.Client) -> bool:
    try:
        return client.get("/healthz").status_code == 200
    except httpx.TransportError:
        return False


if __name__ == "__main__":
    typer.run(main)
