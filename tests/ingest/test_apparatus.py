"""Contents, references, indexes and covers are known by their sequence, in six languages and any format."""

from __future__ import annotations

import pytest

from ingest.apparatus import marked
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Document, Kind, Page

PROSE = (
    "Haze from spring fires crossed the border on nineteen days, and the two services measured it with the same"
    " instruments for the first time. The figures agree within a tenth, and both sides will go on measuring."
)
ENTRIES = ("1. Air and haze", "1.1 Sources of dust", "2. Water", "2.1 Rivers", "3. Forests", "4. What is left to do")
PAGES = ("iv", "3", "9", "9", "17", "28")
CITATIONS = {
    "en": (
        "Orlova, P. and Sato, K. (2019). Haze over two plains. Journal of Border Air, 12(3), 45–61.",
        "[2] B. Ganbold et al., “Dust and rails,” in Proc. Steppe Conf., 2021, pp. 7-12. doi:10.1000/dust.7",
        "Clean Straits Office. 2020. Yearbook of litter. https://example.org/yearbook.pdf (accessed 3 May 2021).",
    ),
    "zh": (
        "[1] 林海, 周明. 两国沙尘监测研究[J]. 边境环境学报, 2019, 12(3): 45-61.",
        "[2] 王晓东. 草原退化与治理[M]. 北京: 绿原出版社, 2020.",
        "[3] 海峡清洁办公室. 海洋垃圾年报[R/OL]. 2021. https://example.org/yearbook.pdf",
    ),
    "ja": (
        "山本花子・佐藤健（2019）「二つの平野の煙霧」『国境大気学会誌』第12巻第3号、45–61頁。",
        "林一郎（2020）『草原と鉄道』緑原出版社。",
        "海峡清掃室（2021）「海ごみ年報」https://example.org/yearbook.pdf",
    ),
    "ko": (
        "김하늘·이바다 (2019). 두 평야의 연무. 국경대기학회지, 12(3), 45-61.",
        "박초원 (2020). 『초원과 철도』. 서울: 푸른들출판사.",
        "해협청소국 (2021). 해양쓰레기 연보. https://example.org/yearbook.pdf",
    ),
    "ru": (
        "Орлова П. А., Ким С. Дымка над двумя равнинами // Вестник приграничья. — 2019. — Т. 12, № 3. — С. 45–61.",
        "Степной Б. Б. Пыль и рельсы. — М.: Издательство «Равнина», 2020. — 210 с.",
        "Бюро чистых проливов. Ежегодник мусора [Электронный ресурс]. 2021. URL: https://example.org/yearbook.pdf",
    ),
    "mn": (
        "Ганболд Б., Сараа Ц. (2019). Хоёр талын утаа. Хилийн агаар сэтгүүл, 12(3), 45–61.",
        "Дорж Н. (2020). Тал нутаг ба төмөр зам. Улаанбаатар: Ногоон хэвлэл.",
        "Цэвэр хоолой товчоо. Хог хаягдлын эмхтгэл. 2021. https://example.org/yearbook.pdf",
    ),
}


def document(*drafts: tuple[Kind, str, int], format: str = "pdf") -> Document:
    pages = [Page(n, str(n)) for n in range(1, max(page for _, _, page in drafts) + 1)]
    made = [Draft(kind, [Piece(line, page) for line in text.split("\n")], level=1) for kind, text, page in drafts]
    return assemble(made, format=format, pages=pages)


def kinds(*drafts: tuple[Kind, str, int]) -> list[Kind]:
    return [block.kind for block in marked(document(*drafts)).blocks]


def paragraphs(*texts: str, page: int = 9) -> list[tuple[Kind, str, int]]:
    return [(Kind.PARAGRAPH, text, page) for text in texts]


@pytest.mark.parametrize("language", CITATIONS)
def test_a_run_of_citations_is_a_list_of_references_without_a_heading(language: str) -> None:
    found = kinds(*paragraphs(PROSE, *CITATIONS[language], PROSE))
    assert found == [Kind.PARAGRAPH, *[Kind.REFERENCE] * 3, Kind.PARAGRAPH]


@pytest.mark.parametrize(
    "heading",
    ["References", "5. BIBLIOGRAPHY", "参考文献", "引用・参考文献", "참고 문헌", "Список литературы", "Ном зүй"],
)
def test_one_citation_is_enough_under_a_heading_that_says_so(heading: str) -> None:
    found = kinds(
        *paragraphs(PROSE), (Kind.HEADING, heading, 9), *paragraphs(CITATIONS["en"][0], "Clean Straits Office.")
    )
    assert found[2] is Kind.REFERENCE


def test_sites_with_their_addresses_end_a_list_of_references_that_has_a_heading() -> None:
    sites = [f"- Office {name} https://example.org/2021/a_long_way_to_a_page_{name}.htm" for name in "ABCDE"]
    found = kinds((Kind.HEADING, "References", 9), *paragraphs(*CITATIONS["zh"], *sites))
    assert found == [Kind.HEADING, *[Kind.REFERENCE] * 8]


def test_prose_that_cites_is_no_list_of_references() -> None:
    cited = (
        "Haze was first measured on both sides of the border in spring (Orlova and Sato, 2019; Ganbold et al., 2021)"
        " and has been measured in every year since, which the yearbook shows (Clean Straits Office, 2020)."
    )
    assert set(kinds(*paragraphs(cited, cited, cited))) == {Kind.PARAGRAPH}


def test_numbered_paragraphs_of_minutes_are_no_references() -> None:
    minutes = [
        f"{n}. At the {n}th meeting, on {n} May 2021, the Office introduced draft A/L.{n}, which was adopted."
        for n in range(4, 9)
    ]
    assert Kind.REFERENCE not in kinds(*paragraphs(*minutes))


