"""A limit on the time that one page may take, for code that never ends by itself."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ingest.document import Document

_AGAIN = 1.0
"""Seconds after which a library that swallowed `OutOfTime` is told once more."""
_SIGN = "took longer than"


class OutOfTime(BaseException):
    """The time is up. No `Exception`, or a library's `except Exception` would take it for a fault of the page."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"it {_SIGN} {seconds:g} seconds")


@contextmanager
def deadline(seconds: float) -> Iterator[None]:
    """Raises `OutOfTime` in what runs inside, once it has run for so many seconds.

    Works in a process's main thread, as that of a worker is, and between two steps of the interpreter: a single long
    call into C is ended by the limit on the whole file. In any other thread there is no limit.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def over(_signal: int, _frame: object) -> None:
        raise OutOfTime(seconds)

    before = signal.signal(signal.SIGALRM, over)
    signal.setitimer(signal.ITIMER_REAL, seconds, _AGAIN)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def hit(document: Document) -> bool:
    """Whether some page of `document` ran out of time, so that another reading may give more."""
    return any(_SIGN in page.reason for page in document.pages)
