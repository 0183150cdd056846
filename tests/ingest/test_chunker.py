"""A passage is its span: cut along sections, languages and tables, within the limit, nothing lost between two."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle, pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.assembly import Draft, Piece, assemble
from ingest.chunker import chunk
from ingest.document import FURNITURE, Document, Kind, Page, Passage
from ingest.embedding import Embedder
from ingest.parsers import parse

SENTENCES = (
    "Stations weigh the haze every hour.",
    "Who pays? Dr. Kim asked in 2019.",
    "三国每年开会。会议讨论沙尘暴！",
    "海洋ごみを数えている。網が多い。",
    "미세먼지 농도를 함께 측정한다.",
    "Тигры переходят границу.",
    "word " * 30,
    "无标点的长句" * 12,
    "   ",
)
PARAGRAPHS = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=5)
KINDS = st.sampled_from([kind for kind in Kind if kind is not Kind.TABLE])
DRAFTS = st.builds(
    lambda kind, lines, level, page: Draft(kind, [Piece(line, page) for line in lines], level),
    KINDS,
    PARAGRAPHS,
    st.integers(1, 3),
    st.integers(1, 3),
)
TABLES = st.builds(
    lambda rows, header: Draft(Kind.TABLE, rows=[[[Piece(cell)] for cell in row] for row in rows], header_rows=header),
    st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), min_size=1, max_size=6),
    st.integers(0, 1),
)
LANGUAGES = st.lists(st.sampled_from(("en", "zh", "ja", "ko", "ru")), min_size=1, max_size=4)
FAST = settings(max_examples=60, deadline=None)


def count_tokens(texts: Sequence[str]) -> list[int]:
    """A word is a token, and so is a character beyond Latin: quick, and like a real model's."""
    return [len(text.split()) + sum(character > "\u2e7f" for character in text) for text in texts]


def made(*drafts: Draft, languages: Sequence[str] = ("en",)) -> Document:
    document = assemble(drafts, format="text", pages=[Page(n, str(n)) for n in (1, 2, 3)])
    blocks = zip(document.blocks, cycle(languages), strict=False)
    return replace(document, blocks=tuple(replace(block, language=language) for block, language in blocks))


DOCUMENTS = st.builds(
    lambda drafts, languages: made(*drafts, languages=languages), st.lists(DRAFTS | TABLES, max_size=8), LANGUAGES
)


def cut(document: Document, max_tokens: int = 40) -> list[Passage]:
    return chunk(document, "d" * 16, count_tokens=count_tokens, max_tokens=max_tokens)


def paragraph(text: str, kind: Kind = Kind.PARAGRAPH, level: int = 0) -> Draft:
    return Draft(kind, [Piece(text)], level)


def table(*rows: str, header_rows: int = 1) -> Draft:
    return Draft(Kind.TABLE, rows=[[[Piece(cell)] for cell in row.split("|")] for row in rows], header_rows=header_rows)


@FAST
@given(DOCUMENTS)
def test_a_passage_is_its_span_without_blanks_around_it(document: Document) -> None:
    for passage in cut(document):
        assert passage.text == document.text[passage.span.start : passage.span.end] == passage.text.strip() != ""


@FAST
@given(DOCUMENTS)
def test_passages_stand_in_reading_order_and_never_overlap(document: Document) -> None:
    assert all(before.span.end <= after.span.start for before, after in pairwise(cut(document)))


@FAST
@given(DOCUMENTS)
def test_every_word_that_is_no_heading_and_no_furniture_is_in_a_passage(document: Document) -> None:
    covered = {i for passage in cut(document) for i in range(passage.span.start, passage.span.end)}
    for block in document.blocks:
        if block.kind is not Kind.HEADING and block.kind not in FURNITURE:
            places = range(block.span.start, block.span.end)
            assert all(i in covered for i in places if not document.text[i].isspace())


@FAST
@given(DOCUMENTS)
def test_every_heading_is_in_a_section_path_or_in_passages_of_its_own(document: Document) -> None:
    passages = cut(document)
    paths = {title for passage in passages for title in passage.section}
    covered = {i for passage in passages for i in range(passage.span.start, passage.span.end)}
    for block in document.blocks:
        if block.kind is Kind.HEADING and " ".join(block.span.of(document.text).split()) not in paths:
            places = range(block.span.start, block.span.end)
            assert all(i in covered for i in places if not document.text[i].isspace())


