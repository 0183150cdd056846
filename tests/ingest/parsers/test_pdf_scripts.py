"""PDFs whose text does not run from left to right: vertical Japanese in tiers, Arabic and Hebrew."""

import io
from collections.abc import Callable
from pathlib import Path

import pypdfium2
import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from ingest.document import Document, Span
from ingest.layout.glyphs import clean
from ingest.parsers.pdf import parse

HEIGHT = A4[1]
UPPER = ["東アジアの環境協力は", "六か国の対話から始ま", "り、砂じんの観測網と", "ともに広がってきた。"]
LOWER = ["海洋ごみについては、", "沿岸の自治体が毎年の", "調査に加わり、結果を", "互いに公表している。"]


def drawn(draw: Callable[[Canvas], None]) -> bytes:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    draw(canvas)
    canvas.save()
    return file.getvalue()


class TestVerticalJapanese:
    @pytest.fixture(scope="class")
    @staticmethod
    def tiers() -> Document:
        """Two tiers of four columns, letter by letter, under a head whose letters stand beside each other."""
        pdfmetrics.registerFont(UnicodeCIDFont("HeiseiMin-W3"))

        def draw(canvas: Canvas) -> None:
            canvas.setFont("HeiseiMin-W3", 12)
            for place, letter in enumerate("官報第七号"):
                canvas.drawString(200 + 30 * place, 790, letter)
            for top, tier in ((740, UPPER), (740 - 10 * 12 - 20, LOWER)):
                for column, text in enumerate(tier):
                    for place, letter in enumerate(text):
                        # columns of one tier do not stand exactly above those of the other
                        canvas.drawString(400 - 20 * column - (top == 740) * 0.4, top - 12 * place, letter)

        return parse(drawn(draw))

    def test_tiers_are_read_from_top_to_bottom_and_each_from_right_to_left(self, tiers: Document) -> None:
        text = "".join(tiers.text.split())
        assert "".join(UPPER) in text
        assert text.index("".join(UPPER)) < text.index("".join(LOWER))

    def test_a_running_head_over_vertical_text_stays_in_one_line(self, tiers: Document) -> None:
        assert "官報第七号" in "".join(tiers.text.split())


ARABIC = "تعتبر البرمجة من الأدوات القوية"
SEEN_ARABIC = ARABIC[::-1]


def written(*shown: str, font: str = "DejaVuSans.ttf") -> bytes:
    """A page with lines as they are seen, from left to right."""
    pdfmetrics.registerFont(TTFont("letters", font))

    def draw(canvas: Canvas) -> None:
        canvas.setFont("letters", 12)
        for number, line in enumerate(shown):
            canvas.drawRightString(500, 700 - 16 * number, line, direction="LTR", shaping=False)

    return drawn(draw)


def words(document: Document) -> str:
    return " ".join(document.text.split())


class TestRightToLeft:
    def test_arabic_is_read_from_the_right(self) -> None:
        assert words(parse(written(SEEN_ARABIC))) == ARABIC

    def test_hebrew_keeps_its_numbers_and_latin_words(self) -> None:
        seen = "2030 דעי ןעמל Green Deal לש 12-13 םידומע"
        assert words(parse(written(seen))) == "עמודים 12-13 של Green Deal למען יעד 2030"

    def test_a_quoted_word_of_hebrew_leaves_the_line_around_it_as_it_is(self) -> None:
        line = "The word {} means peace, in verse 13 of chapter 2 of the book."
        assert words(parse(written(line.format("םולש")))) == line.format("שלום")

    @pytest.mark.parametrize("seen", ['(ח"ודה) ריוואה', ')ח"ודה( ריוואה'])
    def test_brackets_stand_the_right_way_round_however_the_file_names_them(self, seen: str) -> None:
        assert words(parse(written(seen))) == 'האוויר (הדו"ח)'

    def test_each_word_has_the_box_in_which_it_stands(self) -> None:
        data = written("2030 דעי ןעמל Green Deal לש", SEEN_ARABIC)
        document = parse(data)
        page = pypdfium2.PdfDocument(data)[0].get_textpage()
        for word in ("למען", "Green", "2030", "יעד", "البرمجة"):
            start = document.text.index(word)
            [box] = [line.box_of(Span(start, start + len(word))) for line in document.lines_of(Span(start, start + 1))]
            assert box
            inside = page.get_text_bounded(box.x0, HEIGHT - box.bottom, box.x1, HEIGHT - box.top).strip()
            assert sorted(inside) == sorted(word)

    def test_a_letter_with_its_vowel_sign_stays_before_it(self) -> None:
        assert clean("حَب") == "بحَ"

    def test_letters_of_one_glyph_stand_as_they_are_seen(self) -> None:
        assert (clean("لا"), clean("fi"), clean("12")) == ("ال", "fi", "12")

    @pytest.mark.shared
    def test_real_arabic_has_words_as_they_are_spelled(self, shared: Path) -> None:
        [file] = shared.glob("eval/pdf_groundtruth/docling/**/right_to_left_01.pdf")
        text = words(parse(file.read_bytes()))
        assert "تحسين الإنتاجية وحل المشكلات من خلال البرمجة بلغة R وPython" in text
        assert "مكتبة pandas في Python" in text
