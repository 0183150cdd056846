"""Tables on pages set by hand: which words are one, and where its cells are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.layout.glyphs import Direction, Frame, Glyph
from ingest.layout.grounds import seen
from ingest.layout.labels import is_continued, is_unit
from ingest.layout.page_tables import page_tables
from ingest.layout.parting import is_value
from ingest.layout.tables import Table

PAGE = Frame(Direction.RIGHT, 595.0, 842.0)
COLUMNS = (60.0, 200.0, 300.0, 400.0)
FAR = 12.0
"""Points from line to line."""

ROWS = (
    ("Country", "Stations", "Days"),
    ("Mongolia", "12", "41"),
    ("Japan", "25", "7"),
    ("Republic of Korea", "30", "19"),
    ("China", "112", "88"),
)


VALUES = st.sampled_from(["1", "22", "-", ""])


def words(text: str, x: float, base: float) -> list[Glyph]:
    step = 5.0
    return [
        Glyph(c, x + i * step, base - 8, x + (i + 1) * step, base + 2, base, 10.0, "Serif") for i, c in enumerate(text)
    ]


def set_rows(rows: Sequence[Sequence[str]], top: float = 100.0) -> list[Glyph]:
    return [
        glyph
        for number, row in enumerate(rows)
        for x, text in zip(COLUMNS, row, strict=False)
        for glyph in words(text, x, top + FAR * number)
    ]


def rule(x0: float, y0: float, x1: float, y1: float) -> dict[str, Any]:
    return {"x0": x0, "top": y0, "x1": x1, "bottom": y1}


def found(glyphs: list[Glyph], edges: Sequence[dict[str, Any]] = ()) -> list[Table]:
    return page_tables(edges, glyphs, PAGE)[0]


def texts(table: Table) -> list[list[str]]:
    return [[" ".join(line.text for line in cell) for cell in row] for row in table.rows]


def ruled(*, heights: Sequence[float], uprights: Sequence[float], sides: bool = True) -> list[dict[str, Any]]:
    left, right = 55.0, 495.0
    flat = [rule(left, y, right, y) for y in heights]
    stops = [left, *uprights, right] if sides else uprights
    return flat + [rule(x, heights[0], x, heights[-1]) for x in stops]


class TestRuled:
    def test_rows_that_no_rule_parts_are_told_by_their_numbers(self) -> None:
        edges = ruled(heights=(88, 103, 155), uprights=(195, 295))
        [table] = found(set_rows(ROWS), edges)
        assert texts(table) == [list(row) for row in ROWS]
        assert table.header_rows == 1

    def test_rules_missing_at_the_sides_lose_no_column(self) -> None:
        heights = [88 + FAR * number for number in range(6)]
        [table] = found(set_rows(ROWS), ruled(heights=heights, uprights=(195, 295), sides=False))
        assert texts(table) == [list(row) for row in ROWS]

    def test_columns_of_numbers_that_no_rule_parts_are_told_apart(self) -> None:
        heights = [88 + FAR * number for number in range(6)]
        [table] = found(set_rows(ROWS), ruled(heights=heights, uprights=(195,)))
        assert texts(table) == [list(row) for row in ROWS]

    def test_a_cell_over_two_columns_says_so(self) -> None:
        glyphs = words("Dust", 260, 100) + set_rows(ROWS, 112)
        upright = [rule(x, 103, x, 163) for x in (195, 295)]
        edges = [*ruled(heights=[91 + FAR * n for n in range(7)], uprights=()), *upright]
        [table] = found(glyphs, edges)
        assert table.reaches[0, 0].columns == 3

    def test_a_header_above_the_first_rule_is_in_the_table(self) -> None:
        heights = [103 + FAR * number for number in range(5)]
        [table] = found(set_rows(ROWS), ruled(heights=heights, uprights=(195, 295)))
        assert texts(table) == [list(row) for row in ROWS]
        assert table.header_rows == 1
        assert table.reaches[0, 1].box[1] == table.top

    def test_a_caption_and_a_unit_above_the_first_rule_are_not(self) -> None:
        glyphs = words("Table 1. Days of dust", 60, 88) + words("(in thousands)", 400, 98) + set_rows(ROWS[1:], 112)
        heights = [103 + FAR * number for number in range(5)]
        [table] = found(glyphs, ruled(heights=heights, uprights=(195, 295)))
        assert texts(table) == [list(row) for row in ROWS[1:]]

    def test_a_header_whose_right_side_has_no_rule_is_whole(self) -> None:
        heights = [88 + FAR * number for number in range(6)]
        flat = [rule(55 if n else 195, y, 495, y) for n, y in enumerate(heights)]
        upright = [rule(x, 88, x, heights[-1]) for x in (195, 295)]
        [table] = found(set_rows([("", "Stations", "Days"), *ROWS[1:]]), [*flat, *upright])
        assert texts(table)[0] == ["", "Stations", "Days"]

    def test_a_header_of_which_one_cell_has_a_rule_above_is_whole(self) -> None:
        heights = [88 + FAR * number for number in range(6)]
        flat = [rule(55, y, 495 if n else 195, y) for n, y in enumerate(heights)]
        upright = [rule(x, 88, x, heights[-1]) for x in (55, 195, 295)]
        [table] = found(set_rows(ROWS), [*flat, *upright, rule(495, heights[1], 495, heights[-1])])
        assert texts(table) == [list(row) for row in ROWS]

    def test_a_gap_in_an_upright_rule_joins_no_rows(self) -> None:
        heights = [88 + FAR * number for number in range(6)]
        edges = [rule(55, heights[n], 495, heights[n]) for n in (0, 1, 5)]
        edges += [rule(195, y, 495, y) for y in heights[2:5]]
        edges += [rule(x, 88, x, heights[-1]) for x in (55, 295, 495)]
        edges += [rule(195, 88, 195, heights[2]), rule(195, heights[4], 195, heights[5])]
        [table] = found(set_rows(ROWS), edges)
        assert [row[1] for row in texts(table)] == [row[1] for row in ROWS]

    def test_a_chart_with_its_net_is_no_table(self) -> None:
        labels = [words(str(100 * (5 - n)), 60, 100 + 20 * n) + words("coal", 300, 100 + 20 * n) for n in range(5)]
        net = [rule(80, 97 + 20 * n, 495, 97 + 20 * n) for n in range(5)]
        axes = [rule(x, 97, x, 177) for x in (80, 290, 495)]
        assert found([glyph for label in labels for glyph in label], [*net, *axes]) == []

    def test_a_page_with_ten_thousand_rules_is_passed_over(self) -> None:
        edges = [rule(n % 500, n / 13, n % 500 + 10, n / 13) for n in range(10_000)]
        assert found(set_rows(ROWS[:2]), edges) == []


def test_a_ground_within_one_of_its_colour_is_not_seen() -> None:
    cell = {"fill": True, "stroke": False, "non_stroking_color": (1, 1, 0.6), **rule(55, 88, 195, 112)}
    line = {**cell, **rule(60, 88, 190, 100)}
    other = {**line, "non_stroking_color": 0}
    assert seen([cell, line, other]) == [cell, other]


class TestAligned:
    def test_numbers_below_each_other_make_a_table_without_rules(self) -> None:
        [table] = found(set_rows(ROWS))
        assert texts(table) == [list(row) for row in ROWS]
        assert table.header_rows == 1

    def test_a_label_over_two_lines_is_one_cell(self) -> None:
        rows = [*ROWS[:3], ("Democratic People's",), ("Republic of Korea", "3", "5"), ROWS[4]]
        [table] = found(set_rows(rows))
        assert len(table.rows) in (5, 6)
        assert "Republic of Korea" in texts(table)[-2][0]

    @pytest.mark.parametrize(
        "rows",
        [
            [("Foreword", "", "", "1"), ("Dust and sand", "", "", "7"), ("The sea", "", "", "12")],
            [("1. To measure dust", ""), ("2. To publish it", ""), ("3. To act on it", "")],
            [("In 2019 the six countries", "met in Ulaanbaatar and spoke"), ("of dust, of the sea and of", "tigers")]
            * 3,
        ],
        ids=["contents", "a list", "two columns of prose"],
    )
    def test_what_only_looks_like_a_table_is_none(self, rows: list[tuple[str, ...]]) -> None:
        assert found(set_rows(rows)) == []

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(
            st.tuples(st.sampled_from(["Dust", "sand storms", "Sea"]), *[st.sampled_from(["1", "22", "-", ""])] * 3)
        ),
        st.sampled_from([(), (88, 100), (88, 112, 136), (88, 100, 112, 124, 136)]),
        st.sampled_from([(), (195,), (195, 295), (195, 295, 395)]),
        st.booleans(),
    )
    def test_cells_lie_side_by_side_and_no_word_is_lost(
        self, rows: list[tuple[str, ...]], heights: tuple[float, ...], uprights: tuple[float, ...], sides: bool
    ) -> None:
        glyphs = set_rows(rows)
        edges = ruled(heights=heights, uprights=uprights, sides=sides) if heights else []
        tables, rest = page_tables(edges, glyphs, PAGE)
        held = [line.text for table in tables for row in table.rows for cell in row for line in cell]
        everything = "".join(held) + "".join(line.text for line in rest)
        assert sorted(everything.replace(" ", "")) == sorted("".join("".join(row) for row in rows).replace(" ", ""))
        for table in tables:
            places = [
                place for start, reach in table.reaches.items() for place in _places(start, reach.rows, reach.columns)
            ]
            assert len(places) == len(set(places))
            filled = {(r, c) for r, row in enumerate(table.rows) for c, cell in enumerate(row) if cell}
            assert filled == set(table.reaches)
            assert all(row < len(table.rows) and column < len(table.stops) - 1 for row, column in places)


def _places(start: tuple[int, int], rows: int, columns: int) -> list[tuple[int, int]]:
    return [(start[0] + row, start[1] + column) for row in range(rows) for column in range(columns)]


def test_values_are_numbers_in_their_forms() -> None:
    for text in ("12", "1 200", "-3.5", "(4.2)", "45%", "n.a.", "–", "$2 000", "3,5*"):
        assert is_value(text), text
    assert not is_value("12 stations")


@pytest.mark.parametrize(
    "text",
    [
        "单位：万元",
        "（单位：亿元）",
        "(単位 千人)",
        "(단위: 천톤)",
        "(in millions of US dollars)",
        "(Thousands of United States dollars)",
        "Unit: Mt CO2e",
        "EUR million",
        "(per cent)",
        "млн долл. США",
        "(сая төгрөг)",
    ],
)
def test_a_unit_alone_on_its_line_is_known(text: str) -> None:
    assert is_unit(text)


@pytest.mark.parametrize("text", ["Unit 3: The cell", "单位领导", "40%", "In millions of homes, people burn coal."])
def test_words_that_begin_like_a_unit_are_none(text: str) -> None:
    assert not is_unit(text)


def test_a_caption_says_that_its_table_goes_on() -> None:
    assert all(map(is_continued, ("Table 3 (continued)", "Table 3 (cont'd)", "表3（续）", "Таблица 2 (продолжение)")))
    assert not is_continued("Table 3. Work continued in 2024")
