"""The lines of a plain text, and how they are set: what separates them and how wide they run."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import quantiles

from ingest.parsers.plain.marks import FUNCTION_WORD, TERMINATED

_BREAK = re.compile(r"\r\n|[\n\r\v\x85\u2028\u2029]")
_MAX_WIDTH = 160
"""Lines longer than this are whole paragraphs, not lines of a page."""


@dataclass(slots=True)
class TextLine:
    """A line that is not blank.

    `indent` and `tail` count the spaces before and behind it, `gap` the blank lines before it; `soft` says that
    these hold spaces, as an empty paragraph inside a table cell does. `page_start` says that a page begins here.
    """

    text: str
    indent: int = 0
    tail: int = 0
    gap: int = 0
    soft: bool = False
    page_start: bool = False
    page: int = 1
    width: int = field(init=False)
    """Columns that the line takes, an East Asian character two."""

    def __post_init__(self) -> None:
        self.width = display_width(self.text)


@dataclass(frozen=True, slots=True)
class Setting:
    """How the lines of a file are set: the `width` at which they wrap (0: they do not), whether a blank line
    separates them all (`double_spaced`), whether each but a paragraph's last has one space behind it (`trailing`)."""

    width: int
    double_spaced: bool
    trailing: bool = False

    def adjacent(self, line: TextLine) -> bool:
        """Whether nothing but the ordinary line distance separates `line` from the one before."""
        return line.gap <= int(self.double_spaced) and not line.page_start


def display_width(text: str) -> int:
    """Columns that `text` takes, an East Asian character two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)


def read_lines(text: str) -> list[TextLine]:
    """The lines of `text` that are not blank, white space at their ends removed."""
    lines: list[TextLine] = []
    for number, page in enumerate(text.split("\f")):
        blanks: list[str] = []
        first = True
        for raw in _BREAK.split(page):
            if not raw.strip():
                blanks.append(raw)
                continue
            stripped = raw.strip()
            indent = len(raw) - len(raw.lstrip())
            soft = bool(blanks) and all(blanks)
            tail = len(raw) - len(raw.rstrip())
            lines.append(TextLine(stripped, indent, tail, len(blanks), soft, first and number > 0))
            blanks, first = [], False
    return lines


def setting_of(lines: Sequence[TextLine]) -> Setting:
    """How `lines` are set, told from the places where a sentence surely runs on into the next line."""
    short = [(line, following) for line, following in pairwise(lines) if line.width <= _MAX_WIDTH]
    open_ended = [(line, following) for line, following in short if not terminated(line.text)]
    wrapped = [pair for pair in open_ended if pair[1].text[0].islower()] + _full([*filter(_is_wide, open_ended)])
    if len(wrapped) < max(3, len(lines) / 25):
        return Setting(0, False)
    width = round(quantiles((line.width for line, _ in wrapped), n=10)[-1])
    spaced = sum(following.gap == 1 for _, following in wrapped)
    trailing = sum(line.tail == 1 for line, _ in wrapped)
    return Setting(width, spaced > 0.6 * len(wrapped), trailing > 0.9 * len(wrapped))


def _is_wide(pair: tuple[TextLine, TextLine]) -> bool:
    """Whether two lines are in a script without capitals and spaces."""
    return pair[0].width > 1.7 * len(pair[0].text) > 30 and display_width(pair[1].text[0]) == 2


def _full(pairs: list[tuple[TextLine, TextLine]]) -> list[tuple[TextLine, TextLine]]:
    """`pairs` if most of their first lines are about as wide as the widest: then a margin ended them, not the text."""
    widest = max((line.width for line, _ in pairs), default=0)
    return pairs if sum(line.width >= 0.9 * widest for line, _ in pairs) > 0.5 * len(pairs) else []


def terminated(text: str) -> bool:
    """Whether a sentence, or a clause that leads in a list, ends with `text`."""
    return TERMINATED.search(text) is not None


def runs_on(text: str) -> bool:
    """Whether `text` ends where no sentence can end: at a comma, a hyphen, an article, a preposition."""
    return FUNCTION_WORD.search(text) is not None
