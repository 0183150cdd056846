"""Plain text: every kind of dirt that the seeds show, in words of our own, and the seeds themselves."""

import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.apparatus import marked
from ingest.document import Block, Division, Document, Kind
from ingest.parsers.text import parse

LONG = (
    "The member States reviewed the joint programme on dust and sandstorms and noted with appreciation that "
    "monitoring stations in the Gobi now share their readings every hour with all six countries. "
)


def read(text: str) -> Document:
    return parse(text.encode())


def words(document: Document, block: Block) -> str:
    return block.span.of(document.text).strip()


def of_kind(document: Document, kind: Kind) -> list[str]:
    return [words(document, block) for block in document.blocks if block.kind is kind]


def rows(document: Document) -> list[list[str]]:
    [table] = [block for block in document.blocks if block.kind is Kind.TABLE]
    return [row.of(document.text).split("\t") for row in table.rows]


def wrapped(text: str, *, between: str = "\n", width: int = 72) -> str:
    """`text` set in lines of `width`, as an extraction gives it."""
    return between.join(re.findall(rf".{{1,{width}}}(?:\s+|$)", text)) + between


# Paragraphs


def test_a_paragraph_broken_by_a_footnote_is_whole_and_the_note_stands_behind_it() -> None:
    document = read(f"{LONG}¹ However, the ageing of the stations has put\n\n¹ A note. 2020.\n\npressure on budgets.\n")
    assert [block.kind for block in document.blocks] == [Kind.PARAGRAPH, Kind.FOOTNOTE]
    assert "has put pressure on budgets." in words(document, document.blocks[0])
    assert document.blocks[1].mark == "¹"


def test_a_paragraph_broken_by_a_table_is_whole() -> None:
    document = read(
        f"{LONG}\n\nAccording to the progress report of\n\n"
        "Table 1. Indicators\n\nCountry\tHeld\nJapan\t12\nMongolia\t7\n\n2024, most indicators lag.\n"
    )
    assert of_kind(document, Kind.PARAGRAPH)[1] == "According to the progress report of 2024, most indicators lag."
    assert rows(document) == [["Country", "Held"], ["Japan", "12"], ["Mongolia", "7"]]


def test_lines_wrapped_at_a_width_are_joined() -> None:
    document = read(f"{wrapped(LONG)}\n{wrapped(LONG)}")
    assert of_kind(document, Kind.PARAGRAPH) == [LONG.strip(), LONG.strip()]


def test_a_blank_line_after_every_line_does_not_break_paragraphs() -> None:
    prose = wrapped(LONG, between="\n\n")
    document = read(f"{prose}A second paragraph begins here and ends.\n\n{prose}")
    assert of_kind(document, Kind.PARAGRAPH) == [LONG.strip(), "A second paragraph begins here and ends.", LONG.strip()]


def test_an_enumeration_inside_a_sentence_is_no_list() -> None:
    text = wrapped(LONG) + (
        "The five areas of work under the plan for these years are (a) clean air,\n"
        "(b) nature conservation, (c) marine protected areas and other sites that\nneed care.\n"
    )
    assert not of_kind(read(text), Kind.LIST_ITEM)


def test_wrapped_chinese_lines_are_joined_without_spaces() -> None:
    sentence = "各成员国应当加强沙尘暴监测站之间的数据共享并且每年向秘书处提交报告以便评估进展情况" * 2 + "。"
    lines = [sentence[n : n + 30] for n in range(0, len(sentence), 30)]
    document = read("\n".join(lines * 4))
    assert of_kind(document, Kind.PARAGRAPH)[0].startswith(sentence)


# Pages


def test_form_feeds_end_pages() -> None:
    document = read(f"{LONG}\f{LONG}\f{LONG}")
    assert document.divided is Division.PAGE
    assert [document.pages_of(block.span) for block in document.blocks] == [(1, 1), (2, 2), (3, 3)]


