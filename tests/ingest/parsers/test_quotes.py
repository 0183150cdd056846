"""A quote from a PDF is what the reader sees, and its boxes hold just its letters: PDFium is the witness."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from functools import cache
from typing import Any

import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Box, Document, Kind, Span
from ingest.parsers.pdf import parse

SENTENCE = "Every station reports its figures within the hour."
MORE = ["Six countries of the subregion agreed", "that every station sends what it", "measures to the others by night."]


def drawn(draw: Callable[[Canvas], None], **options: Any) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1, **options)
    canvas.setFont("Helvetica", 10)
    draw(canvas)
    canvas.save()
    return file.getvalue()


def lines(canvas: Canvas, texts: list[str], x: float = 72, y: float = 700, leading: float = 12) -> None:
    for number, text in enumerate(texts):
        canvas.drawString(x, y - leading * number, text)


def boxes(document: Document, words: str) -> list[Box]:
    start = document.text.index(words)
    span = Span(start, start + len(words))
    return [box for line in document.lines_of(span) if (box := line.box_of(span))]


def witnessed(data: bytes, box: Box) -> str:
    """What PDFium reads inside a rectangle of a page that is displayed as it is stored."""
    page = pypdfium2.PdfDocument(data)[box.page - 1]
    left, _, _, top = page.get_bbox()
    text = page.get_textpage().get_text_bounded(left + box.x0, top - box.bottom, left + box.x1, top - box.top)
    return " ".join(text.split())


def read(data: bytes, words: str) -> str:
    return " ".join(witnessed(data, box) for box in boxes(parse(data), words))


def test_a_box_holds_nothing_of_the_letters_drawn_apart_that_touch_its_own() -> None:
    def draw(canvas: Canvas) -> None:
        width = canvas.stringWidth("the 27", "Helvetica", 10)
        canvas.drawString(72 + width, 700, "states agreed")
        canvas.drawString(72, 700, "the 27")

    data = drawn(draw)
    assert [witnessed(data, line.box) for line in parse(data).lines if line.box] == ["the 27", "states agreed"]


def test_a_number_before_its_raised_ending_stands_in_their_line() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(72, 700, "27")
        canvas.setFont("Helvetica", 6)
        canvas.drawString(83.2, 704, "th")
        canvas.setFont("Helvetica", 10)
        canvas.drawString(91, 700, "plenary meeting")

    assert parse(drawn(draw)).text.split("\n")[0] == "27th plenary meeting"


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_word_of_turned_text_has_its_own_box(angle: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(300, 400)
        canvas.rotate(angle)
        canvas.drawString(0, 0, SENTENCE)

    data = drawn(draw)
    assert [read(data, word) for word in re.findall(r"\w+", SENTENCE)] == re.findall(r"\w+", SENTENCE)


def test_a_list_mark_drawn_after_its_text_has_a_box_of_its_own_and_stands_first() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.drawString(90, 700, SENTENCE)
        canvas.drawString(80, 700, "\u2022")

    data = drawn(draw)
    assert read(data, f"• {SENTENCE}") == f"• {SENTENCE}"


def test_a_font_named_like_a_standard_one_has_the_widths_that_its_file_states() -> None:
    widths = b"/Widths [" + b"700 " * 224 + b"] /FirstChar 32 /LastChar 255"
    data = drawn(lambda canvas: canvas.drawString(72, 700, SENTENCE), pageCompression=0)
    wide = data.replace(b"/BaseFont /Helvetica", widths + b" /BaseFont /Helvetica")
    [line] = parse(wide).lines
    assert line.box
    assert line.box.x1 - line.box.x0 == pytest.approx(7 * len(SENTENCE), abs=0.2)


def test_lines_set_tight_do_not_read_their_neighbours() -> None:
    data = drawn(lambda canvas: lines(canvas, MORE, leading=9))
    assert read(data, " ".join(MORE)) == " ".join(MORE)


@pytest.mark.parametrize("rotation", [0, 90, 180, 270])
def test_boxes_count_from_the_corner_of_what_is_displayed(rotation: int) -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, MORE, x=172, y=500)
        canvas.setCropBox((100, 60, 500, 760))
        canvas.setPageRotation(rotation)

    data = drawn(draw)
    document = parse(data)
    page = pypdfium2.PdfDocument(data)[0]
    assert (document.pages[0].width, document.pages[0].height) == pytest.approx(page.get_size())
    shot = page.render(scale=1, grayscale=True).to_numpy()
    dark = {(x, y) for y, row in enumerate(shot.squeeze()) for x, ink in enumerate(row) if ink < 128}
    held = [line.box for line in document.lines]
    assert dark
    assert all(any(b and b.x0 - 1 <= x <= b.x1 and b.top - 1 <= y <= b.bottom for b in held) for x, y in dark)


def test_what_stands_outside_the_displayed_page_is_not_read() -> None:
    def draw(canvas: Canvas) -> None:
        lines(canvas, MORE, x=172, y=500)
        lines(canvas, ["Printer's mark 7 of 9"], x=172, y=790)
        canvas.setCropBox((100, 60, 500, 760))

    assert parse(drawn(draw)).text.strip() == " ".join(MORE)


def test_the_header_that_a_table_repeats_on_the_next_page_is_kept_outside_its_rows() -> None:
    def draw(canvas: Canvas) -> None:
        for number in range(2):
            canvas.setFont("Helvetica", 10)
            canvas.grid([72, 272, 472], [800, 780, 760, 740])
            for y, row in zip((786, 766, 746), (("Place", "Value"), ("Toyama", f"{number}1"), ("Busan", f"{number}2")),
                              strict=True):  # fmt: skip
                for x, text in zip((76, 276), row, strict=True):
                    canvas.drawString(x, y, text)
            canvas.showPage()

    document = parse(drawn(draw))
    [table] = [block for block in document.blocks if block.kind is Kind.TABLE]
    heads = [block.span.of(document.text).strip() for block in document.blocks if block.kind is Kind.RUNNING_HEAD]
    assert len(table.rows) == 5
    assert heads == ["Place", "Value"]


@cache
def over_two_pages() -> Document:
    """A paragraph over two columns and two pages."""

    def draw(canvas: Canvas) -> None:
        for _ in range(2):
            lines(canvas, [f"{text} and so on" for text in MORE * 2], x=50)
            lines(canvas, [f"{text} and so on" for text in MORE * 2], x=310)
            canvas.showPage()
            canvas.setFont("Helvetica", 10)

    return parse(drawn(draw))


SPANS = st.builds(lambda start, length: Span(start, start + length), st.integers(0, 900), st.integers(1, 300))


@settings(deadline=None)
@given(SPANS, st.integers(0, 300))
def test_the_boxes_of_a_span_are_those_of_its_two_halves(span: Span, cut: int) -> None:
    document = over_two_pages()
    middle = min(span.start + cut, span.end)
    halves = [Span(span.start, middle), Span(middle, span.end)]
    for line in document.lines_of(span):
        whole = line.box_of(span)
        parts = [box for half in halves if half.overlaps(line.span) and (box := line.box_of(half))]
        assert whole
        assert (whole.x0, whole.x1) == (min(box.x0 for box in parts), max(box.x1 for box in parts))


@settings(deadline=None)
@given(SPANS)
def test_a_span_has_a_box_on_each_page_and_line_that_it_touches_and_none_beyond_the_line(span: Span) -> None:
    document = over_two_pages()
    touched = [line for line in document.lines if line.span.overlaps(span)]
    found = [line.box_of(span) for line in document.lines_of(span)]
    assert [box.page for box in found if box] == [line.page for line in touched]
    for box, line in zip(found, touched, strict=True):
        assert box
        assert line.box
        assert line.box.x0 <= box.x0 < box.x1 <= line.box.x1
        assert (box.top, box.bottom) == (line.box.top, line.box.bottom)
