"""A content-addressed cache: a value is kept under the hash of what it was made from and of the code that made it.

Nothing in it is ever changed, so a build that finds a value here may use it, whoever made it and when.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from ingest.errors import StorageError

Compute = Callable[[list[int]], list[bytes]]
"""Positions of the keys that are missing -> their values, in that order."""


class Cache(Protocol):
    """(stage, key) -> bytes. Each raises `StorageError` where what keeps the values refuses."""

    def get(self, stage: str, key: bytes) -> bytes | None:
        """The value kept under `key`, or None."""

    def holds(self, stage: str, key: bytes) -> bool:
        """Whether a value is kept under `key`; it isn't read."""

    def put(self, stage: str, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep each (key, value)."""

    def fill(self, stage: str, keys: Sequence[bytes], compute: Compute) -> list[bytes]:
        """The value of each of `keys`; `compute` is asked once for those at the positions that are missing."""


class ContentCache:
    """One SQLite file of (stage, key) -> bytes. One process writes at a time; a crash loses only what is in flight."""

    def __init__(self, path: Path) -> None:
        """Open or make the file. Raises `StorageError` where that can't be done or it is no cache."""
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._database = _opened(path)
        except (OSError, sqlite3.Error) as error:
            raise StorageError(
                f"Could not open the cache {path}: {error}. Make room, mend the folder's permissions, or remove the"
                " file if it is damaged; then run the same command again."
            ) from error

    def get(self, stage: str, key: bytes) -> bytes | None:
        """The value kept under `key`, or None."""
        row = self._database.execute("SELECT value FROM entries WHERE stage = ? AND key = ?", (stage, key)).fetchone()
        return None if row is None else bytes(row[0])

    def holds(self, stage: str, key: bytes) -> bool:
        """Whether a value is kept under `key`; it isn't read."""
        sql = "SELECT 1 FROM entries WHERE stage = ? AND key = ?"
        return self._database.execute(sql, (stage, key)).fetchone() is not None

    def put(self, stage: str, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep each (key, value); all or none. Raises `StorageError` where the disk is full or refuses."""
        try:
            with self._database:
                self._database.execute("BEGIN")
                self._database.executemany(
                    "INSERT OR IGNORE INTO entries VALUES (?, ?, ?)",
                    ((stage, key, value) for key, value in entries),
                )
        except sqlite3.DatabaseError as error:
            raise StorageError(
                f"Could not write to the cache {self._path}: {error}. What was finished before is kept;"
                " make room or mend the folder's permissions, then run the same command again."
            ) from error

    def fill(self, stage: str, keys: Sequence[bytes], compute: Compute) -> list[bytes]:
        """The value of each of `keys`; `compute` is asked once for those at the positions that are missing."""
        found = [self.get(stage, key) for key in keys]
        missing = [position for position, value in enumerate(found) if value is None]
        computed = dict(zip(missing, compute(missing) if missing else [], strict=True))
        self.put(stage, ((keys[position], value) for position, value in computed.items()))
        return [computed[position] if value is None else value for position, value in enumerate(found)]

    def close(self) -> None:
        """Release the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def content_key(*parts: str | bytes) -> bytes:
    """SHA-256 over the parts, each with its length, so that no two lists of parts run into one another."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode() if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.digest()


def _opened(path: Path) -> sqlite3.Connection:
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=NORMAL")
    database.execute(
        "CREATE TABLE IF NOT EXISTS entries (stage TEXT, key BLOB, value BLOB, PRIMARY KEY (stage, key)) WITHOUT ROWID"
    )
    return database
