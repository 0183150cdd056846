"""One generation, opened for reading: its rows, its vectors and its centres. It never changes, so nothing is locked."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np

from corpus.vocabulary import Entity
from index.centring import Centres
from index.errors import NoGeneration
from index.expansion import Named, named
from index.lease import leased
from index.lexical import holds_words
from index.manifest import FILE, Counts, Manifest
from index.rows import Numbers, Rows, Vectors, is_among
from index.schema import VERSION
from index.stages import given_up
from ingest.document import Box, Line, Span
from ingest.edges import Edges

if TYPE_CHECKING:
    from index.vectors import VectorIndex

DATABASE = "passages.sqlite"
VECTORS = "passages.faiss"
WHOLES = "passages.f32"
STRETCHES = "stretches.i8"
BOUNDS = "stretches.i64"
CENTRES = "centres.safetensors"
FILES = (DATABASE, VECTORS, WHOLES, STRETCHES, BOUNDS, CENTRES)

_STEPS = 20_000
"""Of SQLite's machine, about a millisecond: so often it asks whether anybody still waits."""

_KEPT_ENTITIES = 32
"""Of so many entities it is remembered who mentions them: up to 8 MB each among a million passages."""


_LINKED = """
CREATE TEMP TABLE linked (document TEXT PRIMARY KEY, report TEXT NOT NULL) WITHOUT ROWID;
CREATE TEMP VIEW reports AS
 SELECT d.id AS document, coalesce(l.report, d.id) AS report FROM documents d LEFT JOIN linked l ON l.document = d.id;
"""
"""What each document counts as: editions and languages of one report count once."""


