"""What a data folder is to hold, beyond any one build: where its reports come from, and what people decided of them."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from index.errors import LibraryError
from index.labels import PUBLIC, Labels, may_see
from ingest.discovery import discover
from ingest.ledger import Ledger
from ingest.originals import Originals
from ingest.outcomes import Candidate
from ingest.remote import Root, root_at


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was handed in: its SHA-256, its name, when (seconds since 1970) and by whom."""

    digest: str
    name: str
    added: float
    by: str

    @property
    def document(self) -> str:
        """The id of the report that it is."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What people decided of one report. `withdrawn` is the reason, empty while it is not withdrawn.

    `report` is the id of a report that this one is an edition or another language of; empty where nobody said so.
    """

    label: str = PUBLIC
    withdrawn: str = ""
    report: str = ""

    def is_seen_by(self, labels: Labels) -> bool:
        """Whether who may see `labels` finds the report."""
        return not self.withdrawn and may_see(labels, self.label)


UNRULED = Ruling()


class Library:
    """The folders, uploads and rulings of a data folder."""

    def __init__(self, path: Path, originals: Originals, clock: Callable[[], float] = time.time) -> None:
        self._ledger = Ledger(path, _TABLES)
        self._originals = originals
        self._clock = clock

    def stamp(self) -> tuple[int, ...]:
        """Changes with each change; () as long as nothing was ever noted."""
        files = (self._ledger.path, self._ledger.path.with_name(f"{self._ledger.path.name}-wal"))
        looks = [file.stat() for file in files if file.exists()]
        return tuple(number for look in looks for number in (look.st_mtime_ns, look.st_size))

    def roots(self) -> list[Root]:
        """The files and folders that were named for indexing."""
        with self._ledger.reading() as database:
            return [root_at(path) for (path,) in database.execute("SELECT path FROM roots ORDER BY position")]

    def set_roots(self, paths: Sequence[Root]) -> None:
        """Index these files and folders from now on, and no others beside the uploads."""
        with self._ledger.writing() as database:
            database.execute("DELETE FROM roots")
            rows = enumerate(str(path.resolve()) for path in paths)
            database.executemany("INSERT INTO roots VALUES (?, ?)", rows)

    def uploads(self) -> list[Upload]:
        """The files that were handed in, the first first."""
        with self._ledger.reading() as database:
            return [Upload(*row) for row in database.execute("SELECT * FROM uploads ORDER BY added, digest")]

    def add(self, digest: str, name: str, by: str) -> bool:
        """Note a file that lies among the originals; False where it was handed in before."""
        with self._ledger.writing() as database:
            row = (digest, name, self._clock(), by)
            return database.execute("INSERT OR IGNORE INTO uploads VALUES (?, ?, ?, ?)", row).rowcount > 0

    def remove(self, digest: str) -> bool:
        """Index a file that was handed in no more; whether there is one. Its bytes are kept."""
        with self._ledger.writing() as database:
            return database.execute("DELETE FROM uploads WHERE digest = ?", (digest,)).rowcount > 0

    def candidates(self) -> list[Candidate]:
        """Every file to index: those of the folders, then the uploads. Raises `IngestError` where a folder is gone."""
        uploads = [Candidate(self._originals.path(upload.digest), upload.name) for upload in self.uploads()]
        return [*discover(self.roots()), *uploads]

    def rulings(self) -> Mapping[str, Ruling]:
        """What was decided, by document; documents of which nothing was are left out."""
        with self._ledger.reading() as database:
            return {id: Ruling(*ruling) for id, *ruling in database.execute("SELECT * FROM rulings")}

    def rule(self, document: str, **changes: str) -> Ruling:
        """Change what is decided of a report (`label`, `withdrawn`, `report`). Raises `LibraryError`."""
        with self._ledger.writing() as database:
            row = database.execute("SELECT * FROM rulings WHERE document = ?", (document,)).fetchone()
            ruling = replace(Ruling(*tuple(row)[1:]) if row else UNRULED, **changes)
            if ruling.report == document:
                raise LibraryError(f"The report {document} can't be an edition of itself. Name the other one.")
            values = (document, ruling.label, ruling.withdrawn, ruling.report)
            database.execute("INSERT OR REPLACE INTO rulings VALUES (?, ?, ?, ?)", values)
            return ruling


_TABLES = """
CREATE TABLE IF NOT EXISTS roots (position INTEGER PRIMARY KEY, path TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS uploads (
    digest TEXT PRIMARY KEY, name TEXT NOT NULL, added REAL NOT NULL, by TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS rulings (
    document TEXT PRIMARY KEY, label TEXT NOT NULL, withdrawn TEXT NOT NULL, report TEXT NOT NULL
);
"""
