"""Leases: whoever reads a generation holds a shared lock on its manifest, and only what nobody reads may be removed.

The locks are the kernel's (flock), so they reach across processes and end with the process that held them, however it
ended.
"""

from __future__ import annotations

import fcntl
from contextlib import ExitStack
from io import FileIO
from pathlib import Path
from weakref import WeakSet

_HELD: WeakSet[FileIO] = WeakSet()


def leased(file: Path) -> FileIO:
    """Hold `file` as a reader until what is returned is closed or no longer referred to.

    Raises `FileNotFoundError` where the file is not, or is being removed.
    """
    lease = FileIO(file)
    try:
        fcntl.flock(lease, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        lease.close()
        raise FileNotFoundError(f"{file} is being removed") from error
    _HELD.add(lease)
    return lease


def any_held() -> bool:
    """Whether this process reads a generation."""
    return any(not lease.closed for lease in _HELD)


def unread(file: Path) -> ExitStack | None:
    """A context in which nobody can begin to read `file`; None where somebody reads it."""
    held = ExitStack()
    lock = held.enter_context(FileIO(file))
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        held.close()
        return None
    return held
