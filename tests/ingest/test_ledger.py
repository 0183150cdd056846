"""A small SQLite file: each use of it is one transaction, whatever else the process does."""

from __future__ import annotations

import sqlite3
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from ingest.errors import StorageError
from ingest.ledger import Ledger

TABLE = "CREATE TABLE IF NOT EXISTS notes (text TEXT)"


class Remembering(sqlite3.Connection):
    """Keeps its cursors, as does whoever asks the garbage collector for all objects in that moment."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.cursors: list[sqlite3.Cursor] = []

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self.cursors.append(super().execute(*arguments))
        return self.cursors[-1]


def written(ledger: Ledger) -> list[str]:
    with ledger.reading() as database:
        return [text for (text,) in database.execute("SELECT text FROM notes").fetchall()]


def insert(ledger: Ledger, *tables: str) -> None:
    with ledger.writing() as database:
        for table in tables:
            database.execute(f"INSERT INTO {table} VALUES ('peat')")


def test_a_transaction_ends_also_while_somebody_else_holds_its_cursors(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.ledger.sqlite3.connect", partial(sqlite3.connect, factory=Remembering))
    ledger = Ledger(tmp_path / "notes.sqlite", TABLE)
    insert(ledger, "notes")
    assert written(ledger) == ["peat"]


def test_what_raises_leaves_nothing_written(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "notes.sqlite", TABLE)
    with pytest.raises(StorageError, match="no such table"):
        insert(ledger, "notes", "mosses")
    assert written(ledger) == []


def test_reading_makes_no_file(tmp_path: Path) -> None:
    assert written(Ledger(tmp_path / "notes.sqlite", TABLE)) == []
    assert not list(tmp_path.iterdir())


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    (tmp_path / "notes.sqlite").write_text("Peat holds more carbon than forest. " * 100)
    with pytest.raises(StorageError, match=r"notes\.sqlite.*not a database"):
        written(Ledger(tmp_path / "notes.sqlite", TABLE))
