"""Footnotes of a plain text: told by a mark of their own, or by rising numbers that the text above calls."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Kind
from ingest.parsers.plain.lines import Setting, TextLine, runs_on, terminated
from ingest.parsers.plain.marks import (
    BRACKETED_NOTE,
    CAPTION,
    FOOTNOTE,
    KNOWN_SECTION,
    NUMBERED_NOTE,
    REFERENCES,
    TABLE_NOTE,
    URL_ONLY,
)
from ingest.parsers.plain.units import Claims, Unit

_CALL = r"(?:(?<=[^\W\d_])|(?<=[.,;:”\"’)\]»。，、])|(?<=[a-z.,;:”)] )|(?<=(?:19|20)\d\d)){}(?!\d|\.\d|[  ]?%)"
"""Where a note's number may stand in the text: behind a word, a sign or a year, not in front of more digits."""
_BRACKETS = re.compile(r"\[\d{1,3}\]|[①-⑳]")
_CALLED = 0.6
"""Share of the numbers that must be called from the text above; list and heading numbers never are."""
_REACH = 150
"""Lines above a note among which its number is called."""
_LONGEST = 12
"""Lines of one note."""


@dataclass(frozen=True, slots=True)
class _Start:
    line: int
    mark: str


def find_footnotes(lines: Sequence[TextLine], setting: Setting, taken: Mapping[int, object]) -> Claims:
    """The footnotes, one unit each, and the addresses that an extraction appends to a page once more."""
    starts = {start.line: start for start in _starts(lines, taken)}
    claims: Claims = {}
    index = 0
    while index < len(lines):
        if index not in starts:
            index += 1
            continue
        end = _end(lines, index, starts, setting, taken)
        claims[index] = end, [Unit(Kind.FOOTNOTE, list(lines[index:end]), mark=starts[index].mark)]
        index = end
        while index < len(lines) and index not in taken and _repeats_address(lines, index):
            claims[index] = index + 1, [Unit(Kind.RUNNING_FOOT, [lines[index]])]
            index += 1
    return claims


def _starts(lines: Sequence[TextLine], taken: Mapping[int, object]) -> list[_Start]:
    body = [index for index in range(len(lines)) if index not in taken]
    marked = [_Start(i, match[1]) for i in body if (match := FOOTNOTE.match(lines[i].text))]
    return marked + _bracketed(lines, body) + _numbered(lines, body)


def _bracketed(lines: Sequence[TextLine], body: Sequence[int]) -> list[_Start]:
    """Marks such as ① or [1] begin a note where the text above calls it; in a reference list they begin entries."""
    found: list[_Start] = []
    called: set[str] = set()
    for index in body:
        text = lines[index].text
        if REFERENCES.match(text):
            break
        match = BRACKETED_NOTE.match(text)
        if match and match[1] in called:
            found.append(_Start(index, match[1]))
            called.discard(match[1])
        called.update(_BRACKETS.findall(text, match.end() if match else 0))
    return found


def _numbered(lines: Sequence[TextLine], body: Sequence[int]) -> list[_Start]:
    """Lines that begin with 1, 2, 3 … in turn, most of which the text above calls."""
    chain: list[_Start] = []
    called = 0
    for index in body:
        match = NUMBERED_NOTE.match(lines[index].text)
        if not match or int(match[1]) != len(chain) + 1 or not _may_stand(lines, index, chain):
            continue
        text = "\n".join(line.text for line in lines[max(index - _REACH, 0) : index])
        if re.search(_CALL.format(match[1]), text):
            called += 1
        elif not chain or index - chain[-1].line > _LONGEST:
            continue
        chain.append(_Start(index, match[1]))
    return chain if len(chain) > 1 and called >= _CALLED * len(chain) else []


def _may_stand(lines: Sequence[TextLine], index: int, chain: Sequence[_Start]) -> bool:
    """A note stands behind a gap, or close behind the note before it."""
    return lines[index].gap > 0 or bool(chain and index - chain[-1].line <= _LONGEST)


def _end(
    lines: Sequence[TextLine],
    start: int,
    starts: Mapping[int, object],
    setting: Setting,
    taken: Mapping[int, object],
) -> int:
    end = start + 1
    while end < min(start + _LONGEST, len(lines)) and end not in starts and end not in taken:
        if not _goes_on(lines[end - 1], lines[end], setting):
            break
        end += 1
    return end


def _goes_on(before: TextLine, line: TextLine, setting: Setting) -> bool:
    text = line.text
    if line.page_start or any(sign.match(text) for sign in (CAPTION, TABLE_NOTE, KNOWN_SECTION, REFERENCES)):
        return False
    if not setting.width:
        return line.gap == 0 and not terminated(before.text) and text[0].islower()
    if line.gap == 0:
        return not URL_ONLY.match(before.text) or runs_on(before.text)
    if URL_ONLY.match(text):
        return runs_on(before.text)
    return setting.adjacent(line) and not terminated(before.text) and not _ends_in_address(before.text)


def _ends_in_address(text: str) -> bool:
    return URL_ONLY.match(text.split()[-1]) is not None


def _repeats_address(lines: Sequence[TextLine], index: int) -> bool:
    """Whether the line is an address alone that stands among the notes just above it already."""
    text = lines[index].text
    if lines[index].page_start or not URL_ONLY.match(text):
        return False
    above = "".join(line.text for line in lines[max(index - 40, 0) : index])
    return text.rstrip("/.")[:60] in above
