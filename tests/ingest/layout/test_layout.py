"""The layout functions, each on lines and glyphs placed by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.document import Kind
from ingest.edges import Edges
from ingest.layout import footnotes, headings, paragraphs, running, titles
from ingest.layout.columns import columns
from ingest.layout.glyphs import Direction, Frame, Glyph, clean, without_doubles
from ingest.layout.labels import is_caption, is_contents_entry
from ingest.layout.lines import TextLine, cut, join_rows, text_lines
from ingest.layout.page_labels import labels, printed_labels


def glyphs(text: str, x: float, base: float, size: float = 10.0, step: float = 5.0) -> list[Glyph]:
    return [
        Glyph(c, x + i * step, base - 0.8 * size, x + (i + 1) * step, base + 0.2 * size, base, size, "Serif")
        for i, c in enumerate(text)
    ]


def line(text: str, x: float, base: float, size: float = 10.0, font: str = "Serif") -> TextLine:
    edges = Edges.of(x + i * size / 2 for i in range(len(text) + 1))
    return TextLine(text, edges, base - 0.8 * size, base + 0.2 * size, base, size, font)


def column(x: float, texts: list[str], top: float = 100.0) -> list[TextLine]:
    return [line(text, x, top + 12 * i) for i, text in enumerate(texts)]


PROSE = [
    "The six countries of the subregion ",
    "agreed to share what their stations",
    "measure every hour of the day and  ",
]


class TestGlyphs:
    def test_a_glyph_without_a_character_is_shown_as_unreadable(self) -> None:
        assert clean("(cid:71)") == "\ufffd"

    def test_any_white_space_is_one_kind_of_space_and_controls_are_dropped(self) -> None:
        assert clean("\u00a0") == " "
        assert clean("\x07") == ""

    def test_a_glyph_drawn_twice_to_look_bold_counts_once(self) -> None:
        drawn = glyphs("Total", 50, 100)
        shifted = [glyph._replace(x0=glyph.x0 + 0.4, x1=glyph.x1 + 0.4) for glyph in drawn]
        assert without_doubles([*drawn, *shifted]) == drawn

    def test_double_letters_are_kept(self) -> None:
        drawn = glyphs("agreement committee", 50, 100, step=2.5)
        assert without_doubles(drawn) == drawn

    @given(
        st.sampled_from(Direction),
        st.tuples(*[st.floats(0, 500)] * 4),
    )
    def test_a_box_turned_into_a_frame_and_back_is_the_same(
        self, direction: Direction, box: tuple[float, float, float, float]
    ) -> None:
        frame = Frame(direction, 595.0, 842.0)
        assert all(abs(a - b) < 1e-6 for a, b in zip(frame.back(frame.turn(box)), box, strict=True))


class TestLines:
    def test_every_character_has_its_edge(self) -> None:
        [found] = text_lines(glyphs("dust and sand", 50, 100))
        assert found.text == "dust and sand"
        assert tuple(found.edges[:2]) == (50.0, 55.0)
        assert len(found.edges) == len(found.text) + 1

    def test_words_drawn_without_spaces_are_told_apart_by_the_gap(self) -> None:
        [found] = text_lines(glyphs("yellow", 50, 100) + glyphs("sea", 83, 100))
        assert found.text == "yellow sea"

    def test_a_ligature_gives_each_of_its_characters_a_share_of_its_width(self) -> None:
        [found] = text_lines([Glyph("ffi", 50, 92, 62, 102, 100, 10, "Serif")])
        assert tuple(found.edges) == (50.0, 54.0, 58.0, 62.0)

    def test_a_letter_spaced_heading_stays_words(self) -> None:
        spaced = [
            Glyph(c, 50 + i * 9, 92, 55 + i * 9, 102, 100, 10, "Serif")
            for i, c in enumerate("ANNUAL REPORT")
            if c != " "
        ]
        assert [found.text for found in join_rows(text_lines(spaced))] == ["ANNUAL REPORT"]

    def test_a_raised_mark_joins_its_line_and_is_counted(self) -> None:
        mark = glyphs("7", 50, 96.5, size=6.0, step=3.0)
        [found] = text_lines([*mark, *glyphs("See the report.", 54, 100)])
        assert (found.text, found.raised) == ("7See the report.", 1)

    def test_a_mark_after_a_short_last_line_joins_it_though_another_column_is_level_with_it(self) -> None:
        mark = glyphs("7", 75, 96.5, size=6.0, step=3.0)
        found = text_lines([*mark, *glyphs("work.", 50, 100), *glyphs("The ministers agreed", 300, 96.5)])
        assert [(part.text, part.marks) for part in found] == [("The ministers agreed", ()), ("work.7", ((5, 6),))]

    def test_parts_on_one_base_line_are_joined_in_a_column(self) -> None:
        parts = [line("12", 300, 100), line("Mongolia", 50, 100)]
        [found] = join_rows(parts)
        assert found.text == "Mongolia 12"
        assert len(found.edges) == len(found.text) + 1

    def test_a_line_is_cut_where_a_wide_space_holds_a_stop(self) -> None:
        [joined] = join_rows([line("Mongolia", 50, 100), line("12", 300, 100)])
        assert [part.text for part in cut(joined, [200.0], 4.0)] == ["Mongolia", "12"]

    @given(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=1, max_size=30))
    def test_no_character_is_lost(self, text: str) -> None:
        assert "".join(found.text for found in text_lines(glyphs(text, 20, 100))).replace(" ", "") == text


class TestColumns:
    def test_two_columns_are_read_one_after_the_other(self) -> None:
        left, right = column(50, PROSE), column(320, PROSE)
        assert columns([*right, *left]) == [left, right]

    def test_three_columns_are_read_from_left_to_right(self) -> None:
        texts = [text[:22] for text in PROSE]
        parts = [column(x, texts) for x in (50, 220, 390)]
        assert columns([item for part in reversed(parts) for item in part]) == parts

    def test_a_heading_over_both_columns_comes_first(self) -> None:
        heading = line("Cooperation on dust and sandstorms in Northeast Asia, 1998 to 2024", 50, 80, 14.0)
        left, right = column(50, PROSE), column(320, PROSE)
        assert columns([*left, *right, heading]) == [[heading], left, right]

    def test_rows_of_short_cells_are_not_read_as_columns(self) -> None:
        names = column(50, ["China and its many provinces", "Japan", "DPRK", "Mongolia"])
        values = column(320, ["measured at all the stations", "yes", "none", "partly"])
        assert len(columns([*names, *values])) == 1

    def test_a_hanging_number_is_no_column(self) -> None:
        numbers = column(50, ["1.", "2.", "3."])
        texts = column(80, PROSE)
        assert len(columns([*numbers, *texts])) == 1


class TestRunning:
    def pages(self, count: int) -> list[running.Sheet]:
        return [
            running.Sheet(
                595,
                842,
                [
                    line("State of the dust", 50, 40),
                    *column(50, [f"{text}{number}" for text in PROSE], 200 + number),
                    line(str(number + 2), 300, 810),
                ],
            )
            for number in range(1, count + 1)
        ]

    def test_heads_and_page_numbers_are_found_and_the_text_is_left(self) -> None:
        found = running.furniture(self.pages(4))
        assert [sorted(kind.value for kind in page.values()) for page in found] == [["page_number", "running_head"]] * 4

    def test_a_single_page_has_no_running_head(self) -> None:
        [found] = running.furniture(self.pages(1))
        assert Kind.RUNNING_HEAD not in found.values()

    def test_a_caption_that_stands_on_top_of_many_pages_is_text(self) -> None:
        sheets = [running.Sheet(595, 842, [line(f"Figure {n}", 50, 60), *column(50, PROSE)]) for n in range(4)]
        assert running.furniture(sheets) == [{}] * 4

    def test_numbered_headings_on_top_of_many_pages_are_text(self) -> None:
        numbers = (1, 2, 3, 5, 9, 10)
        sheets = [
            running.Sheet(595, 842, [line(f"Decision {n}/CP.15", 250, 60), *column(50, PROSE, 300)]) for n in numbers
        ]
        assert running.furniture(sheets) == [{}] * 6

    @pytest.mark.parametrize("marks", [["4.", "17.", "28.", "41."], ["(a)", "(a)", "(a)", "(b)"], ["•"] * 4])
    def test_the_mark_of_a_first_paragraph_makes_no_running_head(self, marks: list[str]) -> None:
        rows = [[line(mark, 50, 60), line(text, 90, 60)] for mark, text in zip(marks, PROSE, strict=False)]
        assert running.furniture([running.Sheet(595, 842, [*row, *column(50, PROSE, 300)]) for row in rows]) == [{}] * 3

    def test_heads_that_change_with_the_chapter_are_known_by_place_and_type(self) -> None:
        sheets = self.pages(8)
        changed = line("Dust and health", 50, 40)
        sheets[7] = running.Sheet(595, 842, [changed, *sheets[7].lines[1:]])
        assert running.furniture(sheets)[7][changed] is Kind.RUNNING_HEAD

    def test_the_number_of_a_single_page_is_known_by_its_place(self) -> None:
        number = line("251", 290, 810)
        assert running.furniture([running.Sheet(595, 842, [*column(50, PROSE), number])]) == [
            {number: Kind.PAGE_NUMBER}
        ]

    @pytest.mark.parametrize("text", ["2024", "iv", "12 %"])
    def test_what_may_be_no_page_number_is_none_where_no_page_confirms_it(self, text: str) -> None:
        assert running.furniture([running.Sheet(595, 842, [*column(50, PROSE), line(text, 290, 810)])]) == [{}]

    def test_a_bar_code_is_furniture_wherever_it_stands(self) -> None:
        bars = line("*2500041*", 400, 500, font="BCDEEE+Barcode 3 of 9 by request")
        sheet = running.Sheet(600, 800, [*column(50, PROSE, top=300), bars])
        assert running.furniture([sheet]) == [{bars: Kind.RUNNING_FOOT}]

    def test_page_numbers_are_recognised_in_their_forms(self) -> None:
        forms = {"12": "12", "- iv -": "iv", "3/17": "3", "Page 9 of 20": "9", "2015": "2015", "Goal 6": ""}
        assert {form: running.printed_number(form) for form in forms} == forms

    def test_roman_numbers_count(self) -> None:
        assert [running.value(n) for n in ("i", "iv", "ix", "xiv", "xl")] == [-1, -4, -9, -14, -40]

    def test_a_number_stands_behind_a_symbol_or_beside_a_bar(self) -> None:
        forms = {
            "A/45/696/Add.1 Page 3": "3",
            "FCCC/CP/1995/7/Add.1 English Page 4": "4",
            "3 | Report on dust": "3",
            "Report on dust | 12": "12",
            "第3页 共20页": "3",
        }
        assert {form: running.printed_number(form) for form in forms} == forms

    def test_words_beside_a_bar_state_no_number(self) -> None:
        assert running.printed_number("POLICY BRIEF | No. 49, 2025") == ""

    def test_a_page_without_a_number_among_roman_ones_has_the_one_it_would_bear(self) -> None:
        assert labels(5, [], {0: "iii", 2: "v", 4: "3"}) == ["iii", "iv", "v", "vi", "3"]

    def test_the_file_states_its_labels(self) -> None:
        assert labels(3, ["i", "ii", "1"], {2: "9"}) == ["i", "ii", "1"]

    def test_a_page_between_numbered_pages_gets_the_number_it_would_bear(self) -> None:
        assert labels(4, [], {0: "7", 2: "9"}) == ["7", "8", "9", "10"]

    def test_pages_before_a_series_are_counted_down_to_one_and_a_cover_has_no_label(self) -> None:
        assert labels(6, [], {2: "ii", 3: "iii", 5: "2"}) == ["", "i", "ii", "iii", "iv", "2"]

    def test_pages_are_called_by_their_count_where_the_printed_numbers_are_it(self) -> None:
        assert labels(3, [], {1: "2"}) == ["1", "2", "3"]

    def test_labels_that_only_count_the_pages_yield_to_printed_numbers(self) -> None:
        assert labels(3, ["1", "2", "3"], {1: "8", 2: "9"}) == ["7", "8", "9"]

    def test_a_label_is_cited_without_the_name_that_a_layout_program_gave_its_section(self) -> None:
        assert labels(2, ["Sec1:i", "Sec2:1"], {}) == ["i", "1"]

    def test_a_sheet_of_two_pages_bears_both_numbers(self) -> None:
        sheets = [
            running.Sheet(842, 595, [line(str(n), 60, 570), line(str(n + 1), 770, 570), *column(50, PROSE, 200)])
            for n in (4, 6, 8)
        ]
        assert printed_labels(running.furniture(sheets)) == {0: "4–5", 1: "6–7", 2: "8–9"}

    def test_a_number_beside_a_running_head_is_that_of_the_page(self) -> None:
        sheets = [
            running.Sheet(595, 842, [line(f"State of the dust {n}", 50, 40), *column(50, PROSE, 200 + n)])
            for n in range(11, 15)
        ]
        assert printed_labels(running.furniture(sheets)) == {0: "11", 1: "12", 2: "13", 3: "14"}


class TestParagraphs:
    def texts(self, lines: list[TextLine]) -> list[str]:
        return [group.text for group in paragraphs.groups(lines, {10: 12.0})]

    def test_lines_at_the_usual_distance_are_one_paragraph(self) -> None:
        assert len(self.texts(column(50, PROSE))) == 1

    def test_more_space_begins_a_paragraph(self) -> None:
        assert len(self.texts([*column(50, PROSE), *column(50, PROSE, 160)])) == 2

    def test_each_list_mark_begins_an_item_and_its_lines_follow(self) -> None:
        lines = [line("(a) To measure dust at every station", 50, 100), line("of the network;", 70, 112),
                 line("(b) To publish", 50, 124)]  # fmt: skip
        assert [text[:3] for text in self.texts(lines)] == ["(a)", "(b)"]

    def test_bullets_are_known_in_any_font(self) -> None:
        for bullet in ("•", "►", "◼", "\uf075", "\ufffd\ufffd", "o", "–"):
            assert paragraphs.list_mark(f"{bullet} Measure the dust") == bullet
        assert not paragraphs.list_mark("often measured")

    def test_lines_of_a_numbered_paragraph_go_back_to_below_its_number(self) -> None:
        first = line("12. The Committee noted the", 50, 100)
        [flush] = paragraphs.groups([first, line("report.", 50, 112)], {})
        [hanging] = paragraphs.groups([first, line("report.", 70, 112)], {})
        [single] = paragraphs.groups([first], {})
        assert [paragraphs.is_set_out(group) for group in (flush, hanging, single)] == [True, False, None]

    def test_a_column_set_wider_than_the_rest_keeps_its_paragraphs(self) -> None:
        lines = [line(PROSE[1], 50, 100 + 16 * n) for n in range(5)]
        assert len(self.texts(lines)) == 1

    def test_a_first_line_in_italics_is_a_heading_of_its_own(self) -> None:
        lines = [line("Elastic Stop Nut", 50, 100, font="Serif-Italic"), *column(50, PROSE, 112)]
        assert self.texts(lines)[0] == "Elastic Stop Nut"

    def test_a_number_within_a_sentence_begins_no_item(self) -> None:
        lines = [line("It serves clean power, and cooperation SDG", 50, 100), line("17. Whether it does", 50, 112)]
        assert len(self.texts(lines)) == 1

    def test_a_sentence_left_open_goes_on_in_the_next_column(self) -> None:
        [above] = paragraphs.groups(column(50, PROSE), {})
        [closed] = paragraphs.groups(column(50, [*PROSE, "of the night."]), {})
        [below] = paragraphs.groups(column(320, ["of the night."]), {})
        assert paragraphs.goes_on(above, below)
        assert not paragraphs.goes_on(closed, below)

    def test_an_initial_at_the_start_of_a_line_is_no_list_letter(self) -> None:
        lines = column(
            50, ["Written by Almut Arneth, Panmao Zhai, Raphael", "R. Slade, S. Connors and others for the panel."]
        )
        assert len(self.texts(lines)) == 1


class TestFootnotes:
    def test_small_type_at_the_foot_is_split_by_its_marks(self) -> None:
        notes = [line("1 See the report.", 50, 700, 8), line("and its annex.", 50, 710, 8), line("2 Ibid.", 50, 720, 8)]
        text, found = footnotes.split([*column(50, PROSE), *notes], 10.0)
        assert text == column(50, PROSE)
        assert [[part.text for part in note] for note in found] == [
            ["1 See the report.", "and its annex."],
            ["2 Ibid."],
        ]

    def test_below_a_rule_notes_end_where_larger_type_begins(self) -> None:
        rule, imprint = line("_________", 50, 690), line("24-23250 (E)", 50, 740, 10)
        notes = [line("* See the report.", 50, 700, 8), line("1 Ibid.", 50, 720, 8)]
        text, found = footnotes.split([*column(50, PROSE), rule, *notes, imprint], 10.0)
        assert text == [*column(50, PROSE), rule, imprint]
        assert [[part.text for part in note] for note in found] == [["* See the report."], ["1 Ibid."]]

    def test_small_type_without_a_mark_is_text(self) -> None:
        lines = [*column(50, PROSE), line("Source: the network.", 50, 700, 8)]
        assert footnotes.split(lines, 10.0) == (lines, [])

    def test_a_page_of_small_type_is_no_note(self) -> None:
        lines = [line("12 stations", 50, 100, 8), line("14 stations", 50, 110, 8)]
        assert footnotes.split(lines, 10.0)[1] == []


class TestHeadings:
    BODY = headings.Body(10.0, False)

    def group(self, text: str, size: float = 10.0, font: str = "Serif") -> paragraphs.Group:
        return paragraphs.groups([line(text, 50, 100, size, font)], {})[0]

    def test_larger_or_bolder_type_makes_a_heading(self) -> None:
        assert headings.is_heading(self.group("The land", 14.0), self.BODY)
        assert headings.is_heading(self.group("The land", font="Serif-Bold"), self.BODY)
        assert not headings.is_heading(self.group("The land"), self.BODY)

    def test_a_bold_sentence_is_no_heading(self) -> None:
        assert not headings.is_heading(self.group("The land is dry.", font="Serif-Bold"), self.BODY)

    def test_a_numbered_bold_sentence_is_one(self) -> None:
        assert headings.is_heading(self.group("1. Bring back the herds.", font="Serif-Bold"), self.BODY)

    def test_medium_type_stands_out_from_light(self) -> None:
        light = headings.body_of([line(PROSE[0], 50, 100, font="Sans-Light")])
        assert headings.is_heading(self.group("The land", font="Sans-Medium"), light)
        assert not headings.is_heading(self.group("The land", font="Sans-Medium"), self.BODY)

    def test_capitals_are_a_heading_unless_they_are_code_or_a_symbol(self) -> None:
        typed = headings.body_of([line(PROSE[0], 50, 100, font="Courier")])
        code = self.group("CREATE PERMISSION", font="Courier")
        assert headings.is_heading(code, typed)
        assert not headings.is_heading(code, self.BODY)
        assert not headings.is_heading(self.group("ESCAP/81/L.3", font="Courier"), typed)

    def test_numbers_that_begin_anew_stand_under_what_has_none(self) -> None:
        texts = ("Decision on dust", "I. Scope", "A. Sources", "B. Sinks", "II. Costs", "Decision on sand", "I. Scope")
        assert headings.levels([self.group(text, 14.0) for text in texts]) == [1, 2, 3, 3, 2, 1, 2]

    def test_the_letter_after_h_is_no_roman_number(self) -> None:
        texts = ("I. Air", "A. Dust", "B. Smoke", "G. Ash", "H. Soot", "I. Haze", "II. Sea")
        assert headings.levels([self.group(text, 14.0) for text in texts]) == [1, 2, 2, 2, 2, 2, 1]

    def test_an_abbreviation_among_ideographs_does_not_make_capitals(self) -> None:
        assert not headings.is_heading(self.group("会议由TEMM和NEASPEC共同举办"), self.BODY)

    def test_larger_type_stands_higher_and_no_depth_is_left_out(self) -> None:
        groups = [self.group("A", 18.0), self.group("B", 12.0), self.group("C", 14.0), self.group("D", 12.0)]
        assert headings.levels(groups) == [1, 2, 2, 3]

    def test_the_numbering_tells_headings_of_one_style_apart(self) -> None:
        groups = [self.group(text, 14.0) for text in ("1 Land", "1.1 Dust", "1.2 Sand", "2 Sea")]
        assert headings.levels(groups) == [1, 2, 2, 1]


class TestLabels:
    def test_dot_leaders_and_a_page_number_make_an_entry(self) -> None:
        assert is_contents_entry("2. Partners ........... iv")
        assert not is_contents_entry("And so on... in 2014")

    def test_a_caption_is_told_from_a_sentence(self) -> None:
        assert is_caption("Table 2. Sessions of TEMM")
        assert is_caption("表1 沙尘过程")
        assert is_caption("Figure SPM.1 | The dust")
        assert is_caption("Схема 2. Перенос пыли")
        assert is_caption("专栏1 沙尘暴")
        assert not is_caption("Table 2 lists the sessions.")


class TestChapters:
    def test_the_numbering_of_a_chapter_makes_a_line_in_the_type_of_the_body_a_heading(self) -> None:
        body = headings.Body(10.0, False)
        for text in (
            "一、总体要求",
            "第二章 评级情况",
            "제1장 총칙",
            "Глава 1 Общие положения",
            "Нэгдүгээр бүлэг Нийтлэг",
        ):
            assert headings.is_heading(paragraphs.Group((line(text, 50, 100),), 50, 500), body), text

    def test_a_sentence_that_begins_so_is_none(self) -> None:
        body = headings.Body(10.0, False)
        group = paragraphs.Group((line("一、坚持绿色发展，保护生态环境。", 50, 100),), 50, 500)
        assert not headings.is_heading(group, body)

    def test_a_section_does_not_take_the_title_from_the_chapter_above_it(self) -> None:
        texts = ("第七章 企业资信状况", "一、历史信用评级情况", "二、授信情况")
        groups = [paragraphs.Group((line(text, 50, 100 + 60 * n),), 50, 500) for n, text in enumerate(texts)]
        headlines = [titles.Headline(n, 1, group) for n, group in enumerate(groups)]
        assert [headline.place for headline in titles.title(headlines)] == [0]
