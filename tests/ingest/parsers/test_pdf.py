"""PDF files: small ones drawn here, the embedded reports against what their generator knows, and real ones."""

import io
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

import corpus
from ingest.document import Block, Document, Kind, PageState, Span
from ingest.errors import Damaged, Encrypted
from ingest.parsers.pdf import parse
from ingest.parsers.pdf_titles import metadata, xmp_title
from ingest.parsers.reading import Reading

REPORTS = Path(corpus.__file__).parent / "reports"
TRUTH = {
    name: entry
    for name, entry in json.loads((REPORTS / "truth.json").read_text(encoding="utf-8")).items()
    if entry["file"].endswith(".pdf")
}
SENTENCES = [
    "The six countries of the subregion agreed that every station",
    "sends what it measures to the others within the hour, and that",
    "the figures are published without delay for all who need them.",
]


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **options)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def lines(canvas: Canvas, texts: list[str], x: float = 72, y: float = 700, size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    for number, text in enumerate(texts):
        canvas.drawString(x, y - 1.2 * size * number, text)


def words(document: Document, block: Block) -> str:
    return block.span.of(document.text).strip()


def of_kind(document: Document, *kinds: Kind) -> list[str]:
    return [words(document, block) for block in document.blocks if block.kind in kinds]


def cells(document: Document, block: Block) -> list[list[str]]:
    return [row.of(document.text).split("\t") for row in block.rows]


def squeezed(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text))


