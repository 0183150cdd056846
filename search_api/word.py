"""Passages as a Word document (Office Open XML): quotes with their sources, the list of references, the searches."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

import docx
from docx.document import Document
from docx.shared import Cm, Pt

from index.passages import Found
from search_api.citations import permalink, where_in_words
from search_api.csl import cited, reference
from search_api.selection import Search, Selection

_STYLE = "apa"


def as_docx(selection: Selection) -> bytes:
    """Each quote as a block with its source below, in the style of the APA; then references and searches."""
    document = _blank()
    document.add_heading("Quotes from reports", 0)
    for number, (_, found) in enumerate(selection.quotes, 1):
        _add_quote(document, number, found)
    _add_list(document, "References", sorted({reference(found, _STYLE) for _, found in selection.quotes}))
    _add_list(document, "How they were found", _searches(selection))
    _add_list(document, "No longer available", [permalink(id) for id in selection.missing])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _blank() -> Document:
    document = docx.Document()
    document.core_properties.author = "sdgsearch"
    document.core_properties.comments = ""
    quote = document.styles["Quote"]
    quote.font.italic = False  # letters of Chinese, Japanese and Korean don't slant
    quote.paragraph_format.left_indent = Cm(1)
    quote.paragraph_format.space_after = Pt(2)
    quote.paragraph_format.keep_with_next = True
    return document


def _add_quote(document: Document, number: int, found: Found) -> None:
    document.add_paragraph(_sound(found.text), style="Quote")
    source = document.add_paragraph(_sound(f"[{number}] {cited(found, _STYLE).in_text} {where_in_words(found)}"))
    source.paragraph_format.left_indent = Cm(1)
    source.paragraph_format.space_after = Pt(14)
    address = source.add_run(f"\n{permalink(found.id)}")
    address.font.size = Pt(8)


def _add_list(document: Document, heading: str, lines: Sequence[str]) -> None:
    if lines:
        document.add_heading(heading, 1)
    for line in lines:
        document.add_paragraph(_sound(line))


def _searches(selection: Selection) -> list[str]:
    """Each search once, with the numbers of its quotes."""
    numbers: dict[Search, list[int]] = {}
    for number, (search, _) in enumerate(selection.quotes, 1):
        numbers.setdefault(search, []).append(number)
    return [f"[{_listed(found)}] {search.in_words()}" for search, found in numbers.items()]


def _listed(numbers: Sequence[int]) -> str:
    """`1-3, 7` of 1, 2, 3 and 7."""
    firsts = [number for number in numbers if number - 1 not in numbers]
    lasts = [number for number in numbers if number + 1 not in numbers]
    runs: Mapping[int, int] = dict(zip(firsts, lasts, strict=True))
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in runs.items())


_NOT_IN_XML = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 can't hold (2.2, Characters)."""


def _sound(text: str) -> str:
    return _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
