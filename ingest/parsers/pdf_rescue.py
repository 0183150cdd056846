"""A broken PDF made readable again, as far as its pages are still in the file."""

from __future__ import annotations

import io
import re

import pypdfium2


def rescued(data: bytes, password: str = "") -> bytes:
    """The same PDF with its cross-references built anew; empty where no page is left.

    PDFium repairs what is whole but wrongly indexed. Of a file that was cut off, the pages that are still there are
    listed in a new page tree at the end; what hung on the lost part (a font, a picture) stays lost.
    """
    if again := _saved_anew(data, password):
        return again
    listed = _with_new_tree(data)
    return _saved_anew(listed, password) or listed


_PAGE = re.compile(rb"(?<!\d)(\d{1,7}) +(\d{1,5}) +obj\b(?:(?!endobj).){0,4000}?/Type\s*/Page(?![a-zA-Z])", re.DOTALL)
_NUMBER = 8_000_000
"""Object numbers from here on are free in any file met so far."""


def _saved_anew(data: bytes, password: str) -> bytes:
    try:
        document = pypdfium2.PdfDocument(data, password=password or None)
        with io.BytesIO() as file:
            document.save(file)
            return file.getvalue() if len(document) else b""
    except pypdfium2.PdfiumError:
        return b""


def _with_new_tree(data: bytes) -> bytes:
    pages = dict.fromkeys(match.groups() for match in _PAGE.finditer(data))
    if not pages:
        return b""
    kids = b" ".join(b"%s %s R" % page for page in pages)
    tail = (
        b"\nendstream\nendobj\n"
        b"%d 0 obj\n<</Type/Catalog/Pages %d 0 R>>\nendobj\n"
        b"%d 0 obj\n<</Type/Pages/Count %d/Kids[%s]/MediaBox[0 0 595 842]>>\nendobj\n"
        b"trailer\n<</Root %d 0 R>>\nstartxref\n0\n%%%%EOF\n"
    )
    return data + tail % (_NUMBER, _NUMBER + 1, _NUMBER + 1, len(pages), kids, _NUMBER)
