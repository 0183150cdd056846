"""A passage as it is shown: where it stands in any format, its footnotes, and how sure its reading is."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from index import documents
from index.generation import Generation
from index.passages import footnotes, passage, passage_at
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Box, Division, Document, Kind, Metadata, Note, Page, PageState, Passage, Span
from ingest.outcomes import Ingested

ID = "00000000000000aa"
WEB = Metadata("Rain", url="https://example.org/rain")

Write = Callable[..., Generation]


@pytest.fixture
def write(tmp_path: Path, write_generation: Write, ingested: Callable[..., Ingested]) -> Callable[..., Generation]:
    """Writes a document whose only passage is the blocks from `first` to `last`."""

    def written(document: Document, first: int = 0, last: int = -1) -> Generation:
        span = Span(document.blocks[first].span.start, document.blocks[last].span.end - 2)
        pages = document.pages_of(span)
        found = Passage(
            ID, span, span.of(document.text), Kind.PARAGRAPH, "en", (), *pages, paragraph=first + 1,
            confidence=document.confidence_of(span),
        )  # fmt: skip
        return write_generation(tmp_path / "generation", [ingested(document, ID, [found], [[]])])

    return written


def made(words: Sequence[str], *, divided: Division = Division.WHOLE, format: str = "text") -> Document:
    drafts = [Draft(Kind.PARAGRAPH, [Piece(text)]) for text in words]
    return assemble(drafts, format=format, pages=[Page(1, "")], divided=divided, metadata=WEB)


def test_a_passage_knows_its_paragraph_and_so_does_a_span_further_on(write: Callable[..., Generation]) -> None:
    document = made(["One.", "Two.", "Three.", "Four."])
    generation = write(document, first=1)
    start = document.text.index("Four")
    assert passage(generation, 0).place.paragraph == 2
    assert passage(generation, 0).place.unit is Division.WHOLE
    assert passage_at(generation, ID, Span(start, start + 4)).place.paragraph == 4


def test_the_footnotes_of_a_passage_are_those_whose_marks_stand_in_it(write: Callable[..., Generation]) -> None:
    document = made(["Rain is acid.1", "So is snow.2", "1 Measured by EANET.", "2 By nobody."])
    tied = [
        Note(Span(document.text.index(mark) + len(mark) - 1, document.text.index(mark) + len(mark)), block.span)
        for mark, block in zip(("acid.1", "snow.2"), document.blocks[2:], strict=True)
    ]
    generation = write(replace(document, notes=tuple(tied)), last=0)
    [note] = footnotes(generation, passage(generation, 0))
    assert note.mark.of("Rain is acid.1") == "1"
    assert (note.text, note.span.of(document.text)) == ("1 Measured by EANET.", "1 Measured by EANET.")


def test_words_read_from_a_picture_say_how_sure_their_reading_is(write: Callable[..., Generation]) -> None:
    lines = [Piece(text, 1, Box(1, 0, n, 9, n + 1), confidence=sure) for n, (text, sure) in enumerate(SCAN)]
    page = Page(1, "1", state=PageState.RECOGNISED, certainty=0.8)
    document = assemble([Draft(Kind.PARAGRAPH, lines)], format="pdf", pages=[page])
    generation = write(document)
    assert passage(generation, 0).confidence == pytest.approx(0.8)
    assert passage_at(generation, ID, Span(0, 4)).confidence == pytest.approx(0.9)
    assert generation.manifest.counts.pages_recognised == 1
    [report] = documents.documents(generation)
    assert (report["pages_recognised"], report["grade"]) == (1, "fair")
    assert report["remarks"] == ["1 of 1 page read from a picture by character recognition (PDF page 1)"]


SCAN = (("Rain is acid", 0.9), ("over the sea", 0.7))


def test_words_of_the_file_itself_have_no_such_doubt(write: Callable[..., Generation]) -> None:
    assert passage(write(made(["Rain."])), 0).confidence is None


@pytest.mark.parametrize(("format", "before"), [("html", "One.\n\n"), ("docx", "")])
def test_only_a_web_page_needs_the_text_around_a_passage(
    write: Callable[..., Generation], format: str, before: str
) -> None:
    generation = write(made(["One.", "Two."], format=format), first=1)
    assert passage(generation, 0).before == before