class TestDrawn:
    def test_a_paragraph_is_one_block_with_its_box(self) -> None:
        document = parse(drawn(lambda canvas: lines(canvas, SENTENCES)))
        [block] = document.blocks
        assert words(document, block) == " ".join(SENTENCES)
        first, *_ = document.lines
        assert first.box is not None
        assert (round(first.box.x0), first.page) == (72, 1)
        assert 842 - 712 < first.box.top < first.box.bottom < 842 - 695

    def test_any_word_has_the_box_that_pdfium_finds_it_in(self) -> None:
        data = drawn(lambda canvas: lines(canvas, SENTENCES))
        document = parse(data)
        page = pypdfium2.PdfDocument(data)[0].get_textpage()
        for match in re.finditer(r"\w{4,}", document.text):
            [box] = [line.box_of(Span(*match.span())) for line in document.lines_of(Span(*match.span()))]
            assert box is not None
            assert page.get_text_bounded(box.x0, A4[1] - box.bottom, box.x1, A4[1] - box.top).strip() == match[0]

    def test_a_page_that_only_holds_a_drawing_is_empty_and_says_so(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.rect(100, 100, 50, 50)
            canvas.showPage()
            lines(canvas, SENTENCES)

        document = parse(drawn(draw))
        assert [page.state for page in document.pages] == [PageState.EMPTY, PageState.TEXT]
        assert "scan" in document.pages[0].reason
        assert document.pages_without_text == (1,)

    def test_a_paragraph_over_two_pages_is_one_and_what_interrupts_it_follows(self) -> None:
        def draw(canvas: Canvas) -> None:
            for number, texts in enumerate((SENTENCES[:2], SENTENCES[2:], SENTENCES), 1):
                lines(canvas, ["The state of the dust"], y=810)
                lines(canvas, texts)
                lines(canvas, [f"- {number} -"], x=290, y=30)
                canvas.showPage()

        document = parse(drawn(draw))
        [paragraph, _] = [block for block in document.blocks if block.kind is Kind.PARAGRAPH]
        assert words(document, paragraph) == " ".join(SENTENCES)
        assert document.pages_of(paragraph.span) == (1, 2)
        assert len(of_kind(document, Kind.RUNNING_HEAD)) == 3
        assert of_kind(document, Kind.PAGE_NUMBER) == ["- 1 -", "- 2 -", "- 3 -"]

    def test_the_number_printed_on_a_page_is_its_label(self) -> None:
        def draw(canvas: Canvas) -> None:
            for number in range(11, 15):
                lines(canvas, SENTENCES)
                lines(canvas, [str(number)], x=290, y=30)
                canvas.showPage()

        assert [page.label for page in parse(drawn(draw)).pages] == ["11", "12", "13", "14"]

    def test_two_columns_are_read_one_after_the_other(self) -> None:
        def draw(canvas: Canvas) -> None:
            lines(canvas, [f"{text[:40]} one" for text in SENTENCES * 3], x=50)
            lines(canvas, [f"{text[:40]} two" for text in SENTENCES * 3], x=310)

        text = parse(drawn(draw)).text
        assert text.rindex(" one") < text.index(" two")

    def test_a_ruled_table_keeps_its_rows_and_knows_its_header(self) -> None:
        def draw(canvas: Canvas) -> None:
            canvas.grid([72, 172, 272], [700, 680, 660, 640])
            for y, row in zip(
                (686, 666, 646), (("Country", "Stations"), ("Mongolia", "12"), ("Japan", "")), strict=True
            ):
                for x, text in zip((76, 176), row, strict=True):
                    canvas.drawString(x, y, text)

        document = parse(drawn(draw))
        [table] = document.blocks
        assert (table.kind, table.header_rows) == (Kind.TABLE, 1)
        assert cells(document, table) == [["Country", "Stations"], ["Mongolia", "12"], ["Japan", ""]]

    def test_glyphs_drawn_twice_to_look_bold_are_read_once(self) -> None:
        def draw(canvas: Canvas) -> None:
            lines(canvas, SENTENCES, x=72)
            lines(canvas, SENTENCES, x=72.3)

        assert parse(drawn(draw)).text.strip() == " ".join(SENTENCES)

    @pytest.mark.parametrize("angle", [90, 180, 270, 35])
    def test_turned_text_is_read_and_does_not_disturb_the_rest(self, angle: int) -> None:
        def draw(canvas: Canvas) -> None:
            lines(canvas, SENTENCES)
            canvas.translate(300, 300)
            canvas.rotate(angle)
            canvas.drawString(0, 0, "Ministry of the Environment")

        assert of_kind(parse(drawn(draw)), *Kind) == [" ".join(SENTENCES), "Ministry of the Environment"]

    def test_a_pdf_with_a_user_password_needs_it(self) -> None:
        data = drawn(lambda canvas: lines(canvas, SENTENCES), encrypt="sesame")
        with pytest.raises(Encrypted, match="password is needed"):
            parse(data)
        with pytest.raises(Encrypted, match="not the right one"):
            parse(data, Reading(password="open"))
        assert parse(data, Reading(password="sesame")).text.startswith("The six")

    def test_a_file_that_was_cut_off_gives_the_pages_it_still_has(self) -> None:
        def draw(canvas: Canvas) -> None:
            for _ in range(20):
                lines(canvas, SENTENCES * 5)
                canvas.showPage()

        data = drawn(draw)
        assert len(parse(data[: int(len(data) * 0.9)]).pages) > 10

    @pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"%PDF-1.7\n" + b"x" * 4000])
    def test_a_file_of_which_nothing_is_left_is_damaged(self, data: bytes) -> None:
        with pytest.raises(Damaged, match="fetch the file again"):
            parse(data)

    def test_one_broken_page_costs_that_page_only(self) -> None:
        def draw(canvas: Canvas) -> None:
            for _ in range(3):
                lines(canvas, SENTENCES)
                canvas.showPage()

        document = parse(
            drawn(draw).replace(b"/Contents", b"/Kontents", 1).replace(b"/MediaBox [ 0 0", b"/MediaBox [ / 0", 1)
        )
        assert [page.state for page in document.pages] == [PageState.FAILED, PageState.TEXT, PageState.TEXT]
        assert "broken" in document.pages[0].reason


@pytest.fixture(scope="module", params=sorted(TRUTH))
def report(request: pytest.FixtureRequest) -> tuple[dict[str, Any], Document]:
    entry = TRUTH[request.param]
    return entry, parse((REPORTS / entry["file"]).read_bytes())


