"""Bytes in, a document out: which parser reads a file is told from its content, not from its name."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from importlib import import_module

from ingest.document import Document
from ingest.errors import Damaged, Encrypted, ParseError, Unsupported
from ingest.parsers import containers
from ingest.parsers.limits import within
from ingest.parsers.reading import Reading

_ADVICE = "give the report as PDF, DOCX, PPTX, XLSX, ODF, EPUB, CSV, HTML, Markdown, plain text or PNG, JPEG or TIFF"
_SNIFFED = 4096

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"RIFF", "a sound or video file"),
    (b"{\\rtf", "an RTF document"),
    (b"%!PS", "a PostScript file"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"Rar!", "a RAR archive"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ", "an xz archive"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"HWP Document File", "a Hangul (HWP) document"),
    (b"ID3", "a sound file"),
)
"""First bytes of formats that are not read, and what to call them."""

_PICTURES = (
    b"\x89PNG\r\n",
    b"\xff\xd8\xff",
    b"II*\x00",
    b"MM\x00*",
    b"II+\x00",
    b"MM\x00+",
    b"GIF8",
    b"\x00\x00\x00\x0cjP  ",
    b"\xff\x4f\xff\x51",
)
"""First bytes of PNG, JPEG, TIFF, GIF and JPEG 2000."""

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_OLE_STREAMS = (
    ("EncryptedPackage", ""),
    ("HwpSummaryInformation", "a Hangul (HWP) document"),
    ("WordDocument", "a legacy Word document (.doc)"),
    ("Workbook", "a legacy Excel workbook (.xls)"),
    ("PowerPoint Document", "a legacy PowerPoint presentation (.ppt)"),
)
"""Names of streams in Microsoft's old container, and what holds them."""

_READ = frozenset({"docx", "pptx", "xlsx", "epub", "odf"})
_ZIP_PARTS = (
    ("word/", "docx"),
    ("xl/workbook.bin", "a binary Excel workbook (XLSB)"),
    ("xl/", "xlsx"),
    ("ppt/", "pptx"),
    ("Contents/content.hpf", "a Hangul (HWPX) document"),
    ("META-INF/container.xml", "epub"),
    ("content.xml", "odf"),
)

_SEEN = frozenset({"pdf", "image"})
"""Formats whose pages are kept, each with its reason, even where none has words."""
_LIMITED = frozenset({"xlsx", "csv"})
"""Formats whose files may hold far more than anyone reads."""

_HTML = re.compile(r"<!doctype\s+html|<(?:html|head|body)[\s>]", re.IGNORECASE)
_HTML_PIECE = re.compile(r"<(?:p|div|h[1-6]|table|ul|ol|article|section|span)(?:\s[^<>]*)?>", re.IGNORECASE)
_SUBTITLES = re.compile(r"WEBVTT(?:\s|$)|\d+\r?\n\d\d:\d\d:\d\d,\d{3} --> ")
_XML = re.compile(r"\s*<\?xml\s")
_MARKDOWN = (
    re.compile(r"^#{1,6} \S", re.MULTILINE),
    re.compile(r"^[^\S\n]*+(?:\|[^\S\n]*+)?:?-{3,}+:?[^\S\n]*+\|", re.MULTILINE),
    re.compile(r"^(?:```|~~~)", re.MULTILINE),
    re.compile(r"\[[^\[\]\n]+\]\([^)\s\[]+\)"),
    re.compile(r"\A---\n"),
)
"""No part of these can begin at two places of a run: a service that takes a file in reads it by them."""
_MARKDOWN_NAME = re.compile(r"\.(?:md|markdown|mdown|mkd)$", re.IGNORECASE)
_ROWS_NAME = re.compile(r"\.(?:csv|tsv|tab)$", re.IGNORECASE)
_HTML_NAME = re.compile(r"\.(?:html?|xhtml)$", re.IGNORECASE)


