"""OpenDocument files: texts (ODT), sheets (ODS) and slides (ODP), told apart by what their body holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from ingest.assembly import Draft, Piece, draft_pieces
from ingest.document import Division, Document, Kind, Metadata, Page
from ingest.errors import Damaged, Encrypted
from ingest.parsers.frames import Frame, reading_order
from ingest.parsers.grids import MOST_CELLS, Area, Grid, Place
from ingest.parsers.markup import Slot, call, document, pieces, table
from ingest.parsers.numbering import numeral
from ingest.parsers.package import Element, child, name, named, opened, value, whole

_SKIPPED = frozenset(
    re.findall(
        r"[\w-]+",
        "tracked-changes annotation annotation-end sequence-decls forms note-citation title desc ruby-text "
        "index-title-template table-of-content-source soft-page-break settings notes",
    )
)
_MOST_REPEATED = 1000
"""Times that a cell or row with words is read over where the file says that it repeats."""
_LENGTH = re.compile(r"(-?[\d.]+)(cm|mm|in|pt|px)?")
_POINTS = {"cm": 28.35, "mm": 2.835, "in": 72.0, "pt": 1.0, "px": 0.75}
_NUMERALS = {"A": "upper-alpha", "I": "upper-roman"}


def parse(data: bytes) -> Document:
    """The document that the file holds. Raises `Encrypted` where it has a password and `Damaged` where it is broken."""
    with opened(data, "OpenDocument") as package:
        if next(named(package.xml("META-INF/manifest.xml"), "encryption-data"), None) is not None:
            raise Encrypted("the document is encrypted with a password; save it without one and index it again")
        content = package.rescued("content.xml")
        styles = _Styles([root for root in (package.rescued("styles.xml"), content) if root is not None])
        metadata = _metadata(package.rescued("meta.xml"))
        remarks = package.remarks
    outer = child(content, "body")
    if outer is None or not len(outer):
        raise Damaged("the OpenDocument file has no body; get it again from its source")
    body = outer[0]
    if name(body) == "text":
        return document(_Reader(styles).read(body), format="odt", metadata=metadata, remarks=remarks)
    of_sheets = name(body) == "spreadsheet"
    parts = [part for part in body if name(part) == ("table" if of_sheets else "page")]
    drafts = [d for n, part in enumerate(parts, 1) for d in (_sheet(part, n) if of_sheets else _slide(part, n, styles))]
    return document(
        drafts,
        format="ods" if of_sheets else "odp",
        metadata=metadata,
        pages=[Page(n, value(part, "name") if of_sheets else str(n)) for n, part in enumerate(parts, 1)],
        divided=Division.SHEET if of_sheets else Division.SLIDE,
        remarks=remarks,
        called="sheet" if of_sheets else "slide",
    )


class _Rule(NamedTuple):
    """How a level of a list is numbered; bullets have no format."""

    format: str
    before: str
    after: str
    start: int


class _Styles:
    """The paragraph and list styles of a file by name."""

    def __init__(self, roots: list[Element]) -> None:
        self._paragraphs = {value(style, "name"): style for root in roots for style in named(root, "style")}
        self._lists = {value(style, "name"): style for root in roots for style in named(root, "list-style")}

    def called(self, identifier: str) -> str:
        """The name of a style that its author knows: of an automatic one that which it changes."""
        style = self._paragraphs.get(identifier)
        return value(style, "parent-style-name") or identifier

    def rule(self, style: str, level: int) -> _Rule | None:
        for rule in self._lists.get(style, ()):
            if value(rule, "level") == str(level) and name(rule) == "list-level-style-number":
                start = value(rule, "start-value")
                ends = value(rule, "num-prefix"), value(rule, "num-suffix")
                return _Rule(value(rule, "num-format"), *ends, int(start) if start.isdecimal() else 1)
        return None


@dataclass
class _Reader:
    """Reads the text of one page; `kind` is what its paragraphs are where nothing says more."""

    styles: _Styles
    page: int = 1
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    list_style: str = ""
    marker: str = ""
    held: list[Draft] = field(default_factory=list)

    def read(self, element: Iterable[Element]) -> list[Draft]:
        """The blocks in `element`, in order."""
        drafts: list[Draft] = []
        for part in element:
            kind = name(part)
            if kind in ("p", "h"):
                drafts += self._paragraph(part)
            elif kind == "list":
                drafts += self._list(part)
            elif kind == "table":
                drafts += self._table(part)
            elif kind == "table-of-content":
                drafts += replace(self, kind=Kind.CONTENTS, held=[]).read(part)
            elif kind and kind not in _SKIPPED:
                drafts += self.read(part)
        return drafts

    def _paragraph(self, paragraph: Element) -> list[Draft]:
        text = "".join(self._texts(paragraph))
        held, self.held = self.held, []
        if not text.strip():
            return held
        marker, self.marker = self.marker, ""
        style = self.styles.called(value(paragraph, "style-name"))
        kind, level = self.kind, self.level if self.kind is Kind.LIST_ITEM else 0
        outline = value(paragraph, "outline-level")
        if name(paragraph) == "h":
            kind, level = Kind.HEADING, int(outline) if outline.isdecimal() else 1
        elif kind is Kind.PARAGRAPH and style in ("Title", "Subtitle", "Caption"):
            kind = Kind.CAPTION if style == "Caption" else Kind.TITLE
        return [Draft(kind, pieces(marker + text, self.page), level=level), *held]

    def _texts(self, element: Element) -> Iterator[str]:
        yield element.text or ""
        for part in element:
            kind = name(part)
            if kind == "s":
                yield " " * min(whole(part, "c", 1), 10)
            elif kind in ("tab", "line-break"):
                yield " " if kind == "tab" else "\n"
            elif kind == "note":
                yield self._note(part)
            elif kind == "frame":
                self.held += replace(self, held=[], marker="").read(part)
            elif kind and kind not in _SKIPPED:
                yield from self._texts(part)
            yield part.tail or ""

    def _note(self, note: Element) -> str:
        mark = "".join(_texts_of(child(note, "note-citation")))
        body = child(note, "note-body")
        found = [] if body is None else replace(self, kind=Kind.PARAGRAPH, held=[], marker="").read(body)
        flat = [piece for draft in found for piece in draft_pieces(draft)]
        self.held.append(Draft(Kind.FOOTNOTE, flat, mark=mark))
        return call(f"[{mark}]")

    def _list(self, element: Element) -> list[Draft]:
        style = value(element, "style-name") or self.list_style
        level = self.level + 1 if self.kind is Kind.LIST_ITEM else 1
        rule = self.styles.rule(style, level)
        drafts: list[Draft] = []
        number = rule.start if rule else 1
        for item in element:
            start = value(item, "start-value")
            number = int(start) if start.isdecimal() else number
            shown = numeral(number, _NUMERALS.get(rule.format, rule.format)) if rule and rule.format else ""
            marker = f"{rule.before}{shown}{rule.after} " if rule and shown and name(item) == "list-item" else ""
            inner = replace(self, kind=Kind.LIST_ITEM, level=level, list_style=style, marker=marker, held=[])
            drafts += inner.read(item)
            number += name(item) == "list-item"
        return drafts

    def _table(self, element: Element) -> list[Draft]:
        slots: dict[Place, Slot] = {}
        headers: set[int] = set()
        for number, row in enumerate(named(element, "table-row")):
            if next(row.iterancestors(element.tag)) is not element:
                continue
            headers |= {number} if name(row.getparent()) == "table-header-rows" else set()
            for column, cell in _cells(row):
                inner = replace(self, kind=Kind.PARAGRAPH, held=[], marker="").read(cell)
                found = [piece for draft in inner for piece in draft_pieces(draft)]
                slots[number, column] = Slot(found, *_reach(cell))
        return table(slots, headers)


def _texts_of(element: Element | None) -> Iterator[str]:
    """All words in `element`."""
    return iter(()) if element is None else (text.strip() for text in element.itertext())


def _slide(part: Element, number: int, styles: _Styles) -> list[Draft]:
    """Titles first, then the frames as they are read, then the speaker's notes."""
    shapes = [shape for shape in part if name(shape) not in ("notes", "forms")]
    titles = [shape for shape in shapes if value(shape, "class") == "title"]
    others = reading_order([(_frame(shape), shape) for shape in shapes if shape not in titles])
    drafts = [
        Draft(Kind.HEADING, [piece for draft in found for piece in draft_pieces(draft)], level=1)
        for title in titles
        if (found := _Reader(styles, number).read(title))
    ]
    for shape in others:
        drafts += _Reader(styles, number).read([shape] if name(shape) == "table" else shape)
    notes = [draft for shape in part if name(shape) == "notes" for draft in _Reader(styles, number).read(shape)]
    said = [piece for draft in notes for piece in draft_pieces(draft)]
    return [*drafts, Draft(Kind.FOOTNOTE, said)]