Known = tuple[dict[str, Any], Document]


class TestEmbeddedReports:
    def test_title_and_page_labels_are_known(self, report: Known) -> None:
        truth, document = report
        assert document.metadata.title == truth["title"]
        assert [page.label for page in document.pages] == [page["label"] for page in truth["pages"]]

    def test_the_number_on_a_page_is_in_no_passage(self, report: Known) -> None:
        truth, document = report
        numbers = [block for block in document.blocks if block.kind is Kind.PAGE_NUMBER]
        found = {(line.page, words(document, block)) for block in numbers for line in document.lines_of(block.span)}
        assert found == {(p["number"], p["label"]) for p in truth["pages"] if p["label"] in p["running"]}

    def test_headings_have_their_level(self, report: Known) -> None:
        truth, document = report
        levels = {
            squeezed(words(document, block)): block.level
            for block in document.blocks
            if block.kind in (Kind.TITLE, Kind.HEADING)
        }
        assert levels == {squeezed(heading["text"]): heading["level"] - 1 for heading in truth["headings"]}

    def test_tables_are_whole_over_pages_and_columns(self, report: Known) -> None:
        truth, document = report
        found = [
            [[squeezed(cell) for cell in row] for row in cells(document, block)]
            for block in document.blocks
            if block.kind is Kind.TABLE
        ]
        for table in truth["tables"]:
            assert [[squeezed(cell) for cell in row] for row in (table["header"], *table["rows"])] in found

    def test_footnotes_stand_apart_with_their_mark(self, report: Known) -> None:
        truth, document = report
        found = {
            (block.mark, squeezed(words(document, block).removeprefix(block.mark)))
            for block in document.blocks
            if block.kind is Kind.FOOTNOTE
        }
        assert found == {(note["mark"], squeezed(note["text"])) for note in truth["footnotes"]}

    def test_paragraphs_are_whole_and_in_order(self, report: Known) -> None:
        truth, document = report
        text = re.sub(r"\d", "", squeezed(document.text))
        place = 0
        for paragraph in truth["paragraphs"]:
            found = text.find(re.sub(r"\d", "", squeezed(paragraph["text"])), place)
            assert found >= 0, paragraph["text"]
            place = found


@pytest.mark.shared
class TestRealReports:
    def test_no_words_of_policy_reports_are_lost(self, shared: Path) -> None:
        lost = total = 0
        for name in ("un/E_HLPF_2025_6.en.pdf", "unfccc/1_21_CP_1.pdf", "un/UNDoc-4077798.en.pdf"):
            data = (shared / "eval/pdf_policy" / name).read_bytes()
            document = parse(data)
            for number, page in enumerate(pypdfium2.PdfDocument(data), 1):
                expected = Counter(re.findall(r"\w+", page.get_textpage().get_text_bounded()))
                lines_here = (line for line in document.lines if line.page == number)
                found = Counter(re.findall(r"\w+", " ".join(line.span.of(document.text) for line in lines_here)))
                lost += sum((expected - found).values())
                total += sum(expected.values())
        assert lost / total < 0.005

    def test_vertical_japanese_is_read_from_right_to_left(self, shared: Path) -> None:
        [file] = (shared / "eval/pdf_multilingual").glob("ja-vertical*")
        text = parse(file.read_bytes()).text
        assert text.index("わたくしといふ現象は") < text.index("ひとつの青い照明です")

    def test_a_fax_scan_has_no_text_layer_on_any_page(self, shared: Path) -> None:
        document = parse((shared / "eval/pdf_policy/un/A_45_696_Add.1.en.pdf").read_bytes(), Reading(ocr="off"))
        assert document.pages_without_text == tuple(range(1, 23))


def under_headline(headline: str) -> Document:
    """A page whose largest line is `headline`, with a smaller heading and words below it."""

    def draw(canvas: Canvas) -> None:
        lines(canvas, [headline], y=780, size=24)
        lines(canvas, ["Clean air for all: a plan of action"], y=740, size=14)
        lines(canvas, SENTENCES)

    return parse(drawn(draw))


