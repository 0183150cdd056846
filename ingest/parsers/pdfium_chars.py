"""The characters of a PDF page as PDFium reads them, in pdfplumber's shape: the second reader, for pages that the
first one can't read.
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.layout.glyphs import UNREADABLE, Rectangle

Matrix = tuple[float, float, float, float, float, float]
"""a, b, c, d, e, f of PDF: x' = ax + cy + e, y' = bx + dy + f."""


@dataclass(frozen=True, slots=True)
class PageChars:
    """What is drawn on a page, in the coordinates that pdfplumber gives; `box` is what of the page is displayed."""

    box: Rectangle
    chars: list[dict[str, Any]]


class UnreadableError(Exception):
    """PDFium can't read a page either."""


class SecondReader:
    """A file in PDFium, opened when it is first asked for a page."""

    def __init__(self, data: bytes, password: str = "") -> None:
        self._data = data
        self._password = password

    @cached_property
    def document(self) -> pypdfium2.PdfDocument | None:
        """The file in PDFium; None where it can't open it."""
        try:
            return pypdfium2.PdfDocument(self._data, password=self._password or None)
        except pypdfium2.PdfiumError:
            return None

    def __len__(self) -> int:
        """The number of pages; 0 where the file can't be opened."""
        return len(self.document) if self.document else 0

    def read_page(self, number: int, mediabox: Rectangle | None = None) -> PageChars:
        """The characters of a page (from 1), without those that PDFium put in between.

        `mediabox` is the page's own where it is known; else PDFium is asked for it. Raises `UnreadableError`.
        """
        if not self.document or number > len(self):
            raise UnreadableError("PDFium does not find the page")
        try:
            page = self.document[number - 1]
            text = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise UnreadableError(f"PDFium can't read the page: {error}") from error
        mediabox = mediabox or _mediabox(page)
        box, turn = _ground(mediabox, page.get_rotation())
        try:
            displayed = shown(mediabox, page.get_bbox(), page.get_rotation())
            return PageChars(displayed, list(_chars(text.raw, box, turn)))
        finally:
            text.close()
            page.close()


def shown(mediabox: Rectangle, cropbox: Rectangle, rotation: int) -> Rectangle:
    """What of a page is displayed, in pdfplumber's coordinates: its crop box (ISO 32000-1, 14.11.2), turned with it."""
    box, turn = _ground(mediabox, rotation)
    left, bottom, right, top = _overlap(mediabox, cropbox) or mediabox
    (xa, ya), (xb, yb) = _moved((left, bottom), turn), _moved((right, top), turn)
    x0, lowest = box[0], box[3]
    return x0 + min(xa, xb), lowest - max(ya, yb), x0 + max(xa, xb), lowest - min(ya, yb)


def _overlap(box: Rectangle, other: Rectangle) -> Rectangle | None:
    left, bottom = (max(min(box[n], box[n + 2]), min(other[n], other[n + 2])) for n in (0, 1))
    right, top = (min(max(box[n], box[n + 2]), max(other[n], other[n + 2])) for n in (0, 1))
    return (left, bottom, right, top) if left < right and bottom < top else None


def _mediabox(page: pypdfium2.PdfPage) -> Rectangle:
    """PDFium tells the page's own; one that is inherited is known only after it was cropped."""
    box: Rectangle = page.get_mediabox(fallback_ok=False) or page.get_bbox()
    return box


def _ground(mediabox: Rectangle, rotation: int) -> tuple[Rectangle, Matrix]:
    """The page's rectangle, turned as it is shown, and the matrix that takes coordinates of the file into it."""
    left, bottom, right, top = mediabox
    x0, x1, y0, y1 = min(left, right), max(left, right), min(bottom, top), max(bottom, top)
    turn: Matrix = {
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }.get(rotation, (1, 0, 0, 1, -x0, -y0))
    if turn[0] == 0:
        x0, x1, y0, y1 = y0, y1, x0, x1
    return (x0, -y0, x1, y1 - 2 * y0), turn


def _chars(text: Any, box: Rectangle, turn: Matrix) -> Iterator[dict[str, Any]]:
    height = box[3] - box[1]
    for index in range(pdfium.FPDFText_CountChars(text)):
        edges = _edges(text, index)
        if edges is None or pdfium.FPDFText_IsGenerated(text, index) == 1:
            continue
        (xa, ya), (xb, yb) = _moved(edges[:2], turn), _moved(edges[2:], turn)
        x0, x1, y0, y1 = min(xa, xb) + box[0], max(xa, xb) + box[0], min(ya, yb), max(ya, yb)
        yield {
            "text": _letter(text, index),
            "fontname": _font(text, index),
            "size": y1 - y0,
            "matrix": _matrix(text, index, turn),
            "x0": x0,
            "x1": x1,
            "y0": y0,
            "y1": y1,
            "top": box[1] + height - y1,
            "bottom": box[1] + height - y0,
        }


def _edges(text: Any, index: int) -> tuple[float, float, float, float] | None:
    """Left, bottom, right and top of a character with the room that its font gives it; None where it has none."""
    found = pdfium.FS_RECTF()
    if not pdfium.FPDFText_GetLooseCharBox(text, index, found) or found.left == found.right:
        return None
    return found.left, found.bottom, found.right, found.top


def _letter(text: Any, index: int) -> str:
    code: int = pdfium.FPDFText_GetUnicode(text, index)
    if pdfium.FPDFText_HasUnicodeMapError(text, index) == 1:
        return UNREADABLE
    return "-" if code in _BROKEN_WORD else chr(code)


_BROKEN_WORD = (0x02, 0xFFFE)
"""What PDFium puts for a hyphen at a line's end."""
_LONGEST_NAME = 128


def _font(text: Any, index: int) -> str:
    name = ctypes.create_string_buffer(_LONGEST_NAME)
    pdfium.FPDFText_GetFontInfo(text, index, name, _LONGEST_NAME, None)
    return name.value.decode("utf-8", "replace")


def _matrix(text: Any, index: int, turn: Matrix) -> Matrix:
    """How the character is turned and scaled, and where its base line begins, on the page as it is shown."""
    own, x, y = pdfium.FS_MATRIX(), ctypes.c_double(), ctypes.c_double()
    if not pdfium.FPDFText_GetMatrix(text, index, own):
        own.a = own.d = 1.0
    pdfium.FPDFText_GetCharOrigin(text, index, x, y)
    a, b, c, d, *_ = turn
    return (
        own.a * a + own.b * c,
        own.a * b + own.b * d,
        own.c * a + own.d * c,
        own.c * b + own.d * d,
        *_moved((x.value, y.value), turn),
    )


def _moved(point: tuple[float, ...], turn: Matrix) -> tuple[float, float]:
    x, y = point
    a, b, c, d, e, f = turn
    return a * x + c * y + e, b * x + d * y + f
