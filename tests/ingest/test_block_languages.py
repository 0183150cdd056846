"""Each block has the language that it is written in, or its document's where it tells none."""

from ingest.assembly import Draft, Piece, assemble
from ingest.block_languages import in_languages
from ingest.document import Division, Document, Kind, Page

ENGLISH = "The ministers of the environment met in spring and agreed on a plan for cleaner air in the region."
JAPANESE = "この論文は北東アジアにおける持続可能な開発目標に関する国際協力を論じる。"


def document(*drafts: Draft) -> Document:
    return assemble(drafts, format="text", pages=[Page(1, "")], divided=Division.WHOLE)


def languages(*drafts: Draft) -> list[str]:
    return [block.language for block in in_languages(document(*drafts)).blocks]


def test_an_abstract_in_another_language_is_told_apart() -> None:
    drafts = (Draft(Kind.PARAGRAPH, [Piece(ENGLISH)]), Draft(Kind.PARAGRAPH, [Piece(JAPANESE)]))
    assert languages(*drafts) == ["en", "ja"]


def test_a_short_heading_has_the_language_of_its_document() -> None:
    assert languages(Draft(Kind.HEADING, [Piece("2.1 Etat")]), Draft(Kind.PARAGRAPH, [Piece(ENGLISH)])) == ["en", "en"]


def test_a_table_of_names_in_latin_letters_has_the_language_of_its_document() -> None:
    cities = [
        [[Piece(name)] for name in row] for row in (("Batam", "Medan", "Bandung"), ("Surabaya", "Semarang", "Malang"))
    ]
    drafts = (Draft(Kind.PARAGRAPH, [Piece(ENGLISH)]), Draft(Kind.TABLE, rows=cities))
    assert languages(*drafts) == ["en", "en"]


def test_a_short_heading_in_another_script_has_the_language_of_its_neighbours() -> None:
    drafts = (
        Draft(Kind.PARAGRAPH, [Piece(ENGLISH * 3)]),
        Draft(Kind.HEADING, [Piece("要旨")]),
        Draft(Kind.PARAGRAPH, [Piece(JAPANESE)]),
        Draft(Kind.PARAGRAPH, [Piece("동북아")]),
    )
    assert languages(*drafts) == ["en", "ja", "ja", "ko"]