@FAST
@given(DOCUMENTS)
def test_no_furniture_is_in_a_passage(document: Document) -> None:
    furniture = [block.span for block in document.blocks if block.kind in FURNITURE]
    assert not any(passage.span.overlaps(span) for passage in cut(document) for span in furniture)


@FAST
@given(DOCUMENTS)
def test_no_passage_is_in_two_languages_or_two_sections(document: Document) -> None:
    for passage in cut(document):
        touched = [block for block in document.blocks if block.span.overlaps(passage.span)]
        if passage.kind is not Kind.TABLE:
            assert {block.language for block in touched} == {passage.language}
        assert passage.kind is Kind.HEADING or Kind.HEADING not in {block.kind for block in touched}


@FAST
@given(DOCUMENTS, st.integers(8, 60))
def test_no_passage_is_longer_than_the_limit(document: Document, max_tokens: int) -> None:
    assert all(count_tokens([passage.text])[0] <= max_tokens for passage in cut(document, max_tokens))


@FAST
@given(DOCUMENTS)
def test_a_passage_knows_its_pages(document: Document) -> None:
    assert all((p.page_first, p.page_last) == document.pages_of(p.span) for p in cut(document))


@FAST
@given(DOCUMENTS)
def test_stretches_stand_in_their_passage_and_leave_no_word_out(document: Document) -> None:
    for passage in cut(document):
        borders = [0, *(edge for span in passage.stretches for edge in (span.start, span.end)), len(passage.text)]
        assert borders == sorted(borders)
        covered = {i for span in passage.stretches for i in range(span.start, span.end)}
        assert all(i in covered for i, character in enumerate(passage.text) if not character.isspace())


@FAST
@given(DOCUMENTS)
def test_no_two_passages_have_the_same_id(document: Document) -> None:
    ids = [passage.id for passage in cut(document)]
    assert len(ids) == len(set(ids))


def test_neighbouring_paragraphs_of_a_section_share_a_passage() -> None:
    [passage] = cut(made(paragraph("Haze."), paragraph("Sand."), paragraph("- one", Kind.LIST_ITEM)))
    assert passage.text == "Haze.\n\nSand.\n\n- one"


def test_a_new_section_begins_a_new_passage_with_its_path() -> None:
    document = made(
        paragraph("Air", Kind.HEADING, 1),
        paragraph("Haze", Kind.HEADING, 2),
        paragraph("Stations."),
        paragraph("Sea", Kind.HEADING, 1),
        paragraph("Nets."),
    )
    assert [(p.text, p.section) for p in cut(document)] == [("Stations.", ("Air", "Haze")), ("Nets.", ("Sea",))]


def test_a_heading_with_nothing_under_it_is_a_passage_of_its_own() -> None:
    document = made(paragraph("Annex A", Kind.HEADING, 1), paragraph("Annex B", Kind.HEADING, 1), paragraph("Words."))
    assert [(p.kind, p.text) for p in cut(document)] == [(Kind.HEADING, "Annex A"), (Kind.PARAGRAPH, "Words.")]


def test_a_heading_at_the_end_is_a_passage_of_its_own() -> None:
    document = made(paragraph("Words."), paragraph("Annex", Kind.HEADING, 1))
    assert [p.text for p in cut(document)] == ["Words.", "Annex"]


def test_a_footnote_stands_apart_from_the_paragraphs_around_it() -> None:
    document = made(paragraph("One."), paragraph("1 A note.", Kind.FOOTNOTE), paragraph("Two."))
    assert [p.kind for p in cut(document)] == [Kind.PARAGRAPH, Kind.FOOTNOTE, Kind.PARAGRAPH]


def test_a_caption_stays_with_its_table() -> None:
    document = made(paragraph("Table 1. Costs", Kind.CAPTION), table("City|Cost", "Busan|7"))
    assert [p.text for p in cut(document)] == ["Table 1. Costs\n\nCity\tCost\nBusan\t7"]


def test_a_table_that_fits_is_kept_whole() -> None:
    [passage] = cut(made(table("City|Cost", *(f"Place {n}|{n}" for n in range(8)))))
    assert passage.text.count("\n") == 8


