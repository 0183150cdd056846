"""Writes what the pipeline gives into the files of a new generation."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np

from index import generation, lexical, schema
from index.centring import Centres
from index.manifest import VectorLayout
from index.postings import CONTEXT_WEIGHT, NamePlaces, write_postings
from index.repeats import RepeatFinder
from index.rows import Rows, quantized
from index.sections import in_sections
from index.vectors import VectorIndex
from ingest.document import Line, Mention, Note, Page, Passage, Span
from ingest.errors import StorageError
from ingest.outcomes import Duplicate, Ingested, Outcome, Rejected
from ingest.quality import Quality, assess, remarks


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer has completed: the hash of all passages and their entities, and the layout of the vectors."""

    content: str
    vectors: VectorLayout


class GenerationWriter:
    """Takes outcomes one by one; `finish` completes the files. Raises `StorageError` where the disk is full."""

    def __init__(self, folder: Path, blank: bytes, centres: Centres) -> None:
        """`blank` is the database to begin with, as `index.blank` makes it of a vocabulary."""
        self.folder = folder
        self._centres = centres
        self._wholes = (folder / generation.WHOLES).open("wb")
        self._stretches = (folder / generation.STRETCHES).open("wb")
        self._bounds = [0]
        self._repeats = RepeatFinder()
        self._documents = 0
        self._passages = 0
        self._identity = hashlib.sha256()
        try:
            (folder / generation.DATABASE).write_bytes(blank)
            self._database = sqlite3.connect(folder / generation.DATABASE, isolation_level=None)
            self._database.execute("PRAGMA journal_mode=OFF")
            self._database.execute("PRAGMA synchronous=OFF")
            self._database.execute("BEGIN")
            names = self._database.execute("SELECT DISTINCT terms FROM names WHERE terms LIKE '% %'")
            self._names = NamePlaces(terms for (terms,) in names)
        except (sqlite3.OperationalError, OSError) as error:
            raise self._full(error) from error

    def add(self, outcome: Outcome) -> None:
        """Write one report, or that it could not be read."""
        try:
            match outcome:
                case Ingested():
                    self._write_report(outcome)
                case Rejected(source, reason, document):
                    self._database.execute("INSERT INTO rejected VALUES (?, ?, ?)", (source, reason, document))
                case Duplicate(source, of, document):
                    self._database.execute("INSERT INTO duplicates VALUES (?, ?, ?)", (source, of, document))
        except (sqlite3.OperationalError, OSError) as error:
            raise self._full(error) from error

    def finish(self, dimension: int) -> Written:
        """Complete the files."""
        try:
            self._database.executemany("INSERT INTO repeats VALUES (?, ?)", self._repeats.groups(self._text).items())
            self._database.execute("INSERT INTO words(words) VALUES ('optimize')")
            write_postings(self._database, self._names)
            self._database.execute("COMMIT")
            self._database.executescript(schema.INDEXES)
            self._database.execute("ANALYZE")
        except sqlite3.OperationalError as error:
            raise self._full(error) from error
        self._database.close()
        layout = self._write_vectors(dimension)
        (self.folder / generation.CENTRES).write_bytes(self._centres.to_bytes())
        return Written(self._identity.hexdigest(), layout)

    def _write_vectors(self, dimension: int) -> VectorLayout:
        for file in (self._wholes, self._stretches):
            file.close()
        np.array(self._bounds, np.int64).tofile(self.folder / generation.BOUNDS)
        wholes = Rows(self.folder / generation.WHOLES, np.float32, dimension)
        stretches = Rows(self.folder / generation.STRETCHES, np.int8, dimension)
        index = VectorIndex.of(wholes, dimension)
        index.write(self.folder / generation.VECTORS)
        return index.layout(wholes, stretches if len(stretches) else wholes)

    def _text(self, number: int) -> str:
        """The text of a passage written before."""
        row = "SELECT document, start, end FROM passages WHERE number = ?"
        document, start, end = self._database.execute(row, (number,)).fetchone()
        return generation.text_of(self._database, document, Span(start, end))

    def _full(self, error: Exception) -> StorageError:
        return StorageError(
            f"Could not write the new generation in {self.folder}: {error}. The one before is still in use;"
            " make room, then run the same command again."
        )

    def _write_report(self, report: Ingested) -> None:
        self._write_document(report)
        self._database.executemany("INSERT INTO texts VALUES (?, ?, ?)", _slabs(report.id, report.document.text))
        self._database.executemany(
            "INSERT INTO lines VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_line_row(report.id, line) for line in report.document.lines),
        )
        self._database.executemany(
            "INSERT INTO notes VALUES (?, ?, ?, ?, ?)",
            (_note_row(report.id, note) for note in report.document.notes),
        )
        self._write_passages(report)
        languages = [passage.language for passage in report.passages]
        self._wholes.write(self._centres.centred(report.vectors, languages).tobytes())
        self._stretches.write(quantized(in_sections(report, self._centres)).tobytes())

    def _write_document(self, report: Ingested) -> None:
        document, known, quality = report.document, report.document.metadata, assess(report.document)
        row: Mapping[str, object] = {
            "position": self._documents,
            "id": report.id,
            "source": report.source,
            "format": document.format,
            "division": document.divided.value,
            "title": known.title,
            "publisher": known.publisher,
            "year": known.year,
            "language": known.language,
            "url": known.url,
            "characters": len(document.text),
            "pages": len(document.pages),
            "pages_without_text": len(document.pages_without_text),
            "pages_recognised": len(document.pages_recognised),
            "grade": quality.whole.grade,
            "grade_reasons": _json(quality.whole.reasons),
            "remarks": _json(remarks(document)),
            "passages": len(report.passages),
        }
        names = ", ".join(row)
        values = ", ".join(f":{name}" for name in row)
        self._database.execute(f"INSERT INTO documents ({names}) VALUES ({values})", row)
        self._database.executemany(
            "INSERT INTO pages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_page_row(report.id, page, found) for page, found in zip(document.pages, quality.pages, strict=True)),
        )
        self._documents += 1

    def _write_passages(self, report: Ingested) -> None:
        for passage, mentions in zip(report.passages, report.mentions, strict=True):
            self._write_passage(passage)
            self._write_stretches(passage)
            self._write_mentions(mentions)
            self._repeats.add(self._passages, passage, mentions)
            self._write_words(passage, report.document.metadata.title)
            self._identity.update(msgspec.json.encode((passage.id, mentions)))
            self._passages += 1

    def _write_passage(self, passage: Passage) -> None:
        self._database.execute(
            "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._passages,
                passage.document_id,
                passage.span.start,
                passage.span.end,
                passage.kind,
                passage.language,
                _json(passage.section),
                passage.page_first,
                passage.page_last,
                passage.paragraph,
                passage.confidence,
            ),
        )

    def _write_stretches(self, passage: Passage) -> None:
        first = self._bounds[-1]
        self._database.executemany(
            "INSERT INTO stretches VALUES (?, ?, ?, ?)",
            ((n, self._passages, span.start, span.end) for n, span in enumerate(passage.stretches, first)),
        )
        self._bounds.append(first + len(passage.stretches))

    def _write_mentions(self, mentions: Sequence[Mention]) -> None:
        self._database.executemany(
            "INSERT INTO mentions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (_mention_row(self._passages, mention) for mention in mentions),
        )

    def _write_words(self, passage: Passage, title: str) -> None:
        text = lexical.analysed(passage.text)
        context = lexical.analysed(" ".join([title, *passage.section, passage.context]))
        self._database.execute(
            "INSERT INTO words(rowid, text, context) VALUES (?, ?, ?)", (self._passages, text, context)
        )
        self._names.add(self._passages, text)
        self._names.add(self._passages, context, CONTEXT_WEIGHT)