def test_the_largest_line_of_the_first_page_is_the_title() -> None:
    assert under_headline("Measuring dust in the subregion").metadata.title == "Measuring dust in the subregion"


@pytest.mark.parametrize(
    "headline", ["I. Introduction", "United Nations General Assembly", "TABLE OF CONTENTS", "Memo"]
)
def test_a_headline_that_stands_over_many_reports_is_no_title(headline: str) -> None:
    assert under_headline(headline).metadata.title == "Clean air for all: a plan of action"


def test_numbered_paragraphs_are_no_list() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, [f"1.  {SENTENCES[0]}", *SENTENCES[1:]])
        lines(canvas, [f"2.  {SENTENCES[0]}", *SENTENCES[1:]], y=640)

    assert [block.kind for block in parse(drawn(draw)).blocks] == [Kind.PARAGRAPH] * 2


def test_items_set_further_in_are_a_level_deeper() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["\u2022 Measure the dust in the air of the subregion"])
        lines(canvas, ["\u2022 at every station", "\u2022 every hour"], x=90, y=688)
        lines(canvas, ["\u2022 Publish it"], y=664)

    assert [(block.kind, block.level) for block in parse(drawn(draw)).blocks] == [
        (Kind.LIST_ITEM, level) for level in (1, 2, 2, 1)
    ]


def test_headings_have_the_depth_that_the_outline_gives_them() -> None:
    titles = [("Part one", 0), ("Dust over land", 1), ("Sand at sea", 1)]

    def draw(canvas: Canvas) -> None:
        for place, (title, depth) in enumerate(titles):
            canvas.bookmarkPage(title)
            canvas.addOutlineEntry(title.upper(), title, depth)
            lines(canvas, [title], y=760 - 120 * place, size=10)
            lines(canvas, SENTENCES, y=730 - 120 * place)
        canvas.showPage()

    headings = [block for block in parse(drawn(draw)).blocks if block.kind in (Kind.TITLE, Kind.HEADING)]
    assert [block.level for block in headings][1:] == [1, 1]


def test_a_title_of_the_outline_is_a_heading_on_its_own_page_alone() -> None:
    def draw(canvas: Canvas) -> None:
        for page in range(4):
            lines(canvas, ["Dust over land"], y=700 - 40 * page, size=10)
            lines(canvas, SENTENCES, y=400)
            if page == 2:
                canvas.bookmarkPage("dust")
                canvas.addOutlineEntry("Dust over land", "dust", 0)
            canvas.showPage()

    document = parse(drawn(draw))
    assert [document.pages_of(block.span)[0] for block in document.blocks if block.kind is Kind.HEADING] == [3]


def test_a_title_of_the_outline_whose_page_is_wrong_is_a_heading_wherever_it_stands() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.bookmarkPage("dust")
        canvas.addOutlineEntry("Dust over land", "dust", 0)
        for _ in range(3):
            lines(canvas, SENTENCES, y=400)
            canvas.showPage()
        lines(canvas, ["Dust over land"], y=700, size=10)
        lines(canvas, SENTENCES, y=400)

    document = parse(drawn(draw))
    assert [document.pages_of(block.span)[0] for block in document.blocks if block.kind is Kind.HEADING] == [4]


def test_a_page_of_overlapping_lines_is_read_with_less_certainty() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, SENTENCES)
        canvas.showPage()
        lines(canvas, SENTENCES)
        lines(canvas, ["What was printed over it later on, with other words"], x=75, y=698)

    clear, muddled = parse(drawn(draw)).pages
    assert clear.certainty == 1.0
    assert muddled.certainty < 0.8


