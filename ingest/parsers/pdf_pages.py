"""The pages of a PDF one by one: read by pdfminer, by PDFium where pdfminer fails, and what became of each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from pdfminer.layout import LTChar, LTItem, LTPage
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PdfPage
from pdfplumber.page import fix_fontname_bytes
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException
from pdfplumber.utils.geometry import line_to_edge, rect_to_edges

from ingest.document import Page, PageState
from ingest.layout.asides import framed
from ingest.layout.drawings import Form, drawings, shapes
from ingest.layout.flow import Leaf, Sheet
from ingest.layout.glyphs import UNREADABLE, Direction, Rectangle, frames
from ingest.layout.grounds import seen
from ingest.layout.lines import chained_lines, text_lines
from ingest.layout.page_tables import page_tables
from ingest.parsers import pdf_streams
from ingest.parsers.deadline import OutOfTime, deadline
from ingest.parsers.pdf_visible import VisibleInterpreter, VisibleText
from ingest.parsers.pdfium_chars import SecondReader, UnreadableError, shown
from ingest.parsers.reading import Reading
from ingest.parsers.scans import Scans

NO_TEXT_LAYER = "no text layer: a scan or a picture?"
NOT_READ = "not read"
"""Begins the reason of a page that lies beyond a limit."""
DOUBTFUL = 0.8
"""How sure a page is of which a part may be lost, or that only PDFium could read: it does not see tables' rules."""
HIDDEN = 0.02
"""Share of hidden characters, of those that are seen, from which on a page tells of them."""
MOSTLY = 0.3
"""Share of unreadable characters from which on another reader is asked."""

pdf_streams.bound()


@dataclass(frozen=True, slots=True)
class PageReader:
    """Reads page by page, none kept open: memory does not grow with their number. What fails costs its page only."""

    pdf: PDF | None
    second: SecondReader
    reading: Reading

    def pages(self) -> Iterator[tuple[Page, Sheet]]:
        """Each page with what stands on it; nothing is read of those beyond the limits, and each says so."""
        room = self.reading.most_characters
        scans = Scans(self.second, self.reading)
        for number, leaf in enumerate(self._leaves(), 1):
            if number > self.reading.most_pages:
                yield _failed(number, f"{NOT_READ}: only the first {self.reading.most_pages} pages of a file are")
            elif room <= 0:
                yield _failed(
                    number, f"{NOT_READ}: only the first {self.reading.most_characters} characters of a file are"
                )
            else:
                page, sheet = self._read(leaf, number, scans)
                room -= page.characters
                yield page, sheet

    def _leaves(self) -> Iterator[_PageObject | str]:
        """The pages as pdfminer finds them, and for each that only PDFium finds the reason."""
        number, fault = 0, "pdfminer does not find it"
        if self.pdf:
            try:
                for leaf in cast(Iterator[_PageObject], _PageObject.create_pages(self.pdf.doc)):
                    number += 1
                    yield leaf
                    if number % _KEPT_FOR == 0:
                        _let_go(self.pdf)
            except Exception as error:
                fault = f"the list of pages is broken from here on: {named(error)}"
                number += 1
                yield fault
        for _ in range(number, len(self.second)):
            yield fault

    def _read(self, leaf: _PageObject | str, number: int, scans: Scans) -> tuple[Page, Sheet]:
        """What the readers make of a page: the first, the second where that finds a fault, then that of pictures."""
        first = self._first(leaf, number)
        if first.trap:
            return first.page, first.sheet
        if first.fault:
            second = self._second(getattr(leaf, "mediabox", None), number)
            if second.readable > first.readable:
                reason = f"read with PDFium, because {first.fault}"
                return scans.read(replace(second.page, reason=reason, certainty=DOUBTFUL), second.sheet)
        return scans.read(first.page, first.sheet)

    def _first(self, leaf: _PageObject | str, number: int) -> _Attempt:
        """What pdfminer finds; it raises much, and may never end."""
        if isinstance(leaf, str) or self.pdf is None:
            return _Attempt(Sheet(number, ()), fault=str(leaf))
        try:
            with deadline(self.reading.seconds_per_page):
                return _with_pdfminer(self.pdf, leaf, number)
        except OutOfTime as error:
            return _Attempt(Sheet(number, ()), fault=str(error))
        except Exception as error:
            cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
            trap = isinstance(cause, pdf_streams.TooLarge)
            fault = str(cause) if trap else f"the page is broken: {named(cause)}"
            return _Attempt(Sheet(number, ()), fault=fault, trap=trap)

    def _second(self, mediabox: Rectangle | None, number: int) -> _Attempt:
        try:
            with deadline(self.reading.seconds_per_page):
                found = self.second.read_page(number, mediabox)
                sheet = _sheet(number, found.chars, [], found.box)
        except (OutOfTime, UnreadableError) as error:
            return _Attempt(Sheet(number, ()), fault=str(error))
        return _Attempt(sheet, found.box[2] - found.box[0], found.box[3] - found.box[1])


def named(error: object) -> str:
    """An exception in words."""
    name = type(error).__name__
    return f"{name}: {error}" if str(error) else name


