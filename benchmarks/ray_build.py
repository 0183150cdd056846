"""A build on a Ray of this machine against a local build of the same reports, also with workers killed at random.

Both begin with nothing in their caches. What is compared is every row of the databases, and the vectors. Times are
given as ratios within the run: Ray's includes its start, and each actor's and worker's loading of its model.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Annotated

import numpy as np
import typer
from rows import row

from corpus.catalogue import known_files
from corpus.vocabulary import load_vocabulary
from index.build import Report, build
from index.generation import DATABASE, WHOLES
from index.store import Store
from ingest.crew import Workplace
from ingest.discovery import discover
from ingest.on_ray import OnRay
from ingest.outcomes import Candidate
from ingest.pipeline import HERE
from ingest.settings import IngestSettings, Limits

_WORKERS = ("ray::IDLE", "ray::_prepare", "ray::_tag", "ray::_Embedding")


def main(
    folder: Annotated[Path, typer.Argument(help="Reports.")],
    smallest: Annotated[int | None, typer.Option(help="Only so many of them, the smallest.")] = None,
    kills: Annotated[int, typer.Option(help="How many workers and actors are killed in the last build.")] = 10,
    seed: Annotated[int, typer.Option(help="Of the moments and the victims.")] = 1,
    precision: Annotated[str, typer.Option(help="float32, or bfloat16, which takes less time.")] = "float32",
    plain: Annotated[bool, typer.Option("--plain/--no-plain", help="Build on Ray without kills, too.")] = True,
) -> None:
    """Print the rows of a Markdown table."""
    candidates = sorted(discover([folder]), key=lambda one: one.size)[:smallest]
    settings = IngestSettings(precision=precision)
    with tempfile.TemporaryDirectory() as scratch:
        local = _built(candidates, Path(scratch) / "local", settings, HERE)
        print(f"{len(candidates)} files, {local.report.manifest.counts}", file=sys.stderr)
        if plain:
            on_ray = _built(candidates, Path(scratch) / "ray", settings, _here(Path(scratch) / "shared"))
            again = _built(candidates, Path(scratch) / "again", settings, _here(Path(scratch) / "shared"))
            _compare("on Ray", on_ray, local)
            print(row("texts that a second build on Ray embeds", again.report.embedded, 0, form=".0f"))
            print(f"| build on Ray, times that of the local build | {on_ray.seconds / local.seconds:.2f} | | |")
        if kills:
            took = on_ray.seconds if plain else local.seconds
            with _Killer(kills, took, random.Random(seed)) as killer:
                killed = _built(candidates, Path(scratch) / "killed", settings, _here(Path(scratch) / "anew"))
            print(
                row("workers and actors killed at random moments", len(killer.killed), kills, at_least=True, form=".0f")
            )
            _compare(f"on Ray, {len(killer.killed)} killed", killed, local)
            print(f"killed: {', '.join(killer.killed)}", file=sys.stderr)


@dataclass(frozen=True)
class _Built:
    store: Store
    report: Report
    seconds: float

    def rows(self) -> dict[str, list[tuple[object, ...]]]:
        with closing(sqlite3.connect(self.store.open().folder / DATABASE)) as database:
            tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
            return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}

    def vectors(self) -> np.ndarray:
        return np.fromfile(self.store.open().folder / WHOLES, np.float32)


def _here(cache: Path) -> OnRay:
    return OnRay(None, str(cache), Store(cache).models)


def _built(candidates: list[Candidate], data: Path, settings: IngestSettings, workplace: Workplace) -> _Built:
    started, store = time.perf_counter(), Store(data)
    report = build(
        candidates,
        store=store,
        vocabulary=load_vocabulary(),
        known=known_files(),
        settings=settings,
        limits=Limits(),
        progress=_Telling(workplace),
        workplace=workplace,
    )
    return _Built(store, report, time.perf_counter() - started)


def _compare(what: str, one: _Built, local: _Built) -> None:
    ours, theirs = one.rows(), local.rows()
    differing = [name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name)]
    print(row(f"{what}: tables that differ from the local build's, of {len(theirs)}", len(differing), 0, form=".0f"))
    print(row(f"{what}: largest difference of a vector's component", _apart(one, local), 1e-4, form=".1e"))
    notes = len(set(one.report.notes) ^ set(local.report.notes))
    print(row(f"{what}: notes on files that differ", notes, 0, form=".0f"))


def _apart(one: _Built, other: _Built) -> float:
    ours, theirs = one.vectors(), other.vectors()
    return float(np.abs(ours - theirs).max()) if ours.shape == theirs.shape else float("inf")


class _Killer:
    """Kills so many of this process's Ray workers, at moments spread over about as many seconds as a build takes."""

    def __init__(self, kills: int, seconds: float, chance: random.Random) -> None:
        self.killed: list[str] = []
        self._kills, self._pause, self._chance = kills, seconds / (kills + 2), chance
        self._done = Event()
        self._thread = Thread(target=self._run)

    def __enter__(self) -> _Killer:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def _run(self) -> None:
        while len(self.killed) < self._kills and not self._done.wait(self._pause * self._chance.uniform(0.5, 1.5)):
            if victims := _workers():
                pid, name = self._chance.choice(victims)
                os.kill(pid, signal.SIGKILL)
                self.killed.append(name)


def _workers() -> list[tuple[int, str]]:
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    processes = [
        (int(pid), int(parent), args) for pid, parent, args in (line.split(None, 2) for line in listed.splitlines())
    ]
    raylets = {pid for pid, parent, _ in processes if parent == os.getpid()}
    return [(pid, args) for pid, parent, args in processes if parent in raylets and args.startswith(_WORKERS)]


class _Telling:
    def __init__(self, workplace: Workplace) -> None:
        self._where = type(workplace).__name__

    def file(self, done: int, total: int, source: str) -> None:
        print(f"{self._where}: {done} of {total}, {source}", file=sys.stderr)

    def embedded(self, texts: int) -> None: ...

    def stage(self, stage: str) -> None: ...


if __name__ == "__main__":
    typer.run(main)
