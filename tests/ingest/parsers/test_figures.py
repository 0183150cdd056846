"""Figures on pages drawn for the purpose: labels are one block, and nothing else is taken for labels."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.chunker import chunk
from ingest.document import Document, Kind
from ingest.parsers.pdf import parse

PROSE = [
    "The dust that rises in the dry spring of the Gobi is carried over the sea by",
    "the westerly winds, and its days are counted at the stations of all countries",
    "of the subregion, which agreed to measure it in one and the same manner now.",
]
YEARS = ("2019", "2020", "2021", "2022")


def drawn(*paint: Callable[[Canvas], None]) -> Document:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, pagesize=A4)
    for step in paint:
        step(canvas)
    canvas.save()
    return parse(buffer.getvalue())


def page_of(path: Path, number: int) -> Document:
    page, file = pypdfium2.PdfDocument.new(), io.BytesIO()
    page.import_pages(pypdfium2.PdfDocument(path), [number - 1])
    page.save(file)
    return parse(file.getvalue())


def of_kind(document: Document, kind: Kind) -> list[str]:
    return [block.span.of(document.text).strip() for block in document.blocks if block.kind is kind]


def write(canvas: Canvas, x: float, y: float, lines: list[str], size: float = 10) -> None:
    canvas.setFont("Helvetica", size)
    for number, words in enumerate(lines):
        canvas.drawString(x, y - 13 * number, words)


def prose(canvas: Canvas) -> None:
    write(canvas, 70, 740, PROSE)
    write(canvas, 70, 300, PROSE)


def chart(canvas: Canvas) -> None:
    """A line over bars, with labels on three sides and the title of its upright axis."""
    canvas.line(120, 420, 460, 420)
    for number, year in enumerate(YEARS):
        canvas.setFillGray(0.8)
        canvas.rect(140 + 80 * number, 420, 40, 40 + 20 * number, fill=1)
        canvas.setFillGray(0)
        write(canvas, 148 + 80 * number, 408, [year], 8)
        write(canvas, 108, 425 + 38 * number, [str(10 * number)], 8)
    path = canvas.beginPath()
    path.moveTo(140, 440)
    for step in range(30):
        path.lineTo(140 + 10 * step, 440 + 17 * (step % 7))
    canvas.drawPath(path)
    write(canvas, 340, 530, ["Days with dust", "in Ulaanbaatar"], 8)
    canvas.saveState()
    canvas.translate(104, 450)
    canvas.rotate(90)
    write(canvas, 0, 0, ["Days a year"], 8)
    canvas.restoreState()


def caption(canvas: Canvas) -> None:
    write(canvas, 120, 380, ["Figure 1. Days with dust in Ulaanbaatar, by year"])


def test_the_labels_of_a_chart_are_one_block_and_its_caption_another() -> None:
    document = drawn(prose, chart, caption)
    [figure] = of_kind(document, Kind.FIGURE)
    labels = ["0", "10", "20", "30", "Days", "with", "dust", "in", "Ulaanbaatar", "a", "year"]
    assert set(figure.split()) == {*YEARS, *labels}
    assert of_kind(document, Kind.CAPTION) == ["Figure 1. Days with dust in Ulaanbaatar, by year"]
    assert of_kind(document, Kind.PARAGRAPH) == [" ".join(PROSE)] * 2


def test_the_lines_of_one_label_stay_together() -> None:
    [figure] = of_kind(drawn(prose, chart), Kind.FIGURE)
    assert "Days with dust in Ulaanbaatar" in figure
    assert "Days a year" in figure


def test_a_figure_is_a_passage_of_its_own() -> None:
    document = drawn(prose, chart, caption)
    passages = chunk(document, "dust", count_tokens=lambda texts: [len(t.split()) for t in texts], max_tokens=200)
    assert [passage.kind for passage in passages] == [Kind.PARAGRAPH, Kind.FIGURE, Kind.CAPTION, Kind.PARAGRAPH]


def test_text_on_a_coloured_ground_is_no_figure() -> None:
    def ground(canvas: Canvas) -> None:
        canvas.setFillGray(0.9)
        canvas.roundRect(50, 250, 500, 530, 12, fill=1)
        canvas.setFillGray(0)

    document = drawn(ground, prose)
    assert of_kind(document, Kind.PARAGRAPH) == [" ".join(PROSE)] * 2


def test_running_text_beside_a_drawing_is_no_label() -> None:
    document = drawn(prose, chart, lambda canvas: write(canvas, 110, 610, PROSE))
    assert of_kind(document, Kind.PARAGRAPH) == [" ".join(PROSE)] * 3


def test_a_ruled_table_is_no_figure() -> None:
    def table(canvas: Canvas) -> None:
        canvas.grid([100, 200, 300, 400], [400, 420, 440, 460, 480])
        for row in range(4):
            for column in range(3):
                write(canvas, 105 + 100 * column, 465 - 20 * row, [f"{row}{column}"])

    document = drawn(prose, table)
    assert len(of_kind(document, Kind.TABLE)) == 1
    assert not of_kind(document, Kind.FIGURE)


def test_a_table_under_a_plotted_line_is_a_chart() -> None:
    def net(canvas: Canvas) -> None:
        canvas.grid([120, 220, 320, 420], [400, 450, 500, 550])
        for row in range(3):
            for column in range(3):
                write(canvas, 125 + 100 * column, 405 + 50 * row, [f"Zone {row}{column}"], 8)
        path = canvas.beginPath()
        path.moveTo(120, 400)
        for step in range(30):
            path.lineTo(120 + 10 * step, 400 + 21 * (step % 7))
        canvas.drawPath(path)

    document = drawn(prose, net)
    assert not of_kind(document, Kind.TABLE)
    assert len(of_kind(document, Kind.FIGURE)) == 1


@pytest.mark.shared
def test_a_page_of_charts_keeps_its_explanations_apart(shared: Path) -> None:
    document = page_of(shared / "eval/pdf_policy/ipcc/IPCC_SRCCL_SPM.pdf", 8)
    assert any("Extensive pasture 19%" in words for words in of_kind(document, Kind.FIGURE))
    assert any(words.endswith("intensity from left to right.") for words in of_kind(document, Kind.PARAGRAPH))
    assert not of_kind(document, Kind.TABLE)


@pytest.mark.shared
def test_a_masthead_between_rules_is_no_table(shared: Path) -> None:
    document = page_of(shared / "eval/pdf_policy/un/A_CONF.230_2025_10.en.pdf", 1)
    assert not of_kind(document, Kind.TABLE)
    assert of_kind(document, Kind.TITLE) == [
        "Ocean Action panel 7: Leveraging ocean, climate and biodiversity interlinkages"
    ]
