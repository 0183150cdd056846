"""Word documents (DOCX): the body in order, footnotes behind the paragraph that calls them, changes settled.

What the reader sees though no run holds it is text: automatic numbers and footnotes' marks, these as `[1]`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ingest.assembly import Draft, Piece, draft_pieces
from ingest.document import Document, Kind
from ingest.errors import Damaged
from ingest.parsers.docx_numbering import Numbering
from ingest.parsers.drawings import read_chart, read_diagram
from ingest.parsers.formulas import linear
from ingest.parsers.markup import Slot, call, document, pieces, table
from ingest.parsers.numbering import numeral
from ingest.parsers.package import Element, Package, Relation, child, is_on, name, named, opened, value, whole
from ingest.parsers.plain.lines import terminated
from ingest.parsers.symbols import symbol

_SKIPPED = frozenset(
    re.findall(r"\w+", "del moveFrom instrText delText rPr pPr sectPr tblPr tblGrid trPr tcPr rt Fallback")
)
_TEXTS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-", "ptab": "\t"}
_HEADING_NAME = re.compile(r"(?:heading|標題|标题|제목|見出し|заголовок|гарчиг)\s*(\d)", re.IGNORECASE)
_NAMES = (
    (re.compile(r"(?:sub)?title$|название$|副?标题$|副?標題$|表題$|부?제목?$", re.IGNORECASE), Kind.TITLE),
    (re.compile(r"caption|题注|題注|図表番号|캡션|название объекта", re.IGNORECASE), Kind.CAPTION),
    (re.compile(r"toc \d|目录 ?\d|目次 ?\d|목차 ?\d|оглавление ?\d", re.IGNORECASE), Kind.CONTENTS),
    (re.compile(r"toc heading", re.IGNORECASE), Kind.HEADING),
    (re.compile(r"list (?:paragraph|bullet|number|continue)", re.IGNORECASE), Kind.LIST_ITEM),
    (re.compile(r"bibliography", re.IGNORECASE), Kind.REFERENCE),
)
"""What the names of styles say, also where Word or another program has translated them."""
_WIDEST = 1000
"""Columns of a table; Word allows 63."""
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}
_FURNITURE = {"headerReference": Kind.RUNNING_HEAD, "footerReference": Kind.RUNNING_FOOT}


def parse(data: bytes) -> Document:
    """The document that a DOCX file holds. Raises `Damaged` where it is broken, empty or a trap."""
    with opened(data, "DOCX") as package:
        parts = _Parts(package, package.related("", "officeDocument") or "word/document.xml")
        body = parts.body()
        reader = _Reader(parts)
        drafts = reader.read(body)
        heads, feet = (reader.furniture(body, reference) for reference in _FURNITURE)
        metadata = package.metadata()
    found = [*heads, *_with_bold_headings(drafts), *feet]
    return document(found, format="docx", metadata=metadata, remarks=package.remarks)


@dataclass(frozen=True)
class _Parts:
    """The XML parts inside the file, found by their tie to the main one, or by their usual name."""

    package: Package
    main: str

    def body(self) -> Element:
        root = self.package.rescued(self.main)
        if root is None:
            raise Damaged("the DOCX file has no text part (word/document.xml); get it again from its source")
        body = child(root, "body")
        if body is None:
            raise Damaged("the DOCX file has no body; get it again from its source")
        return body

    def read(self, type: str) -> Element | None:
        return self.package.rescued(self.package.related(self.main, type) or f"word/{type}.xml")

    def notes(self) -> dict[tuple[str, str], Element]:
        """Foot- and endnotes by their kind and id."""
        found: dict[tuple[str, str], Element] = {}
        for kind in _NOTES.values():
            root = self.read(f"{kind}s")
            for note in () if root is None else root:
                if value(note, "type") in ("", "normal"):
                    found[kind, value(note, "id")] = note
        return found


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style makes of a paragraph."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    list: str = ""
    list_level: int = 0


@dataclass(slots=True)
class _Held:
    """What was met inside a paragraph and comes behind it; `text` is of paragraphs whose end was deleted."""

    text: str = ""
    notes: list[tuple[str, Element]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    drawings: list[Draft] = field(default_factory=list)


class _Reader:
    """Reads parts of one document; it counts lists and notes, so what it reads must come in reading order."""

    def __init__(self, parts: _Parts) -> None:
        self.parts = parts
        self.ties: dict[str, Relation] = parts.package.relations(parts.main)
        self.numbering = Numbering(parts.read("numbering"))
        self.styles = _styles(parts.read("styles"), self.numbering)
        self.notes = parts.notes()
        self.note_styles = _note_styles(parts.read("settings"))
        self.counts = dict.fromkeys(_NOTES.values(), 0)
        self.held = _Held()

    def read(self, element: Element) -> list[Draft]:
        """The blocks in `element`, in order."""
        drafts = self._blocks(element)
        if self.held.text.strip():
            drafts += self._finished(Draft(Kind.PARAGRAPH, pieces(self.held.text)))
        return drafts

    def furniture(self, body: Element, reference: str) -> list[Draft]:
        """What stands at the head or the foot of pages, each wording once."""
        targets = dict.fromkeys(value(mark, "id") for mark in named(body, reference))
        roots = (self.parts.package.rescued(self.ties[target].target) for target in targets if target in self.ties)
        said = {
            " ".join(piece.text for piece in draft_pieces(draft)): None
            for root in roots
            if root is not None
            for draft in self.read(root)
        }
        return [Draft(_FURNITURE[reference], pieces(text)) for text in said if any(map(str.isalpha, text))]

    def _blocks(self, element: Element) -> list[Draft]:
        drafts: list[Draft] = []
        for part in element:
            kind = name(part)
            if kind == "p":
                drafts += self._paragraph(part)
            elif kind == "tbl":
                drafts += self._table(part)
            elif kind not in _SKIPPED:
                drafts += self._blocks(part)
        return drafts

    def _paragraph(self, paragraph: Element) -> list[Draft]:
        text = self.held.text + "".join(self._texts(paragraph))
        if child(paragraph, "pPr", "rPr", "del") is not None:
            self.held.text = text
            return []
        style = self._style(paragraph)
        number = self.numbering.next(style.list, style.list_level) if style.list else ""
        if style.kind is not Kind.CONTENTS:
            text = text.replace("\t", " ")
        draft = Draft(style.kind, pieces(number + text.lstrip()) if text.strip() else [], level=style.level)
        if style.kind is Kind.PARAGRAPH and _is_bold(paragraph):
            draft.mark = _BOLD
        return self._finished(draft)

    def _finished(self, draft: Draft) -> list[Draft]:
        """The paragraph, then the notes that it calls, the text boxes and the drawings that it anchors."""
        held, self.held = self.held, _Held()
        drafts = [draft] if draft.pieces else []
        for mark, note in held.notes:
            drafts += [Draft(Kind.FOOTNOTE, found, mark=mark)] if (found := self._flat(note)) else []
        for box in held.boxes:
            drafts += self.read(box)
        return drafts + held.drawings

    def _texts(self, element: Element) -> Iterator[str]:
        for part in element:
            kind = name(part)
            if kind == "t":
                yield part.text or ""
            elif kind in _TEXTS:
                yield _TEXTS[kind] if value(part, "type") not in ("page", "column") else " "
            elif kind == "sym":
                yield symbol(value(part, "font"), value(part, "char"))
            elif kind == "oMath":
                yield f"{' ' if name(part.getprevious()) == 'oMath' else ''}{linear(part)}"
            elif kind == "oMathPara":
                yield "\n".join(["", *(linear(formula) for formula in part if name(formula) == "oMath"), ""])
            elif kind in _NOTES:
                yield self._call(_NOTES[kind], part)
            elif kind == "txbxContent":
                self.held.boxes.append(part)
            elif kind in ("chart", "relIds"):
                self.held.drawings += self._drawing(part)
            elif kind not in _SKIPPED and not (kind == "r" and is_on(child(part, "rPr", "vanish"))):
                yield from self._texts(part)

    def _call(self, kind: str, reference: Element) -> str:
        """The mark of a note, where it is automatic; the note itself is held until its paragraph ends."""
        note = self.notes.pop((kind, value(reference, "id")), None)
        if note is None:
            return ""
        if value(reference, "customMarkFollows") in ("1", "true", "on"):
            self.held.notes.append(("", note))
            return ""
        self.counts[kind] += 1
        mark = numeral(self.counts[kind], self.note_styles[kind])
        self.held.notes.append((mark, note))
        return call(f"[{mark}]")

    def _drawing(self, reference: Element) -> list[Draft]:
        read, attribute = (read_chart, "id") if name(reference) == "chart" else (read_diagram, "dm")
        tie = self.ties.get(value(reference, attribute))
        return read(self.parts.package.rescued(tie.target)) if tie else []

    def _style(self, paragraph: Element) -> _Style:
        properties = child(paragraph, "pPr")
        style = self.styles.get(value(child(properties, "pStyle"), "val"), _Style())
        outline = value(child(properties, "outlineLvl"), "val")
        if outline.isdecimal() and int(outline) < 9 and style.kind is Kind.PARAGRAPH:
            style = replace(style, kind=Kind.HEADING, level=int(outline) + 1)
        numbers = child(properties, "numPr")
        if numbers is not None:
            level = value(child(numbers, "ilvl"), "val")
            listed = value(child(numbers, "numId"), "val") or style.list
            style = replace(style, list=listed, list_level=int(level) if level.isdecimal() else style.list_level)
        if style.list == "0":
            return replace(style, list="", kind=Kind.PARAGRAPH if style.kind is Kind.LIST_ITEM else style.kind)
        if style.list and style.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM):
            return replace(style, kind=Kind.LIST_ITEM, level=style.list_level + 1)
        return style

    def _table(self, element: Element) -> list[Draft]:
        rows = [row for row in _descend(element, "tr") if child(row, "trPr", "del") is None]
        cells = [cell for row in rows for cell in _descend(row, "tc")]
        if len(cells) == 1:
            return self.read(cells[0])
        headers = {number for number, row in enumerate(rows) if child(row, "trPr", "tblHeader") is not None}
        if not headers and rows and _has_header_look(element, rows[0]):
            headers = {0}
        return table(self._slots(rows), headers)

    def _slots(self, rows: list[Element]) -> dict[tuple[int, int], Slot]:
        slots: dict[tuple[int, int], Slot] = {}
        tops: dict[int, tuple[int, int]] = {}
        for number, row in enumerate(rows):
            column = min(whole(child(row, "trPr", "gridBefore")), _WIDEST)
            for cell in _descend(row, "tc"):
                merge = child(cell, "tcPr", "vMerge")
                across = min(max(1, whole(child(cell, "tcPr", "gridSpan"))), _WIDEST)
                if merge is not None and value(merge, "val") != "restart" and column in tops:
                    top = tops[column]
                    slots[top] = replace(slots[top], rows=number - top[0] + 1)
                else:
                    slots[number, column] = Slot(self._flat(cell), columns=across)
                    tops.pop(column, None)
                    if merge is not None:
                        tops[column] = number, column
                column += across
        return slots

    def _flat(self, element: Element) -> list[Piece]:
        return [piece for draft in self.read(element) for piece in draft_pieces(draft)]


_BOLD = "bold"


def _with_bold_headings(drafts: list[Draft]) -> list[Draft]:
    """Where no style marks a heading, short paragraphs all in bold are headings."""
    styled = any(draft.kind is Kind.HEADING for draft in drafts)
    for draft in drafts:
        if draft.kind is Kind.PARAGRAPH and draft.mark == _BOLD:
            words = " ".join(piece.text for piece in draft.pieces)
            if not styled and len(words) < 120 and not terminated(words):
                draft.kind, draft.level = Kind.HEADING, 1
            draft.mark = ""
    return drafts


def _styles(root: Element | None, numbering: Numbering) -> dict[str, _Style]:
    elements = {value(style, "styleId"): style for style in named(root, "style")}
    found: dict[str, _Style] = {}
    for identifier in elements:
        chain = list(_chain(identifier, elements))
        found[identifier] = _listed(_style_of(chain), chain, numbering)
    return found


def _chain(identifier: str, elements: dict[str, Element]) -> Iterator[Element]:
    """A style and those that it is based on, the nearest first."""
    seen: set[str] = set()
    while identifier in elements and identifier not in seen:
        seen.add(identifier)
        yield elements[identifier]
        identifier = value(child(elements[identifier], "basedOn"), "val")


def _style_of(chain: list[Element]) -> _Style:
    """What a style, or the nearest it is based on that says so, makes of its paragraphs."""
    for element in chain:
        called = value(child(element, "name"), "val")
        if match := _HEADING_NAME.match(called):
            return _Style(Kind.HEADING, int(match[1]))
        if kind := next((kind for pattern, kind in _NAMES if pattern.match(called)), None):
            return _Style(kind, 1 if kind in (Kind.HEADING, Kind.LIST_ITEM) else 0)
        outline = value(child(element, "pPr", "outlineLvl"), "val")
        if outline.isdecimal() and int(outline) < 9:
            return _Style(Kind.HEADING, int(outline) + 1)
    return _Style()


def _listed(style: _Style, chain: list[Element], numbering: Numbering) -> _Style:
    """The style with the list and the level that it, or one it is based on, sets."""
    for element in chain:
        numbers = child(element, "pPr", "numPr")
        if listed := value(child(numbers, "numId"), "val"):
            levels = (numbering.level_of_style(listed, value(one, "styleId")) for one in chain)
            stated = whole(child(numbers, "ilvl"))
            return replace(style, list=listed, list_level=next((n for n in levels if n is not None), stated))
    return style


def _note_styles(settings: Element | None) -> dict[str, str]:
    """In which numerals notes are counted."""
    usual = {"footnote": "decimal", "endnote": "lowerRoman"}
    return {kind: value(child(settings, f"{kind}Pr", "numFmt"), "val") or style for kind, style in usual.items()}


def _is_bold(paragraph: Element) -> bool:
    runs = [run for run in paragraph if name(run) == "r" and "".join(run.itertext()).strip()]
    return bool(runs) and all(is_on(child(run, "rPr", "b")) for run in runs)


def _has_header_look(element: Element, first: Element) -> bool:
    """The first row is set apart by the table's style, and has words."""
    look = child(element, "tblPr", "tblLook")
    styled = value(look, "firstRow") in ("1", "true") or bool(int(value(look, "val") or "0", 16) & 0x20)
    return styled and any("".join(p.itertext()).strip() for p in named(first, "p"))


def _descend(element: Element, tag: str) -> Iterator[Element]:
    """Children of that name, also inside content controls and insertions."""
    for part in element:
        if name(part) == tag:
            yield part
        elif name(part) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _descend(part, tag)
