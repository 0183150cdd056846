"""Tables that go over a page of a PDF: a row torn in two is one, a caption "continued" parts nothing."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Flowable, PageBreak, Paragraph, SimpleDocTemplate, Table

from ingest.document import Block, Document, Kind
from ingest.parsers.pdf import parse

TEXT = getSampleStyleSheet()["BodyText"]
WIDTHS = (100, 200, 60)
MEASURE = "Stations along the coast weigh the haze every hour and send what they find to the centre in Beijing"
GRID = [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("VALIGN", (0, 0), (-1, -1), "TOP")]


def table(*rows: Sequence[str]) -> Table:
    return Table([[Paragraph(cell, TEXT) for cell in row] for row in rows], WIDTHS, style=GRID)


def made(*flowables: Flowable) -> Document:
    out = io.BytesIO()
    SimpleDocTemplate(out, pagesize=A4).build(list(flowables))
    return parse(out.getvalue())


def torn(text: str) -> tuple[str, str]:
    """The text of a cell of the middle column, parted where its second line ends."""
    paragraph = Paragraph(text, TEXT)
    paragraph.wrap(WIDTHS[1] - 12, 500)
    first = " ".join(word for _, words in paragraph.blPara.lines[:2] for word in words)
    return first, text[len(first) + 1 :]


def rows_of(document: Document, block: Block) -> list[str]:
    return [row.of(document.text) for row in block.rows]


@pytest.fixture(params=["", "Table 1 (continued)"], ids=["bare", "with a caption"])
def document(request: pytest.FixtureRequest) -> Document:
    above, below = torn(MEASURE)
    first = table(("Country", "Measure", "Days"), ("Japan", "Counts litter.", "7"), ("China", above, "41"))
    second = table(("", below, ""), ("Mongolia", "Plants trees.", "12"), ("Russia", "Guards tigers.", "19"))
    caption = [Paragraph(request.param, TEXT)] if request.param else []
    return made(Paragraph("Table 1. Measures", TEXT), first, PageBreak(), *caption, second)


def test_a_row_torn_by_a_page_break_is_one_and_its_cell_has_a_box_on_each_page(document: Document) -> None:
    [block] = [block for block in document.blocks if block.kind is Kind.TABLE]
    assert rows_of(document, block)[2:4] == [f"China\t{MEASURE}\t41", "Mongolia\tPlants trees.\t12"]
    [cell] = [cell for cell in block.cells if cell.span.of(document.text) == MEASURE]
    assert [box.page for box in cell.boxes] == [1, 2]


def test_a_caption_that_says_continued_is_kept_as_furniture(document: Document) -> None:
    kinds = {block.span.of(document.text).strip(): block.kind for block in document.blocks}
    assert kinds.get("Table 1 (continued)", Kind.RUNNING_HEAD) is Kind.RUNNING_HEAD


def test_a_row_with_an_empty_first_cell_is_not_joined_to_the_one_before() -> None:
    first = table(("Country", "Measure", "Days"), ("Japan", "Counts litter", "7"), ("China", "Weighs haze", "41"))
    second = table(("", "Plants trees", "3"), ("Mongolia", "Plants trees", "12"), ("Russia", "Guards tigers", "19"))
    document = made(first, PageBreak(), second)
    [block] = document.blocks
    assert rows_of(document, block)[3] == "\tPlants trees\t3"


def test_a_unit_beside_its_caption_stands_apart_from_it() -> None:
    line = Table([["Table 1. Costs", "(in millions of euros)"]], (240, 120))
    document = made(
        line, table(("Country", "Measure", "Days"), ("Japan", "Counts litter.", "7"), ("China", "None", "1"))
    )
    assert [(block.kind, block.span.of(document.text).strip()) for block in document.blocks[:2]] == [
        (Kind.CAPTION, "Table 1. Costs"),
        (Kind.PARAGRAPH, "(in millions of euros)"),
    ]
