"""Rows of values, parted by whatever mark, in whatever encoding."""

import pytest

from ingest.document import Document, Kind
from ingest.parsers import csv as parser
from ingest.parsers import parse, recognize

ROWS = (("City", "Days", "Sea"), ("Ulsan", "3", "East"), ("Dalian", "4", "Yellow"), ("Fukuoka", "5", "East"))


def joined(mark: str) -> str:
    return "\n".join(mark.join(row) for row in ROWS)


def shown(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_mark_between_values_is_found(mark: str) -> None:
    document = parse(joined(mark).encode(), name="dust.csv")
    assert shown(document) == [(Kind.TABLE, "City\tDays\tSea\nUlsan\t3\tEast\nDalian\t4\tYellow\nFukuoka\t5\tEast")]
    assert document.blocks[0].header_rows == 1


def test_rows_are_known_by_their_content_too() -> None:
    assert recognize(joined(";").encode()) == "csv"


@pytest.mark.parametrize(
    "text",
    [
        "Dust fell, rain came, it went.\nIt was cold, and wet.\nNobody knew, or cared.\n",
        "Dear friends, dear guests, dear hosts,\nwe meet here today, in Ulan Bator, for the third time, and gladly.\n",
        "one\ntwo\nthree\n",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert recognize(text.encode()) == "text"


def test_quoted_values_keep_their_marks_and_line_breaks() -> None:
    document = parse(b'City,Days\n"Ulsan, Korea","3\n4"\n"says ""hot""",5\n', name="dust.csv")
    assert shown(document) == [(Kind.TABLE, 'City\tDays\nUlsan, Korea\t3 4\nsays "hot"\t5')]


def test_a_quotation_mark_left_open_swallows_nothing() -> None:
    rows = "\n".join(f"row {number},{number}" for number in range(100))
    document = parse(f'City,Days\n"open,1\n{rows}\n'.encode(), name="dust.csv")
    assert len(document.blocks[0].rows) == 102


def test_an_old_encoding_is_read() -> None:
    document = parse("城市,沙尘日数,来源\n北京的环境,3,中国\n大连的大气,4,中国\n".encode("gb18030"), name="dust.csv")
    assert "城市\t沙尘日数\t来源" in document.text


def test_the_mark_that_excel_declares_is_taken() -> None:
    assert shown(parse(b"sep=;\nA;B\n1,5;2,5\n", name="x.csv")) == [(Kind.TABLE, "A\tB\n1,5\t2,5")]


def test_a_single_column_is_a_table_under_its_name() -> None:
    document = parse(b"Sector\nEnergy\nWaste\n", name="sectors.csv")
    assert (document.blocks[0].kind, document.blocks[0].header_rows) == (Kind.TABLE, 1)


def test_lines_above_the_table_are_its_caption() -> None:
    document = parse(b"World Development Indicators\n\nCountry,2019\nJapan,3\nKorea,4\n", name="wdi.csv")
    assert [kind for kind, _ in shown(document)] == [Kind.PARAGRAPH, Kind.TABLE]


def test_a_large_file_is_cut_and_the_cut_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "MOST_CELLS", 10)
    document = parse("\n".join(f"row {n},{n}" for n in range(50)).encode(), name="x.csv")
    assert "row 20" not in document.text
    assert "6 of 50 rows" in document.remarks[0]
