"""The table of contents of a plain text: entries that end in page numbers, or that come again as headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ingest.document import Kind
from ingest.parsers.plain.lines import Setting, TextLine
from ingest.parsers.plain.marks import CONTENTS, CONTENTS_ENTRY
from ingest.parsers.plain.units import Claims, Unit

_LEAST = 3
"""Entries that make a list of contents where no heading says so."""
_WRAPPED = 2
"""Lines that an entry may take before the one that ends in its page."""
_LONGEST = 400


def find_contents(lines: Sequence[TextLine], setting: Setting, taken: Mapping[int, object]) -> Claims:
    """The entries of each list of contents, one unit each; a heading above them stays outside."""
    claims: Claims = {}
    index = 0
    while index < len(lines):
        headed = CONTENTS.match(lines[index].text) is not None
        first = index + int(headed)
        begins = headed or CONTENTS_ENTRY.match(lines[index].text) is not None
        end = (begins and _last_entry(lines, first)) or (_repeated_end(lines, first) if headed else first)
        if end - first >= (1 if headed else _LEAST):
            claims |= {n: (n + 1, [Unit(Kind.CONTENTS, [lines[n]])]) for n in range(first, end) if n not in taken}
        index = max(end, index + 1)
    return claims


def _last_entry(lines: Sequence[TextLine], start: int) -> int:
    """Where the entries that begin at `start` end; nothing where there are none."""
    end = 0
    for index in range(start, len(lines)):
        if CONTENTS_ENTRY.match(lines[index].text) and lines[index].text.count("\t") <= 1:
            end = index + 1
        elif index - max(end, start) >= _WRAPPED or len(lines[index].text) > 200:
            break
    return end


def _repeated_end(lines: Sequence[TextLine], start: int) -> int:
    """Where a list without page numbers ends: its first entry comes again as a heading."""
    for index in range(start + 2, min(start + _LONGEST, len(lines))):
        if lines[index].text == lines[start].text:
            return index
    return start
