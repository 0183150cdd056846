"""A grade says how far a page's text can be relied on, with the reason; remarks name what was not read as text."""

from dataclasses import replace
from typing import Any

import pytest

from ingest.assembly import Draft, Piece, assemble
from ingest.document import Division, Document, Kind, Page, PageState
from ingest.quality import Assessment, Grade, assess, remarks

SOUND = "Twelve stations along the coast of the Yellow Sea weigh the haze every hour of the day. " * 5
CHINESE = "沙尘暴每年春季从蒙古高原吹向沿海城市。" * 10
SHIFTED = "".join(chr((ord(c) - 97 + 3) % 26 + 97) if c.isalpha() else c for c in SOUND.lower())


def document(*pages: tuple[str, dict[str, Any]], **known: Any) -> Document:
    """A document with a paragraph a page; each page is its text and what else is known of it."""
    drafts = [Draft(Kind.PARAGRAPH, [Piece(text, number)]) for number, (text, _) in enumerate(pages, 1)]
    leaves = [Page(number, str(number), **fields) for number, (_, fields) in enumerate(pages, 1)]
    return assemble(drafts, format="pdf", pages=leaves, **known)


def graded(text: str, **page: Any) -> Assessment:
    return assess(document((text, page)))


@pytest.mark.parametrize("text", [SOUND, CHINESE, "Стратегия развития районов. " * 30, "7 8 9 10 " * 50, "UNFCCC"])
def test_sound_text_is_good_in_any_script(text: str) -> None:
    [page] = graded(text).pages
    assert (page.grade, page.reasons) == (Grade.GOOD, ())


@pytest.mark.parametrize(
    ("text", "grade", "reason"),
    [
        (SOUND + "\ufffd" * 8, Grade.FAIR, "unreadable characters (2%)"),
        (SOUND + "\ue000" * 90, Grade.POOR, "unreadable characters (20%)"),
        (SHIFTED, Grade.POOR, "too many consonants for words"),
        (SOUND.replace(" ", ""), Grade.POOR, "words run together (100%)"),
    ],
)
def test_text_that_no_reader_would_take_for_words_is_graded_down_and_says_why(
    text: str, grade: Grade, reason: str
) -> None:
    [page] = graded(text).pages
    assert page.grade is grade
    assert page.reasons[0].startswith(reason)


def test_a_page_without_text_has_no_grade_to_give() -> None:
    [page] = graded("", state=PageState.EMPTY, reason="no text layer").pages
    assert (page.grade, page.reasons) == (Grade.NONE, ("no text (no text layer)",))


@pytest.mark.parametrize(("certainty", "grade"), [(0.95, Grade.GOOD), (0.7, Grade.FAIR), (0.3, Grade.POOR)])
def test_an_uncertain_order_lowers_the_grade(certainty: float, grade: Grade) -> None:
    [page] = graded(SOUND, certainty=certainty).pages
    assert page.grade is grade


@pytest.mark.parametrize(("certainty", "grade"), [(0.97, Grade.FAIR), (0.3, Grade.POOR)])
def test_a_page_read_from_a_picture_is_fair_at_best(certainty: float, grade: Grade) -> None:
    [page] = graded(SOUND, state=PageState.RECOGNISED, certainty=certainty).pages
    assert page.grade is grade
    assert page.reasons[0] == f"read from a picture ({certainty:.0%} sure)"


@pytest.mark.parametrize(("silent", "grade"), [(0, "good"), (1, "good"), (2, "fair"), (4, "poor"), (10, "none")])
def test_a_document_is_as_good_as_its_pages(silent: int, grade: str) -> None:
    pages = [("", {"state": PageState.EMPTY})] * silent + [(SOUND, {})] * (10 - silent)
    assert assess(document(*pages)).whole.grade == grade


def test_the_grade_of_a_document_names_the_faults_and_how_many_pages_have_them() -> None:
    pages = [("", {"state": PageState.EMPTY}), (SHIFTED, {}), (SHIFTED, {})]
    assert assess(document(*pages)).whole.reasons == (
        "too many consonants for words: 2 of 3 pages",
        "no text: 1 of 3 pages",
    )


def test_remarks_name_silent_and_recognised_pages_after_what_befell_the_file() -> None:
    empty = {"state": PageState.EMPTY, "reason": "a scan"}
    pages = [("", empty), ("", empty), (SOUND, {}), (SOUND, {"state": PageState.RECOGNISED}), ("", empty)]
    assert remarks(document(*pages, remarks=["The file was damaged."])) == (
        "The file was damaged.",
        "1 of 5 pages read from a picture by character recognition (PDF page 4)",
        "3 of 5 pages without text (PDF pages 1-2, 5): a scan",
    )


def test_remarks_speak_of_slides_where_there_are_slides() -> None:
    slides = replace(document(("", {"state": PageState.EMPTY}), (SOUND, {}), divided=Division.SLIDE), format="pptx")
    assert remarks(slides) == ("1 of 2 slides without text (slide 1)",)


def test_a_sound_document_has_no_remarks() -> None:
    assert remarks(document((SOUND, {}))) == ()
