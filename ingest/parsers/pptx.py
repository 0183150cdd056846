"""Presentations (PPTX): a slide is a page; its title, text, tables, charts and diagrams in reading order.

What the speaker is to say stands with a slide but not on it, as a footnote does with a text: it is of that kind.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from ingest.assembly import Draft, Piece
from ingest.document import Division, Document, Kind, Page, PageState
from ingest.errors import Damaged
from ingest.parsers.drawings import read_chart, read_diagram
from ingest.parsers.formulas import linear
from ingest.parsers.frames import Frame, reading_order
from ingest.parsers.markup import Slot, document, pieces, table
from ingest.parsers.numbering import numeral
from ingest.parsers.package import Element, Package, Relation, child, name, named, opened, value, whole

_TITLES = ("title", "ctrTitle")
_FURNITURE = {
    "ftr": Kind.RUNNING_FOOT,
    "dt": Kind.RUNNING_FOOT,
    "hdr": Kind.RUNNING_HEAD,
    "sldNum": Kind.PAGE_NUMBER,
}
"""Placeholders that say the same on every slide."""
_SHAPES = ("sp", "graphicFrame", "grpSp", "pic", "cxnSp", "AlternateContent")
_SCHEME = re.compile(r"(arabic|alphaLc|alphaUc|romanLc|romanUc|\w+?)(ParenBoth|ParenR|Period|Plain|Minus|)$")
_AROUND = {"ParenBoth": "({})", "ParenR": "{})", "Period": "{}.", "Minus": "{}-"}
"""What stands around an automatic number, by the end of its scheme's name."""


def parse(data: bytes) -> Document:
    """The document that a presentation holds. Raises `Damaged` where it is broken; a broken slide costs that slide."""
    with opened(data, "PPTX") as package:
        main = package.related("", "officeDocument") or "ppt/presentation.xml"
        root = package.xml(main)
        if root is None:
            raise Damaged("the PPTX file has no presentation part; get it again from its source")
        ties = package.relations(main)
        numbered = whole(root, "firstSlideNum", 1)
        drafts: list[Draft] = []
        pages: list[Page] = []
        hidden: list[str] = []
        for number, entry in enumerate(named(child(root, "sldIdLst"), "sldId"), 1):
            page = Page(number, str(numbered + number - 1))
            tie = ties.get(value(entry, "id")) or ties.get(_relation_id(entry))
            try:
                slide = _Slide(package, tie.target if tie else "", number)
                drafts += slide.drafts()
                hidden += [page.label] * slide.is_hidden
            except Damaged as error:
                page = replace(page, state=PageState.FAILED, reason=f"the slide could not be read: {error}")
            pages.append(page)
        metadata = package.metadata()
    remarks = [f"Hidden when the presentation is shown, but read: slide {', '.join(hidden)}."] if hidden else []
    return document(
        drafts, format="pptx", metadata=metadata, pages=pages, divided=Division.SLIDE, remarks=remarks, called="slide"
    )


def _relation_id(entry: Element) -> str:
    """The id of a relation, which shares its name with the entry's own id but for the namespace."""
    return next((found for key, found in entry.items() if key.endswith("}id")), "")


