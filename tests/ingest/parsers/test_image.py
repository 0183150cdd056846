"""Files that are nothing but pictures of pages: recognised by content, counted, sized and read as scans are."""

import io
import shutil
import struct
from pathlib import Path

import numpy as np
import pypdfium2
import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Division, Document, PageState, Span
from ingest.errors import Damaged, OverLimit
from ingest.parsers import ocr, parse, recognize
from ingest.parsers.image import pictures
from ingest.parsers.pdf import parse as parse_pdf
from ingest.parsers.reading import Reading
from ingest.parsers.scans import Scan

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract, which is not installed")

CARD = (420, 298)
"""Points of a small page; few dots are quick to read."""
FIRST = ["Every station sends what it measures", "to the others within the hour."]
SECOND = ["The figures are published without", "delay for all who need them."]
UNREAD = Reading(ocr="off")


def typeset(lines: list[str]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=CARD, invariant=1)
    canvas.setFont("Helvetica", 14)
    for number, line in enumerate(lines):
        canvas.drawString(50, 200 - 20 * number, line)
    canvas.save()
    return file.getvalue()


def drawn(lines: list[str]) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(typeset(lines))[0].render(scale=300 / 72, grayscale=True).to_pil()
    return picture


def saved(picture: Image.Image, name: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, name, **options)  # type: ignore[arg-type]
    return file.getvalue()


def sides(document: Document) -> list[tuple[int, int]]:
    return [(round(page.width), round(page.height)) for page in document.pages]


@pytest.mark.parametrize("name", ["PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000"])
def test_a_picture_is_a_document_of_one_page_without_text_of_its_own(name: str) -> None:
    data = saved(drawn(FIRST), name)
    assert recognize(data, name="report.txt") == "image"
    document = parse(data, reading=UNREAD)
    assert (document.format, document.divided, document.pages_without_text) == ("image", Division.PAGE, (1,))
    assert document.pages[0].reason == "it is a picture."


def test_a_page_has_the_size_that_the_resolution_of_its_picture_tells() -> None:
    assert sides(parse(saved(Image.new("L", (1654, 1169), 255), "PNG", dpi=(200, 200)), reading=UNREAD)) == [(595, 421)]


def test_a_fax_with_fewer_dots_down_than_across_has_its_true_size() -> None:
    assert sides(parse(saved(Image.new("1", (1728, 1078), 1), "TIFF", dpi=(204, 98)), reading=UNREAD)) == [(610, 792)]


@pytest.mark.parametrize("dpi", [(1, 1), (0, 0)])
def test_a_picture_that_tells_no_possible_size_is_taken_for_a4(dpi: tuple[int, int]) -> None:
    assert sides(parse(saved(Image.new("L", (827, 1170), 255), "TIFF", dpi=dpi), reading=UNREAD)) == [(595, 842)]


def test_a_photograph_is_shown_as_its_camera_was_held() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turn it clockwise by a quarter
    data = saved(Image.new("RGB", (842, 595), "white"), "JPEG", exif=exif)
    assert sides(parse(data, reading=UNREAD)) == [(595, 842)]


def test_previews_of_a_page_are_no_pages() -> None:
    page, preview = drawn(FIRST), drawn(FIRST).reduce(4)
    preview.encoderinfo = {"tiffinfo": {254: 1}}
    assert len(parse(saved(page, "TIFF", save_all=True, append_images=[preview]), reading=UNREAD).pages) == 1


def test_pages_beyond_the_limit_are_named() -> None:
    data = saved(drawn(FIRST), "TIFF", save_all=True, append_images=[drawn(SECOND)])
    pages = parse(data, reading=Reading(ocr="off", most_pages=1)).pages
    assert [page.state for page in pages] == [PageState.EMPTY, PageState.FAILED]
    assert "only the first 1 pages" in pages[1].reason


def test_a_list_of_pages_that_leads_nowhere_ends_with_a_page_that_says_so() -> None:
    data = bytearray(saved(drawn(FIRST), "TIFF", save_all=True, append_images=[drawn(SECOND)]))
    place = struct.unpack("<I", data[4:8])[0]
    [count] = struct.unpack("<H", data[place : place + 2])
    data[place + 2 + 12 * count : place + 6 + 12 * count] = struct.pack("<I", len(data) - 3)
    pages = parse(bytes(data), reading=UNREAD).pages
    assert [page.state for page in pages] == [PageState.EMPTY, PageState.FAILED]
    assert "broken from here on" in pages[1].reason


def test_a_picture_larger_than_is_safe_is_over_the_limit() -> None:
    with pytest.raises(OverLimit, match="million dots"):
        parse(saved(Image.new("1", (20_000, 10_000)), "PNG"))


@pytest.mark.parametrize("share", [0.1, 0.9])
def test_a_picture_that_is_cut_off_is_damaged(share: float) -> None:
    whole = saved(drawn(FIRST), "PNG")
    with pytest.raises(Damaged, match="get it again"):
        parse(whole[: int(share * len(whole))])


def test_an_icon_is_too_small_for_words() -> None:
    [page] = parse(saved(Image.new("L", (32, 32)), "PNG")).pages
    assert page.reason == "it is a picture too small for words."


def test_ink_on_a_transparent_ground_is_black_on_white() -> None:
    picture = Image.new("RGBA", drawn(FIRST).size, (0, 0, 0, 0))
    picture.putalpha(drawn(FIRST).point(lambda shade: 255 - shade))
    assert alike(saved(picture, "PNG"), saved(drawn(FIRST), "PNG"))


def test_a_picture_of_more_than_256_shades_keeps_its_ink() -> None:
    deep = Image.fromarray(np.asarray(drawn(FIRST)).astype(np.uint16) * 40)
    assert alike(saved(deep, "PNG"), saved(drawn(FIRST), "PNG"))


def alike(data: bytes, other: bytes) -> bool:
    first, second = (next(pictures(each)) for each in (data, other))
    assert isinstance(first, Scan)
    assert isinstance(second, Scan)
    return bool(np.abs(np.asarray(first.picture, float) - np.asarray(second.picture, float)).max() < 4)


@pytest.fixture(scope="module")
def report() -> Document:
    """Two pages that were read."""
    return parse(saved(drawn(FIRST), "TIFF", dpi=(300, 300), save_all=True, append_images=[drawn(SECOND)]))


@needs_tesseract
class TestReading:
    def test_the_pages_of_a_tiff_are_read_in_turn(self, report: Document) -> None:
        assert report.text.split() == " ".join(FIRST + SECOND).split()
        assert report.pages_recognised == (1, 2)
        assert [page.label for page in report.pages] == ["1", "2"]

    def test_a_word_has_its_box_in_points_and_its_confidence(self, report: Document) -> None:
        truth = parse_pdf(typeset(FIRST))
        for word in ("station", "measures", "others"):
            [found], [printed] = (
                [line.box_of(span) for line in document.lines_of(span)]
                for document in (report, truth)
                for span in [Span(document.text.index(word), document.text.index(word) + len(word))]
            )
            assert found
            assert printed
            assert found.x0 == pytest.approx(printed.x0, abs=2)
            assert found.x1 == pytest.approx(printed.x1, abs=2)
            assert printed.top - 1 < (found.top + found.bottom) / 2 < printed.bottom + 1
        assert all(line.confidence and line.confidence > 0.5 for line in report.lines)


def test_without_tesseract_a_picture_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr._installed.cache_clear()
    [page] = parse(saved(drawn(FIRST), "PNG")).pages
    ocr._installed.cache_clear()
    assert page.state is PageState.EMPTY
    assert "tesseract-ocr-eng" in page.reason
