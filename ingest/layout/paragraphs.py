"""Which lines of a column make one paragraph, list item or heading; and what goes on in the next column."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.labels import is_caption, is_contents_entry, is_unit
from ingest.layout.lines import TextLine

SAME_SIZE = 0.08
"""Share by which the sizes of two lines of one paragraph may differ."""
LOOSE = 1.25
"""A line this many times the usual leading below the one before begins a paragraph."""
HEAVIER = 200
"""How much heavier type is that stands out: bold beside regular, medium beside light."""
INDENT = 0.8
"""Type sizes by which a first line is set in, at least."""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines that belong together, in reading order; `left` and `right` are the edges of their column."""

    lines: tuple[TextLine, ...]
    left: float
    right: float

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def first(self) -> TextLine:
        return self.lines[0]

    @property
    def last(self) -> TextLine:
        return self.lines[-1]

    @property
    def size(self) -> float:
        return max(self.lines, key=lambda line: len(line.text)).size

    @property
    def bold(self) -> bool:
        return all(line.bold for line in self.lines)

    @property
    def weight(self) -> int:
        """That of its lightest line."""
        return min(line.weight for line in self.lines)

    @property
    def italic(self) -> bool:
        return all(line.italic for line in self.lines)


Leading = Mapping[int, float]
"""The usual distance between the base lines of type of a size (rounded to points), in points."""


def leading(columns: Sequence[Sequence[TextLine]]) -> Leading:
    """The usual distances between the lines of a document."""
    seen: dict[int, Counter[float]] = defaultdict(Counter)
    for column in columns:
        for above, below in pairwise(column):
            distance = below.base - above.base
            if _same_style(above, below) and 0.9 * below.size < distance < 2.2 * below.size:
                seen[round(below.size)][round(distance * 2) / 2] += min(len(above.text), len(below.text))
    return {size: counts.most_common(1)[0][0] for size, counts in seen.items()}


def _with_own_leading(column: Sequence[TextLine], right: float, usual: Leading) -> Leading:
    """The usual distances, wider where full lines of this column stand further apart."""
    found = Counter(
        (round(below.size), round((below.base - above.base) * 2) / 2)
        for above, below in pairwise(column)
        if _same_style(above, below) and above.x1 > right - 2 * above.size and not list_mark(below.text)
    )
    own = {size: distance for (size, distance), times in reversed(found.most_common()) if times >= 3}
    return {**usual, **{size: max(own[size], usual.get(size, 0)) for size in own if own[size] < 2.2 * size}}


def groups(column: Sequence[TextLine], usual: Leading) -> list[Group]:
    """The paragraphs, list items and headings of one column, whose lines run from top to bottom."""
    if not column:
        return []
    left, right = min(line.x0 for line in column), max(line.x1 for line in column)
    usual = _with_own_leading(column, right, usual)
    found: list[list[TextLine]] = [[column[0]]]
    for below in column[1:]:
        if _begins(found[-1], below, left, right, usual):
            found.append([below])
        else:
            found[-1].append(below)
    return [Group(tuple(lines), left, right) for lines in found]


def is_set_out(group: Group) -> bool | None:
    """Whether a numbered group is a paragraph, whose lines go back to below its number, and no item of a list.

    None for a single line, which does not tell.
    """
    if len(group.lines) < 2:
        return None
    return group.lines[1].x0 < group.first.x0 + INDENT * group.size


def is_numbered(text: str) -> bool:
    """Whether a text begins with a number and a full stop."""
    return bool(_NUMBERED.match(text))


def is_bulleted(text: str) -> bool:
    """Whether a text begins with a bullet, which no heading does."""
    return bool(_BULLET.match(text))


def goes_on(above: Group, below: Group) -> bool:
    """Whether a paragraph that ends a column is continued by the one that begins the next."""
    if not _same_style(above.last, below.first) or list_mark(below.text):
        return False
    if _ENDED.search(above.text):
        return False
    full = above.last.x1 >= above.right - 0.12 * (above.right - above.left)
    return below.text[0].islower() or (full and len(above.text) > 40)


def list_mark(text: str) -> str:
    """The bullet, number or letter that opens a list item, or nothing."""
    match = _MARK.match(text)
    return match[0].strip() if match else ""