@dataclass
class _Slide:
    """One slide and what it inherits from its layout and its master."""

    package: Package
    part: str
    number: int
    root: Element = field(init=False)
    ties: dict[str, Relation] = field(init=False)
    ancestors: list[Element] = field(init=False)

    def __post_init__(self) -> None:
        self.root = self.package.xml(self.part) if self.part else None
        if self.root is None:
            raise Damaged("it is missing from the file")
        self.ties = self.package.relations(self.part)
        layout = self._tied("slideLayout")
        master = self.package.related(layout, "slideMaster") if layout else ""
        self.ancestors = [root for part in (layout, master) if (root := self.package.xml(part)) is not None]

    @property
    def is_hidden(self) -> bool:
        return value(self.root, "show") in ("0", "false")

    def drafts(self) -> list[Draft]:
        """The title first, then the shapes from top to bottom and left to right, then the speaker's notes."""
        shapes = list(_shapes(child(self.root, "cSld", "spTree")))
        titles = [shape for shape in shapes if _placeholder(shape) in _TITLES]
        others = [shape for shape in shapes if _placeholder(shape) not in _TITLES]
        found = [draft for shape in titles for draft in self._title(shape)]
        found += [draft for shape in self._ordered(others) for draft in self._shape(shape)]
        return found + self._notes()

    def _tied(self, type: str) -> str:
        return next((tie.target for tie in self.ties.values() if tie.type == type), "")

    # Where shapes stand

    def _ordered(self, shapes: Sequence[Element]) -> list[Element]:
        return reading_order([(self._frame(shape), shape) for shape in shapes])

    def _frame(self, shape: Element) -> Frame:
        for source in (shape, *self._models(shape)):
            place = _place(source)
            offset, size = child(place, "off"), child(place, "ext")
            if offset is not None and size is not None:
                x, y, width, height = (whole(offset, "x"), whole(offset, "y"), whole(size, "cx"), whole(size, "cy"))
                return Frame(x, y, x + width, y + height)
        return Frame()

    def _models(self, shape: Element) -> Iterator[Element]:
        """The placeholders of layout and master that a shape takes its place and its bullets from."""
        mark = _mark(shape)
        if mark is None:
            return
        index, type = value(mark, "idx"), value(mark, "type") or "body"
        for ancestor in self.ancestors:
            candidates = [found for found in _shapes(child(ancestor, "cSld", "spTree")) if _mark(found) is not None]
            same = [found for found in candidates if index and value(_mark(found), "idx") == index]
            alike = [found for found in candidates if _kin(value(_mark(found), "type") or "body") == _kin(type)]
            if chosen := (same or alike)[:1]:
                type = value(_mark(chosen[0]), "type") or type
                yield chosen[0]

    # What shapes say

    def _shape(self, shape: Element) -> list[Draft]:
        kind = name(shape)
        if kind == "grpSp":
            inner = self._ordered(list(_shapes(shape)))
            return [draft for one in inner for draft in self._shape(one)]
        if kind == "graphicFrame":
            return self._graphic(shape)
        return self._text(shape)

    def _title(self, shape: Element) -> list[Draft]:
        lines = [piece for text, _, _ in self._paragraphs(shape) for piece in pieces(text, self.number)]
        first = self.number == 1 and _placeholder(shape) == "ctrTitle"
        return [Draft(Kind.TITLE, lines) if first else Draft(Kind.HEADING, lines, level=1)]

    def _text(self, shape: Element) -> list[Draft]:
        furniture = _FURNITURE.get(_placeholder(shape))
        drafts = []
        for text, level, listed in self._paragraphs(shape):
            kind = furniture or (Kind.LIST_ITEM if listed else Kind.PARAGRAPH)
            depth = level + 1 if kind is Kind.LIST_ITEM else 0
            drafts.append(Draft(kind, pieces(text, self.number), level=depth))
        return drafts

    def _paragraphs(self, shape: Element) -> Iterator[tuple[str, int, bool]]:
        """Text, level from 0, and whether it is an item of a list, of each paragraph of a shape."""
        body = child(shape, "txBody")
        sources = [child(body, "lstStyle"), *(child(model, "txBody", "lstStyle") for model in self._models(shape))]
        if (kin := _kin(_placeholder(shape))) in ("title", "body"):
            sources += [child(root, "txStyles", f"{kin}Style") for root in self.ancestors[-1:]]
        counts: dict[int, tuple[str, int]] = {}
        for paragraph in (found for found in (() if body is None else body) if name(found) == "p"):
            properties = child(paragraph, "pPr")
            level = whole(properties, "lvl")
            styles = [properties, *(child(source, f"lvl{level + 1}pPr") for source in sources)]
            bullet = next((found for style in styles if (found := _bullet(style)) is not None), None)
            text = "".join(_words(paragraph))
            if text.strip():
                yield _counted(bullet, level, counts) + text, level, name(bullet) in ("buChar", "buAutoNum", "buBlip")

    def _graphic(self, frame: Element) -> list[Draft]:
        if (grid := next(named(frame, "tbl"), None)) is not None:
            return self._table(grid)
        if (chart := next(named(frame, "chart"), None)) is not None:
            return read_chart(self._part(value(chart, "id")), self.number)
        if (diagram := next(named(frame, "relIds"), None)) is not None:
            return read_diagram(self._part(value(diagram, "dm")), self.number)
        return []

    def _part(self, id: str) -> Element | None:
        return self.package.xml(self.ties[id].target) if id in self.ties else None

    def _table(self, element: Element) -> list[Draft]:
        rows = [[cell for cell in row if name(cell) == "tc"] for row in element if name(row) == "tr"]
        slots = {
            (number, column): Slot(_lines(cell, self.number), whole(cell, "rowSpan", 1), whole(cell, "gridSpan", 1))
            for number, row in enumerate(rows)
            for column, cell in enumerate(row)
            if not _is_covered(cell)
        }
        return table(slots, {0} if value(child(element, "tblPr"), "firstRow") in ("1", "true") else ())

    def _notes(self) -> list[Draft]:
        root = self.package.xml(self._tied("notesSlide"))
        bodies = [shape for shape in _shapes(child(root, "cSld", "spTree")) if _placeholder(shape) == "body"]
        lines = [piece for shape in bodies for piece in _lines(child(shape, "txBody"), self.number)]
        return [Draft(Kind.FOOTNOTE, lines)] if lines else []


