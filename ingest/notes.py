"""Footnotes tied to their marks in the text."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence

from ingest.document import Block, Kind, Line, Note, Span


def tied_notes(text: str, blocks: Iterable[Block], lines: Sequence[Line], raised: Iterable[Span]) -> tuple[Note, ...]:
    """Each mark that stands raised in the text, or is a sign such as `*`, with the note of its page that bears it.

    One note may have several marks. Where several notes of a page bear one mark, each mark goes with the next of
    them. A note whose page has no such mark belongs to a mark of the page before.
    """
    notes: dict[_Key, list[Span]] = defaultdict(list)
    for block in blocks:
        if block.kind is Kind.FOOTNOTE and block.mark:
            notes[_page(lines, block.span.start), _plain(block.mark)].append(block.span)
    if not notes:
        return ()
    marks: dict[_Key, list[Span]] = defaultdict(list)
    opening = {span.start for spans in notes.values() for span in spans}
    for mark in _marks(text, raised):
        if mark.start not in opening:
            marks[_page(lines, mark.start), _plain(mark.of(text))].append(mark)
    found: list[Note] = []
    for (page, sign), spans in notes.items():
        of_page = marks.get((page, sign)) or ([] if (page - 1, sign) in notes else marks.get((page - 1, sign), []))
        found += [Note(mark, next((span for span in spans if span > mark), spans[-1])) for mark in of_page]
    return tuple(sorted(found, key=lambda note: note.mark))


_Key = tuple[int, str]
"""A page and a mark."""
_ONE = re.compile(r"\d+|[*†‡§]+|[^\W\d_]|[①-⑳]")
_SIGN_OR_BARS = re.compile(r"(?P<bars>(?<!\S)\*\w+\*(?!\S))|[*†‡§]{1,4}|[¹²³⁴-⁹⁰]{1,3}")
"""A bar code begins and ends with a star that marks no note."""
_UNIT = re.compile(r"\b(?:[kcmd]?m|ha|s|CO|PM)$")
"""What an exponent or an index stands at, not a mark."""


def _marks(text: str, raised: Iterable[Span]) -> set[Span]:
    """Single marks: "3, 4" raised together are two."""
    parts = (
        Span(span.start + m.start(), span.start + m.end()) for span in raised for m in _ONE.finditer(span.of(text))
    )
    signs = (Span(*match.span()) for match in _SIGN_OR_BARS.finditer(text) if not match["bars"])
    return {span for span in (*parts, *signs) if not _UNIT.search(text, max(0, span.start - 4), span.start)}


def _plain(mark: str) -> str:
    return unicodedata.normalize("NFKC", mark).strip(" ().")


def _page(lines: Sequence[Line], place: int) -> int:
    """The page of the line that holds or follows a place in the text."""
    index = bisect_right(lines, place, key=lambda line: line.span.start)
    return lines[max(0, index - 1)].page if lines else 1
