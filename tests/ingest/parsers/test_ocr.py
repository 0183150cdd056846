"""Pictures of pages, made here from pages whose words are known, read with Tesseract where it is installed."""

import io
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

import corpus
from ingest.chunker import chunk
from ingest.document import Box, Document, PageState, Span
from ingest.parsers import ocr
from ingest.parsers.pdf import parse
from ingest.parsers.reading import Reading

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract, which is not installed")


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr._installed.cache_clear()
    yield
    ocr._installed.cache_clear()


class TestEngine:
    @needs_tesseract
    def test_the_engine_says_its_version_and_languages(self) -> None:
        assert ocr.engine().startswith("Tesseract ")
        assert "eng" in ocr.engine()

    def test_without_tesseract_there_is_no_engine(self, without_tesseract: None) -> None:
        assert ocr.engine() == ""

    def test_without_tesseract_the_hint_names_the_packages(self, without_tesseract: None) -> None:
        assert "tesseract-ocr tesseract-ocr-osd tesseract-ocr-eng tesseract-ocr-chi-sim" in ocr.missing_hint()


REPORTS = Path(corpus.__file__).parent / "reports"
SMALL = (500, 400)
"""Points of a page that is quick to read."""
PROSE = [
    "The six countries of the subregion agreed that every station",
    "sends what it measures to the others within the hour, and that",
    "the figures are published without delay for all who need them.",
]


