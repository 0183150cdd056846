"""The values that go into the pipeline and come out of it: files that were named, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ingest.document import Document, Mention, Passage
from ingest.remote import RemotePath


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was named for indexing: where it is, and what its owner calls it."""

    path: Path | RemotePath
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """What a person may call it: its path, its place in the folder that was named, or the file's bare name."""
        return (str(self.path), self.source, self.name)

    @property
    def name(self) -> str:
        """The file's own name, which need not be the name under which it is kept."""
        return Path(self.source).name

    @property
    def size(self) -> int:
        """Its bytes; 0 of a file that can't be looked at, which is found out when it is read."""
        try:
            return self.path.size if isinstance(self.path, RemotePath) else self.path.stat().st_size
        except OSError:
            return 0


@dataclass(frozen=True, slots=True)
class Ingested:
    """A report with all that is known of it; `mentions[i]` and `vectors[i]` belong to `passages[i]`.

    `stretch_vectors` has a row for each stretch of each passage, in order; `section_vectors` a vector for each path of
    headings that passages stand under.
    """

    id: str
    source: str
    document: Document
    passages: Sequence[Passage]
    mentions: Sequence[Sequence[Mention]]
    vectors: NDArray[np.float32]
    stretch_vectors: NDArray[np.float32]
    section_vectors: Mapping[tuple[str, ...], NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that could not be read, with the reason; `document` is the id that it would have, if it had bytes."""

    source: str
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose bytes were met before in this run, under the name `of`."""

    source: str
    of: str
    document: str


Outcome = Ingested | Rejected | Duplicate


class Progress(Protocol):
    """Told how far the run is."""

    def file(self, done: int, total: int, source: str) -> None:
        """`done` of `total` files are finished; `source` is the last one."""

    def embedded(self, texts: int) -> None:
        """So many more passages and stretches were embedded (those found in the cache are not counted)."""
