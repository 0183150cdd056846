"""Word documents (DOCX): the body in order, footnotes behind the paragraph that calls them, changes settled."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from lxml import etree

from ingest.assembly import Draft, Piece
from ingest.document import Document, Kind, Metadata
from ingest.errors import Damaged
from ingest.parsers.markup import document, pieces
from ingest.parsers.plain.lines import terminated

Element: TypeAlias = Any
"""An element of lxml, which brings no types."""

_LARGEST = 200 * 2**20
"""Bytes that one part may take when unpacked; a larger one is a trap, not a report."""

_SKIPPED = frozenset(re.findall(r"\w+", "del moveFrom instrText delText rPr pPr sectPr tblPr trPr tcPr rt Fallback"))
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
_NO_TITLE = re.compile(r"^$|^(?:microsoft word|untitled|document\d*$|word document|powerpoint)|\.docx?$", re.IGNORECASE)


def parse(data: bytes) -> Document:
    """The document that a DOCX file holds. Raises `Damaged` where it is broken, empty or a trap."""
    if not data:
        raise Damaged("the file is empty (0 bytes); get it again from its source")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = _Parts(archive)
            reader = _Reader(_styles(parts.read("styles")), parts.notes())
            drafts = reader.body(parts.body())
            metadata = _metadata(parts.read("core"))
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError) as error:
        raise Damaged(f"the DOCX file is broken or cut off ({error}); get it again from its source") from error
    return document(_with_bold_headings(drafts), format="docx", metadata=metadata)


@dataclass(frozen=True)
class _Parts:
    """The XML parts inside the file, found by name; each is unpacked up to the limit only."""

    archive: zipfile.ZipFile

    def read(self, name: str) -> Element | None:
        found = next((entry for entry in self.archive.namelist() if entry.endswith(f"/{name}.xml")), None)
        return self._xml(found) if found else None

    def body(self) -> Element:
        names = [n for n in self.archive.namelist() if re.fullmatch(r"word/document\d*\.xml", n)]
        if not names:
            raise Damaged("the DOCX file has no text part (word/document.xml); get it again from its source")
        body = _child(self._xml(names[0]), "body")
        if body is None:
            raise Damaged("the DOCX file has no body; get it again from its source")
        return body

    def notes(self) -> dict[tuple[str, str], Element]:
        """Foot- and endnotes by the name of the element that calls them and their number."""
        found: dict[tuple[str, str], Element] = {}
        for part, kind in (("footnotes", "footnote"), ("endnotes", "endnote")):
            root = self.read(part)
            for note in () if root is None else root:
                if _value(note, "type") in ("", "normal"):
                    found[f"{kind}Reference", _value(note, "id")] = note
        return found

    def _xml(self, name: str) -> Element:
        with self.archive.open(name) as part:
            content = part.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise Damaged(f"{name} unpacks to more than {_LARGEST // 2**20} MiB; such a file is not read")
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))


@dataclass(frozen=True, slots=True)
class _Style:
    """What a paragraph style makes of a paragraph."""

    kind: Kind = Kind.PARAGRAPH
    level: int = 0


@dataclass
class _Reader:
    styles: dict[str, _Style]
    notes: dict[tuple[str, str], Element]
    called: list[tuple[str, str]] = field(default_factory=list)
    boxes: list[Element] = field(default_factory=list)
    numbered: int = 0

    def body(self, element: Element) -> list[Draft]:
        """The blocks in `element`, in order."""
        drafts: list[Draft] = []
        for child in element:
            name = _name(child)
            if name == "p":
                drafts += self._paragraph(child)
            elif name == "tbl":
                drafts += self._table(child)
            elif name not in _SKIPPED:
                drafts += self.body(child)
        return drafts

    def _paragraph(self, paragraph: Element) -> list[Draft]:
        text = "".join(self._texts(paragraph))
        style = self._style(paragraph)
        if style.kind is not Kind.CONTENTS:
            text = text.replace("\t", " ")
        drafts = [Draft(style.kind, pieces(text), level=style.level)] if text.strip() else []
        if drafts and style.kind is Kind.PARAGRAPH and _is_bold(paragraph):
            drafts[0].mark = _BOLD
        called, self.called = self.called, []
        boxes, self.boxes = self.boxes, []
        for call in called:
            drafts += self._note(self.notes.pop(call, None))
        for box in boxes:
            drafts += self.body(box)
        return drafts

    def _texts(self, element: Element) -> Iterator[str]:
        for child in element:
            name = _name(child)
            if name == "t":
                yield child.text or ""
            elif name in _TEXTS:
                yield _TEXTS[name] if _value(child, "type") not in ("page", "column") else " "
            elif name in ("footnoteReference", "endnoteReference"):
                self.called.append((name, _value(child, "id")))
            elif name == "txbxContent":
                self.boxes.append(child)
            elif name not in _SKIPPED:
                yield from self._texts(child)

    def _style(self, paragraph: Element) -> _Style:
        properties = _child(paragraph, "pPr")
        style = self.styles.get(_value(_child(properties, "pStyle"), "val"), _Style())
        outline = _value(_child(properties, "outlineLvl"), "val")
        if outline.isdecimal() and int(outline) < 9 and style.kind is Kind.PARAGRAPH:
            return _Style(Kind.HEADING, int(outline) + 1)
        numbers = _child(properties, "numPr")
        if style.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM) and numbers is not None:
            level = _value(_child(numbers, "ilvl"), "val")
            listed = _value(_child(numbers, "numId"), "val") != "0"
            return _Style(Kind.LIST_ITEM, int(level or 0) + 1) if listed else _Style()
        return style

    def _note(self, note: Element | None) -> list[Draft]:
        if note is None:
            return []
        self.numbered += 1
        found = [piece for draft in self.body(note) for piece in _pieces(draft)]
        return [Draft(Kind.FOOTNOTE, found, mark=str(self.numbered))]

    def _table(self, table: Element) -> list[Draft]:
        rows = [row for row in _descend(table, "tr") if not _is_deleted(row)]
        cells = [cell for row in rows for cell in _descend(row, "tc")]
        if len(cells) == 1:
            return self.body(cells[0])
        filled = [self._row(row) for row in rows]
        kept = [(row, cells) for row, cells in zip(rows, filled, strict=True) if any(cells)]
        headers = 0
        while headers < len(kept) and _child(_child(kept[headers][0], "trPr"), "tblHeader") is not None:
            headers += 1
        if not headers and len(kept) > 1 and _has_header_look(table, kept[0][0]):
            headers = 1
        found = [cells for _, cells in kept]
        return [Draft(Kind.TABLE, rows=found, header_rows=headers if headers < len(kept) else 0)] if found else []

    def _row(self, row: Element) -> list[list[Piece]]:
        before = int(_value(_child(_child(row, "trPr"), "gridBefore"), "val") or 0)
        cells: list[list[Piece]] = [[] for _ in range(before)]
        for cell in _descend(row, "tc"):
            properties = _child(cell, "tcPr")
            merge = _child(properties, "vMerge")
            joined = merge is not None and _value(merge, "val") != "restart"
            found = [] if joined else [piece for draft in self.body(cell) for piece in _pieces(draft)]
            span = int(_value(_child(properties, "gridSpan"), "val") or 1)
            cells += [found, *([] for _ in range(span - 1))]
        return cells


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


def _styles(root: Element | None) -> dict[str, _Style]:
    if root is None:
        return {}
    elements = {_value(style, "styleId"): style for style in root if _name(style) == "style"}
    return {identifier: _style_of(identifier, elements) for identifier in elements}


def _style_of(identifier: str, elements: dict[str, Element]) -> _Style:
    """What a style, or the nearest it is based on that says so, makes of its paragraphs."""
    seen: set[str] = set()
    while identifier in elements and identifier not in seen:
        seen.add(identifier)
        element = elements[identifier]
        name = _value(_child(element, "name"), "val")
        if match := _HEADING_NAME.match(name):
            return _Style(Kind.HEADING, int(match[1]))
        if kind := next((kind for pattern, kind in _NAMES if pattern.match(name)), None):
            return _Style(kind, 1 if kind in (Kind.HEADING, Kind.LIST_ITEM) else 0)
        outline = _value(_child(_child(element, "pPr"), "outlineLvl"), "val")
        if outline.isdecimal() and int(outline) < 9:
            return _Style(Kind.HEADING, int(outline) + 1)
        identifier = _value(_child(element, "basedOn"), "val")
    return _Style()


def _metadata(core: Element | None) -> Metadata:
    stated = {} if core is None else {_name(child): (child.text or "").strip() for child in core}
    title = stated.get("title", "")
    return Metadata(
        title="" if _NO_TITLE.search(title) else title,
        publisher=stated.get("publisher", ""),
        language=re.split(r"[-_]", stated.get("language", ""))[0].lower(),
    )


def _is_bold(paragraph: Element) -> bool:
    runs = [run for run in paragraph if _name(run) == "r" and "".join(run.itertext()).strip()]
    return bool(runs) and all(_is_on(_child(_child(run, "rPr"), "b")) for run in runs)


def _is_on(switch: Element | None) -> bool:
    return switch is not None and _value(switch, "val") not in ("0", "false", "off")


def _is_deleted(row: Element) -> bool:
    return _child(_child(row, "trPr"), "del") is not None


def _has_header_look(table: Element, first: Element) -> bool:
    """The first row is set apart by the table's style and by bold words."""
    look = _child(_child(table, "tblPr"), "tblLook")
    styled = _value(look, "firstRow") in ("1", "true") or bool(int(_value(look, "val") or "0", 16) & 0x20)
    paragraphs = [p for p in first.iter() if _name(p) == "p" and "".join(p.itertext()).strip()]
    return styled and bool(paragraphs)


def _descend(element: Element, name: str) -> Iterator[Element]:
    """Children of that name, also inside content controls and insertions."""
    for child in element:
        if _name(child) == name:
            yield child
        elif _name(child) in ("sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag"):
            yield from _descend(child, name)


def _pieces(draft: Draft) -> list[Piece]:
    return draft.pieces + [piece for row in draft.rows for cell in row for piece in cell]


def _name(element: Element | None) -> str:
    """An element's name without its namespace: strict and transitional documents differ in that alone."""
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _child(element: Element | None, name: str) -> Element | None:
    return None if element is None else next((child for child in element if _name(child) == name), None)


def _value(element: Element | None, name: str) -> str:
    """An attribute by its name without namespace; empty where it is missing."""
    if element is None:
        return ""
    return next((value for key, value in element.items() if key.rpartition("}")[2] == name), "")