def test_rising_numbers_alone_on_their_line_give_pages_and_labels() -> None:
    document = read("".join(f"{LONG * 3}\n\n{number}\n\n" for number in (7, 8, 9)))
    assert [page.label for page in document.pages] == ["7", "8", "9"]
    assert of_kind(document, Kind.PAGE_NUMBER) == ["7", "8", "9"]
    assert document.pages_of(document.blocks[-2].span) == (3, 3)


def test_pages_whose_numbers_are_missing_share_the_labels_between() -> None:
    document = read("".join(f"{LONG * 3}\n\n{number}\n\n" for number in (1, 2, 5, 6)))
    assert [page.label for page in document.pages] == ["1", "2", "3–5", "6"]


def test_a_paragraph_that_runs_over_a_page_has_both_pages() -> None:
    document = read(f"{LONG * 3}\n\n1\n\n{LONG * 2} The plan has\n\n2\n\nfour aims. {LONG * 2}\n\n3\n")
    [broken] = [block for block in document.blocks if "has four aims" in words(document, block)]
    assert document.pages_of(broken.span) == (2, 3)


def test_a_single_number_inside_a_sentence_is_a_page_number_but_gives_no_pages() -> None:
    document = read(f"{LONG} The areas are air,\n\n5\n\nWater, and soil.\n")
    assert of_kind(document, Kind.PAGE_NUMBER) == ["5"]
    assert "air, Water" in document.text
    assert document.divided is Division.WHOLE
    assert len(document.pages) == 1


def test_lines_that_come_back_on_every_page_are_running_heads() -> None:
    document = read("\f".join(f"Annual Report of the Network\n\n{LONG}\n" for _ in range(4)))
    assert len(of_kind(document, Kind.RUNNING_HEAD)) == 3


# Headings, lists, contents, references


def test_numbered_headings_have_levels() -> None:
    document = read(
        f"1. Context\n\n1.1 Air Pollution\n\n{LONG}\n\n1) Dust\n\n{LONG}\n\n1.2 Seas\n\n{LONG}\n\n2. Outlook\n\n{LONG}"
    )
    headings = [(words(document, b), b.level) for b in document.blocks if b.kind is Kind.HEADING]
    assert headings == [("1. Context", 1), ("1.1 Air Pollution", 2), ("1) Dust", 3), ("1.2 Seas", 2), ("2. Outlook", 1)]


def test_a_short_line_before_text_is_a_heading_and_a_numbered_sentence_is_not() -> None:
    document = read(f"A Report on Dust\n\n{LONG}\n\nOverall Objective\n\n{LONG}\n\n1) {LONG}\n\n2) {LONG}")
    assert of_kind(document, Kind.HEADING) == ["Overall Objective"]
    assert len(of_kind(document, Kind.LIST_ITEM)) == 2


@pytest.mark.parametrize(
    "heading", ["第一章 总则", "제1장 총칙", "第一章　総則", "Глава 1. Общие положения", "III. Air"]
)
def test_headings_are_known_in_every_language(heading: str) -> None:
    document = read(f"{LONG}\n\n{heading}\n\n{LONG}")
    assert of_kind(document, Kind.HEADING) == [heading]


def test_an_article_of_a_law_is_a_paragraph() -> None:
    document = read("第一章 总则\n\n第一条 为了保护和改善环境，防治污染，制定本法。\n\n第二条 本法适用于全国。\n")
    assert len(of_kind(document, Kind.PARAGRAPH)) == 2


def test_bullets_of_two_kinds_are_nested() -> None:
    document = read("• Objectives:\no By 2030, halve the dust.\n• Activities:\no Plant shelter belts.\no Share data.\n")
    assert [b.level for b in document.blocks if b.kind is Kind.LIST_ITEM] == [1, 2, 1, 2, 2]


def test_a_list_of_contents_is_contents_and_the_headings_below_are_headings() -> None:
    document = read(f"Big Report\n\nContents\n\n1. Air\t4\n1.1 Dust ..... 5\n2. Sea\t9\n\n1. Air\n\n{LONG}\n")
    assert of_kind(document, Kind.CONTENTS) == ["1. Air\t4", "1.1 Dust ..... 5", "2. Sea\t9"]
    assert of_kind(document, Kind.HEADING)[-1] == "1. Air"


