"""Web pages: the main text with its structure, without the page's dressing."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Division, Document, Kind
from ingest.errors import Damaged, ParseError
from ingest.parsers.html import parse, read_blocks, read_tree

PAGE = """<!doctype html><html lang="ko-KR"><head><title>Clean Air | The Agency</title>
<meta property="og:site_name" content="The Agency"><meta name="date" content="2019-05-01">
<link rel="canonical" href="https://example.org/air"></head><body>
<nav><a href="/">Home</a></nav><div class="cookie-banner">We use cookies</div>
<main><h1>Clean Air</h1><h2>Dust</h2><p>Dust fell<br>by <b>half</b>.<sup><a href="#n1">1</a></sup></p>
<figure><img src="x.png"><figcaption>Figure 1. Map</figcaption></figure>
<table><caption>Table 1. Days</caption><tr><th>Country</th><th>2020</th><th>2021</th></tr>
<tr><td rowspan="2">Japan</td><td colspan="2">3</td></tr><tr><td>4</td><td>5</td></tr></table>
<ul><li>One<ul><li>Inner</li></ul></li></ul></main>
<section class="footnotes"><ol><li id="n1">Counted <i>once</i>.</li></ol></section>
<footer>All rights reserved</footer></body></html>"""


def read(text: str) -> Document:
    return parse(text.encode())


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


def test_a_page_is_read_block_by_block_without_its_dressing() -> None:
    assert blocks(read(PAGE)) == [
        (Kind.TITLE, "Clean Air"),
        (Kind.HEADING, "Dust"),
        (Kind.PARAGRAPH, "Dust fell by half.1"),
        (Kind.FOOTNOTE, "Counted once."),
        (Kind.CAPTION, "Figure 1. Map"),
        (Kind.CAPTION, "Table 1. Days"),
        (Kind.TABLE, "Country\t2020\t2021\nJapan\t3\t\n\t4\t5"),
        (Kind.LIST_ITEM, "One"),
        (Kind.LIST_ITEM, "Inner"),
    ]


def test_a_merged_cell_stands_once_and_the_header_is_known() -> None:
    document = read(PAGE)
    [table] = [block for block in document.blocks if block.kind is Kind.TABLE]
    assert (len(table.rows), table.header_rows) == (3, 1)


def test_the_page_says_title_publisher_year_language_and_address() -> None:
    stated = read(PAGE).metadata
    assert (stated.title, stated.publisher, stated.year) == ("Clean Air", "The Agency", 2019)
    assert (stated.language, stated.url) == ("ko", "https://example.org/air")


def test_a_page_has_no_pages() -> None:
    document = read(PAGE)
    assert document.divided is Division.WHOLE
    assert [(page.number, page.label) for page in document.pages] == [(1, "")]


def test_a_page_in_the_encoding_that_it_names_is_read() -> None:
    page = '<html><head><meta charset="gb2312"></head><body><p>北京的空气质量</p></body></html>'
    assert "北京的空气质量" in parse(page.encode("gb18030")).text


def test_a_block_named_like_dressing_that_holds_most_of_the_text_is_kept() -> None:
    document = read(f"<html><body><div id='sidebar'><p>{'Clean air matters. ' * 20}</p></div><p>End.</p></body></html>")
    assert "Clean air" in document.text


def test_a_table_that_only_lays_out_the_page_is_read_through() -> None:
    document = read("<html><body><table><tr><td><h2>Dust</h2><p>It fell.</p></td></tr></table></body></html>")
    assert [kind for kind, _ in blocks(document)] == [Kind.TITLE, Kind.PARAGRAPH]


def test_a_page_of_nothing_is_damaged() -> None:
    with pytest.raises(Damaged):
        parse(b"<!-- -->")


TAGS = (
    "<p>|</p>|<table>|<tr>|<td rowspan=2 colspan=3>|<td>|<th>|</tr>|</table>|<ul>|<li>|</ul>|<h1>|</h2>|<br>|<pre>|"
    "<a href='#x'>|<sup>|<section class=footnotes>|<li id='x'>|<div class='menu'>|text|more words|&lt;|\x00"
)


@given(st.lists(st.one_of(st.sampled_from(TAGS.split("|")), st.text(max_size=8)), max_size=30).map("\n".join))
@settings(max_examples=200, deadline=None)
def test_any_tags_give_blocks_that_tile_the_text(page: str) -> None:
    try:
        document = parse(f"<body>{page}".encode(errors="ignore"))
    except ParseError:
        return
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text


@pytest.mark.shared
def test_the_words_of_docling_pages_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    found = word_scores(shared / "eval/formats/docling/tests/data/html")
    assert median(found.values()) >= 0.97
    assert {name for name, score in found.items() if score < 0.8} == set()


def test_a_note_is_tied_to_its_call_and_not_to_the_same_figure_elsewhere() -> None:
    document = read(
        """<p>In 1 case dust fell.<sup><a href="#n1">1</a></sup></p><p>End.</p>
        <section class="notes"><ol><li id="n1">Counted once. <a href="#r1">↩</a></li></ol></section>"""
    )
    (tie,) = document.notes
    assert document.text[: tie.mark.start].endswith("dust fell.")
    assert tie.note.of(document.text).strip() == "Counted once."


def test_ordered_lists_show_the_numbers_that_a_browser_sets() -> None:
    document = read(
        """<ol start="3"><li>Salt</li><li value="7"><p>Silt</p><p>more</p></li></ol><ol type="a"><li>Sand</li></ol>
        <ol style="list-style: none"><li>Loess</li></ol><ol><li>(1) Itself</li><li>第二条 大气</li>
        <li>② 대기</li></ol>"""
    )
    shown = [block.span.of(document.text).strip() for block in document.blocks]
    assert shown == ["3. Salt", "7. Silt", "more", "a. Sand", "Loess", "(1) Itself", "第二条 大气", "② 대기"]


def test_a_formula_is_one_line() -> None:
    power = "<msup><mi>r</mi><mn>2</mn></msup>"
    document = read(f"<p>Area <math><mi>π</mi>{power}<mo>=</mo><mfrac><mi>a</mi><mi>b</mi></mfrac></math>.</p>")
    assert document.text.strip() == "Area πr^2=a/b."


def test_xhtml_ends_elements_where_they_begin() -> None:
    page = """<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
    <body><a id="x"/><script src="x.js"/><p>Dust fell.</p></body></html>"""
    assert read(page).text.strip() == "Dust fell."


def test_merged_cells_tell_how_far_they_reach() -> None:
    rows = '<tr><th rowspan="2">City</th><th colspan="2">Days</th></tr><tr><th>Spring</th><th>Autumn</th></tr>'
    document = read(f"<table>{rows}<tr><td>Ulsan</td><td>3</td><td>4</td></tr></table>")
    assert document.blocks[0].header_rows == 2
    assert [(cell.row, cell.column, cell.rows, cell.columns) for cell in document.blocks[0].cells[:3]] == [
        (0, 0, 2, 1),
        (0, 1, 1, 2),
        (1, 1, 1, 1),
    ]


def test_the_class_names_of_a_book_s_page_leave_nothing_out_of_its_tables() -> None:
    row = '<tr><td><p class="sidebar">Salt.</p><p>Sand is dry and old.</p></td><td>3</td></tr>'
    tree = read_tree(f"<table>{row}</table>")
    kept, dressed = (read_blocks(tree, tree, dressed=dressed)[0].rows[0][0] for dressed in (False, True))
    assert [piece.text for piece in kept] == ["Salt.", "Sand is dry and old."]
    assert [piece.text for piece in dressed] == ["Sand is dry and old."]


@pytest.mark.parametrize(
    ("rows", "header_rows"),
    [
        ((("Country", "Days"), ("Mongolia", "41"), ("Japan", "7")), 1),
        ((("Country", "Measure", "Body"), ("Mongolia", "Plants trees", "NEASPEC"), ("Japan", "Counts", "NOWPAP")), 1),
        ((("Mongolia", "41"), ("Japan", "7"), ("China", "88")), 0),
        ((("Name", "Dust network"), ("Seat", "Incheon"), ("Founded", "in spring")), 0),
    ],
    ids=["words above numbers", "words above columns", "numbers from the start", "names and values"],
)
def test_a_first_row_that_no_tag_calls_a_header_is_told_by_its_look(
    rows: tuple[tuple[str, ...], ...], header_rows: int
) -> None:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    document = parse(f"<html><body><h1>Dust</h1><table>{body}</table></body></html>".encode())
    [table] = [block for block in document.blocks if block.kind is Kind.TABLE]
    assert table.header_rows == header_rows
