"""Reads a passage, or any span of a document, with all that is needed to show and cite it."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from index.errors import QueryError
from index.fusion import Signals
from index.generation import Generation
from ingest.document import Box, Mention, Metadata, Span, passage_id


@dataclass(frozen=True, slots=True)
class Place:
    """The pages that a passage stands on: their numbers from 1, and the labels printed on them."""

    first: int
    last: int
    label_first: str
    label_last: str


@dataclass(frozen=True, slots=True)
class Found:
    """A passage as it is shown and cited; offsets of mentions and highlights are into `text`."""

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
    highlights: Sequence[Span] = ()
    score: float = 0.0
    signals: Signals | None = None

    @property
    def id(self) -> str:
        return passage_id(self.document_id, self.span)


_COLUMNS = """p.number, p.document, p.start, p.end, p.kind, p.language, p.section, p.page_first, p.page_last,
 d.source, d.title, d.publisher, d.year, d.language AS document_language, d.url"""
_FROM = "FROM passages p JOIN documents d ON d.id = p.document"


def passage(generation: Generation, number: int) -> Found:
    """The passage with this number."""
    [row] = generation.database.execute(f"SELECT {_COLUMNS} {_FROM} WHERE p.number = ?", (number,))
    return _found(generation, row, Span(row["start"], row["end"]))


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


def stretch_span(generation: Generation, number: int | None) -> list[Span]:
    """Where the stretch with this number stands in its passage; empty for none."""
    rows = generation.database.execute("SELECT start, end FROM stretches WHERE number = ?", (number,))
    return [Span(*row) for row in rows]


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


def _found(generation: Generation, row: sqlite3.Row, span: Span) -> Found:
    document = row["document"]
    return Found(
        document_id=document,
        span=span,
        text=generation.text(document, span),
        kind=row["kind"],
        language=row["language"],
        section=tuple(msgspec.json.decode(row["section"])),
        source=row["source"],
        metadata=Metadata(row["title"], row["publisher"], row["year"], row["document_language"], row["url"]),
        place=_place(generation, row, span),
        boxes=generation.boxes(document, span),
        mentions=_mentions(generation.database, document, span),
    )


def _place(generation: Generation, row: sqlite3.Row, span: Span) -> Place:
    if span == Span(row["start"], row["end"]):
        first, last = row["page_first"], row["page_last"]
    else:
        numbers = [line.page for line in generation.lines(row["document"], span)]
        first, last = min(numbers, default=row["page_first"]), max(numbers, default=row["page_last"])
    labels = dict(
        generation.database.execute(
            "SELECT number, label FROM pages WHERE document = ? AND number IN (?, ?)", (row["document"], first, last)
        ).fetchall()
    )
    return Place(first, last, labels.get(first, ""), labels.get(last, ""))


def _mentions(database: sqlite3.Connection, document: str, span: Span) -> list[Mention]:
    """The mentions inside the span, whichever passages they were found in, with offsets into the span."""
    rows = database.execute(
        "SELECT m.*, p.start AS base FROM mentions m JOIN passages p ON p.number = m.passage"
        " WHERE p.document = ? AND p.start < ? AND p.end > ? AND p.start + m.start >= ? AND p.start + m.end <= ?"
        " ORDER BY p.start + m.start",
        (document, span.end, span.start, span.start, span.end),
    )
    return [_mention(row, row["base"] - span.start) for row in rows]


def _mention(row: sqlite3.Row, shift: int) -> Mention:
    return Mention(
        entity=row["entity"],
        span=Span(row["start"] + shift, row["end"] + shift),
        surface=row["surface"],
        basis=row["basis"],
        confidence=row["confidence"],
        rule=row["rule"],
    )