def test_a_marked_reference_list_ends_where_the_marks_end() -> None:
    document = read(
        f"{LONG}\n\nReferences\n\n- Lee 2020. Dust.\n- 王 2021. 沙尘.\n\n"
        f"北東アジアの国際協力\n\n{'砂塵の研究が進んでいる。' * 9}"
    )
    assert of_kind(document, Kind.LIST_ITEM) == ["- Lee 2020. Dust.", "- 王 2021. 沙尘."]
    assert of_kind(document, Kind.HEADING)[-1] == "北東アジアの国際協力"


def test_footnotes_with_plain_numbers_are_known_because_the_text_calls_them() -> None:
    text = wrapped(f"{LONG}The level fell in Seoul.1 It rose in the north of the region.2 {LONG}")
    document = read(f"{text}\n1 Ministry of Air, 2019. Report\n2 Ministry of Sea, 2020. Letter\n\n{text}")
    assert [block.mark for block in document.blocks if block.kind is Kind.FOOTNOTE] == ["1", "2"]


# Tables


def test_rows_of_figures_below_a_caption_get_their_cells_back() -> None:
    prose = wrapped(LONG, between="\n\n")
    document = read(
        f"{prose}Table 2. Listed species\n\nCountry Mammals Other\nFish*\n\nTotal\n\n"
        "China 7 9 16\nJapan 2 3 5\nRepublic\nof Korea\n\n1 2 3\n\nNote: counted once.\n\n" + prose
    )
    assert rows(document) == [
        ["Country", "Mammals", "Other Fish*", "Total"],
        ["China", "7", "9", "16"],
        ["Japan", "2", "3", "5"],
        ["Republic of Korea", "1", "2", "3"],
    ]
    assert of_kind(document, Kind.CAPTION) == ["Table 2. Listed species", "Note: counted once."]


def test_columns_under_a_row_of_dashes_are_cells() -> None:
    table = "Session  Year  Place\n-------  ----  -----\nTEMM11   2009  Beijing\nTEMM12   2010  Hokkaido\n"
    assert rows(read(f"{wrapped(LONG)}\n\n{table}")) == [
        ["Session", "Year", "Place"],
        ["TEMM11", "2009", "Beijing"],
        ["TEMM12", "2010", "Hokkaido"],
    ]


def test_an_underlined_line_is_a_heading_without_its_ruler() -> None:
    document = read(f"The Chronology\n==============\n\nSummary so far\n--------------\n\n{wrapped(LONG)}")
    assert [block.kind for block in document.blocks] == [Kind.TITLE, Kind.HEADING, Kind.PARAGRAPH]
    assert of_kind(document, Kind.HEADING) == ["Summary so far"]


def test_a_form_of_labels_and_values_keeps_a_row_for_each_line() -> None:
    fields = [
        "Division Green Growth",
        "Start date Q4 2017",
        "Funding source Core",
        "Budget USD 82,500.00",
        "Inputs used 8.8%",
    ]
    document = read(f"A Project on Cities\n\n{LONG}\n\nFacts\n\n{LONG}\n\n" + "\n\n".join(fields) + f"\n\n{LONG}")
    assert rows(document) == [[line] for line in fields]


def test_a_sentence_about_a_table_is_no_caption() -> None:
    document = read(f"Table 1 presents the indicators that countries report. {LONG}")
    assert [block.kind for block in document.blocks] == [Kind.PARAGRAPH]


# What is known of the whole


def test_the_first_line_is_the_title_unless_it_is_a_section() -> None:
    assert read(f"Dust Over Korea\n\n{LONG}").metadata.title == "Dust Over Korea"
    assert read(f"1. Introduction\n\n{LONG}").metadata.title == ""


def test_a_year_is_known_only_where_it_is_said_to_be_the_date() -> None:
    assert read(f"Dust Over Korea\n\nMarch 2021\n\n{LONG}").metadata.year == 2021
    assert read(f"Dust Over Korea in 2019\n\nIn 2020 all was well. {LONG}").metadata.year is None


