"""Books, written part by part."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Division, Document, Kind, Metadata, PageState
from ingest.errors import Damaged, Encrypted
from ingest.parsers import parse

CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="OEBPS/book.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"""
OPF = """<package xmlns="http://www.idpf.org/2007/opf" xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata>
<dc:title>Dust over three seas</dc:title><dc:publisher>Rain Office</dc:publisher><dc:date>2021-03-01</dc:date>
<dc:language>en-GB</dc:language><dc:identifier>https://example.org/dust</dc:identifier></metadata><manifest>
<item id="n" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/>
<item id="b" href="text/second.xhtml" media-type="application/xhtml+xml"/>
<item id="a" href="text/first%20one.xhtml" media-type="application/xhtml+xml"/>
<item id="c" href="cover.png" media-type="image/png"/></manifest>
<spine><itemref idref="n"/><itemref idref="a"/><itemref idref="b"/></spine></package>"""
NAV = '<html><body><nav><a href="text/second.xhtml#x">Deserts</a></nav></body></html>'
FIRST = """<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title/></head>
<body><a id="top"/><header><h2>Seas</h2></header><div class="sidebar"><p>Salt is old.</p></div></body></html>"""
SECOND = '<html xmlns="http://www.w3.org/1999/xhtml"><body><section><p>Sand is dry.</p></section></body></html>'
BOOK = {
    "META-INF/container.xml": CONTAINER,
    "OEBPS/book.opf": OPF,
    "OEBPS/nav.xhtml": NAV,
    "OEBPS/text/first one.xhtml": FIRST,
    "OEBPS/text/second.xhtml": SECOND,
}


def read(**changed: str | None) -> Document:
    """What is read from the book with some parts changed, or left out where None."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in (BOOK | {key.replace("__", "/"): part for key, part in changed.items()}).items():
            if content is not None:
                archive.writestr(name, content)
    return parse(buffer.getvalue())


def test_chapters_come_in_the_order_of_the_spine_and_are_called_as_in_the_navigation() -> None:
    document = read()
    assert document.divided is Division.CHAPTER
    assert [page.label for page in document.pages] == ["Seas", "Deserts"]
    assert [(block.kind, block.span.of(document.text).strip()) for block in document.blocks] == [
        (Kind.TITLE, "Seas"),
        (Kind.PARAGRAPH, "Salt is old."),
        (Kind.PARAGRAPH, "Sand is dry."),
    ]
    assert document.pages_of(document.blocks[-1].span) == (2, 2)


def test_the_package_tells_title_publisher_year_language_and_address() -> None:
    assert read().metadata == Metadata("Dust over three seas", "Rain Office", 2021, "en", "https://example.org/dust")


def test_a_missing_chapter_costs_that_chapter() -> None:
    document = read(**{"OEBPS__text__second.xhtml": None})
    assert document.pages[1].state is PageState.FAILED
    assert "Salt is old." in document.text


def encryption(algorithm: str) -> str:
    return f'<encryption><EncryptedData><EncryptionMethod Algorithm="{algorithm}"/></EncryptedData></encryption>'


def test_a_locked_book_is_encrypted() -> None:
    with pytest.raises(Encrypted, match="DRM"):
        read(**{"META-INF__encryption.xml": encryption("http://www.w3.org/2001/04/xmlenc#aes128-cbc")})


def test_obscured_fonts_lock_nothing() -> None:
    assert read(**{"META-INF__encryption.xml": encryption("http://www.idpf.org/2008/embedding")}).blocks


def test_a_book_without_its_package_document_is_damaged() -> None:
    with pytest.raises(Damaged, match="no package document"):
        read(**{"OEBPS__book.opf": None})


@pytest.mark.shared
def test_words_of_a_real_book_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    assert min(word_scores(shared / "eval/formats/docling/tests/data/epub").values()) >= 0.97