def typeset(*texts: list[str]) -> bytes:
    """A PDF with a page of large lines for each of `texts`."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=SMALL, invariant=1)
    for lines in texts:
        canvas.setFont("Helvetica", 12)
        for number, line in enumerate(lines):
            canvas.drawString(72, 340 - 16 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def picture_of(data: bytes, page: int = 0) -> Image.Image:
    picture: Image.Image = pypdfium2.PdfDocument(data)[page].render(scale=200 / 72, grayscale=True).to_pil()
    return picture


def scanned(*pictures: Image.Image, also: tuple[str, ...] = ()) -> bytes:
    """A PDF of full-page pictures; `also` are lines of a text layer over each of them."""
    file = io.BytesIO()
    canvas = Canvas(file, invariant=1)
    for picture in pictures:
        width, height = (side * 72 / 200 for side in picture.size)
        canvas.setPageSize((width, height))
        canvas.drawImage(ImageReader(picture), 0, 0, width, height)
        for number, line in enumerate(also):
            canvas.drawString(72, 30 + 14 * number, line)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def share_found(expected: str, text: str) -> float:
    wanted = words(expected)
    return (wanted & words(text)).total() / wanted.total()


def squeezed(text: str) -> str:
    return re.sub(r"\W", "", text)


@pytest.fixture(scope="module")
def scan() -> Document:
    """The prose, read once for all who look at it."""
    return parse(scanned(picture_of(typeset(PROSE))))


@needs_tesseract
class TestScans:
    def test_a_scanned_page_is_read_and_says_by_what(self, scan: Document) -> None:
        [page] = scan.pages
        assert scan.text.strip() == " ".join(PROSE)
        assert page.state is PageState.RECOGNISED
        assert page.reason.startswith("read from a picture by Tesseract")
        assert page.reason.endswith(", eng")
        assert page.certainty > 0.8

    def test_a_recognised_word_has_the_box_in_which_it_was_printed(self, scan: Document) -> None:
        document, truth = scan, parse(typeset(PROSE))
        for match in re.finditer(r"\w{4,}", truth.text):
            span = Span(*match.span())
            [line], [printed] = document.lines_of(span), truth.lines_of(span)
            found, expected = line.box_of(span), printed.box_of(span)
            assert found
            assert expected
            assert overlap(found, expected) > 0.6, match[0]

    def test_lines_and_passages_say_how_sure_recognition_is(self, scan: Document) -> None:
        assert all(line.confidence and 0.5 < line.confidence <= 1 for line in scan.lines)
        [passage] = chunk(scan, "d", count_tokens=lambda texts: [len(t) // 4 for t in texts], max_tokens=400)
        assert passage.confidence
        assert passage.confidence > 0.8

    def test_text_of_the_file_itself_has_no_confidence(self) -> None:
        assert {line.confidence for line in parse(typeset(PROSE)).lines} == {None}

    @pytest.mark.parametrize("turn", [90, 180, 270])
    def test_a_page_scanned_askew_by_quarters_is_read_in_its_boxes(self, turn: int) -> None:
        upright = picture_of(typeset(PROSE * 6))
        document = parse(scanned(upright.rotate(turn, expand=True)))
        assert share_found(" ".join(PROSE * 6), document.text) > 0.95
        [page] = document.pages
        assert all(
            line.box and 0 <= line.box.x0 < line.box.x1 <= page.width and line.box.bottom <= page.height
            for line in document.lines
        )
        if turn != 180:
            assert all(
                line.box and line.box.bottom - line.box.top > line.box.x1 - line.box.x0 for line in document.lines
            )

    def test_a_page_that_is_taken_to_be_upside_down_is_read_as_it_stands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(ocr, "_seen", lambda *_: ((180, 0), "Latin"))
        document = parse(scanned(picture_of(typeset(PROSE))))
        assert document.text.strip() == " ".join(PROSE)

    def test_pages_with_text_stay_as_they_are_beside_scanned_ones(self) -> None:
        original = typeset(["This page is text, and its words are the file's own."], PROSE)
        mixed = pypdfium2.PdfDocument(original)
        mixed.del_page(1)
        mixed.import_pages(pypdfium2.PdfDocument(scanned(picture_of(original, 1))))
        file = io.BytesIO()
        mixed.save(file)
        document = parse(file.getvalue())
        assert [page.state for page in document.pages] == [PageState.TEXT, PageState.RECOGNISED]

    def test_a_stamp_over_a_scan_is_kept_and_the_scan_is_read(self) -> None:
        document = parse(scanned(picture_of(typeset(PROSE)), also=("Received by the registry",)))
        assert document.pages_recognised == (1,)
        assert document.text.count("Received by the registry") == 1
        assert share_found(" ".join(PROSE), document.text) > 0.95

    def test_off_leaves_a_scan_unread(self) -> None:
        document = parse(scanned(picture_of(typeset(PROSE))), Reading(ocr="off"))
        assert document.pages_without_text == (1,)

    def test_force_reads_text_from_its_picture(self) -> None:
        document = parse(typeset(PROSE), Reading(ocr="force"))
        assert document.pages_recognised == (1,)
        assert share_found(" ".join(PROSE), document.text) > 0.95

    def test_a_blank_page_is_empty_and_says_so(self) -> None:
        [page] = parse(scanned(Image.new("L", (800, 1100), 255))).pages
        assert (page.state, page.reason.endswith("Nothing is drawn on it.")) == (PageState.EMPTY, True)

    def test_a_picture_without_words_stays_empty(self) -> None:
        noise = Image.effect_noise((400, 550), 90).resize((1600, 2200))
        [page] = parse(scanned(noise), Reading(ocr_languages=("en",))).pages
        assert page.state is PageState.EMPTY
        assert page.characters == 0

    def test_a_page_that_takes_too_long_is_empty_and_says_so(self) -> None:
        [page] = parse(scanned(picture_of(typeset(PROSE * 8))), Reading(seconds_per_page=0.05)).pages
        assert page.state is not PageState.RECOGNISED
        assert "longer than" in page.reason

    def test_a_language_without_data_is_named(self) -> None:
        [page] = parse(scanned(picture_of(typeset(PROSE))), Reading(ocr_languages=("tlh",))).pages
        assert "no data for tlh" in page.reason

    @pytest.mark.parametrize(
        ("report", "data"),
        [
            ("dust-and-desertification-zh", "chi_sim"),
            ("neaspec-far-east-ru", "rus"),
            ("marine-litter-ja", "jpn"),
            ("fine-dust-ko", "kor"),
            ("mongolia-land-mn", "mon"),
        ],
    )
    def test_the_script_of_a_page_decides_in_which_language_it_is_read(self, report: str, data: str) -> None:
        if data not in ocr.engine():
            pytest.skip(f"needs Tesseract's data for {data}")
        file = (REPORTS / f"{report}.pdf").read_bytes()
        original = parse(file, Reading(ocr="off", most_pages=3))
        half = original.pages[2].height / 2
        upper = [line for line in original.lines if line.page == 3 and line.box and line.box.bottom < half]
        expected = squeezed("".join(line.span.of(original.text) for line in upper))
        picture = picture_of(file, 2)
        document = parse(scanned(picture.crop((0, 0, picture.width, picture.height // 2))))
        assert data in document.pages[0].reason
        assert (Counter(expected) & Counter(squeezed(document.text))).total() > 0.85 * len(expected)

    def test_words_of_korean_are_parted_where_spaces_are_and_columns_are_not_read_across(self) -> None:
        if "kor" not in ocr.engine():
            pytest.skip("needs Tesseract's data for kor")
        file = (REPORTS / "fine-dust-ko.pdf").read_bytes()
        picture = picture_of(file, 2)
        document = parse(scanned(picture.crop((0, 0, picture.width, picture.height // 3))))
        original = parse(file, Reading(ocr="off", most_pages=3))
        third = original.pages[2].height / 3
        upper = [line for line in original.lines if line.page == 3 and line.box and line.box.bottom < third]
        expected = " ".join(line.span.of(original.text) for line in upper)
        assert share_found(expected, document.text) > 0.75

    @pytest.mark.shared
    def test_the_page_and_box_of_a_sentence_on_a_fax_are_told(self, shared: Path) -> None:
        data = (shared / "eval/pdf_policy/un/A_45_696_Add.1.en.pdf").read_bytes()
        document = parse(data, Reading(most_pages=2))
        passages = chunk(document, "fax", count_tokens=lambda texts: [len(t) // 4 for t in texts], max_tokens=400)
        [found] = [p for p in passages if "The Second World Climate Conference was convened in Geneva" in p.text]
        start = document.text.index("The Second World Climate Conference was convened")
        box = next(document.lines_of(Span(start, start + 10))).box
        assert (found.page_first, found.page_last) == (2, 2)
        assert box
        assert box.page == 2
        assert found.confidence
        assert found.confidence > 0.8


class TestWordsInTheText:
    """Tesseract's plain text tells where spaces stand, its boxes tell where the words do."""

    def test_a_word_is_found_behind_any_white_space(self) -> None:
        assert ocr._place_of("나라", "세" + 20 * " " + "나라", 1) == 21

    def test_what_is_no_word_is_passed_over(self) -> None:
        assert ocr._place_of("나라", "세 ||| 나라", 1) == 6

    def test_a_word_far_off_is_not_taken_for_this_one(self) -> None:
        assert ocr._place_of("나라", "세" + 200 * "가" + "나라", 1) == -1


def test_without_tesseract_a_scan_is_empty_and_says_what_to_install(without_tesseract: None) -> None:
    [page] = parse(scanned(picture_of(typeset(PROSE)))).pages
    assert page.state is PageState.EMPTY
    assert "tesseract-ocr-eng" in page.reason


def overlap(box: Box, other: Box) -> float:
    """Intersection over union."""
    across = min(box.x1, other.x1) - max(box.x0, other.x0)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    shared = max(0.0, across) * max(0.0, down)
    areas = sum((b.x1 - b.x0) * (b.bottom - b.top) for b in (box, other))
    return shared / (areas - shared)
