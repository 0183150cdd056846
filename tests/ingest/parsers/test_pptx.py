"""Presentations, made with python-pptx or altered in the parts that it cannot make."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE
from pptx.util import Inches

from ingest.document import Division, Document, Kind, PageState
from ingest.errors import Damaged
from ingest.parsers import parse

TITLE_SLIDE, CONTENT, TITLE_ONLY, BLANK = 0, 1, 5, 6


def saved(made: Presentation, change: Callable[[str, bytes], bytes] = lambda name, content: content) -> Document:
    """What is read from the presentation, each of its parts changed by `change`."""
    before, after = io.BytesIO(), io.BytesIO()
    made.save(before)
    with zipfile.ZipFile(before) as source, zipfile.ZipFile(after, "w") as target:
        for name in source.namelist():
            target.writestr(name, change(name, source.read(name)))
    return parse(after.getvalue())


def slide(made: Presentation, layout: int, title: str = ""):
    added = made.slides.add_slide(made.slide_layouts[layout])
    if title:
        added.shapes.title.text = title
    return added


def words(added, text: str, left: float, top: float, width: float = 3, height: float = 1) -> None:
    added.shapes.add_textbox(*map(Inches, (left, top, width, height))).text_frame.text = text


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


def test_a_slide_is_a_page_with_its_title_as_heading_and_its_bullets_as_list() -> None:
    made = Presentation()
    slide(made, TITLE_SLIDE, "Dust over three seas")
    added = slide(made, CONTENT, "Causes")
    frame = added.placeholders[1].text_frame
    frame.text = "Bare soil"
    below = frame.add_paragraph()
    below.text, below.level = "After grazing", 1
    document = saved(made)
    assert document.divided is Division.SLIDE
    assert [page.label for page in document.pages] == ["1", "2"]
    assert document.metadata.title == "Dust over three seas"
    assert blocks(document)[1:] == [
        (Kind.HEADING, "Causes"),
        (Kind.LIST_ITEM, "Bare soil"),
        (Kind.LIST_ITEM, "After grazing"),
    ]
    assert [block.level for block in document.blocks[2:]] == [1, 2]
    assert document.pages_of(document.blocks[-1].span) == (2, 2)


def test_shapes_are_read_from_top_to_bottom_and_left_to_right_whatever_their_order_in_the_file() -> None:
    made = Presentation()
    added = slide(made, TITLE_ONLY, "Seas")
    for text, left, top in (("below", 1, 5), ("right", 5, 2), ("left", 1, 2.05)):
        words(added, text, left, top)
    assert [text for _, text in blocks(saved(made))] == ["Seas", "left", "right", "below"]


def test_the_shapes_of_a_group_stay_together() -> None:
    made = Presentation()
    added = slide(made, BLANK)
    words(added, "right", 6, 2, 3, 4)
    group = added.shapes.add_group_shape()
    for text, top in (("lower left", 4), ("upper left", 2)):
        group.shapes.add_textbox(*map(Inches, (1, top, 3, 1))).text_frame.text = text
    assert [text for _, text in blocks(saved(made))] == ["upper left", "lower left", "right"]


def test_a_table_keeps_its_header_and_the_reach_of_merged_cells() -> None:
    made = Presentation()
    table = slide(made, BLANK).shapes.add_table(2, 3, *map(Inches, (1, 1, 5, 2))).table
    table.cell(0, 0).merge(table.cell(0, 1))
    for row, column, text in ((0, 0, "Emissions"), (0, 2, "Year"), (1, 0, "12"), (1, 1, "14"), (1, 2, "2020")):
        table.cell(row, column).text = text
    document = saved(made)
    assert document.text == "Emissions\t\tYear\n12\t14\t2020\n\n\n"
    assert document.blocks[0].header_rows == 1
    assert document.blocks[0].cells[0].columns == 2


def test_a_chart_is_read_as_its_title_and_the_numbers_it_draws() -> None:
    made = Presentation()
    data = CategoryChartData(number_format="0.0")
    data.categories = ["2019", "2020"]
    data.add_series("Dust days", (12.25, 9))
    place = map(Inches, (1, 1, 5, 4))
    chart = slide(made, BLANK).shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data).chart
    chart.chart_title.text_frame.text = "Days with dust"
    assert blocks(saved(made)) == [(Kind.CAPTION, "Days with dust"), (Kind.TABLE, "Dust days\n2019\t12.2\n2020\t9.0")]


def test_what_the_speaker_says_is_a_note_to_the_slide() -> None:
    made = Presentation()
    slide(made, TITLE_ONLY, "Seas").notes_slide.notes_text_frame.text = "Thank the hosts."
    assert blocks(saved(made))[-1] == (Kind.FOOTNOTE, "Thank the hosts.")


def test_automatic_numbers_are_text_since_the_reader_sees_them() -> None:
    made = Presentation()
    frame = slide(made, CONTENT, "Steps").placeholders[1].text_frame
    frame.text = "Measure"
    frame.add_paragraph().text = "Act"
    numbered = (b"<a:p><a:r>", b'<a:p><a:pPr><a:buAutoNum type="alphaLcParenR"/></a:pPr><a:r>')

    def change(name: str, content: bytes) -> bytes:
        head, mark, body = content.partition(b'idx="1"')
        return head + mark + body.replace(*numbered) if name == "ppt/slides/slide1.xml" else content

    assert [text for _, text in blocks(saved(made, change))] == ["Steps", "a) Measure", "b) Act"]


def test_a_hidden_slide_is_read_and_named() -> None:
    made = Presentation()
    slide(made, TITLE_ONLY, "Seas")
    slide(made, TITLE_ONLY, "Reserve").element.set("show", "0")
    document = saved(made)
    assert "Reserve" in document.text
    assert "slide 2" in document.remarks[0]


def test_a_slide_without_words_is_an_empty_page() -> None:
    made = Presentation()
    slide(made, TITLE_ONLY, "Seas")
    slide(made, BLANK)
    assert saved(made).pages_without_text == (2,)


def test_a_broken_slide_costs_that_slide_alone() -> None:
    made = Presentation()
    for title in ("Seas", "Rivers"):
        slide(made, TITLE_ONLY, title)
    document = saved(made, lambda name, content: b"<p:sld" if name == "ppt/slides/slide1.xml" else content)
    assert document.pages[0].state is PageState.FAILED
    assert "slide1.xml is broken" in document.pages[0].reason
    assert "Rivers" in document.text


def test_a_presentation_without_its_main_part_is_damaged() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("ppt/slides/slide1.xml", "<p/>")
    with pytest.raises(Damaged, match="no presentation part"):
        parse(buffer.getvalue())


def test_footers_and_slide_numbers_are_kept_as_furniture() -> None:
    made = Presentation()
    added = slide(made, CONTENT, "Seas")
    added.placeholders[1].text_frame.text = "7"

    def change(name: str, content: bytes) -> bytes:
        return (
            re.sub(rb'<p:ph idx="1"/>', b'<p:ph type="sldNum" idx="12"/>', content) if "slide1.xml" in name else content
        )

    assert blocks(saved(made, change)) == [(Kind.HEADING, "Seas"), (Kind.PAGE_NUMBER, "7")]


@pytest.mark.shared
def test_words_of_real_presentations_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    scores = word_scores(shared / "eval/formats/docling/tests/data/pptx")
    assert median(scores.values()) >= 0.97
    assert min(scores.values()) >= 0.8