class Generation:
    """A generation in its folder. Safe to use from many threads: each has its own connection.

    As long as it is referred to, no process of this machine prunes it.
    """

    hidden: frozenset[str] = frozenset()
    """The documents that can't be found; see `index.view`."""

    def __init__(self, folder: Path, uri: str = "") -> None:
        """`uri` is the address of the Milvus that searches it, where that is no longer the one it was made with."""
        self.folder = folder
        self.uri = uri
        try:
            self._lease = leased(folder / FILE)
            self.manifest = Manifest.read(folder)
        except (OSError, ValueError) as error:
            raise NoGeneration(f"The generation in {folder} can't be read ({error}). Index again.") from error
        if self.manifest.schema_version != VERSION:
            raise NoGeneration(
                f"The generation {self.id} was written by another version of sdgsearch. Index again: what did not"
                " change is taken from the cache."
            )
        self._threads = threading.local()
        self.mentioning = lru_cache(maxsize=_KEPT_ENTITIES)(self._mentioning)
        self.named = lru_cache(maxsize=16)(self._named)

    @property
    def id(self) -> str:
        return self.manifest.id

    @property
    def database(self) -> sqlite3.Connection:
        """This thread's read-only connection."""
        connection: sqlite3.Connection | None = getattr(self._threads, "connection", None)
        if connection is None:
            connection = sqlite3.connect(
                f"{(self.folder / DATABASE).absolute().as_uri()}?mode=ro&immutable=1", uri=True
            )
            self._prepare(connection)
            self._threads.connection = connection
        return connection

    def _prepare(self, connection: sqlite3.Connection) -> None:
        connection.row_factory = sqlite3.Row
        connection.set_progress_handler(given_up, _STEPS)
        connection.create_function("holds_words", 2, holds_words, deterministic=True)
        connection.executescript(_LINKED)

    @cached_property
    def numbers(self) -> Numbers:
        """The numbers of all passages that can be found, in reading order."""
        return np.arange(self.manifest.counts.passages)

    @property
    def seen(self) -> Numbers | None:
        """The same; None where that is every passage."""
        return None

    def _named(self, question: str) -> Sequence[Named]:
        """What in a question is a name."""
        return tuple(named(self.database, question))

    @cached_property
    def coverage(self) -> Counts:
        """How much can be found, and how much could not be read."""
        return self.manifest.counts

    def nearest(self, question: Vectors, depth: int) -> Numbers:
        """The passages that FAISS finds near as a whole."""
        return self.vectors.nearest(question, depth)

    @cached_property
    def vectors(self) -> VectorIndex:
        """What finds the near passages; a search by words alone loads neither them nor FAISS."""
        from index.vectors import VectorIndex

        return VectorIndex.read(self.folder / VECTORS)

    @cached_property
    def wholes(self) -> Rows:
        """The exact vectors of the passages."""
        return Rows(self.folder / WHOLES, np.float32, self.manifest.vectors.width)

    @cached_property
    def stretches(self) -> Rows:
        """The vectors of the stretches of all passages, in a byte a component."""
        return Rows(self.folder / STRETCHES, np.int8, self.manifest.vectors.width)

    @cached_property
    def bounds(self) -> Numbers:
        """The number of the first stretch of each passage, and last of all the number of stretches."""
        return np.fromfile(self.folder / BOUNDS, np.int64)

    @cached_property
    def groups(self) -> Numbers:
        """The group of each passage: the number of the passage whose repeat it is, or its own."""
        groups = np.arange(self.manifest.counts.passages, dtype=np.int64)
        groups[self.repeated] = self._groups_of_repeated
        return groups

    def groups_of(self, numbers: Numbers) -> Numbers:
        """The groups of just these passages, without a list of all."""
        groups, repeated = numbers.copy(), is_among(numbers, self.repeated)
        groups[repeated] = self._groups_of_repeated[np.searchsorted(self.repeated, numbers[repeated])]
        return groups

    @cached_property
    def repeated(self) -> Numbers:
        """The passages that are not alone in their group; ascending."""
        rows = self.database.execute("SELECT passage FROM repeats ORDER BY passage")
        return np.fromiter((number for (number,) in rows), dtype=np.int64)

    @cached_property
    def _groups_of_repeated(self) -> Numbers:
        rows = self.database.execute("SELECT first FROM repeats ORDER BY passage")
        return np.fromiter((first for (first,) in rows), dtype=np.int64)

    @cached_property
    def centres(self) -> Centres:
        """The centres that the vectors were centred with."""
        return Centres.from_bytes((self.folder / CENTRES).read_bytes())

    @cached_property
    def entities(self) -> dict[str, Entity]:
        """The vocabulary as it was when this generation was made, by id."""
        rows = self.database.execute("SELECT id, entry FROM entities")
        return {row["id"]: msgspec.json.decode(row["entry"], type=Entity) for row in rows}

    def shapes(self, kinds: Iterable[str], shorter: int) -> Iterator[tuple[int, str, str, int]]:
        """Number, kind, language and characters of the passages of these kinds, and of those that are shorter."""
        rows = self.database.execute(
            "SELECT number, kind, language, end - start AS characters FROM passages"
            " WHERE kind IN (SELECT value FROM json_each(?)) OR characters < ?",
            (msgspec.json.encode(list(kinds)).decode(), shorter),
        )
        return map(tuple, rows)

    @cached_property
    def entity_counts(self) -> Sequence[tuple[str, int, int]]:
        """Each entity with the passages and reports that mention it or one of its children, the most passages first.

        Counted once: that takes seconds for 100,000 passages, and a list of entities is asked for page by page.
        """
        rows = self.database.execute(
            "SELECT e.id, count(DISTINCT p.number), count(DISTINCT r.report) FROM entities e"
            " LEFT JOIN ancestry a ON a.ancestor = e.id LEFT JOIN mentions m ON m.entity = a.entity"
            " LEFT JOIN passages p ON p.number = m.passage LEFT JOIN reports r ON r.document = p.document"
            " GROUP BY e.id ORDER BY 2 DESC, e.id"
        )
        return [tuple(row) for row in rows]

    def _mentioning(self, entity: str) -> Numbers:
        """The passages that mention an entity or a child of it; ascending."""
        rows = self.database.execute(
            "SELECT m.passage FROM ancestry a JOIN mentions m ON m.entity = a.entity WHERE a.ancestor = ?", (entity,)
        )
        return np.unique(np.fromiter((number for (number,) in rows), dtype=np.int64))

    def text(self, document: str, span: Span) -> str:
        """The characters of a document that the span covers."""
        return text_of(self.database, document, span)

    def lines(self, document: str, span: Span) -> list[Line]:
        """The lines that hold characters of the span, in reading order."""
        rows = self.database.execute(
            "SELECT start, end, page, x0, top, x1, bottom, edges, confidence, down FROM lines"
            " WHERE document = ? AND start < ? AND end > ?"
            " AND start >= (SELECT coalesce(max(start), 0) FROM lines WHERE document = ? AND start <= ?)"
            " ORDER BY start",
            (document, span.end, span.start, document, span.start),
        )
        return [_line(*row) for row in rows]

    def boxes(self, document: str, span: Span) -> list[Box]:
        """The boxes of just the characters of the span, a line each; empty where the format has no geometry."""
        boxes = (line.box_of(span) for line in self.lines(document, span))
        return [box for box in boxes if box is not None]

    def close(self) -> None:
        """Release this thread's connection."""
        connection = getattr(self._threads, "connection", None)
        if connection is not None:
            connection.close()
            del self._threads.connection


def text_of(database: sqlite3.Connection, document: str, span: Span) -> str:
    """The characters of a document that the span covers."""
    rows = database.execute(
        "SELECT start, text FROM texts WHERE document = ? AND start < ?"
        " AND start >= (SELECT max(start) FROM texts WHERE document = ? AND start <= ?) ORDER BY start",
        (document, span.end, document, span.start),
    )
    return "".join(text[max(0, span.start - start) : span.end - start] for start, text in rows)


def _line(
    start: int,
    end: int,
    page: int,
    x0: float | None,
    top: float,
    x1: float,
    bottom: float,
    edges: bytes,
    confidence: float | None,
    down: int,
) -> Line:
    box = None if x0 is None else Box(page, x0, top, x1, bottom)
    return Line(Span(start, end), page, box, Edges(edges), confidence, bool(down))
