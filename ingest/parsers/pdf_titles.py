"""Which title and year a PDF's report has: what the file states where that is sensible, else what stands on top."""

from __future__ import annotations

import re
from collections.abc import Mapping

from lxml import etree

from ingest.document import Document, Kind, Metadata
from ingest.layout.mastheads import names_kind, tells


def metadata(stated_info: Mapping[str, object], document: Document, packet: bytes = b"") -> Metadata:
    """Title and year, from the file's own information, its XMP `packet`, and the words on its first two pages.

    Of two sensible titles that the file states the longer one is taken where it holds the other.
    """
    info = {key: value for key, value in stated_info.items() if isinstance(value, str)}
    stated = [title for title in (info.get("Title", "").strip(), xmp_title(packet)) if _sensible(title)]
    title = next((other for other in stated[1:] if stated[0] in other), stated[0]) if stated else _headline(document)
    years = set(_YEAR.findall(f"{title} {info.get('Subject', '')}"))
    return Metadata(title=title, year=int(years.pop()) if len(years) == 1 else None)


def xmp_title(packet: bytes) -> str:
    """The title in an XMP packet, in the default language if in several; nothing of a broken one (ISO 16684-1, 8.4)."""
    try:
        tree = etree.fromstring(packet, _XML)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    titles = tree.findall(f".//{_DC}title//{_RDF}li") if tree is not None else []
    default = [title for title in titles if title.get(_LANGUAGE) == "x-default"]
    return next((" ".join(title.text.split()) for title in [*default, *titles] if title.text), "")


_XML = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
_DC = "{http://purl.org/dc/elements/1.1/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _sensible(title: str) -> bool:
    """Whether a stated title is one, and not what a word processor put there."""
    return tells(title) and not _FILE_NAME.search(title) and not _MISREAD.search(title)


def _headline(document: Document) -> str:
    """The title on the page, what a memorandum says it is about, or what stands under the title."""
    first_pages = [block for block in document.blocks if document.pages_of(block.span)[0] <= 2]
    titles = [place for place, block in enumerate(first_pages) if block.kind is Kind.TITLE]
    texts = [" ".join(block.span.of(document.text).split()) for block in first_pages]
    subjects = [match[1] for text in texts if (match := _SUBJECT.match(text)) and len(text) < _LONGEST]
    under = [
        text for place in titles for text in texts[place + 1 : place + 2] if len(text) < _LONGEST and text[-1:] != "."
    ]
    candidates = [*(texts[place] for place in titles), *subjects, *under]
    return next((text for text in candidates if tells(text)), "") or next(filter(names_kind, candidates), "")


_LONGEST = 300
_SUBJECT = re.compile(r"(?:subject|re|제목|件名|主题|тема)\s*[:：]\s*(\S.{8,})", re.IGNORECASE)
_FILE_NAME = re.compile(
    r"^(?:microsoft|copy of|untitled|publisher version|powerpoint|презентация|screen ?shot|slide \d|document\d*$)"
    r"|presentation$|template|プレゼンテーション|演示文稿|프레젠테이션|^(?:无标题|無題|제목 없음|без названия)"
    r"|\.(?:docx?|rtf|wpf|wpd|xlsx?|pptx?|indd|pub|pdf|qxd|p65|tex|dvi|hwpx?|png|jpe?g|tiff?|ai|cdr|html?)$",
    re.IGNORECASE,
)
_MISREAD = re.compile(r"\?{3}|[\x00-\x1f\ufffd]|[\x80-\xff]{4}")
"""Letters of another encoding."""
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[012]\d)(?!\d)")