DIRT = (
    "2.1 Air Pollution|Table 1. Things|1 A note|a word.1 See|China 1 2 3|Japan 4 5 6|• item|(a) one|(b) two|12|13||  |"
    "\f|Contents|A\t1|B\t2|Note: x|References|[1] a|① b|text ①|第一章 总则|这是一个很长的句子没有结束|- a|A short line|"
    "and then goes on in lower case until|CAPITALS|https://a.b/c|Goal 3.|¹ note|end.¹|# T|Source: us, while of"
)
LINES = st.sampled_from(DIRT.split("|"))
ANYTHING = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t\f\r"), max_size=200)


@given(st.one_of(ANYTHING, st.lists(st.one_of(LINES, ANYTHING), max_size=30).map("\n".join)))
@settings(max_examples=300, deadline=None)
def test_blocks_tile_the_text_and_no_character_is_lost(text: str) -> None:
    document = read(text)
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text
    lost = _characters(text) - _characters(document.text)
    assert set(lost) <= set("|+=:")
    assert not _characters(document.text) - _characters(text)


def _characters(text: str) -> Counter[str]:
    """Everything but white space and the hyphens that mending may take away."""
    return Counter(re.sub(r"[\s\ufeff\u00ad\u2010-]", "", text))


# The five seeds


@pytest.fixture(scope="module")
def seeds(shared: Path) -> dict[str, tuple[str, Document]]:
    files = sorted((shared / "seeds").glob("0*.txt"))
    return {file.name[:3]: (file.read_text(encoding="utf-8"), parse(file.read_bytes())) for file in files}


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_every_word_of_a_seed_is_kept(seeds: dict[str, tuple[str, Document]], name: str) -> None:
    text, document = seeds[name]
    assert Counter(re.findall(r"\w+", text)) == Counter(re.findall(r"\w+", document.text))


@pytest.mark.shared
@pytest.mark.parametrize("name", ["000", "001", "002", "003", "004"])
def test_no_paragraph_of_a_seed_breaks_off(seeds: dict[str, tuple[str, Document]], name: str) -> None:
    document = seeds[name][1]
    long = [text for text in of_kind(document, Kind.PARAGRAPH) if len(text) > 120]
    assert [text for text in long if not re.search(r"[.:!?。…”’)¹²³⁰⁴-⁹\d]$", text)] == []


@pytest.mark.shared
def test_the_strategic_plan_has_its_fifteen_pages(seeds: dict[str, tuple[str, Document]]) -> None:
    document = seeds["003"][1]
    assert len(document.pages) == 15
    assert {page.number: page.label for page in document.pages if page.label} == {2: "2", 3: "3", 11: "11"}


@pytest.mark.shared
def test_the_tables_of_the_strategic_plan_are_rows_again(seeds: dict[str, tuple[str, Document]]) -> None:
    document = seeds["003"][1]
    tables = [block for block in document.blocks if block.kind is Kind.TABLE]
    shapes = [(len(table.rows), table.rows[-1].of(document.text).count("\t") + 1) for table in tables]
    assert shapes[1][0] == 8
    assert tables[1].rows[5].of(document.text).split("\t")[0] == "Republic of Korea"
    assert [table.rows[0].of(document.text).split("\t") for table in tables[2:4]] == [
        ["China", "DPRK", "Japan", "Mongolia", "ROK", "Russian Federation"],
        ["", "China", "Japan", "Republic of Korea"],
    ]


@pytest.mark.shared
def test_the_article_keeps_its_table_notes_and_japanese_abstract_apart(seeds: dict[str, tuple[str, Document]]) -> None:
    document = seeds["000"][1]
    assert len(of_kind(document, Kind.FOOTNOTE)) == 21
    assert len(of_kind(marked(document), Kind.REFERENCE)) == 18
    assert rows(document)[1][0] == "Mongolia"
    assert of_kind(document, Kind.HEADING)[-1].endswith("(要旨)")
    assert of_kind(document, Kind.PARAGRAPH)[-1].startswith("2015年")
