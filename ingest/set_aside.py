"""Remembers files that could not be read, so that one which breaks its parser each time does not cost each build.

A file is tried `MOST_TRIES` times, each by another build; then it is set aside, and given as unread without a try. It
is tried anew when its bytes, the parsers or the settings change, or when somebody asks for that.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ingest.ledger import Ledger

MOST_TRIES = 3


@dataclass(frozen=True, slots=True)
class Unread:
    """A file that could not be read: its SHA-256, its name, why, how often it was tried, and last when (since 1970)."""

    digest: str
    source: str
    reason: str
    tries: int
    tried: float

    @property
    def set_aside(self) -> bool:
        """Whether it is not tried any more."""
        return self.tries >= MOST_TRIES


class SetAside:
    """The unread files of a data folder. A key stands for a file's bytes, and for all that decides how it is read."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._ledger = Ledger(path, _TABLE)
        self._clock = clock

    def reason(self, key: bytes) -> str | None:
        """Why the file was set aside; None where it is to be tried."""
        with self._ledger.reading() as database:
            row = database.execute("SELECT reason, tries FROM unread WHERE key = ?", (key,)).fetchone()
            return row["reason"] if row and row["tries"] >= MOST_TRIES else None

    def failed(self, key: bytes, digest: str, source: str, reason: str) -> None:
        """Note a try that failed."""
        with self._ledger.writing() as database:
            database.execute(
                "INSERT INTO unread VALUES (?, ?, ?, ?, 1, ?) ON CONFLICT (key) DO UPDATE SET"
                " source = excluded.source, reason = excluded.reason, tries = tries + 1, tried = excluded.tried",
                (key, digest, source, reason, self._clock()),
            )

    def all(self) -> list[Unread]:
        """Every file that could not be read, the last tried first."""
        with self._ledger.reading() as database:
            rows = database.execute("SELECT digest, source, reason, tries, tried FROM unread ORDER BY tried DESC, key")
            return [Unread(*row) for row in rows]

    def try_again(self, digest: str) -> bool:
        """Have the file with this SHA-256 tried by the next build; whether there is one."""
        with self._ledger.writing() as database:
            return database.execute("DELETE FROM unread WHERE digest = ?", (digest,)).rowcount > 0


_TABLE = """
CREATE TABLE IF NOT EXISTS unread (
    key BLOB PRIMARY KEY, digest TEXT NOT NULL, source TEXT NOT NULL, reason TEXT NOT NULL, tries INTEGER NOT NULL,
    tried REAL NOT NULL
) WITHOUT ROWID;
"""