def _slabs(id: str, text: str) -> Iterator[tuple[str, int, str]]:
    for start in range(0, len(text), schema.SLAB):
        yield id, start, text[start : start + schema.SLAB]


def _line_row(id: str, line: Line) -> tuple[object, ...]:
    box = (line.box.x0, line.box.top, line.box.x1, line.box.bottom) if line.box else (None,) * 4
    return (id, line.span.start, line.span.end, line.page, *box, line.edges.packed, line.down, line.confidence)


def _note_row(id: str, note: Note) -> tuple[object, ...]:
    return (id, note.mark.start, note.mark.end, note.note.start, note.note.end)


def _mention_row(passage: int, mention: Mention) -> tuple[object, ...]:
    words, sure = (mention.span.start, mention.span.end, mention.surface), (mention.basis, mention.confidence)
    return (passage, mention.entity, *words, *sure, mention.rule, _json(mention.suggestions))


def _page_row(id: str, page: Page, quality: Quality) -> tuple[object, ...]:
    size = (page.width, page.height, page.characters)
    grade = (quality.grade, _json(quality.reasons))
    return (id, page.number, page.label, *size, page.state, page.reason, page.certainty, *grade)


def _json(value: Sequence[str]) -> str:
    return msgspec.json.encode(value).decode()