def parse(data: bytes, *, name: str = "", reading: Reading = Reading()) -> Document:
    """The document that `data` holds. The ending of `name` decides only where the content leaves it open.

    Raises `Unsupported` for a format that is not read, `Damaged` for an empty or broken file and `Encrypted`
    where the file wants another password, `OverLimit` where it is a trap or beyond all measure.
    """
    kind = recognize(data, name=name)
    if kind in _SEEN:
        return _parser(kind)(data, reading)
    document = _parser(kind)(data, reading) if kind in _LIMITED else _parser(kind)(data)
    if not document.blocks:
        raise Damaged("the file holds no words; check that it was saved completely")
    return within(document, reading)


def recognize(data: bytes, *, name: str = "") -> str:
    """The format of `data`, by the name of the module that reads it. Raises as `parse` does."""
    from ingest.parsers.mail import is_message

    if not data:
        raise Damaged("the file is empty (0 bytes); get it again from its source")
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if data.startswith(b"PK"):
        return _in_zip(data)
    if data.startswith(_OLE):
        raise _in_ole(data)
    if is_message(data):
        return "mail"
    if _is_picture(data):
        return "image"
    for magic, called in _MAGIC:
        if data.startswith(magic) and not _is_word(data, magic):
            raise Unsupported(f"this is {called}, which is not read; {_ADVICE}")
    return _in_text(data, name)


def _parser(kind: str) -> Callable[..., Document]:
    """A parser's module is loaded when its first file comes: PDF and HTML bring large libraries."""
    parser: Callable[..., Document] = import_module(f"ingest.parsers.{kind}").parse
    return parser


def _is_picture(data: bytes) -> bool:
    if data.startswith(b"RIFF"):
        return data[8:12] == b"WEBP"
    return data.startswith(_PICTURES) or (data.startswith(b"BM") and not _is_word(data, b"BM"))


def _is_word(data: bytes, magic: bytes) -> bool:
    """Whether a text begins with the letters of `magic`, as "BM" or "ID3"."""
    return magic.isalnum() and b"\x00" not in data[:64]


def _in_zip(data: bytes) -> str:
    try:
        containers.check_parts(data)
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            containers.check_size(archive)
            names = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise Damaged(f"the file is a broken or cut-off DOCX or ZIP ({error}); get it again from its source") from error
    for part, kind in _ZIP_PARTS:
        if any(name.startswith(part) for name in names):
            if kind in _READ:
                return kind
            raise Unsupported(f"this is {kind}, which is not read; {_ADVICE}")
    raise Unsupported("this is a ZIP archive; unpack it and index the reports inside")


def _in_ole(data: bytes) -> ParseError:
    for stream, called in _OLE_STREAMS:
        if stream.encode("utf-16-le") in data:
            if not called:
                return Encrypted("the document is encrypted with a password; save it without one and index it again")
            return Unsupported(f"this is {called}, which is not read; {_ADVICE}")
    return Unsupported(f"this is a legacy Microsoft Office file, which is not read; {_ADVICE}")


def _in_text(data: bytes, name: str) -> str:
    from ingest.parsers.csv import looks_like_rows
    from ingest.parsers.decoding import decode

    text = decode(data)
    head = text[:_SNIFFED]
    if _HTML.search(head) or (_HTML_NAME.search(name) and _HTML_PIECE.search(head)):
        return "html"
    if _SUBTITLES.match(head):
        raise Unsupported(f"these are subtitles of a video, which are not read; {_ADVICE}")
    if _XML.match(head):
        raise Unsupported(f"this is an XML file, which is not read; {_ADVICE}")
    if len(_HTML_PIECE.findall(head)) >= 5 and head.lstrip().startswith("<"):
        return "html"
    if _MARKDOWN_NAME.search(name):
        return "markdown"
    if _ROWS_NAME.search(name) or (not name.lower().endswith(".txt") and looks_like_rows(text)):
        return "csv"
    signs = sum(pattern.search(text) is not None for pattern in _MARKDOWN)
    return "markdown" if not name.lower().endswith(".txt") and signs >= 2 else "text"
