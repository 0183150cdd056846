"""A passage as a citation, in the words of APA and of a person."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from index.passages import Found, Place
from ingest.document import Division, Metadata, Span
from search_api.citations import apa, link, permalink, place_in_words, quote_sha256, where_in_words

FOUND = Found(
    document_id="28f159305544dacb",
    span=Span(1203, 1216),
    text="Rain is acid.",
    kind="paragraph",
    language="en",
    section=("2. Context", "2.1 Air"),
    source="rain.pdf",
    metadata=Metadata("Rain over three seas", "Rain Office", 2021, "en", "https://example.org/rain"),
    place=Place(6, 6, "iv", "iv"),
    boxes=(),
    mentions=(),
    format="pdf",
)


@pytest.fixture
def found() -> Callable[..., Found]:
    """The passage above with some of what is known of its report left out or changed."""

    def changed(place: Place = FOUND.place, section: tuple[str, ...] = FOUND.section, **known: object) -> Found:
        return replace(FOUND, metadata=replace(FOUND.metadata, **known), place=place, section=section)

    return changed


@pytest.mark.parametrize(
    ("known", "citation"),
    [
        ({}, "Rain Office. (2021). Rain over three seas, p. iv. https://example.org/rain"),
        ({"url": ""}, "Rain Office. (2021). Rain over three seas, p. iv."),
        ({"year": None, "url": ""}, "Rain Office. (n.d.). Rain over three seas, p. iv."),
        ({"publisher": "", "url": ""}, "Rain over three seas. (2021). p. iv."),
        ({"publisher": "Rain Inc.", "url": ""}, "Rain Inc. (2021). Rain over three seas, p. iv."),
        ({"title": "Will it rain?", "url": "", "place": Place(1, 1, "", "")}, "Rain Office. (2021). Will it rain?"),
        ({"title": "雨の報告", "publisher": "環境省", "url": ""}, "環境省. (2021). 雨の報告, p. iv."),
    ],
)
def test_apa_names_publisher_year_title_and_page_as_far_as_they_are_known(
    found: Callable[..., Found], known: dict[str, object], citation: str
) -> None:
    assert apa(found(**known)) == citation


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (Place(6, 6, "iv", "iv"), "p. iv"),
        (Place(6, 7, "iv", "v"), "pp. iv\N{EN DASH}v"),
        (Place(1, 1, "", ""), ""),
        (Place(3, 3, "3", "3", Division.SLIDE), "slide 3"),
        (Place(3, 4, "3", "4", Division.SLIDE), "slides 3\N{EN DASH}4"),
        (Place(2, 2, "Air", "Air", Division.CHAPTER), 'chap. "Air"'),
        (Place(2, 2, "2020", "2020", Division.SHEET), 'sheet "2020"'),
        (Place(1, 1, "", "", Division.WHOLE, 14), "para. 14"),
    ],
)
def test_a_place_is_named_by_what_the_file_is_divided_into(place: Place, words: str) -> None:
    assert place_in_words(place) == words


@pytest.mark.parametrize(
    ("format", "address"),
    [
        ("pdf", "https://example.org/rain#page=6"),
        ("html", "https://example.org/rain#:~:text=Rain%20is%20acid."),
        ("docx", "https://example.org/rain"),
    ],
)
def test_a_link_leads_to_the_page_of_a_pdf_and_to_the_words_on_a_web_page(format: str, address: str) -> None:
    assert link(replace(FOUND, format=format)) == address


def test_a_report_without_an_address_has_no_link(found: Callable[..., Found]) -> None:
    assert link(found(url="")) == ""


@pytest.mark.parametrize(
    ("place", "section", "words"),
    [
        (Place(6, 6, "iv", "iv"), ("2. Context", "2.1 Air"), "p. iv (PDF page 6), 2. Context > 2.1 Air"),
        (Place(6, 7, "iv", "v"), (), "pp. iv\N{EN DASH}v (PDF page 6-7)"),
        (Place(3, 3, "3", "3"), ("Air",), "p. 3, Air"),
        (Place(1, 1, "", ""), ("Air",), "PDF page 1, Air"),
        (Place(1, 1, "", ""), (), "PDF page 1"),
    ],
)
def test_where_a_passage_stands_names_the_files_own_page_where_the_label_differs(
    found: Callable[..., Found], place: Place, section: tuple[str, ...], words: str
) -> None:
    assert where_in_words(found(place=place, section=section)) == words


def test_a_page_without_a_label_is_named_in_a_pdf_only(found: Callable[..., Found]) -> None:
    assert where_in_words(replace(found(place=Place(1, 1, "", ""), section=("Air",)), format="text")) == "Air"


def test_a_quotes_checksum_is_that_of_its_utf8_bytes() -> None:
    assert quote_sha256("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_a_permalink_is_the_address_of_the_span() -> None:
    assert permalink(FOUND.id) == "/v1/passages/28f159305544dacb-1203-1216"