@pytest.mark.parametrize("heading", ["Contents", "目录", "目次", "차례", "Содержание", "Агуулга"])
def test_entries_whose_pages_rise_are_contents_under_their_heading(heading: str) -> None:
    lines = [f"{entry} {page}" for entry, page in zip(ENTRIES, PAGES, strict=True)]
    found = kinds((Kind.HEADING, heading, 1), *paragraphs(*lines, page=1), *paragraphs(PROSE))
    assert found == [Kind.HEADING, *[Kind.CONTENTS] * 6, Kind.PARAGRAPH]


def test_entries_that_come_again_as_headings_are_contents_without_a_heading() -> None:
    lines = "\n".join(f"{entry} {page}" for entry, page in zip(ENTRIES, PAGES, strict=True))
    chapters = [draft for entry in ENTRIES for draft in ((Kind.HEADING, entry, 9), (Kind.PARAGRAPH, PROSE, 9))]
    assert kinds((Kind.PARAGRAPH, lines, 1), *chapters)[0] is Kind.CONTENTS


def test_a_ranking_is_no_table_of_contents() -> None:
    lines = [f"Station {name} {days}" for name, days in zip("ABCDEFG", (3, 5, 8, 9, 12, 14, 20), strict=True)]
    assert Kind.CONTENTS not in kinds(*paragraphs(PROSE, *lines, PROSE))


def test_an_axis_with_leaders_that_do_not_rise_is_no_table_of_contents() -> None:
    found = kinds(*[(Kind.CONTENTS, f"Risk of dust ...... {n % 3}", 4) for n in range(9)])
    assert set(found) == {Kind.PARAGRAPH}


def test_an_index_is_told_by_the_alphabet_and_its_pages() -> None:
    terms = ["air, 3, 17–19", "barley, 8", "cranes, 4, 12", "dust, 1, 9, 33", "fires, 7", "grass, 21, 30", "haze, 2–5"]
    terms += ["ice, 14", "lakes, 6, 22", "mines, 11", "pasture, 25, 26", "rails, 31", "sand, 5, 13", "wells, 40"]
    assert kinds(*paragraphs(PROSE, "\n".join(terms[:7]), "\n".join(terms[7:])))[1:] == [Kind.INDEX] * 2


def test_the_lines_before_the_first_text_are_a_cover_but_for_its_heading_and_the_title() -> None:
    found = kinds(
        (Kind.HEADING, "CLEAN STRAITS OFFICE", 1),
        (Kind.TITLE, "Haze over two plains", 1),
        (Kind.PARAGRAPH, "Distr.: General 3 May 2021", 1),
        (Kind.HEADING, "1. Introduction", 2),
        (Kind.PARAGRAPH, PROSE, 2),
    )
    assert found == [Kind.COVER, Kind.TITLE, Kind.COVER, Kind.HEADING, Kind.PARAGRAPH]


def test_an_imprint_is_no_text() -> None:
    imprint = "Copyright © Clean Straits Office 2021. All rights reserved. ISBN 978-0-00-000000-2."
    found = kinds((Kind.TITLE, "Haze", 1), *paragraphs(imprint, PROSE, page=2), *paragraphs(PROSE, page=3))
    assert found[1:] == [Kind.COVER, Kind.COVER, Kind.PARAGRAPH]


def test_thanks_and_addresses_are_no_text() -> None:
    address = "Clean Straits Office, 4 Harbour Road. Tel: +00 1 234 56. E-mail: office@example.org"
    found = kinds(*paragraphs(PROSE), (Kind.HEADING, "Acknowledgements", 9), *paragraphs(PROSE, address))
    assert found == [Kind.PARAGRAPH, Kind.HEADING, Kind.COVER, Kind.COVER]


def test_a_list_of_abbreviations_stays_text() -> None:
    found = kinds((Kind.HEADING, "Abbreviations", 2), *paragraphs("CSO Clean Straits Office", "PM particulate matter"))
    assert set(found[1:]) == {Kind.PARAGRAPH}


def test_a_document_without_words_has_no_apparatus() -> None:
    empty = assemble([], format="text", pages=[Page(1, "")])
    assert marked(empty) == empty


def test_the_number_of_a_decision_is_no_page() -> None:
    lines = [f"{n}/CP.1\nReport on the haze of spring {'.' * 20} {4 * n}" for n in range(1, 7)]
    found = kinds((Kind.HEADING, "CONTENTS", 4), *paragraphs(*lines, page=4), *paragraphs(PROSE))
    assert found == [Kind.HEADING, *[Kind.CONTENTS] * 6, Kind.PARAGRAPH]


def test_an_entry_may_name_its_paragraphs_before_its_page() -> None:
    rows = [[f"{n}.", f"Haze of spring {'.' * 20}", f"{3 * n}–{3 * n + 2}", str(n + 2)] for n in range(1, 5)]
    table = Draft(Kind.TABLE, rows=[[[Piece(cell, 4)] for cell in row] for row in rows])
    drafts = [Draft(Kind.HEADING, [Piece("CONTENTS", 4)], level=1), table]
    made = assemble(drafts, format="pdf", pages=[Page(n, str(n)) for n in range(1, 9)])
    assert [block.kind for block in marked(made).blocks] == [Kind.HEADING, Kind.CONTENTS]


def test_a_list_of_authors_and_how_to_cite_them_is_an_imprint() -> None:
    authors = "Authors: " + ", ".join(f"Person {letter} (Plain State)" for letter in "ABCDEFGH")
    cite = "This summary should be cited as: Clean Straits Office, 2020: Yearbook of litter."
    found = kinds(*paragraphs(authors, cite, page=3), *paragraphs(PROSE))
    assert found == [Kind.COVER, Kind.COVER, Kind.PARAGRAPH]
