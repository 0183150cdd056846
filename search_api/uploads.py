"""Takes in files that are handed to the service: told by their content, kept under their hash."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import BinaryIO

from index.documents import has_document
from index.errors import NoGeneration
from index.jobs import Job
from index.store import Store
from ingest.originals import Originals
from ingest.parsers import recognize
from search_api.access import Caller
from search_api.errors import Forbidden

_LONGEST_STEM, _LONGEST_ENDING = 100, 10


@dataclass(frozen=True, slots=True)
class Received:
    """A file that was taken in. `job` will index it; None where it is indexed already."""

    digest: str
    name: str
    size: int
    known: bool
    job: Job | None

    @property
    def document(self) -> str:
        return self.digest[:16]


def check_label(caller: Caller, label: str) -> None:
    """Raises `Forbidden` where the caller may not read what it would hand in with this label."""
    if not caller.may_read(label):
        raise Forbidden(f"{caller.name} may not read what is labelled {label}, so it can't hand it in either.")


def receive(file: BinaryIO, name: str, *, store: Store, by: str, label: str) -> Received:
    """Keep a file and ask for a build, unless it is known and indexed.

    Raises `ParseError` for what is no report, `IngestError` for an empty file, `StorageError` on a full disk.
    """
    name, data = file_name(name), file.read()
    recognize(data, name=name)
    digest, _ = Originals(store.files).add(data)
    library, document = store.library, digest[:16]
    if all(upload.digest != digest for upload in library.uploads()):
        library.rule(document, label=label)  # first, so that no build finds it without
    new = library.add(digest, name, by)
    job = None if _is_indexed(store, document) else store.jobs.submit(asked_by=by, reason=f"Upload of {name}")
    return Received(digest, name, len(data), not new, job)


def file_name(given: str) -> str:
    """The last part of the name that a browser gives, without anything that could lead elsewhere."""
    last = given.replace("\\", "/").rpartition("/")[2]
    plain = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C").strip(" .")
    path = PurePosixPath(plain or "report")
    return path.stem[:_LONGEST_STEM] + path.suffix[:_LONGEST_ENDING]


def _is_indexed(store: Store, document: str) -> bool:
    try:
        return has_document(store.open(), document)
    except NoGeneration:
        return False
