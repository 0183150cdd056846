"""A document's blocks tile its text, its lines tell the page and the box of every character that stands on one."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.assembly import Draft, Extent, Piece, assemble
from ingest.document import Box, Cell, Document, Kind, Page, Span
from ingest.edges import Edges

WORDS = st.text(st.sampled_from("abcdef ghij-‐\u00ad 沙尘暴海のカ미세먼지,。. \u3000"), min_size=0, max_size=20)


@st.composite
def pieces(draw: st.DrawFn) -> Piece:
    text = draw(WORDS)
    page = draw(st.integers(1, 4))
    if draw(st.booleans()):
        return Piece(text, page)
    edges = Edges.of(50.0 + 6 * i for i in range(len(text) + 1))
    return Piece(text, page, Box(page, edges[0], 100, edges[-1], 110), edges if draw(st.booleans()) else Edges())


PIECES = st.lists(pieces(), max_size=4)
TEXTS = st.builds(Draft, st.sampled_from([kind for kind in Kind if kind is not Kind.TABLE]), PIECES)
TABLES = st.builds(
    lambda rows: Draft(Kind.TABLE, rows=rows, header_rows=1), st.lists(st.lists(PIECES, max_size=3), max_size=4)
)
DRAFTS = st.lists(TEXTS | TABLES, max_size=6)


def made(drafts: list[Draft]) -> Document:
    return assemble(drafts, format="text", pages=[Page(number, str(number)) for number in range(1, 5)])


def text_of(*lines: str) -> str:
    return made([Draft(Kind.PARAGRAPH, [Piece(line) for line in lines])]).text.rstrip("\n")


def spans_of(document: Document) -> st.SearchStrategy[Span]:
    starts = st.integers(0, max(0, len(document.text) - 1))
    return st.builds(lambda start, length: Span(start, start + length), starts, st.integers(1, 40))


@given(DRAFTS)
def test_blocks_tile_the_text_so_that_every_character_belongs_to_one(drafts: list[Draft]) -> None:
    document = made(drafts)
    borders = [0, *(block.span.end for block in document.blocks)]
    assert [block.span for block in document.blocks] == [Span(*pair) for pair in pairwise(borders)]
    assert borders[-1] == len(document.text)


@given(DRAFTS)
def test_every_visible_character_stands_on_a_line(drafts: list[Draft]) -> None:
    document = made(drafts)
    on_lines = {i for line in document.lines for i in range(line.span.start, line.span.end)}
    assert all(i in on_lines for i, character in enumerate(document.text) if not character.isspace())


@given(DRAFTS)
def test_lines_stand_in_reading_order_and_never_overlap(drafts: list[Draft]) -> None:
    lines = made(drafts).lines
    assert all(before.span.end <= after.span.start for before, after in pairwise(lines))


@given(DRAFTS)
def test_a_line_with_edges_has_one_more_than_its_characters(drafts: list[Draft]) -> None:
    assert all(len(line.edges) in (0, len(line.span) + 1) for line in made(drafts).lines)


@given(DRAFTS)
def test_rows_stand_inside_their_table_in_order(drafts: list[Draft]) -> None:
    for block in made(drafts).blocks:
        borders = [block.span.start, *(edge for row in block.rows for edge in (row.start, row.end)), block.span.end]
        assert borders == sorted(borders)


@given(DRAFTS)
def test_nothing_but_white_space_and_mended_hyphens_is_added_or_lost(drafts: list[Draft]) -> None:
    given_text = "".join(p.text for d in drafts for p in d.pieces + [p for r in d.rows for c in r for p in c])
    assert _bare(made(drafts).text) == _bare(given_text)


@given(st.data())
def test_the_pages_of_a_span_are_those_of_its_characters(data: st.DataObject) -> None:
    document = made(data.draw(DRAFTS))
    span = data.draw(spans_of(document))
    pages = [line.page for line in document.lines for i in range(line.span.start, line.span.end) if _in(i, span)]
    assert document.pages_of(span) == ((min(pages), max(pages)) if pages else (1, 1))


@given(st.data())
def test_the_box_of_a_span_reaches_from_its_first_to_its_last_character(data: st.DataObject) -> None:
    document = made(data.draw(DRAFTS))
    span = data.draw(spans_of(document))
    for line in document.lines_of(span):
        box = line.box_of(span)
        places = [i - line.span.start for i in range(line.span.start, line.span.end) if _in(i, span)]
        if line.box and line.edges:
            assert box == Box(line.page, line.edges[places[0]], 100, line.edges[places[-1] + 1], 110)
        else:
            assert box == line.box


def test_a_word_broken_by_a_hyphen_is_mended_where_it_stands_whole_elsewhere() -> None:
    assert text_of("the secretariat", "of the secre-", "tariat") == "the secretariat of the secretariat"


def test_a_compound_keeps_its_hyphen_at_the_end_of_a_line() -> None:
    assert text_of("low-carbon lowcarbon cities are low-", "carbon") == "low-carbon lowcarbon cities are low-carbon"


def test_a_hyphen_stays_where_nothing_tells_that_it_was_put_there() -> None:
    assert text_of("a trans-", "boundary plan") == "a trans-boundary plan"


def test_a_soft_hyphen_at_the_end_of_a_line_goes() -> None:
    assert text_of("trans\u00ad", "boundary") == "transboundary"


@pytest.mark.parametrize("after", ["Japan forum", "21 forum"])
def test_a_hyphen_before_a_capital_or_a_number_stays_without_a_blank(after: str) -> None:
    assert text_of("the China-", after) == f"the China-{after}"


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("沙尘暴的", "区域合作"), "沙尘暴的区域合作"),
        (("海洋ごみの", "調査"), "海洋ごみの調査"),
        (("미세먼지", "대책"), "미세먼지 대책"),
        (("Zaповедник", "у границы"), "Zaповедник у границы"),
        (("one", "two"), "one two"),
    ],
)
def test_lines_are_joined_as_their_script_wants(lines: tuple[str, str], joined: str) -> None:
    assert text_of(*lines) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("그 정책이 되었다. 회의는", "이 사업이 되", "었다. 끝"), "그 정책이 되었다. 회의는 이 사업이 되었다. 끝"),
        (("그 대기 오염 자료는", "여러 나라의 대기", "오염 자료"), "그 대기 오염 자료는 여러 나라의 대기 오염 자료"),
        (("한국과 중국의 농도", "를 측정한다"), "한국과 중국의 농도를 측정한다"),
    ],
)
def test_a_korean_word_broken_at_a_line_is_joined_by_what_stands_elsewhere(lines: tuple[str, ...], joined: str) -> None:
    assert text_of(*lines) == joined


@pytest.mark.parametrize(
    ("lines", "joined"),
    [
        (("охрана окружаю-", "щей среды"), "охрана окружающей среды"),
        (("где-", "либо ещё"), "где-либо ещё"),
        (("наука, социально и экономический план, социально-", "экономический"),
         "наука, социально и экономический план, социально-экономический"),
    ],
)  # fmt: skip
def test_a_russian_word_broken_at_a_line_is_mended_unless_it_is_a_compound(lines: tuple[str, ...], joined: str) -> None:
    assert text_of(*lines) == joined


def test_empty_drafts_are_left_out() -> None:
    assert made([Draft(Kind.PARAGRAPH), Draft(Kind.HEADING, [Piece(" \u3000")])]).blocks == ()


def test_cells_are_parted_by_tabs_and_rows_by_lines() -> None:
    rows = [[[Piece("City")], [Piece("Million")]], [[Piece("Busan")], [Piece("7")]]]
    document = made([Draft(Kind.TABLE, rows=rows)])
    assert [row.of(document.text) for row in document.blocks[0].rows] == ["City\tMillion", "Busan\t7"]


def test_each_filled_cell_knows_its_place_its_reach_and_its_ground() -> None:
    ground = Box(1, 50, 100, 250, 130)
    rows = [[[Piece("Cost")], []], [[Piece("2020")], [Piece("2021")]]]
    document = made([Draft(Kind.TABLE, rows=rows, extents={(0, 0): Extent(columns=2, boxes=(ground,))})])
    cost, *years = document.blocks[0].cells
    assert cost == Cell(Span(0, 4), 0, 0, columns=2, boxes=(ground,))
    assert [(cell.row, cell.column, cell.span.of(document.text)) for cell in years] == [(1, 0, "2020"), (1, 1, "2021")]


@given(DRAFTS)
def test_cells_stand_in_their_rows_and_hold_all_words_of_their_table(drafts: list[Draft]) -> None:
    document = made(drafts)
    for block in document.blocks:
        spans = [cell.span for cell in block.cells]
        assert all(a.end <= b.start for a, b in pairwise(spans))
        assert all(_covers(block.rows[cell.row], cell.span) for cell in block.cells)
        if block.kind is Kind.TABLE:
            words = "".join(span.of(document.text) for span in spans)
            assert _bare(words) == _bare(block.span.of(document.text))


def _covers(whole: Span, part: Span) -> bool:
    return whole.start <= part.start and part.end <= whole.end


def _in(place: int, span: Span) -> bool:
    return span.start <= place < span.end


def _bare(text: str) -> str:
    return "".join(character for character in text if not character.isspace() and character not in "-‐\u00ad")
