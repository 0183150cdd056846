"""A small SQLite file that many threads and processes read and change; each use of it is one transaction."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ingest.errors import StorageError


class Ledger:
    """The tables in one file, made when they are first used. Raises `StorageError` where the disk refuses."""

    def __init__(self, path: Path, tables: str, mode: int = 0o666) -> None:
        """`tables` are statements that may run again: CREATE TABLE IF NOT EXISTS ...

        `mode` are the permissions of a new file, less what the process masks; SQLite gives its side files the same.
        """
        self.path = path
        self._tables = tables
        self._mode = mode

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that nobody else writes beside; undone where the block raises."""
        with self._transaction("IMMEDIATE") as database:
            yield database

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A transaction that sees one state, and waits for nobody; where there is no file yet, none is made."""
        with self._transaction("DEFERRED") as database:
            yield database

    @contextmanager
    def _transaction(self, kind: str) -> Iterator[sqlite3.Connection]:
        try:
            database = self._opened() if kind == "IMMEDIATE" or self.path.exists() else self._empty()
        except (OSError, sqlite3.Error) as error:
            raise self._broken(error) from error
        try:
            database.execute(f"BEGIN {kind}")
            yield database
            database.execute("COMMIT")
        except sqlite3.Error as error:
            raise self._broken(error) from error
        finally:
            database.close()

    def _opened(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(self.path, os.O_RDWR | os.O_CREAT, self._mode))
        database = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        database.row_factory = sqlite3.Row
        database.execute("PRAGMA journal_mode=WAL").fetchall()  # a statement that has not ended forbids COMMIT
        database.executescript(self._tables)
        return database

    def _empty(self) -> sqlite3.Connection:
        database = sqlite3.connect(":memory:", isolation_level=None)
        database.row_factory = sqlite3.Row
        database.executescript(self._tables)
        return database

    def _broken(self, error: Exception) -> StorageError:
        return StorageError(
            f"Could not use {self.path}: {error}. Make room or mend the folder's permissions; nothing was changed."
        )
