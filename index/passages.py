"""Reads a passage, or any span of a document, with all that is needed to show and cite it."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from index.errors import QueryError
from index.fusion import Signals
from index.generation import Generation
from ingest.assembly import BLOCK_END
from ingest.document import Box, Division, Line, Mention, Metadata, Span, mean_confidence, passage_id


@dataclass(frozen=True, slots=True)
class Place:
    """Where a passage stands: on which pages (slides, chapters, ...: `unit` says of what), and in which paragraph.

    Pages are numbered from 1; the labels are those printed on them, or a chapter's or sheet's name. The paragraph is
    that in which the passage begins, counted from 1 over the whole document.
    """

    first: int
    last: int
    label_first: str
    label_last: str
    unit: Division = Division.PAGE
    paragraph: int = 1


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote whose mark stands in a passage: `mark` is its place in the passage's text, `span` the note's own."""

    mark: Span
    document_id: str
    span: Span
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as it is shown and cited; offsets of mentions and highlights are into `text`.

    `before` and `after` are the text around it where a link to the words needs that (on web pages), else empty.
    `sentence` is where the answer stands most likely; None where nothing was asked.
    `duplicates` are the first of the `duplicates_total` passages that say the same and are not shown for that.
    `confidence` (0 to 1) is None but for words that were recognised in a picture.
    """

    document_id: str
    span: Span
    text: str
    kind: str
    language: str
    section: tuple[str, ...]
    source: str
    metadata: Metadata
    place: Place
    boxes: Sequence[Box]
    mentions: Sequence[Mention]
    format: str = ""
    before: str = ""
    after: str = ""
    confidence: float | None = None
    highlights: Sequence[Span] = ()
    sentence: Span | None = None
    duplicates: Sequence[Found] = ()
    duplicates_total: int = 0
    score: float = 0.0
    signals: Signals | None = None

    @property
    def id(self) -> str:
        return passage_id(self.document_id, self.span)


_COLUMNS = """p.number, p.document, p.start, p.end, p.kind, p.language, p.section, p.page_first, p.page_last,
 p.paragraph, p.confidence, d.format, d.division, d.source, d.title, d.publisher, d.year,
 d.language AS document_language, d.url"""
_FROM = "FROM passages p JOIN documents d ON d.id = p.document"


def passage(generation: Generation, number: int) -> Found:
    """The passage with this number."""
    [row] = generation.database.execute(f"SELECT {_COLUMNS} {_FROM} WHERE p.number = ?", (number,))
    return _found(generation, row, Span(row["start"], row["end"]))


def passage_by_id(generation: Generation, id: str) -> Found:
    """The passage, or any span, at the address `<document>-<start>-<end>`. Raises `QueryError` where there is none."""
    address = address_in(id) if _ADDRESS.fullmatch(id) else None
    if address is None:
        raise QueryError(f"{id!r} is not the address of a passage; one looks like 28f159305544dacb-1203-1844.")
    return passage_at(generation, *address)


def address_in(text: str) -> tuple[str, Span] | None:
    """The document and the span of the first address of a passage in a text."""
    address = _ADDRESS.search(text)
    return (address[1], Span(int(address[2]), int(address[3]))) if address else None


_ADDRESS = re.compile(r"\b([0-9a-f]{16})-(\d{1,12})-(\d{1,12})\b")


def passage_at(generation: Generation, document_id: str, span: Span) -> Found:
    """Any span of a document as a passage; kind and section are those of the passage in which it begins.

    Raises `QueryError` where there is no such document or span.
    """
    row = generation.database.execute(
        f"SELECT {_COLUMNS}, d.characters {_FROM} WHERE p.document = ? ORDER BY p.end <= ?, abs(p.start - ?) LIMIT 1",
        (document_id, span.start, span.start),
    ).fetchone()
    if row is None:
        raise QueryError(
            f"There is no passage {passage_id(document_id, span)}: no passages of the document are indexed."
        )
    if not 0 <= span.start < span.end <= row["characters"]:
        characters = row["characters"]
        raise QueryError(
            f"There is no passage {passage_id(document_id, span)}: the document has {characters} characters."
        )
    return _found(generation, row, span)


def neighbours(generation: Generation, found: Found, count: int) -> tuple[list[Found], list[Found]]:
    """The `count` passages before and after, in reading order."""
    before = "p.end <= ? ORDER BY p.start DESC", found.span.start
    after = "p.start >= ? ORDER BY p.start", found.span.end
    sides = []
    for condition, offset in (before, after):
        rows = generation.database.execute(
            f"SELECT p.number FROM passages p WHERE p.document = ? AND {condition} LIMIT ?",
            (found.document_id, offset, count),
        )
        sides.append([passage(generation, number) for (number,) in rows])
    return sides[0][::-1], sides[1]


def footnotes(generation: Generation, found: Found) -> list[Footnote]:
    """The footnotes whose marks stand in a passage, in the order of the marks."""
    rows = generation.database.execute(
        "SELECT mark_start, mark_end, start, end FROM notes WHERE document = ? AND mark_start >= ? AND mark_end <= ?"
        " ORDER BY mark_start",
        (found.document_id, found.span.start, found.span.end),
    )
    return [_footnote(generation, found, row) for row in rows]


def _footnote(generation: Generation, found: Found, row: sqlite3.Row) -> Footnote:
    text = generation.text(found.document_id, Span(row["start"], row["end"])).rstrip()
    return Footnote(
        mark=Span(row["mark_start"] - found.span.start, row["mark_end"] - found.span.start),
        document_id=found.document_id,
        span=Span(row["start"], row["start"] + len(text)),
        text=text,
    )


_AFTER = 100
"""Characters after a passage on a web page that are read with it."""


def _found(generation: Generation, row: sqlite3.Row, span: Span) -> Found:
    document = row["document"]
    whole = span == Span(row["start"], row["end"])
    web = row["format"] == "html" and row["url"]
    lines = generation.lines(document, span)
    return Found(
        document_id=document,
        span=span,
        text=generation.text(document, span),
        kind=row["kind"],
        language=row["language"],
        section=tuple(msgspec.json.decode(row["section"])),
        source=row["source"],
        metadata=Metadata(row["title"], row["publisher"], row["year"], row["document_language"], row["url"]),
        place=_place(generation, row, span, lines),
        boxes=[box for box in (line.box_of(span) for line in lines) if box is not None],
        mentions=_mentions(generation.database, document, span),
        format=row["format"],
        before=generation.text(document, Span(0, span.start)) if web else "",
        after=generation.text(document, Span(span.end, span.end + _AFTER)) if web else "",
        confidence=row["confidence"] if whole else mean_confidence(lines),
    )


def _place(generation: Generation, row: sqlite3.Row, span: Span, lines: Sequence[Line]) -> Place:
    numbers = [line.page for line in lines]
    first, last = min(numbers, default=row["page_first"]), max(numbers, default=row["page_last"])
    labels = dict(
        generation.database.execute(
            "SELECT number, label FROM pages WHERE document = ? AND number IN (?, ?)", (row["document"], first, last)
        ).fetchall()
    )
    paragraph = row["paragraph"] + _paragraphs_on(generation, row, span)
    return Place(first, last, labels.get(first, ""), labels.get(last, ""), Division(row["division"]), paragraph)


def _paragraphs_on(generation: Generation, row: sqlite3.Row, span: Span) -> int:
    """How many paragraphs further on than the passage a span of it begins."""
    passed = generation.text(row["document"], Span(row["start"], span.start)) if span.start > row["start"] else ""
    return passed.count(BLOCK_END)


def _mentions(database: sqlite3.Connection, document: str, span: Span) -> list[Mention]:
    """The mentions inside the span, whichever passages they were found in, with offsets into the span."""
    rows = database.execute(
        "SELECT m.entity, p.start + m.start AS first, p.start + m.end, m.surface, m.basis, m.confidence, m.rule,"
        " m.suggestions FROM mentions m JOIN passages p ON p.number = m.passage WHERE p.document = ?1 AND p.start < ?3"
        " AND p.start >= (SELECT coalesce(max(start), 0) FROM passages WHERE document = ?1 AND start <= ?2)"
        " AND p.start + m.start >= ?2 AND p.start + m.end <= ?3 ORDER BY first",
        (document, span.start, span.end),
    )
    return [
        Mention(
            entity,
            Span(start - span.start, end - span.start),
            surface,
            basis,
            sure,
            rule,
            _SUGGESTIONS.decode(suggested),
        )
        for entity, start, end, surface, basis, sure, rule, suggested in rows
    ]


_SUGGESTIONS = msgspec.json.Decoder(tuple[str, ...])
