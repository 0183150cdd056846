"""Footnotes: small type at the foot of a column, each note opened by its mark."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout.labels import is_caption
from ingest.layout.lines import TextLine

SMALL = 0.93
"""A note's type is at most so large, as a share of the body's."""

CLOSE = 1.6
"""Distance of the base lines of one note, in type sizes, at most."""


def split(column: Sequence[TextLine], body: float) -> tuple[list[TextLine], list[list[TextLine]]]:
    """The lines of a column beside its footnotes, and the lines of each note; `body` is the body's type size.

    Lines before the first mark belong to a note that began on the page before; a caption ends the notes.
    """
    first, last = _below_rule(column, body) or _at_foot(column, body)
    last = next((place for place in range(first + 1, last) if is_caption(column[place].text)), last)
    if first == last:
        return list(column), []
    foot = list(column[first:last])
    opening = [index for index, line in enumerate(foot) if mark(line)]
    if opening and foot[opening[0]].raised:
        opening = [index for index in opening if foot[index].raised]
    cuts = sorted({0, *opening})
    notes = [foot[start:end] for start, end in zip(cuts, [*cuts[1:], len(foot)], strict=True)]
    return [*column[:first], *column[last:]], notes


def is_rule(line: TextLine) -> bool:
    """Whether a line is a rule drawn with characters."""
    return bool(_RULE.fullmatch(line.text))


def mark(line: TextLine) -> str:
    """The mark that opens a footnote's first line, as printed; or nothing."""
    raised = line.text[: line.raised].strip()
    if raised and len(raised) <= 4:
        return raised
    match = _MARK.match(line.text)
    return match[1] if match else ""


def _below_rule(column: Sequence[TextLine], body: float) -> tuple[int, int] | None:
    """From where to where notes stand below a rule; larger type below them is no part of them."""
    rules = [index for index, line in enumerate(column) if is_rule(line)]
    if not rules or rules[-1] + 1 == len(column) or not mark(column[rules[-1] + 1]):
        return None
    first = last = rules[-1] + 1
    while last < len(column) and column[last].size <= max(SMALL * body, 1.05 * column[first].size):
        last += 1
    return first, last


def _at_foot(column: Sequence[TextLine], body: float) -> tuple[int, int]:
    """From where to where notes stand, told by small type and a mark alone."""
    start = len(column)
    while start > 0 and column[start - 1].size <= SMALL * body:
        start -= 1
    marked = next((index for index in range(start, len(column)) if mark(column[index])), None)
    if marked is None or (start == 0 and not column[marked].raised):
        return len(column), len(column)
    return _reaching_up(column, start, marked), len(column)


def _reaching_up(column: Sequence[TextLine], start: int, marked: int) -> int:
    """From which line on the small type above the first mark belongs to the notes: it stands close to them."""
    while marked > start and column[marked].base - column[marked - 1].base <= CLOSE * column[marked].size:
        marked -= 1
    return marked


_RULE = re.compile(r"[_‾─—-]{5,}")
_MARK = re.compile(r"(\d{1,3}|\*{1,3}|[†‡§]|[a-z](?=\s[A-Z])|[①-⑳]|注\d*)(?:/|\.|\))?\s+\S")
