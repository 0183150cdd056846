"""Keeps the bytes of every report under their hash: pages can be shown and builds repeated without the source."""

from __future__ import annotations

import hashlib
from pathlib import Path

from ingest.atomic import write_atomically
from ingest.errors import IngestError
from ingest.remote import RemotePath


class Originals:
    """A folder of files named by the SHA-256 of their bytes; a file in it never changes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, path: Path | RemotePath) -> tuple[str, Path]:
        """Copy the file at `path` here, unless it is here: its SHA-256 and where the copy lies.

        Raises `IngestError` where the file is empty or can't be read, `StorageError` where the copy can't be written.
        """
        try:
            data = path.read_bytes()
        except OSError as error:
            raise IngestError(f"The file could not be read: {error.strerror or error}.") from error
        return self.add(data)

    def add(self, data: bytes) -> tuple[str, Path]:
        """Keep these bytes, unless they are here. Raises as `keep` does."""
        if not data:
            raise IngestError("The file is empty (0 bytes).")
        digest = hashlib.sha256(data).hexdigest()
        target = self.path(digest)
        if not target.exists():
            write_atomically(target, data)
        return digest, target

    def path(self, digest: str) -> Path:
        """Where the file with this SHA-256 lies, if it is kept."""
        return self._folder / digest[:2] / digest

    def find(self, document_id: str) -> Path | None:
        """The kept file of a document (its id is the beginning of the hash)."""
        return next((self._folder / document_id[:2]).glob(f"{document_id}*"), None)
