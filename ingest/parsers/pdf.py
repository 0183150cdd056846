"""PDF in, document out: opens the file, reads it page by page, and tells what became of each page.

What stands where on a page is found in `ingest.layout`.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import cast

import pdfplumber
from pdfminer.pdfdocument import PDFDocument, PDFNoPageLabels, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfplumber.page import Page as PdfPage
from pdfplumber.pdf import PDF
from pdfplumber.utils.exceptions import PdfminerException

from ingest.assembly import assemble
from ingest.document import Document, Kind, Metadata, Page, PageState
from ingest.errors import Damaged, Encrypted
from ingest.layout.flow import Leaf, Sheet, compose
from ingest.layout.glyphs import Direction, frames
from ingest.layout.lines import chained_lines, text_lines
from ingest.layout.open_tables import open_tables
from ingest.layout.running import labels
from ingest.layout.tables import Table, tables
from ingest.parsers.pdf_rescue import rescued
from ingest.parsers.reading import Reading

MOST_PAGES = 20_000
"""Labels are asked for up to this page; pdfminer makes them without end."""
NO_TEXT_LAYER = "no text layer: a scan or a picture?"


def parse(data: bytes, reading: Reading = Reading()) -> Document:
    """The report in a PDF file; a page that cannot be read costs that page only.

    Raises `Encrypted` where a password is needed or wrong, `Damaged` where no page can be rescued.
    """
    try:
        return _parse(data, reading.password)
    except Damaged:
        again = rescued(data)
        if not again:
            raise
        return _parse(again, reading.password)


def _parse(data: bytes, password: str) -> Document:
    pdf = _opened(data, password)
    stated = _stated_labels(pdf)
    read = list(_pages(pdf))
    if not any(page.state is not PageState.FAILED for page, _ in read):
        raise Damaged(f"no page of the PDF can be read{_why(read)}; fetch the file again")
    flow = compose([sheet for _, sheet in read])
    printed = {number - 1: label for number, label in flow.printed.items()}
    names = labels(len(read), stated, printed)
    pages = [replace(page, label=name) for (page, _), name in zip(read, names, strict=True)]
    document = assemble(flow.drafts, format="pdf", pages=pages)
    return replace(document, metadata=_metadata(pdf, document))


def _opened(data: bytes, password: str) -> PDF:
    try:
        return pdfplumber.open(io.BytesIO(data), password=password, raise_unicode_errors=False)
    except Exception as error:
        raise _explained(error, password) from error


def _explained(error: Exception, password: str) -> Encrypted | Damaged:
    cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
    if isinstance(cause, PDFPasswordIncorrect):
        state = "is not the right one" if password else "is needed"
        return Encrypted(f"the PDF is encrypted and a password {state}; give the password that opens it")
    return Damaged(f"the PDF cannot be opened ({_named(cause)}); it may be cut off, fetch the file again")


def _why(read: Sequence[tuple[Page, Sheet]]) -> str:
    return f" ({read[0][0].reason})" if read else ""


def _pages(pdf: PDF) -> Iterator[tuple[Page, Sheet]]:
    """The pages one after the other, none kept open: memory does not grow with their number."""
    number = 0
    try:
        leaves = cast(Iterator[_PageObject], _PageObject.create_pages(pdf.doc))
        for number, leaf in enumerate(leaves, 1):
            yield _read(pdf, leaf, number)
    except Exception as error:
        yield _failed(number + 1, f"the list of pages is broken from here on: {_named(error)}")


class _PageObject(PDFPage):
    """A page as the file describes it; a wrong description is kept as an error, so that the next pages follow."""

    def __init__(self, doc: PDFDocument, pageid: object, attrs: object, label: str | None) -> None:
        self.error: Exception | None = None
        try:
            super().__init__(doc, pageid, attrs, label)
        except Exception as error:
            self.error = error


def _read(pdf: PDF, leaf: _PageObject, number: int) -> tuple[Page, Sheet]:
    """What stands on one page; whatever pdfminer raises (and it raises much) costs this page only."""
    try:
        if leaf.error:
            raise leaf.error
        page = PdfPage(pdf, leaf, page_number=number)
        sheet = _sheet(page)
        width, height = float(page.width), float(page.height)
        page.close()
    except Exception as error:
        return _failed(number, f"the page is broken: {_named(error)}")
    characters = sum(_characters(leaf) for leaf in sheet.leaves)
    state, reason = (PageState.TEXT, "") if characters else (PageState.EMPTY, NO_TEXT_LAYER)
    return Page(number, "", width, height, characters, state, reason), sheet


def _failed(number: int, reason: str) -> tuple[Page, Sheet]:
    return Page(number, "", state=PageState.FAILED, reason=reason), Sheet(number, ())


def _sheet(page: PdfPage) -> Sheet:
    box = tuple(float(edge) for edge in page.bbox)
    edges = page.edges
    leaves: list[Leaf] = []
    for frame, glyphs in frames(page.chars, (box[0], box[1], box[2], box[3])).items():
        found: list[Table] = []
        askew = frame.direction is Direction.ASKEW
        lines_of = chained_lines if askew else text_lines
        if not leaves and not askew:
            for find in (tables, open_tables):
                more, glyphs = find(edges, glyphs, frame)
                found += more
        leaves.append(Leaf(frame, lines_of(glyphs), found))
    return Sheet(page.page_number, leaves)


def _characters(leaf: Leaf) -> int:
    cells = (line for table in leaf.tables for row in table.rows for cell in row for line in cell)
    return sum(len(line.text) for line in (*leaf.lines, *cells))


def _stated_labels(pdf: PDF) -> list[str]:
    """The labels of the first pages; a broken label tree, which would break the pages too, is taken away."""
    try:
        return list(islice(pdf.doc.get_page_labels(), MOST_PAGES))
    except PDFNoPageLabels:
        return []
    except Exception:
        pdf.doc.catalog.pop("PageLabels")
        return []


def _metadata(pdf: PDF, document: Document) -> Metadata:
    info = {key: value for key, value in pdf.metadata.items() if isinstance(value, str)}
    stated = info.get("Title", "").strip()
    title = stated if _sensible(stated) else _headline(document)
    years = set(_YEAR.findall(f"{title} {info.get('Subject', '')}"))
    return Metadata(title=title, year=int(years.pop()) if len(years) == 1 else None)


def _sensible(title: str) -> bool:
    """Whether a stated title is one, and not what a word processor put there."""
    return len(title) >= 6 and (" " in title or not title.isascii()) and not _FILE_NAME.search(title)


def _headline(document: Document) -> str:
    """The title on the page, what stands right under it, or a heading: the first that tells this report from others."""
    first_pages = [block for block in document.blocks if document.pages_of(block.span)[0] <= 2]
    titles = [place for place, block in enumerate(first_pages) if block.kind is Kind.TITLE]
    under = [
        block for place in titles for block in first_pages[place + 1 : place + 2] if len(block.span) < _LONGEST_TITLE
    ]
    headings = [block for block in first_pages if block.kind is Kind.HEADING]
    ordered = [*(first_pages[place] for place in titles), *under, *headings]
    texts = (" ".join(block.span.of(document.text).split()) for block in ordered)
    return next((text for text in texts if _telling(text)), "")


_LONGEST_TITLE = 200


def _telling(headline: str) -> bool:
    letters = sum(character.isalpha() for character in headline)
    words = " " in headline or not headline.isascii()
    return words and letters >= 6 and 2 * letters > len(headline) and not _MASTHEADS.fullmatch(headline)


_MASTHEADS = re.compile(
    r"(?:(?:united nations|general assembly|security council|economic and social council"
    r"|(?:table of )?contents|foreword|preface|(?:executive )?summary|memo(?:randum)?|policy ?brief|annexe?s?"
    r"|annual report|[\w-]+ session"
    r"|(?:[ivx\d]+\.?\s+)?(?:introduction|background|overview))\s*)+",
    re.IGNORECASE,
)
"""Headlines that stand over many reports and name none. Several may follow one another."""
_FILE_NAME = re.compile(
    r"^microsoft |^untitled|^document\d*$|\.(?:docx?|rtf|wpf|wpd|xlsx?|pptx?|indd|pub|pdf|qxd|p65|tex|dvi)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[012]\d)(?!\d)")


def _named(error: object) -> str:
    name = type(error).__name__
    return f"{name}: {error}" if str(error) else name
