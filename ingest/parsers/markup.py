"""What the formats that mark their own structure (HTML, Markdown, DOCX) have in common: from drafts to a document."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from ingest.assembly import Draft, Extent, Piece, assemble, draft_pieces
from ingest.document import Division, Document, Kind, Metadata, Page, PageState
from ingest.layout.parting import is_value
from ingest.parsers.plain.marks import CAPTION, KNOWN_SECTION, TABLE_NOTE

_SPACE = re.compile(r"\s+")
_NAMED = re.compile(r"(?:table|таблица|хүснэгт|表|표)\s*[:：]", re.IGNORECASE)
_LONGEST_CAPTION = 300
_CALL, _CALL_END = "\ufdd0", "\ufdd1"
"""What marks a note's call in a text on its way to pieces; no text holds these, since they are no characters."""
_CALL_EDGE = re.compile(f"([{_CALL}{_CALL_END}])")


def document(
    drafts: Iterable[Draft],
    *,
    format: str,
    metadata: Metadata,
    pages: Sequence[Page] = (Page(1, ""),),
    divided: Division = Division.WHOLE,
    remarks: Sequence[str] = (),
    called: str = "document",
) -> Document:
    """The document of a format without pages on paper; a missing title is taken from the block that is one.

    `pages` are its slides, chapters or sheets, of which one is `called` so in what is said of an empty one.
    """
    settled = list(drafts)
    if divided not in (Division.SLIDE, Division.SHEET):
        settled = _with_title(settled)
    settled = _with_captions(settled)
    if not metadata.title:
        metadata = replace(metadata, title=": ".join(text(draft) for draft in settled if draft.kind is Kind.TITLE))
    sizes = Counter[int]()
    for draft in settled:
        for piece in draft_pieces(draft):
            sizes[piece.page] += len(piece.text)
    filled = [_filled(page, sizes[page.number], called) for page in pages]
    return assemble(settled, format=format, pages=filled, metadata=metadata, divided=divided, remarks=remarks)


def year_in(text: str) -> int | None:
    """The first year of the last or this century in a text."""
    found = re.search(r"\b(?:19|20)\d\d\b", text)
    return int(found[0]) if found else None


def _filled(page: Page, characters: int, called: str) -> Page:
    if page.state is PageState.TEXT and not characters:
        return replace(page, state=PageState.EMPTY, reason=f"the {called} holds no text, at most pictures")
    return replace(page, characters=characters)


def text(draft: Draft) -> str:
    """The words of a draft that is no table, on one line."""
    return " ".join(piece.text for piece in draft.pieces)


def call(mark: str) -> str:
    """The mark of a note in the text that calls it, so that `pieces` tells it from the text."""
    return f"{_CALL}{mark}{_CALL_END}"


def pieces(text: str, page: int = 1) -> list[Piece]:
    """A piece for each line of `text`, white space inside a line as single spaces."""
    lines = (_SPACE.sub(" ", line).strip() for line in text.split("\n"))
    return [piece for line in lines if (piece := _piece(line, page)).text]


def _piece(line: str, page: int) -> Piece:
    kept, marks, start = "", [], -1
    for part in _CALL_EDGE.split(line):
        if part == _CALL:
            start = len(kept)
        elif part != _CALL_END:
            kept += part
        elif 0 <= start < len(kept):
            marks.append((start, len(kept)))
    return Piece(kept, page, marks=tuple(marks))


@dataclass(frozen=True, slots=True)
class Slot:
    """A cell of a table in its place: its words, and over how many rows and columns it reaches."""

    pieces: list[Piece]
    rows: int = 1
    columns: int = 1


def table(slots: Mapping[tuple[int, int], Slot], headers: Container[int] = ()) -> list[Draft]:
    """The table whose cells are `slots`, by row and column, without the rows that hold no words.

    Rows numbered in `headers` are its header as far as they are its first; where all are, none is; where none is, the
    first row is if it looks like one. A cell reaches no further than the last column that begins a cell.
    """
    filled = sorted({row for (row, _), slot in slots.items() if slot.pieces})
    if not filled:
        return []
    at = {row: number for number, row in enumerate(filled)}
    last = max(column for _, column in slots) + 1
    width = Counter[int]()
    for (row, column), slot in slots.items():
        width[row] = max(width[row], min(column + slot.columns, last))
    rows: list[list[list[Piece]]] = [[[] for _ in range(width[row])] for row in filled]
    extents: dict[tuple[int, int], Extent] = {}
    for (row, column), slot in slots.items():
        if row in at:
            rows[at[row]][column] = slot.pieces
            reach = bisect_left(filled, row + slot.rows) - at[row], min(slot.columns, last - column)
            if reach != (1, 1):
                extents[at[row], column] = Extent(*reach)
    told = any(row in headers for row in filled)
    first_body = next((number for number, row in enumerate(filled) if row not in headers), 0)
    return [Draft(Kind.TABLE, rows=rows, header_rows=first_body if told else int(_heads(rows)), extents=extents)]


def _heads(rows: Sequence[Sequence[Sequence[Piece]]]) -> bool:
    """Whether the first row, which the file does not call a header, is one: words above numbers, or above columns."""
    texts = [["".join(piece.text for piece in cell) for cell in row] for row in rows]
    named = len(texts[0]) > 1 and all(texts[0][1:]) and not any(map(is_value, texts[0]))
    numbers = any(is_value(cell) for row in texts[1:] for cell in row[1:] if cell)
    return named and len(rows) > 2 and (numbers or len(texts[0]) > 2)


def _with_title(drafts: list[Draft]) -> list[Draft]:
    """A first heading of a level that has no equal is the title; what lies below it moves up."""
    headings = [draft for draft in drafts if draft.kind is Kind.HEADING]
    titled = any(draft.kind is Kind.TITLE for draft in drafts)
    alone = bool(headings) and all(draft.level > headings[0].level for draft in headings[1:])
    if alone and not titled and not KNOWN_SECTION.match(text(headings[0])):
        headings[0].kind, headings[0].level = Kind.TITLE, 0
    top = min((draft.level for draft in drafts if draft.kind is Kind.HEADING), default=1)
    for draft in drafts:
        if draft.kind is Kind.HEADING:
            draft.level -= top - 1
    return drafts


def _with_captions(drafts: list[Draft]) -> list[Draft]:
    """A paragraph beside a table that begins like a caption, or below it like a note, is one."""
    for before, after in pairwise(drafts):
        if after.kind is Kind.TABLE and _begins(before, CAPTION, _NAMED):
            before.kind = Kind.CAPTION
        if before.kind is Kind.TABLE and _begins(after, CAPTION, TABLE_NOTE):
            after.kind = Kind.CAPTION
    return drafts


def _begins(draft: Draft, *signs: re.Pattern[str]) -> bool:
    words = text(draft)
    short = draft.kind is Kind.PARAGRAPH and len(words) < _LONGEST_CAPTION
    return short and any(sign.match(words) for sign in signs)
