"""Workbooks, made with openpyxl."""

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from statistics import median

import pytest
from openpyxl import Workbook
from openpyxl.chart import BarChart, Reference

from ingest.document import Division, Document, Kind, PageState
from ingest.errors import Damaged
from ingest.parsers import parse, xlsx
from ingest.parsers.number_formats import displayed


def read(made: Workbook) -> Document:
    buffer = io.BytesIO()
    made.save(buffer)
    return parse(buffer.getvalue())


def workbook(*rows: tuple[object, ...]) -> Workbook:
    made = Workbook()
    made.active.title = "Emissions"
    for row in rows:
        made.active.append(row)
    return made


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


def test_a_sheet_is_a_page_with_its_name_as_heading_and_its_cells_as_a_table() -> None:
    made = workbook(("Country", 2019, 2020), ("Japan", 11.5, 12), ("Korea", 7, 6))
    made.create_sheet("Notes")["A1"] = "Counted twice."
    document = read(made)
    assert document.divided is Division.SHEET
    assert [page.label for page in document.pages] == ["Emissions", "Notes"]
    assert blocks(document) == [
        (Kind.HEADING, "Emissions"),
        (Kind.TABLE, "Country\t2019\t2020\nJapan\t11.5\t12\nKorea\t7\t6"),
        (Kind.HEADING, "Notes"),
        (Kind.PARAGRAPH, "Counted twice."),
    ]
    assert document.blocks[1].header_rows == 1


def test_tables_are_parted_by_empty_rows_and_columns_and_the_words_around_them_are_none() -> None:
    made = workbook(("Table 1. Dust days",), (), ("City", "Days", None, "Sea", "Depth"), ("Ulsan", 3, None, "East", 9))
    made.active.append(())
    made.active.append(("Source: Rain Office",))
    assert blocks(read(made))[1:] == [
        (Kind.CAPTION, "Table 1. Dust days"),
        (Kind.TABLE, "City\tDays\nUlsan\t3"),
        (Kind.TABLE, "Sea\tDepth\nEast\t9"),
        (Kind.CAPTION, "Source: Rain Office"),
    ]


def test_an_empty_row_before_mere_numbers_does_not_tear_a_table_from_its_header() -> None:
    made = workbook(("City", "Days"), ("Ulsan", 3), (), ("Total", 3))
    assert blocks(read(made))[1:] == [(Kind.TABLE, "City\tDays\nUlsan\t3\nTotal\t3")]


def test_merged_cells_reach_and_make_a_header_of_two_rows() -> None:
    made = workbook(("City", "Days", None), (None, "Spring", "Autumn"), ("Ulsan", 3, 4))
    made.active.merge_cells("B1:C1")
    made.active.merge_cells("A1:A2")
    table = read(made).blocks[1]
    assert table.header_rows == 2
    assert [(cell.rows, cell.columns) for cell in table.cells[:2]] == [(2, 1), (1, 2)]


def test_a_cell_merged_over_all_columns_reaches_no_further_than_the_words_below() -> None:
    made = workbook(("Dust days",), ("City", "Days"), ("Ulsan", 3))
    made.active.merge_cells("A1:XFD1")
    assert read(made).text == "Emissions\n\nDust days\n\nCity\tDays\nUlsan\t3\n\n\n"


def test_a_title_right_above_a_table_is_its_caption() -> None:
    made = workbook(("Dust days by city",), ("City", "Days"), ("Ulsan", 3))
    assert blocks(read(made))[1] == (Kind.CAPTION, "Dust days by city")


def test_a_hidden_sheet_is_read_and_named() -> None:
    made = workbook(("Shown", 1), ("Also", 2))
    made.create_sheet("Inputs")["A1"] = "Assumed."
    made["Inputs"].sheet_state = "hidden"
    document = read(made)
    assert "Assumed." in document.text
    assert "Inputs" in document.remarks[0]


def test_a_chart_gives_its_title_alone_since_its_numbers_are_cells() -> None:
    made = workbook(("Year", "Days"), (2019, 3), (2020, 4))
    chart = BarChart()
    chart.title = "Days with dust"
    chart.add_data(Reference(made.active, min_col=2, min_row=1, max_row=3), titles_from_data=True)
    made.active.add_chart(chart, "E5")
    assert [kind for kind, _ in blocks(read(made))] == [Kind.HEADING, Kind.TABLE, Kind.CAPTION]


def test_a_large_workbook_is_cut_and_the_cut_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx, "MOST_CELLS", 10)
    document = read(workbook(*((f"row {n}", n) for n in range(50))))
    assert "row 4" in document.text
    assert "row 20" not in document.text
    assert "Emissions" in document.remarks[0]


def test_a_broken_sheet_costs_that_sheet() -> None:
    made = workbook(*((f"Country {number}", number) for number in range(3000)))
    made.create_sheet("Rivers")["A1"] = "Silt is heavy."
    before, after = io.BytesIO(), io.BytesIO()
    made.save(before)
    with zipfile.ZipFile(before) as source, zipfile.ZipFile(after, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, content[: len(content) * 3 // 4] if "sheet1" in name else content)
    document = parse(after.getvalue())
    assert document.pages[0].state is PageState.FAILED
    assert "Silt is heavy." in document.text


def test_a_workbook_without_its_main_part_is_damaged() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("xl/worksheets/sheet1.xml", "<worksheet/>")
    with pytest.raises(Damaged):
        parse(buffer.getvalue())


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (0.1 + 0.2, "General", "0.3"),
        (1234567.891, "#,##0.0", "1,234,567.9"),
        (0.125, "0.0%", "12.5%"),
        (-5, "0.00;(0.00)", "(5.00)"),
        (12, '"US$" #,##0', "US$ 12"),
        (12, "[$¥-411]#,##0", "¥12"),
        (2500000, '0.0,,"M"', "2.5M"),
        (3.10, "0.##", "3.1"),
        (2020, "0", "2020"),
        (5, "@", "5"),
        (datetime(2021, 3, 1), "yyyy-mm-dd", "2021-03-01"),
        (datetime(2021, 3, 1, 9, 30), "m/d/yy h:mm", "2021-03-01 09:30"),
        (date(2021, 3, 1), "mmm yyyy", "2021-03"),
        (True, "General", "TRUE"),
        ("as it is", "@", "as it is"),
    ],
)
def test_a_value_is_shown_through_its_format(value: object, code: str, shown: str) -> None:
    assert displayed(value, code) == shown


@pytest.mark.shared
def test_words_of_real_workbooks_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    scores = word_scores(shared / "eval/formats/docling/tests/data/xlsx")
    assert median(scores.values()) >= 0.97
    assert min(scores.values()) >= 0.8