def test_a_long_table_is_cut_between_rows() -> None:
    document = made(table("City|Cost", *(f"Place {n}|{n}" for n in range(40))))
    rows = {row.of(document.text) for row in document.blocks[0].rows}
    assert all(set(p.text.split("\n")) <= rows for p in cut(document))


def test_later_parts_of_a_table_carry_its_caption_and_header_as_context() -> None:
    document = made(
        paragraph("Table 1. Costs", Kind.CAPTION), table("City|Cost", *(f"Place {n}|{n}" for n in range(40)))
    )
    first, *later = cut(document)
    assert first.context == ""
    assert {passage.context for passage in later} == {"Table 1. Costs\nCity\tCost"}


def test_a_caption_below_its_table_and_a_note_stay_with_it() -> None:
    rows = table("City|Cost", *(f"Place {n}|{n}" for n in range(40)))
    note = paragraph("Source: the network's own counts.")
    document = made(rows, note, paragraph("Table 1. Costs", Kind.CAPTION), paragraph("Cities pay."))
    _, *later, last, prose = cut(document)
    assert {passage.context for passage in (*later, last)} == {"Table 1. Costs\nCity\tCost"}
    assert last.text.endswith("Source: the network's own counts.\n\nTable 1. Costs")
    assert prose.text == "Cities pay."


def test_a_unit_between_a_caption_and_its_table_stays_with_it_and_is_repeated() -> None:
    rows = [[[Piece("Year")], [Piece("Expenditure")]], *([[Piece(f"{year}")], [Piece("14")]] for year in range(40))]
    text = Draft(Kind.PARAGRAPH, [Piece("It grew.")])
    caption, unit = Draft(Kind.CAPTION, [Piece("表1 支出")]), Draft(Kind.PARAGRAPH, [Piece("单位：万元")])
    document = made(text, caption, unit, Draft(Kind.TABLE, rows=rows, header_rows=1))
    before, first, *others = chunk(document, "r", count_tokens=count_tokens, max_tokens=30)
    assert before.text == "It grew."
    assert first.text.startswith("表1 支出\n\n单位：万元\n\nYear")
    assert others
    assert all(passage.context == "表1 支出\n单位：万元\nYear\tExpenditure" for passage in others)


def test_a_caption_between_two_tables_belongs_to_the_one_below() -> None:
    document = made(
        table("City|Cost", "Busan|7"), paragraph("Table 2. Days", Kind.CAPTION), table("City|Days", "Ulsan|9")
    )
    assert [passage.text for passage in cut(document)] == [
        "City\tCost\nBusan\t7",
        "Table 2. Days\n\nCity\tDays\nUlsan\t9",
    ]


def test_a_header_is_never_alone() -> None:
    first, *_ = cut(made(table("City|Cost", *(f"Place {n}|{n}" for n in range(40)))), max_tokens=8)
    assert first.text.startswith("City\tCost\nPlace 0\t0")


def test_a_long_paragraph_is_cut_between_sentences_and_evenly() -> None:
    text = " ".join(f"Station {n} weighs the haze every single hour." for n in range(12))
    passages = cut(made(paragraph(text)), max_tokens=40)
    assert all(passage.text.endswith("hour.") for passage in passages)
    sizes = count_tokens([passage.text for passage in passages])
    assert max(sizes) - min(sizes) <= 8


def test_passages_of_a_real_report_keep_within_the_model_s_own_tokens(embedder: Embedder) -> None:
    from corpus.catalogue import embedded_files

    report = next(file for file in embedded_files() if file.name == "chronology.txt")
    document = parse(report.read_bytes(), name=report.name)
    passages = chunk(document, "d" * 16, count_tokens=embedder.count_tokens, max_tokens=100)
    assert max(embedder.count_tokens([passage.text for passage in passages])) <= 100


def test_a_passage_knows_its_paragraph_which_furniture_does_not_count_for() -> None:
    head = Draft(Kind.RUNNING_HEAD, [Piece("Annual report")])
    first, second = (Draft(Kind.PARAGRAPH, [Piece(words)]) for words in ("word " * 30, "other " * 30))
    found = chunk(made(first, head, second), "0" * 16, count_tokens=count_tokens, max_tokens=30)
    assert [passage.paragraph for passage in found] == [1, 2]
