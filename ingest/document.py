"""The values that every room speaks of: a document, its blocks, lines and pages, and the passages cut from it.

Nothing here parses, searches or stores. All offsets are Unicode code points, all spans half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from statistics import fmean

from ingest.edges import NO_EDGES, Edges


class Kind(StrEnum):
    """What a block of a document, or a passage made of such blocks, is."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE = "table"
    CAPTION = "caption"
    FIGURE = "figure"
    FOOTNOTE = "footnote"
    REFERENCE = "reference"
    CONTENTS = "contents"
    COVER = "cover"
    INDEX = "index"
    RUNNING_HEAD = "running_head"
    RUNNING_FOOT = "running_foot"
    PAGE_NUMBER = "page_number"


FURNITURE = frozenset({Kind.RUNNING_HEAD, Kind.RUNNING_FOOT, Kind.PAGE_NUMBER})
"""Kept in the document so that nothing is lost, left out of passages."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Half-open range of characters: `text[start:end]`."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> Span:
        """The same number of characters, `by` further on."""
        return Span(self.start + by, self.end + by)

    def of(self, text: str) -> str:
        """The characters of `text` that this span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in PDF points from the page's top left corner; `page` is 1-based."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Line:
    """Characters of one block that stand on one line of one page, in reading order.

    `box` is None where the format has no geometry. `edges` tells where each character begins and the last one ends
    (so one more than the characters), in points: from the page's left, or from its top where the line runs `down`
    or up the page. It is empty where a line stands askew, and then a part of it is given by the whole line's box.
    What is drawn apart on one line (a list's mark, a cell, a number at the margin) is a line here.
    `confidence` (0 to 1) is how sure character recognition is of a line read from a picture; None where the
    characters are the file's own.
    """

    span: Span
    page: int
    box: Box | None = None
    edges: Edges = NO_EDGES
    confidence: float | None = None
    down: bool = False

    def box_of(self, span: Span) -> Box | None:
        """The box of the characters of `span` that stand on this line."""
        if self.box is None or not self.edges:
            return self.box
        first = max(span.start, self.span.start) - self.span.start
        last = min(span.end, self.span.end) - self.span.start
        low, high = self.edges[first : last + 1].reach
        if self.down:
            return Box(self.box.page, self.box.x0, low, self.box.x1, high)
        return Box(self.box.page, low, self.box.top, high, self.box.bottom)


@dataclass(frozen=True, slots=True)
class Cell:
    """A filled cell of a table: its words, its place in the grid (from 0), how far it reaches, and its ground.

    `boxes` are the cell's own rectangles (more than one where it goes over a page), not only its words';
    none where the format has no geometry.
    """

    span: Span
    row: int
    column: int
    rows: int = 1
    columns: int = 1
    boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph, a table, a page number: the unit that layout analysis finds.

    The blocks of a document tile its text: each begins where the one before ends, so the white space that
    separates two blocks belongs to the first. `level` is a heading's depth (1 is highest) or a list item's.
    A table's `rows` are the spans of its rows, cells separated by a tab; the first `header_rows` are its header;
    `cells` are those that hold words. `mark` is the footnote's mark as printed.
    """

    kind: Kind
    span: Span
    level: int = 0
    language: str = ""
    rows: tuple[Span, ...] = ()
    header_rows: int = 0
    mark: str = ""
    cells: tuple[Cell, ...] = ()


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote tied to its mark: `mark` is the span of the mark in the text, `note` that of the footnote's block."""

    mark: Span
    note: Span


class PageState(StrEnum):
    """What became of a page: its own text was read, or a picture of it; it bears none; or reading it failed."""

    TEXT = "text"
    RECOGNISED = "recognised"
    EMPTY = "empty"
    FAILED = "failed"


