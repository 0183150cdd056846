"""What was written is what is read: any span's words, its lines and boxes, whatever rows they are kept in."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from index.errors import NoGeneration, QueryError
from index.generation import Generation
from index.manifest import FILE, Manifest
from index.passages import neighbours, passage, passage_at
from index.schema import SLAB
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Box, Document, Kind, Page, Passage, Span
from ingest.edges import Edges
from ingest.parsers import parse

LONG = "a" * 16
SHARED = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module")
def document() -> Document:
    """More than two slabs of text on pages of forty lines, each line with a box and an edge for each character."""
    lines = [f"Line {number:05} 海と山 of a long report, as dull as any" for number in range(4000)]
    drafts = [
        Draft(Kind.PARAGRAPH, [_piece(number, text) for number, text in enumerate(lines[i : i + 5], i)])
        for i in range(0, len(lines), 5)
    ]
    return assemble(drafts, format="pdf", pages=[Page(n + 1, f"p{n + 1}") for n in range(100)])


def _piece(number: int, text: str) -> Piece:
    top = 20.0 * (number % 40)
    edges = Edges.of(72.0 + 5 * i for i in range(len(text) + 1))
    return Piece(text, number // 40 + 1, Box(number // 40 + 1, edges[0], top, edges[-1], top + 12), edges)


@pytest.fixture(scope="module")
def long(
    tmp_path_factory: pytest.TempPathFactory, write_generation: Any, ingested: Any, document: Document
) -> Generation:
    spans = [Span(block.span.start, block.span.end - 2) for block in document.blocks]
    passages = [
        Passage(LONG, span, span.of(document.text), Kind.PARAGRAPH, "en", (), *document.pages_of(span))
        for span in spans
    ]
    report = ingested(document, LONG, passages, [[] for _ in passages])
    generation: Generation = write_generation(tmp_path_factory.mktemp("long") / "g", [report])
    return generation


SPANS = st.one_of(
    st.tuples(st.integers(0, 130_000), st.integers(1, 400)),
    st.tuples(st.sampled_from([SLAB - 5, SLAB, 2 * SLAB - 1, 0]), st.integers(1, 1000)),
).map(lambda pair: Span(pair[0], pair[0] + pair[1]))


def test_the_long_report_takes_several_rows(document: Document) -> None:
    assert len(document.text) > 2 * SLAB


@SHARED
@given(SPANS)
def test_the_words_of_any_span_are_those_of_the_document(long: Generation, document: Document, span: Span) -> None:
    assert long.text(LONG, span) == span.of(document.text)


@SHARED
@given(SPANS)
def test_the_lines_of_any_span_are_those_of_the_document(long: Generation, document: Document, span: Span) -> None:
    assert long.lines(LONG, span) == list(document.lines_of(span))


@SHARED
@given(SPANS)
def test_a_span_has_a_box_for_each_of_its_lines(long: Generation, document: Document, span: Span) -> None:
    assert long.boxes(LONG, span) == [line.box_of(span) for line in document.lines_of(span)]


@SHARED
@given(SPANS)
def test_any_span_can_be_cited_with_its_pages_and_their_labels(
    long: Generation, document: Document, span: Span
) -> None:
    assume(any(document.lines_of(span)))
    place = passage_at(long, LONG, span).place
    assert (place.first, place.last) == document.pages_of(span)
    assert (place.label_first, place.label_last) == (f"p{place.first}", f"p{place.last}")


def test_a_quote_has_the_box_of_just_its_characters(long: Generation, document: Document) -> None:
    start = document.text.index("海と山")
    [box] = long.boxes(LONG, Span(start, start + 3))
    assert (box.x0, box.x1) == (72 + 5 * 11, 72 + 5 * 14)


def test_a_real_pdf_has_the_boxes_that_its_parser_gave(built: Any, generation: Generation) -> None:
    file = built.folder / "haze.pdf"
    document = parse(file.read_bytes(), name=file.name)
    [(id,)] = generation.database.execute("SELECT id FROM documents WHERE source = 'haze.pdf'")
    whole = Span(0, len(document.text))
    assert generation.boxes(id, whole) == [line.box_of(whole) for line in document.lines_of(whole)]


def test_a_format_without_geometry_has_no_boxes(generation: Generation) -> None:
    [(id, characters)] = generation.database.execute("SELECT id, characters FROM documents WHERE source = 'shamo.txt'")
    assert generation.boxes(id, Span(0, characters)) == []


@pytest.mark.parametrize("span", [Span(-1, 5), Span(5, 5), Span(7, 3), Span(0, 10**9)])
def test_a_span_that_is_not_in_the_document_is_refused(long: Generation, span: Span) -> None:
    with pytest.raises(QueryError, match="There is no passage"):
        passage_at(long, LONG, span)


def test_a_span_of_an_unknown_document_is_refused(long: Generation) -> None:
    with pytest.raises(QueryError, match="There is no passage"):
        passage_at(long, "b" * 16, Span(0, 5))


def test_neighbours_stand_before_and_after_in_reading_order(long: Generation) -> None:
    before, after = neighbours(long, passage(long, 10), 2)
    assert [found.span for found in before + after] == [passage(long, n).span for n in (8, 9, 11, 12)]


def test_the_first_passage_has_no_neighbour_before_it(long: Generation) -> None:
    assert neighbours(long, passage(long, 0), 3)[0] == []


def test_a_generation_can_be_read_from_many_threads(long: Generation) -> None:
    texts: list[str] = []
    threads = [threading.Thread(target=lambda: texts.append(long.text(LONG, Span(0, 9)))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert texts == ["Line 0000"] * 8


def test_a_generation_refuses_to_be_written_to(long: Generation) -> None:
    with pytest.raises(Exception, match="readonly"):
        long.database.execute("DELETE FROM passages")


def test_the_vocabulary_of_the_build_is_kept_with_it(handmade: Generation, vocabulary: Any) -> None:
    assert list(handmade.entities.values()) == sorted(vocabulary, key=lambda entity: entity.id)


def test_a_folder_without_a_manifest_is_no_generation(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="Index again"):
        Generation(tmp_path)


def test_a_generation_of_another_schema_is_refused_with_what_to_do(tmp_path: Path, handmade: Generation) -> None:
    other = handmade.manifest.model_copy(update={"schema_version": 0})
    (tmp_path / FILE).write_text(other.model_dump_json(exclude={"vectors"}))
    assert Manifest.read(tmp_path).schema_version == 0
    with pytest.raises(NoGeneration, match="another version of sdgsearch"):
        Generation(tmp_path)
