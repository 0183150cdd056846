"""A file's format is told from its content; what cannot be read is named, with what to do."""

import io
import struct
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.errors import Damaged, Encrypted, OverLimit, ParseError, Unsupported
from ingest.parsers import containers, parse, recognize
from ingest.parsers.reading import Reading

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def archive(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7\n", "report.txt", "pdf"),
        (b"\n\n%PDF-1.4\n", "report", "pdf"),
        (archive("word/document.xml"), "report.pdf", "docx"),
        (archive("ppt/presentation.xml"), "report.docx", "pptx"),
        (b"<!DOCTYPE html><p>Dust", "report.txt", "html"),
        (b"<p>Dust</p>", "report.html", "html"),
        (b"# Dust\n\nText\n", "report.md", "markdown"),
        (b"# Dust\n\n| a | b |\n|---|---|\n", "", "markdown"),
        (b"# Dust\n\n| a | b |\n|---|---|\n", "report.txt", "text"),
        (b"Dust storms.\n", "report.docx", "text"),
        (b"BMW and ID3 are only words.\n", "", "text"),
    ],
)
def test_the_content_decides_and_the_name_only_breaks_ties(data: bytes, name: str, kind: str) -> None:
    assert recognize(data, name=name) == kind


@pytest.mark.parametrize(
    ("data", "called"),
    [
        (b"RIFF" + bytes(4) + b"WAVE" + bytes(20), "a sound or video"),
        (archive("xl/workbook.bin"), "XLSB"),
        (archive("report.pdf"), "ZIP archive; unpack it"),
        (OLE + "WordDocument".encode("utf-16-le"), r"legacy Word document \(.doc\)"),
        (b"{\\rtf1 Dust}", "RTF"),
        (b"WEBVTT\n\n00:00.000 --> 00:02.000\nDust fell.\n", "subtitles"),
        (b"<?xml version='1.0'?><report/>", "XML"),
    ],
)
def test_a_format_that_is_not_read_is_named(data: bytes, called: str) -> None:
    with pytest.raises(Unsupported, match=called):
        parse(data)


def test_a_word_document_with_a_password_is_encrypted() -> None:
    with pytest.raises(Encrypted, match="password"):
        parse(OLE + "EncryptedPackage".encode("utf-16-le"))


@pytest.mark.parametrize("name", ["report.docx", "report.pdf", "report.txt", ""])
def test_an_empty_file_is_damaged(name: str) -> None:
    with pytest.raises(Damaged, match="empty"):
        parse(b"", name=name)


@pytest.mark.parametrize("data", [b" \n\n\t\n", b"<html><body><script>x()</script></body></html>"])
def test_a_file_without_words_is_damaged(data: bytes) -> None:
    with pytest.raises(Damaged, match="no words"):
        parse(data)


def test_a_cut_off_docx_is_damaged() -> None:
    with pytest.raises(Damaged, match="broken or cut-off"):
        parse(archive("word/document.xml")[:-30])


@pytest.mark.shared
def test_every_file_of_other_formats_is_refused_or_read_but_never_breaks(shared: Path) -> None:
    for file in sorted((shared / "eval/formats/docling/tests/data").rglob("sources/*")):
        with suppress(ParseError):
            document = parse(file.read_bytes(), name=file.name)
            assert "".join(block.span.of(document.text) for block in document.blocks) == document.text


def test_a_container_of_too_many_parts_is_refused_before_it_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(containers, "MOST_MEMBERS", 3)
    with pytest.raises(OverLimit, match="container of 4 parts"):
        parse(archive("word/document.xml", "a", "b", "c"))


@pytest.mark.parametrize("part", ["word/document.xml", "ppt/presentation.xml", "xl/workbook.xml", "mimetype"])
def test_a_container_that_unpacks_without_end_is_refused_before_it_is_read(
    part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(containers, "MOST_GAINED", 2**20)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(part, b" " * 2**22)
    with pytest.raises(OverLimit, match="unpacks to 3 MiB more"):
        parse(buffer.getvalue())


def test_a_text_beyond_the_limit_is_cut_between_two_paragraphs_and_says_so() -> None:
    text = "\n\n".join(f"Paragraph {number} tells of the dust of spring." for number in range(20))
    document = parse(text.encode(), reading=Reading(most_characters=200))
    assert 100 < len(document.text) <= 200
    assert document.text.rstrip().endswith("spring.")
    assert document.blocks[-1].span.end == len(document.text)
    assert document.remarks == (
        f"Only the first {len(document.text)} of its {len(parse(text.encode()).text)} characters were read.",
    )


def test_a_text_that_can_not_be_cut_is_refused() -> None:
    with pytest.raises(OverLimit, match="longer than 10 characters"):
        parse(b"A single paragraph that is too long.", reading=Reading(most_characters=10))


@pytest.mark.parametrize(
    "text",
    ["a\n" + "\n" * 20_000 + "x", " " * 20_000 + "x", "[" * 100_000, "[a](b" * 50_000, "---" * 50_000, "| " * 50_000],
)
def test_no_text_makes_the_telling_of_its_format_slow(text: str) -> None:
    started = time.monotonic()
    assert recognize(text.encode()) == "text"
    assert time.monotonic() - started < 5


def test_a_directory_of_a_million_parts_is_refused_before_it_is_listed() -> None:
    part = b"PK\x01\x02" + bytes(24) + b"\x01" + bytes(17) + b"a"
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 0xFFFF, 0xFFFF, 10**6 * len(part), 4, 0)
    started = time.monotonic()
    with pytest.raises(OverLimit, match="container of 1000000 parts"):
        recognize(b"PK\x03\x04" + 10**6 * part + end)
    assert time.monotonic() - started < 2
