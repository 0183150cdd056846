"""PDF in, document out: opens the file, reads it page by page, and puts the pages together.

How a page is read is `pdf_pages`' concern, what stands where on it that of `ingest.layout`.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice

import pdfplumber
from pdfminer.pdfdocument import PDFNoPageLabels, PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream, resolve1
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException
from pypdfium2 import PdfBookmark

from ingest.assembly import assemble
from ingest.document import Document, Page, PageState
from ingest.errors import Damaged, Encrypted
from ingest.layout.certainty import certainty
from ingest.layout.flow import Sheet, compose
from ingest.layout.outline import Bookmark
from ingest.layout.page_labels import labels
from ingest.parsers.pdf_fonts import StatedWidths
from ingest.parsers.pdf_pages import NOT_READ, PageReader, named
from ingest.parsers.pdf_rescue import rescued
from ingest.parsers.pdf_titles import metadata
from ingest.parsers.pdfium_chars import SecondReader
from ingest.parsers.reading import Reading

MOST_XMP = 4_000_000
"""Bytes of the longest XMP packet that is read."""
MOST_LABELS = 20_000
"""Labels are asked for up to this page; pdfminer makes them without end."""


def parse(data: bytes, reading: Reading = Reading()) -> Document:
    """The report in a PDF file; a page that cannot be read costs that page only.

    Raises `Encrypted` where a password is needed or wrong, `Damaged` where no page can be rescued.
    """
    try:
        return _parse(data, reading)
    except Damaged:
        again = rescued(data, reading.password)
        if not again:
            raise
        return _told(_parse(again, reading, broken=True))


def _parse(data: bytes, reading: Reading, *, broken: bool = False) -> Document:
    """What both readers make of the file; of one known to be broken, what PDFium alone does."""
    second = SecondReader(data, reading.password)
    try:
        pdf = _opened(data, reading.password)
    except Damaged:
        if not (broken and len(second)):
            raise
        pdf = None
    stated = _stated_labels(pdf) if pdf else []
    pages: list[Page] = []
    flow = compose(list(_sheets(PageReader(pdf, second, reading), pages)), _bookmarks(second))
    if not any(page.state is not PageState.FAILED for page in pages):
        raise Damaged(f"no page of the PDF can be read{_why(pages)}; fetch the file again")
    printed = {number - 1: label for number, label in flow.printed.items()}
    names = labels(len(pages), stated, printed)
    pages = [replace(page, label=name) for page, name in zip(pages, names, strict=True)]
    document = assemble(flow.drafts, format="pdf", pages=pages, remarks=_beyond(pages))
    return replace(document, metadata=metadata(pdf.metadata if pdf else {}, document, _packet(pdf)))


def _sheets(reader: PageReader, pages: list[Page]) -> Iterator[Sheet]:
    """What stands on each page; the pages themselves are added to `pages`."""
    for page, sheet in reader.pages():
        pages.append(_weighed(page, sheet))
        yield sheet


def _weighed(page: Page, sheet: Sheet) -> Page:
    if page.state is not PageState.TEXT:
        return page
    return replace(page, certainty=min(page.certainty, certainty(sheet.leaves)))


def _beyond(pages: Sequence[Page]) -> list[str]:
    left = [page for page in pages if page.reason.startswith(NOT_READ)]
    return [f"{len(left)} of {len(pages)} pages were {left[0].reason}."] if left else []


def _told(document: Document) -> Document:
    """A rescued document says so."""
    found = sum(page.state is not PageState.FAILED for page in document.pages)
    remark = f"The file is damaged: {found} {'page was' if found == 1 else 'pages were'} rescued from it."
    return replace(document, remarks=(remark, *document.remarks))


def _opened(data: bytes, password: str) -> PDF:
    try:
        pdf = pdfplumber.open(io.BytesIO(data), password=password, raise_unicode_errors=False)
    except Exception as error:
        raise _explained(error, password) from error
    pdf.rsrcmgr = StatedWidths()
    return pdf


def _explained(error: Exception, password: str) -> Encrypted | Damaged:
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    if isinstance(cause, PDFPasswordIncorrect):
        state = "is not the right one" if password else "is needed"
        return Encrypted(f"the PDF is encrypted and a password {state}; give the password that opens it")
    return Damaged(f"the PDF cannot be opened ({named(cause)}); it may be cut off, fetch the file again")


def _why(pages: Sequence[Page]) -> str:
    return f" ({pages[0].reason})" if pages else ""


def _stated_labels(pdf: PDF) -> list[str]:
    """The labels of the first pages; a broken label tree, which would break the pages too, is taken away."""
    try:
        return list(islice(pdf.doc.get_page_labels(), MOST_LABELS))
    except PDFNoPageLabels:
        return []
    except Exception:
        pdf.doc.catalog.pop("PageLabels")
        return []


def _packet(pdf: PDF | None) -> bytes:
    """The XMP packet of the file; nothing where there is none or it is broken."""
    try:
        stream = resolve1(pdf.doc.catalog.get("Metadata")) if pdf else None
        found = stream.get_data() if isinstance(stream, PDFStream) else b""
    except Exception:  # a stream may raise anything; a title is not worth the file
        return b""
    return found if isinstance(found, bytes) and len(found) <= MOST_XMP else b""


def _bookmarks(second: SecondReader) -> Iterator[Bookmark]:
    """The bookmarks of the file, as PDFium follows them: through names and actions, never round in a circle."""
    for bookmark in islice(second.document.get_toc() if second.document else (), MOST_LABELS):
        target = bookmark.get_dest()
        index = target.get_index() if target else None
        yield Bookmark(_title(bookmark), bookmark.level + 1, 0 if index is None else index + 1)


def _title(bookmark: PdfBookmark) -> str:
    try:
        return str(bookmark.get_title())
    except UnicodeDecodeError:  # half a pair of surrogates
        return ""