@dataclass(frozen=True)
class _Attempt:
    """What one reader made of a page, and why it may not be all that stands there; a `trap` is not tried again.

    `hidden` characters were left out.
    """

    sheet: Sheet
    width: float = 0.0
    height: float = 0.0
    fault: str = ""
    trap: bool = False
    hidden: int = 0

    @cached_property
    def page(self) -> Page:
        """Where there is no fault but no text either, the page is empty; with a fault it could not be read."""
        if self.fault == _NO_TEXT:
            state, reason = PageState.EMPTY, NO_TEXT_LAYER
        else:
            state, reason = PageState.TEXT if self.characters else PageState.FAILED, self.fault
        certainty = DOUBTFUL if reason else 1.0
        if not reason and self.hidden > HIDDEN * self.characters:
            reason = f"{self.hidden} characters are hidden (covered, clipped or invisible) and were left out"
        return Page(self.sheet.number, "", self.width, self.height, self.characters, state, reason, certainty)

    @cached_property
    def characters(self) -> int:
        return sum(len(line.text) for line in self.sheet.lines)

    @cached_property
    def readable(self) -> int:
        return self.characters - sum(line.text.count(UNREADABLE) for line in self.sheet.lines)


class _PageObject(PDFPage):
    """A page as the file describes it; a wrong description is kept as an error, so that the next pages follow."""

    def __init__(self, doc: PDFDocument, pageid: object, attrs: object, label: str | None) -> None:
        self.error: Exception | None = None
        try:
            super().__init__(doc, pageid, attrs, label)
        except Exception as error:
            self.error = error


class _LeanPage(PdfPage):
    """A page without its `hidden` characters.

    A character is described by what layout asks of it only: all that pdfplumber tells takes a third of the time.
    """

    hidden: frozenset[int] = frozenset()

    @property
    def layout(self) -> LTPage:
        if hasattr(self, "_layout"):
            return self._layout
        device = VisibleText(self.pdf.rsrcmgr, self.page_number)
        VisibleInterpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
        self.hidden = frozenset(map(id, device.hidden()))
        self._layout = device.get_result()
        return self._layout

    def iter_layout_objects(self, layout_objects: list[Any]) -> Iterator[dict[str, Any]]:  # type: ignore[override]
        seen = [item for item in layout_objects if id(item) not in self.hidden] if self.hidden else layout_objects
        yield from super().iter_layout_objects(seen)

    def process_object(self, obj: LTItem) -> dict[str, Any]:
        if not isinstance(obj, LTChar):
            described: dict[str, Any] = super().process_object(obj)
            return described
        left, top = self.mediabox[:2]
        name = obj.fontname
        return {
            "object_type": "char",
            "text": obj.get_text(),
            "fontname": fix_fontname_bytes(name) if isinstance(name, bytes) else name,
            "size": obj.size,
            "matrix": obj.matrix,
            "x0": obj.x0 + left,
            "x1": obj.x1 + left,
            "y0": obj.y0,
            "y1": obj.y1,
            "top": top + self.height - obj.y1,
            "bottom": top + self.height - obj.y0,
        }


_KEPT_FOR = 16
"""Pages after which what pdfminer keeps is let go of: it keeps every object and font for good."""


def _let_go(pdf: PDF) -> None:
    pdf.doc._cached_objs.clear()
    pdf.doc._parsed_objs.clear()
    pdf.rsrcmgr._cached_fonts.clear()


_NO_TEXT = "pdfminer finds no text on it"
_TORN = "a part of its content is damaged"


def _with_pdfminer(pdf: PDF, leaf: _PageObject, number: int) -> _Attempt:
    if leaf.error:
        raise leaf.error
    page = _LeanPage(pdf, leaf, page_number=number)
    torn = pdf_streams.torn()
    box = shown(leaf.mediabox, leaf.cropbox, leaf.rotate)
    marks = [*page.lines, *page.rects, *page.images, *page.curves]
    sheet = _sheet(number, page.chars, _edges(page), box, marks)
    page.close()
    found = _Attempt(sheet, box[2] - box[0], box[3] - box[1], hidden=len(page.hidden))
    return replace(found, fault=_TORN if pdf_streams.torn() > torn else _fault(found))


def _edges(page: PdfPage) -> list[dict[str, Any]]:
    """The edges of what is drawn on a page, but of fills that a larger one of their colour hides."""
    rectangles = [edge for rectangle in seen(page.rects) for edge in rect_to_edges(rectangle)]
    return [*map(line_to_edge, page.lines), *rectangles, *page.curve_edges]


def _fault(found: _Attempt) -> str:
    """Why there may be more on the page than pdfminer found; "" where there is no sign of it."""
    if not found.characters:
        return _NO_TEXT
    if found.characters - found.readable > MOSTLY * found.characters:
        return "its fonts do not say which characters they draw"
    return ""


def _failed(number: int, reason: str) -> tuple[Page, Sheet]:
    return Page(number, "", state=PageState.FAILED, reason=reason), Sheet(number, ())


def _is_ground(mark: Mapping[str, Any]) -> bool:
    """Whether lines may stand on it: a rectangle, a picture, or a filled curve, as one with round corners is."""
    return mark["object_type"] in ("rect", "image") or bool(mark["object_type"] == "curve" and mark["fill"])


def _sheet(
    number: int, chars: Iterable[Mapping[str, Any]], edges: Sequence[Any], box: Rectangle, marks: Sequence[Any] = ()
) -> Sheet:
    leaves: list[Leaf] = []
    for frame, glyphs in frames(chars, box).items():
        if frame.direction is Direction.ASKEW:
            leaves.append(Leaf(frame, chained_lines(glyphs)))
        elif leaves:
            leaves.append(Leaf(frame, text_lines(glyphs)))
        else:
            drawn = shapes(marks, frame)
            found, lines = page_tables(edges, glyphs, frame, drawn)
            grounds = [frame.turn((m["x0"], m["top"], m["x1"], m["bottom"])) for m in marks if _is_ground(m)]
            grounds += framed(box for box, form in drawn.items() if form <= Form.RECTANGLE)
            leaves.append(Leaf(frame, lines, found, grounds, drawings(drawn)))
    return Sheet(number, leaves)
