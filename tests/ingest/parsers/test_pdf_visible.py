"""A quote is what the reader sees: text that is covered, invisible or in the ground's colour is left out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document
from ingest.parsers.pdf import parse

SEEN = "Six countries of the subregion send what they measure."
OTHER = "An older draft of the table stood here."
Draw = Callable[[Canvas], None]


def read(draw: Draw) -> Document:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(72, 760, SEEN)
    draw(canvas)
    canvas.save()
    return parse(file.getvalue())


def has(draw: Draw) -> bool:
    """Whether the other sentence is read; the first one always is."""
    text = read(draw).text
    assert SEEN in text
    return OTHER in text


def picture(shade: int = 200, mode: str = "L") -> ImageReader:
    return ImageReader(Image.new(mode, (8, 8), shade if mode == "L" else (shade, shade, shade, 90)))


def write(canvas: Canvas, mode: int = 0, grey: float = 0.0) -> None:
    text = canvas.beginText(72, 600)
    text.setTextRenderMode(mode)
    text.setFillGray(grey)
    text.textOut(OTHER)
    canvas.drawText(text)


def box(canvas: Canvas, grey: float, alpha: float = 1.0) -> None:
    canvas.saveState()
    canvas.setFillGray(grey)
    canvas.setFillAlpha(alpha)
    canvas.rect(60, 590, 300, 30, stroke=0, fill=1)
    canvas.restoreState()


def clip(canvas: Canvas, top: float) -> None:
    path = canvas.beginPath()
    path.rect(60, 500, 300, top - 500)
    canvas.clipPath(path, stroke=0)


def covered_by_a_box(canvas: Canvas) -> None:
    write(canvas)
    box(canvas, 1.0)


def covered_by_a_picture(canvas: Canvas) -> None:
    write(canvas)
    canvas.drawImage(picture(), 60, 590, 300, 30)


def invisible(canvas: Canvas) -> None:
    write(canvas, mode=3)


def white_on_paper(canvas: Canvas) -> None:
    write(canvas, grey=1.0)


def grey_on_the_same_grey(canvas: Canvas) -> None:
    box(canvas, 0.4)
    write(canvas, grey=0.4)


def clipped_away(canvas: Canvas) -> None:
    clip(canvas, 580)
    write(canvas)


@pytest.mark.parametrize(
    "draw", [covered_by_a_box, covered_by_a_picture, invisible, white_on_paper, grey_on_the_same_grey, clipped_away]
)
def test_what_cannot_be_seen_is_left_out(draw: Draw) -> None:
    assert not has(draw)


def white_on_a_dark_box(canvas: Canvas) -> None:
    box(canvas, 0.2)
    write(canvas, grey=1.0)


def black_on_a_shaded_cell(canvas: Canvas) -> None:
    box(canvas, 0.9)
    write(canvas)


def under_a_highlight(canvas: Canvas) -> None:
    write(canvas)
    box(canvas, 0.8, alpha=0.4)


def under_a_transparent_picture(canvas: Canvas) -> None:
    write(canvas)
    canvas.drawImage(picture(mode="RGBA"), 60, 590, 300, 30, mask="auto")


def under_a_translucent_form(canvas: Canvas) -> None:
    write(canvas)
    canvas.beginForm("watermark")
    box(canvas, 0.5)
    canvas.endForm()
    canvas.setFillAlpha(0.3)
    canvas.doForm("watermark")


def invisible_over_its_picture(canvas: Canvas) -> None:
    canvas.drawImage(picture(), 60, 590, 300, 30)
    write(canvas, mode=3)


def invisible_under_the_picture_of_the_page(canvas: Canvas) -> None:
    write(canvas, mode=3)
    canvas.drawImage(picture(), 0, 0, *A4)


def written_under_the_picture_of_the_page(canvas: Canvas) -> None:
    write(canvas)
    canvas.drawImage(picture(), 0, 0, *A4)


def white_on_a_gradient(canvas: Canvas) -> None:
    canvas.saveState()
    clip(canvas, 650)
    canvas.linearGradient(60, 500, 360, 650, ((0, 0, 0.4), (0, 0.3, 0)))
    canvas.restoreState()
    write(canvas, grey=1.0)


def beside_a_frame_with_a_hole(canvas: Canvas) -> None:
    write(canvas)
    path = canvas.beginPath()
    path.rect(40, 560, 400, 100)
    path.rect(60, 580, 360, 60)
    canvas.drawPath(path, stroke=0, fill=1, fillMode=0)


@pytest.mark.parametrize(
    "draw",
    [
        white_on_a_dark_box,
        black_on_a_shaded_cell,
        under_a_highlight,
        under_a_transparent_picture,
        under_a_translucent_form,
        invisible_over_its_picture,
        invisible_under_the_picture_of_the_page,
        written_under_the_picture_of_the_page,
        white_on_a_gradient,
        beside_a_frame_with_a_hole,
    ],
)
def test_what_can_be_seen_or_was_recognised_stays(draw: Draw) -> None:
    assert has(draw)


def test_a_page_of_which_nothing_would_be_left_stays_as_it_is() -> None:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    write(canvas, mode=3)
    canvas.save()
    assert OTHER in parse(file.getvalue()).text


def test_a_page_tells_how_much_was_left_out() -> None:
    page = read(covered_by_a_box).pages[0]
    assert page.reason == "32 characters are hidden (covered, clipped or invisible) and were left out"