def _shapes(tree: Element | None) -> Iterator[Element]:
    """The shapes of a tree or a group; of alternatives the first that is of a kind we know."""
    for found in () if tree is None else tree:
        if name(found) != "AlternateContent":
            if name(found) in _SHAPES:
                yield found
            continue
        branches = (list(_shapes(branch)) for branch in found)
        yield from next((shapes for shapes in branches if any(True for s in shapes for _ in named(s, "t"))), [])


def _mark(shape: Element) -> Element | None:
    """What says that a shape is a placeholder, and for what."""
    return next((mark for first in list(shape)[:1] for mark in named(first, "ph")), None)


def _placeholder(shape: Element) -> str:
    mark = _mark(shape)
    return "" if mark is None else value(mark, "type") or "body"


def _kin(type: str) -> str:
    """Placeholders that share a style: the master knows no subtitles or objects, but titles and bodies."""
    if type in _TITLES:
        return "title"
    return "body" if type in ("body", "subTitle", "obj", "tbl", "chart", "dgm", "media", "clipArt") else type


def _place(shape: Element) -> Element | None:
    places = (child(shape, *path) for path in (("spPr", "xfrm"), ("grpSpPr", "xfrm"), ("xfrm",)))
    return next((place for place in places if place is not None), None)


def _bullet(style: Element | None) -> Element | None:
    marks = ("buNone", "buChar", "buAutoNum", "buBlip")
    return next((found for found in (() if style is None else style) if name(found) in marks), None)


def _counted(bullet: Element | None, level: int, counts: dict[int, tuple[str, int]]) -> str:
    """The automatic number before a paragraph, with a space; `counts` holds scheme and last number by level."""
    for deeper in [known for known in counts if known > level]:
        del counts[deeper]
    if name(bullet) != "buAutoNum":
        counts.pop(level, None)
        return ""
    scheme = value(bullet, "type")
    known, last = counts.get(level, ("", 0))
    number = last + 1 if known == scheme else whole(bullet, "startAt", 1)
    counts[level] = scheme, number
    match = _SCHEME.match(scheme)
    return f"{_AROUND.get(match[2], '{}').format(numeral(number, match[1]))} " if match else f"{number}. "


def _words(element: Element) -> Iterator[str]:
    for found in element:
        if name(found) == "t":
            yield found.text or ""
        elif name(found) == "br":
            yield "\n"
        elif name(found) == "oMath":
            yield linear(found)
        elif name(found) == "AlternateContent":
            yield from (text for branch in found[:1] for text in _words(branch))
        elif name(found) not in ("pPr", "rPr", "endParaRPr"):
            yield from _words(found)


def _lines(body: Element | None, page: int) -> list[Piece]:
    paragraphs = ("".join(_words(paragraph)) for paragraph in named(body, "p"))
    return [piece for text in paragraphs for piece in pieces(text, page)]


def _is_covered(cell: Element) -> bool:
    """Whether a merged cell lies over this one."""
    return value(cell, "hMerge") in ("1", "true") or value(cell, "vMerge") in ("1", "true")