def _frame(shape: Element) -> Frame:
    x, y, width, height = (_points(value(shape, side)) for side in ("x", "y", "width", "height"))
    return Frame(x, y, x + width, y + height)


def _points(length: str) -> float:
    match = _LENGTH.match(length)
    return float(match[1]) * _POINTS.get(match[2] or "pt", 1.0) if match else 0.0


def _sheet(part: Element, number: int) -> list[Draft]:
    """The sheet's name, and its tables; cells hold what they show beside their values."""
    cells: dict[Place, str] = {}
    merged: dict[Place, Area] = {}
    index = 0
    for row in named(part, "table-row"):
        found = [(column, cell, text) for column, cell in _cells(row) if (text := _shown(cell))]
        repeated = whole(row, "number-rows-repeated", 1)
        for line in range(index, index + (min(repeated, _MOST_REPEATED) if found else 0)):
            for column, cell, text in found:
                cells[line, column] = text
                rows, columns = _reach(cell)
                if (rows, columns) != (1, 1):
                    merged[line, column] = Area(line, column, line + rows, column + columns)
        index += repeated
        if len(cells) > MOST_CELLS:
            break
    drafts = Grid(cells, merged).drafts(number)
    return [Draft(Kind.HEADING, [Piece(value(part, "name"), number)], level=1), *drafts] if drafts else []


def _shown(cell: Element) -> str:
    return "\n".join("".join(paragraph.itertext()) for paragraph in cell if name(paragraph) == "p").strip()


def _cells(row: Element) -> Iterator[tuple[int, Element]]:
    """The cells of a row with their columns; a repeated one in each where it has words."""
    column = 0
    for cell in row:
        if name(cell) not in ("table-cell", "covered-table-cell"):
            continue
        repeated = min(whole(cell, "number-columns-repeated", 1), _MOST_REPEATED)
        if name(cell) == "table-cell" and len(cell):
            for place in range(column, column + repeated):
                yield place, cell
        column += repeated


def _reach(cell: Element) -> tuple[int, int]:
    return max(1, whole(cell, "number-rows-spanned", 1)), max(1, whole(cell, "number-columns-spanned", 1))


def _metadata(meta: Element | None) -> Metadata:
    said = {tag: " ".join(_texts_of(next(named(meta, tag), None))) for tag in ("title", "language")}
    return Metadata(title=said["title"], language=re.split(r"[-_]", said["language"])[0].lower())