class Division(StrEnum):
    """What a document's "pages" are; a document that is WHOLE has one, which no citation names."""

    PAGE = "page"
    SLIDE = "slide"
    CHAPTER = "chapter"
    SHEET = "sheet"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its 1-based number, the label printed on it (`iv`), its size in points and what was read.

    `certainty` (0 to 1) is how sure the parser is of what it made of the page: of its order and layout, or of its
    letters where they were recognised.
    """

    number: int
    label: str
    width: float = 0.0
    height: float = 0.0
    characters: int = 0
    state: PageState = PageState.TEXT
    reason: str = ""
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Metadata:
    """What is known about a report beside its words; an empty field is unknown."""

    title: str = ""
    publisher: str = ""
    year: int | None = None
    language: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """One parsed report: its text in reading order, and where on which page each character stands.

    `format` is what the content is ("pdf", "docx", "html", ...), whatever the file is called. `remarks` are sentences
    on what befell the file as a whole, for its reader: that it was damaged and how much of it was rescued.
    """

    format: str
    text: str
    blocks: tuple[Block, ...]
    lines: tuple[Line, ...]
    pages: tuple[Page, ...]
    metadata: Metadata = Metadata()
    divided: Division = Division.PAGE
    notes: tuple[Note, ...] = ()
    remarks: tuple[str, ...] = ()

    def lines_of(self, span: Span) -> Iterator[Line]:
        """The lines that hold characters of `span`, in reading order."""
        first = bisect_right(self.lines, span.start, key=lambda line: line.span.end)
        last = bisect_left(self.lines, span.end, key=lambda line: line.span.start)
        return iter(self.lines[first:last])

    def confidence_of(self, span: Span) -> float | None:
        """How sure character recognition is of the characters of `span`; None where none of them was recognised."""
        return mean_confidence(self.lines_of(span))

    def pages_of(self, span: Span) -> tuple[int, int]:
        """First and last page number of the characters of `span`."""
        numbers = [line.page for line in self.lines_of(span)]
        return (min(numbers), max(numbers)) if numbers else (1, 1)

    @property
    def pages_without_text(self) -> tuple[int, ...]:
        return tuple(page.number for page in self.pages if page.state in (PageState.EMPTY, PageState.FAILED))

    @property
    def pages_recognised(self) -> tuple[int, ...]:
        return tuple(page.number for page in self.pages if page.state is PageState.RECOGNISED)


@dataclass(frozen=True, slots=True)
class Passage:
    """A span of a document that is searched and cited as one.

    `context` is what is embedded and searched with the words but never shown as theirs: for a table row,
    the table's caption and header. `stretches` are its sentences (a table's rows), short ones joined, as spans of
    its text: each is embedded too, since a question is often answered by one of them. `header` is the caption, unit
    and header of the table that it is of, the part that has them in its text too. `paragraph` is the 1-based number
    of its first block among the blocks with words of the document's own. `confidence` is None but for words
    recognised in a picture: then the mean of their lines'.
    """

    document_id: str
    span: Span
    text: str
    kind: Kind
    language: str
    section: tuple[str, ...]
    page_first: int
    page_last: int
    context: str = ""
    stretches: tuple[Span, ...] = ()
    header: str = ""
    paragraph: int = 1
    confidence: float | None = None

    @property
    def id(self) -> str:
        return passage_id(self.document_id, self.span)


@dataclass(frozen=True, slots=True)
class Mention:
    """An entity in a passage; offsets are into the passage's text.

    `basis` is "stated" (the words at `span` name it) or "inferred" (a classifier says so, with `confidence`; the words
    at `span` speak most for it). `suggestions` are parts of it that may be meant, the likeliest first: no mentions.
    """

    entity: str
    span: Span
    surface: str
    basis: str = "stated"
    confidence: float = 1.0
    rule: str = ""
    suggestions: tuple[str, ...] = ()


def mean_confidence(lines: Iterable[Line]) -> float | None:
    """The mean confidence of the lines that were recognised in a picture; None where none was."""
    known = [line.confidence for line in lines if line.confidence is not None]
    return fmean(known) if known else None


def passage_id(document_id: str, span: Span) -> str:
    """The address of a span of a document."""
    return f"{document_id}-{span.start}-{span.end}"
