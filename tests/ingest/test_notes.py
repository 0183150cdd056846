"""Footnotes and the marks that they are tied to."""

from ingest.assembly import Draft, Piece, assemble
from ingest.document import Document, Kind, Page


def text(words: str, *marks: str, page: int = 1) -> Draft:
    """A paragraph in which the first of each of `marks` stands raised."""
    places = [(words.index(mark), words.index(mark) + len(mark)) for mark in marks]
    return Draft(Kind.PARAGRAPH, [Piece(words, page, marks=tuple(places))])


def note(mark: str, words: str, page: int = 1) -> Draft:
    return Draft(Kind.FOOTNOTE, [Piece(f"{mark} {words}", page)], mark=mark)


def tied(*drafts: Draft) -> list[tuple[str, str]]:
    document: Document = assemble(drafts, format="pdf", pages=[Page(1, "1"), Page(2, "2")])
    return [
        (document.text[: found.mark.end].split()[-1], found.note.of(document.text).strip()) for found in document.notes
    ]


def test_a_raised_mark_is_tied_to_the_note_of_its_page() -> None:
    assert tied(text("The dust rose.1", "1"), note("1", "In 2024.")) == [("rose.1", "1 In 2024.")]


def test_marks_raised_together_are_each_tied() -> None:
    assert [where for where, _ in tied(text("Dust2,3", "2,3"), note("2", "Fine."), note("3", "Coarse."))] == [
        "Dust2",
        "Dust2,3",
    ]


def test_one_note_may_have_two_marks() -> None:
    assert len(tied(text("Dust1", "1"), text("Sand1", "1"), note("1", "Both."))) == 2


def test_the_same_mark_on_two_pages_means_two_notes() -> None:
    drafts = [text("Dust1", "1"), note("1", "Fine."), text("Sand1", "1", page=2), note("1", "Coarse.", page=2)]
    assert tied(*drafts) == [("Dust1", "1 Fine."), ("Sand1", "1 Coarse.")]


def test_a_note_that_was_carried_over_belongs_to_the_page_before() -> None:
    assert tied(text("Dust1", "1"), note("1", "Fine.", page=2)) == [("Dust1", "1 Fine.")]


def test_an_asterisk_need_not_be_raised_and_an_exponent_is_no_mark() -> None:
    assert tied(text("Over 5 km2, see there*", "2"), note("*", "There."), note("2", "Two.")) == [("there*", "* There.")]


def test_the_stars_of_a_bar_code_are_no_marks() -> None:
    assert tied(text("Of the agenda*"), text("*2500041*"), note("*", "There.")) == [("agenda*", "* There.")]
