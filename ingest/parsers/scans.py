"""Pages whose words stand in a picture: which of a PDF's they are, and what character recognition makes of each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from math import sqrt

import pypdfium2
import pypdfium2.raw as pdfium
from PIL import Image

from ingest.document import Page, PageState
from ingest.layout.flow import Leaf, Sheet
from ingest.layout.glyphs import UNREADABLE, Direction, Frame, Glyph, Rectangle, stands_in
from ingest.layout.lines import TextLine
from ingest.layout.page_tables import page_tables
from ingest.parsers.ocr import Recognised, Recogniser
from ingest.parsers.pdfium_chars import SecondReader
from ingest.parsers.reading import Reading

DOTS_PER_POINT = 300 / 72
"""Tesseract was trained with letters of this resolution."""
LEAST_DOTS, MOST_DOTS, LONGEST_SIDE = 4_000_000, 25_000_000, 20_000
"""Size of a picture in dots: A4 at 300 dpi has 8.7 million; one of odd size is drawn smaller or larger."""
STAMP = 200
"""Characters of a text layer, at most, that may be a stamp or a running head over a scan."""
FULL = 0.6
"""Share of the page that the picture under a stamp covers, at least."""
PAPER, LIGHT = 0.5, 176
"""Share of a scan's dots, at least, that are as light as paper is (0 is black, 255 white); photographs have fewer."""
BLANK = 24
"""Difference between the darkest and the lightest dots up to which a page is blank."""
NOTHING_DRAWN = "Nothing is drawn on it."


@dataclass(frozen=True, slots=True)
class Scan:
    """What a page shows as it is displayed, in shades of grey, and the page's size in points."""

    picture: Image.Image
    width: float
    height: float


def read_scan(recogniser: Recogniser, scan: Scan, page: Page) -> tuple[Page, Sheet]:
    """A page that is nothing but a picture, and what stands on it; it stays empty where nothing can be read."""
    found = _seen(recogniser, scan)
    if not found.glyphs:
        return _empty(page, found.reason), Sheet(page.number, ())
    sheet = _sheet(page.number, found.frame, found.glyphs)
    return _recognised(page, scan, found, sheet.lines), sheet


def recogniser_for(reading: Reading) -> Recogniser:
    """The one that reads the pictures of one file."""
    return Recogniser(reading.ocr_languages, reading.seconds_per_page)


def dots_per_point(width: float, height: float) -> float:
    """The resolution in which the picture of a page of so many points is read best."""
    dots = min(max(width * height * DOTS_PER_POINT**2, LEAST_DOTS), MOST_DOTS)
    return min(sqrt(dots / (width * height)), LONGEST_SIDE / max(width, height))


@dataclass(frozen=True, slots=True)
class Scans:
    """Reads pages of one file from their pictures, as `Reading.ocr` says."""

    second: SecondReader
    reading: Reading
    recogniser: Recogniser = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "recogniser", recogniser_for(self.reading))

    def read(self, page: Page, sheet: Sheet) -> tuple[Page, Sheet]:
        """The page with what its picture tells; itself where that is not wished, not needed, or tells nothing."""
        if self.reading.ocr == "off" or not self._wanted(page, sheet):
            return page, sheet
        with_text = page.state is PageState.TEXT and self.reading.ocr != "force"
        scan = self._shown(page.number, only_paper=with_text and not _unreadable(sheet))
        if scan is None:
            return page, sheet
        found = _seen(self.recogniser, scan)
        if not found.glyphs:
            return (page if page.characters else _empty(page, found.reason)), sheet
        kept = list(sheet.lines) if with_text and not _unreadable(sheet) else []
        new = _sheet(page.number, found.frame, _beside(found.glyphs, found.frame, sheet) if kept else found.glyphs)
        leaves = [*new.leaves, *sheet.leaves] if kept else new.leaves
        return _recognised(page, scan, found, [*kept, *new.lines]), Sheet(page.number, leaves)

    def _wanted(self, page: Page, sheet: Sheet) -> bool:
        """Whether the page has no text of its own, or hardly any over a picture, or none that can be read."""
        if self.reading.ocr == "force" or not page.characters:
            return True
        return _unreadable(sheet) or (page.characters <= STAMP and self._under_picture(page.number))

    def _under_picture(self, number: int) -> bool:
        if not self.second.document or number > len(self.second):
            return False
        try:
            page = self.second.document[number - 1]
            ground = page.get_width() * page.get_height()
            pictures = page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=3)
            return any(_area(picture.get_bounds()) >= FULL * ground for picture in pictures)
        except pypdfium2.PdfiumError:
            return False

    def _shown(self, number: int, *, only_paper: bool) -> Scan | None:
        """The page as it is displayed; None where PDFium can't draw it, or where it is not paper but should be."""
        if not self.second.document or number > len(self.second):
            return None
        try:
            page = self.second.document[number - 1]
            width, height = page.get_size()
            picture = page.render(scale=dots_per_point(width, height), grayscale=True).to_pil().convert("L")
            page.close()
        except (pypdfium2.PdfiumError, MemoryError, ValueError, OSError):
            return None
        return None if only_paper and not _is_paper(picture) else Scan(picture, width, height)


def _seen(recogniser: Recogniser, scan: Scan) -> Recognised:
    if not _inked(scan.picture):
        return Recognised(Frame(Direction.RIGHT, scan.width, scan.height), reason=NOTHING_DRAWN)
    return recogniser.read(scan.picture, scan.width, scan.height)


def _recognised(page: Page, scan: Scan, found: Recognised, lines: Iterable[TextLine]) -> Page:
    return replace(
        page,
        width=scan.width,
        height=scan.height,
        characters=sum(len(line.text) for line in lines),
        state=PageState.RECOGNISED,
        reason=found.reason,
        certainty=found.confidence,
    )


def _empty(page: Page, reason: str) -> Page:
    """A page that could not be read at all stays one: that is the graver word."""
    if page.state is PageState.FAILED:
        return page
    told = f"{page.reason} {reason}" if page.reason else reason
    return replace(page, state=PageState.EMPTY, reason=told)


def _inked(picture: Image.Image) -> bool:
    low, high = picture.reduce(2).getextrema()
    return float(high) - float(low) > BLANK  # type: ignore[arg-type]


def _is_paper(picture: Image.Image) -> bool:
    light = picture.reduce(8).histogram()[LIGHT:]
    return sum(light) >= PAPER * (picture.width // 8) * (picture.height // 8)


def _area(bounds: Rectangle) -> float:
    return abs((bounds[2] - bounds[0]) * (bounds[3] - bounds[1]))


def _unreadable(sheet: Sheet) -> bool:
    """Whether most characters are such that their font does not say what they are."""
    texts = [line.text for line in sheet.lines]
    return 2 * sum(text.count(UNREADABLE) for text in texts) > sum(map(len, texts))


def _beside(glyphs: Sequence[Glyph], frame: Frame, sheet: Sheet) -> list[Glyph]:
    """The glyphs that stand where the page has no text of its own."""
    own = [leaf.frame.back(line.box) for leaf in sheet.leaves for line in leaf.lines]
    return [glyph for glyph in glyphs if not any(stands_in(frame.back(glyph.box), box) for box in own)]


def _sheet(number: int, frame: Frame, glyphs: Sequence[Glyph]) -> Sheet:
    """A picture tells no rules; tables are found by how their words stand."""
    found, lines = page_tables([], glyphs, frame)
    return Sheet(number, [Leaf(frame, lines, found)])
