"""What asks for a build by itself: a file that changes in an indexed folder, and the clock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread

from filelock import FileLock, Timeout

from index.library import Library
from index.store import Store
from search_api.build_settings import JobSettings
from search_api.logs import told

Ask = Callable[[str, str], object]
"""Asks for a build: who does, and why."""

_LOOK_EVERY = 0.5
"""Seconds between two looks at the folders' list and at the clock."""
_PAUSE = 5.0
"""Seconds until something is tried again that failed."""


@contextmanager
def triggers(settings: JobSettings, store: Store, ask: Ask) -> Iterator[None]:
    """Ask for a build whenever these settings want one, until the block ends.

    Of the services on one data folder one does so at a time; another goes on when that one ends.
    """
    stop = Event()
    ask = _insistent(ask, stop)
    wanted: dict[str, Callable[[], None]] = {}
    if settings.watch:
        wanted["watch.lock"] = lambda: _watch(store.library, settings.settle, ask, stop)
    if settings.schedule:
        wanted["schedule.lock"] = lambda: _keep_to(settings.schedule, ask, stop)
    threads = [
        Thread(target=_alone, args=(FileLock(store.folder / lock), run, stop), daemon=True)
        for lock, run in wanted.items()
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join()


def _insistent(ask: Ask, stop: Event) -> Ask:
    """Asks until that could be noted: a full disk loses no change of a file."""

    def insistent(who: str, why: str) -> None:
        while not stop.is_set():
            with told(f"ask for a build ({who})"):
                ask(who, why)
                return
            stop.wait(_PAUSE)

    return insistent


def _alone(lock: FileLock, run: Callable[[], None], stop: Event) -> None:
    """Run as soon as nobody else holds the lock, and hold it meanwhile."""
    while not stop.is_set():
        with told("watch folders and the clock"), suppress(Timeout), lock.acquire(timeout=0):
            run()
        stop.wait(_LOOK_EVERY)


def _watch(library: Library, settle: float, ask: Ask, stop: Event) -> None:
    """Ask once files have changed and then not changed for `settle` seconds."""
    while not stop.is_set():
        if folders := _watchable(library):
            _watch_these(folders, library, settle, ask, stop)
        stop.wait(_LOOK_EVERY)


def _watch_these(folders: list[Path], library: Library, settle: float, ask: Ask, stop: Event) -> None:
    """The same for these folders, until others are to be indexed."""
    from watchfiles import watch

    changed: float | None = None
    for changes in watch(*folders, stop_event=stop, rust_timeout=int(_LOOK_EVERY * 1000), yield_on_timeout=True):
        now = time.monotonic()
        if any(_is_report(Path(path), folders) for _, path in changes):
            changed = now
        elif changed is not None and now - changed >= settle:
            changed = None
            ask("watched folder", "A file in it changed.")
        if _watchable(library) != folders:
            return


def _watchable(library: Library) -> list[Path]:
    """Object storage tells nobody of a change: what lies there is indexed again by the clock, or when asked for."""
    return [root for root in library.roots() if isinstance(root, Path) and root.exists()]


def _is_report(path: Path, folders: list[Path]) -> bool:
    """Hidden files are none, as when they are looked for."""
    below = [path.relative_to(folder) for folder in folders if path.is_relative_to(folder)]
    return not any(part.startswith(".") for inside in below for part in inside.parts)


def _keep_to(schedule: str, ask: Ask, stop: Event) -> None:
    from cronsim import CronSim

    times = CronSim(schedule, datetime.now(UTC))
    due = next(times)
    while not stop.wait(_LOOK_EVERY):
        if datetime.now(UTC) >= due:
            ask("schedule", schedule)
            due = next(CronSim(schedule, datetime.now(UTC)))