def test_the_head_of_a_united_nations_document_is_no_title() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["United Nations"], y=790, size=14)
        lines(canvas, ["Council for Matters of Dust"], y=760, size=20)
        lines(canvas, ["Distr.: General", "Original: English"], x=400, y=750)
        lines(canvas, ["2025 session"], y=640)
        lines(canvas, ["Dust over the steppe and the sea: progress made"], y=600, size=14)
        lines(canvas, ["Report of the Secretary-General"], y=570, size=12)
        lines(canvas, SENTENCES, y=500)

    document = parse(drawn(draw))
    assert document.metadata.title == "Dust over the steppe and the sea: progress made"
    assert of_kind(document, Kind.TITLE) == ["Dust over the steppe and the sea: progress made"]


def test_the_title_of_a_decision_has_its_number_and_its_name() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Decision 3/CP.9"], y=760, size=16)
        lines(canvas, ["Measures against dust"], y=730, size=14)
        lines(canvas, SENTENCES)

    assert parse(drawn(draw)).metadata.title == "Decision 3/CP.9 Measures against dust"


def test_a_title_in_lines_far_apart_is_one_block() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["A road map for"], y=760, size=18)
        lines(canvas, ["CLEAN AIR COUNTY"], y=715, size=24)
        lines(canvas, ["March 2021"], y=680, size=18)
        lines(canvas, SENTENCES, y=600)

    assert of_kind(parse(drawn(draw)), Kind.TITLE) == ["A road map for CLEAN AIR COUNTY"]


@pytest.mark.parametrize(
    "stated",
    ["Microsoft Word - plan.doc", "Copy of plan 2009.xls", "PowerPoint Presentation", "Screenshot 1.png", "A/45/696"],
)
def test_a_stated_title_that_a_program_made_up_gives_way_to_the_page(stated: str) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.setTitle(stated)
        lines(canvas, ["Measuring dust in the subregion"], y=780, size=24)
        lines(canvas, SENTENCES)

    assert parse(drawn(draw)).metadata.title == "Measuring dust in the subregion"


XMP = """<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns:dc="http://purl.org/dc/elements/1.1/"><rdf:Description><dc:title><rdf:Alt>
<rdf:li xml:lang="ru">Пыль</rdf:li><rdf:li xml:lang="x-default">Dust over the steppe: a plan of action</rdf:li>
</rdf:Alt></dc:title></rdf:Description></rdf:RDF></x:xmpmeta>"""


@pytest.mark.parametrize("stated", [None, "plan.indd", "Dust over the steppe"])
def test_the_title_of_the_xmp_packet_is_taken_where_it_says_more(stated: str | None) -> None:
    info = {"Title": stated} if stated else {}
    document = parse(drawn(lambda canvas: lines(canvas, SENTENCES)))
    assert metadata(info, document, XMP.encode()).title == "Dust over the steppe: a plan of action"


@pytest.mark.parametrize("packet", ["", "<x:xmpmeta", "<a>&b;</a>"])
def test_a_broken_xmp_packet_states_no_title(packet: str) -> None:
    assert xmp_title(packet.encode()) == ""


def test_a_report_without_a_name_is_called_by_its_kind() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["ECONOMIC AND SOCIAL COMMISSION FOR ASIA AND THE PACIFIC"], y=780, size=16)
        lines(canvas, ["ANNUAL REPORT"], y=700, size=14)
        lines(canvas, SENTENCES, y=600)

    assert parse(drawn(draw)).metadata.title == "ANNUAL REPORT"


def test_a_memorandum_is_called_by_its_subject() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Memo"], y=780, size=24)
        lines(canvas, ["Subject: Draft measures against dust"], y=740)
        lines(canvas, ["1 INTRODUCTION"], y=700, size=16)
        lines(canvas, SENTENCES, y=660)

    assert parse(drawn(draw)).metadata.title == "Draft measures against dust"


def test_a_bullet_in_large_type_opens_a_list_item() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, ["Measures against dust in the subregion"], y=780, size=24)
        lines(canvas, ["• Plant belts of trees"], y=730, size=14)
        lines(canvas, SENTENCES, y=660)

    assert of_kind(parse(drawn(draw)), Kind.LIST_ITEM) == ["• Plant belts of trees"]
