"""The stages of a search, as whoever asked may watch them: how long each took, and whether the next is still wanted."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from corpus.errors import SdgSearchError


class Cancelled(SdgSearchError):
    """Nobody waits for the answer any more."""


@dataclass(frozen=True, slots=True)
class Watch:
    """Over the searches of one context: `given_up` is asked before each stage and while SQLite works.

    `took` is told the name of a stage and its seconds, without those of the stages inside it.
    """

    given_up: Callable[[], bool]
    took: Callable[[str, float], None]


def watched_by(watch: Watch) -> None:
    """Have the searches of this context, and of the threads that are given a copy of it, watched."""
    _watch.set(watch)


@contextmanager
def stage(name: str) -> Iterator[None]:
    """A stage of a search; also a decorator. Raises `Cancelled` where its end would be of no use to anybody."""
    watch = _watch.get()
    if watch is None:
        yield
        return
    if watch.given_up():
        raise Cancelled("Whoever asked has gone.")
    before, started = _inside.get(), time.perf_counter()
    _inside.set(0.0)
    try:
        yield
    finally:
        seconds = time.perf_counter() - started
        watch.took(name, seconds - _inside.get())
        _inside.set(before + seconds)


def given_up() -> bool:
    """Whether nobody waits for the answer any more: SQLite's progress handler."""
    watch = _watch.get()
    return watch is not None and watch.given_up()


_watch: ContextVar[Watch | None] = ContextVar("watch", default=None)
_inside: ContextVar[float] = ContextVar("seconds of the stages inside the present one", default=0.0)