_SIGN = r"[•‣⁃·∙\u2500-\u27bf\u2b00-\u2bff\ue000-\uf8ff]"
_BULLET = re.compile(rf"{_SIGN}\s")
_MARK = re.compile(
    rf"(?:(?:{_SIGN}|[\ufffd*]){{1,2}}\s*|[-–—]\s+|o\s+(?=[A-Z\d])"
    r"|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5}|[а-яА-Я])[.)]\s+"
    r"|[①-⑳⑴-⒇㈠-㈩]\s*|[（(][一二三四五六七八九十\d]{1,2}[)）]|\d{1,2}[、．])"
)
_NUMBERED = re.compile(r"\d{1,3}\.\s")
_INITIAL = re.compile(r"[A-ZА-Я]\.\s+(?:[A-ZА-Я]\.\s*)*[A-ZА-Я][a-zа-я]+,")
_UNCASED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]")
_ENDED = re.compile(r"[.!?:。！？：…][\"'”’»)\]）」』]*(?:\s?\d{1,3})?$")


def _same_style(above: TextLine, below: TextLine) -> bool:
    same_size = abs(above.size - below.size) <= SAME_SIZE * max(above.size, below.size)
    return same_size and abs(above.weight - below.weight) < HEAVIER


def _begins(group: Sequence[TextLine], below: TextLine, left: float, right: float, usual: Leading) -> bool:
    """Whether `below` begins something new after the lines of `group`."""
    above = group[-1]
    distance = below.base - above.base
    if is_contents_entry(above.text) or _is_apart(group, below):
        return True
    full = above.x1 > right - 2 * above.size
    if not _same_style(above, below) and not _mixed(above, below, full):
        return True
    if distance > LOOSE * usual.get(round(below.size), 1.25 * below.size) or distance < -below.size:
        return True
    if _BULLET.match(below.text):
        return True
    if list_mark(below.text) and below.x0 < right - 0.5 * (right - left):
        return not (full and _runs_on(group, below))
    if _is_run_in_heading(group, below, full):
        return True
    return _set_in(group, below) or (_falls_short(above, right, left) and below.x0 <= group[0].x0 + 1)


def _is_apart(group: Sequence[TextLine], below: TextLine) -> bool:
    """Whether one of them tells the unit of the table below, and no sentence goes on in it."""
    if is_unit(below.text):
        return is_caption(" ".join(line.text for line in group)) or bool(_ENDED.search(group[-1].text))
    return len(group) == 1 and is_unit(group[0].text)


def _is_run_in_heading(group: Sequence[TextLine], below: TextLine, full: bool) -> bool:
    """Whether a paragraph's first line is a heading in italics."""
    above = group[-1]
    alone = len(group) == 1 and above.italic and not full and not _ENDED.search(above.text)
    return alone and not below.italic and below.text[0].isupper()


def _mixed(above: TextLine, below: TextLine, full: bool) -> bool:
    """A bold lead-in: one size, and the weight changes within a sentence."""
    same_size = abs(above.size - below.size) <= SAME_SIZE * max(above.size, below.size)
    goes_on = below.text[0].islower() or (full and _UNCASED.match(below.text))
    return same_size and bool(goes_on) and not _ENDED.search(above.text)


def _runs_on(group: Sequence[TextLine], below: TextLine) -> bool:
    """Whether what looks like a list's number or letter stands in a sentence (`R. Slade`), at the start of a line."""
    if below.x0 > group[0].x0 + INDENT * below.size:
        return True
    within = below.text[0].isdigit() or _INITIAL.match(below.text)
    return bool(within) and not list_mark(group[0].text) and not _ENDED.search(group[-1].text)


def _set_in(group: Sequence[TextLine], below: TextLine) -> bool:
    """A first line set in after a full stop, where the lines before stand at the margin."""
    above = group[-1]
    return len(group) > 1 and below.x0 > above.x0 + INDENT * below.size and bool(_ENDED.search(above.text))


def _falls_short(above: TextLine, right: float, left: float) -> bool:
    return above.x1 < right - 0.2 * (right - left) and bool(_ENDED.search(above.text))
