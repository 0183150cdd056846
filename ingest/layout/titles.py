"""Which headings of the first pages are the report's title: the largest type that is no masthead."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.layout.headings import style_of
from ingest.layout.mastheads import names_kind, states_language, tells
from ingest.layout.paragraphs import Group

FIRST_PAGES = 2
SAME = 0.13
"""Share by which the sizes of a title's lines may differ."""
AHEAD = 1.1
"""How much larger the type of the second page must be to have the title nevertheless."""
LARGER = 1.15
"""How much larger a section's heading is than the title above it, at most."""
FEWEST_LIKE = 3
"""Headings of one style that are those of sections."""
APART = 3.2
"""Type sizes between the base lines of two parts of a title, at most."""


@dataclass(frozen=True, slots=True)
class Headline:
    """A heading of the first pages; `place` is its place among the document's parts."""

    place: int
    page: int
    group: Group

    @property
    def size(self) -> float:
        return self.group.size


def title(headlines: Sequence[Headline], *, head: float = 0.0) -> list[Headline]:
    """The headings that make the title, in order; none where no heading tells this report from others.

    Above `head` on the first page stands the head of a United Nations document. A chapter's heading is the title
    only where there is no other, and the kind of report ("Annual report") only where there is no chapter's either.
    """
    telling = [h for h in headlines if tells(h.group.text) and not (h.page == 1 and h.group.first.base <= head)]
    free = [h for h in telling if not _SECTION.match(h.group.text)] or [
        h for h in telling if _CHAPTER.match(h.group.text)
    ]
    free = free or [h for h in headlines if h.page == 1 and names_kind(h.group.text)]
    if not free:
        return []
    largest = max(free, key=lambda h: (h.size * (AHEAD if h.page == 1 else 1), -h.place))
    return _whole(free[0] if _tops(free, largest) else largest, headlines)


def head_of(groups: Sequence[Group]) -> float:
    """Down to where the head of a United Nations document reaches on its first page; 0 where there is none."""
    return max((line.base for group in groups for line in group.lines if states_language(line.text)), default=0.0)


_SECTION = re.compile(
    r"\d{1,2}(?:\.\d+)*[.)]?\s|[IVX]{1,5}\.\s"
    r"|第.{1,3}[章节節]|[一二三四五六七八九十]{1,3}、|제\s?\d+\s?[장절]|(?:глава|бүлэг) ",
    re.IGNORECASE,
)
_CHAPTER = re.compile(r"第.{1,3}章|제\s?\d+\s?장|глава ", re.IGNORECASE)
_DESIGNATION = re.compile(
    r"(?:decision|resolution|recommendation|decree|order|law|act) (?:no\.? ?)?[\w./()-]+", re.IGNORECASE
)
_OPEN = re.compile(r"(?:[:–—-]|\b(?:for|of|to|the|and|in|on|with|by|from|towards?))$", re.IGNORECASE)


def _tops(headlines: Sequence[Headline], largest: Headline) -> bool:
    """Whether the first headline, of a style of its own, is the title above sections in slightly larger type."""
    styles = [style_of(headline.group) for headline in headlines]
    alone = headlines[0].place == 0 and styles.count(styles[0]) == 1
    return alone and styles.count(style_of(largest.group)) >= FEWEST_LIKE and headlines[0].size * LARGER >= largest.size


def _whole(main: Headline, headlines: Sequence[Headline]) -> list[Headline]:
    """The main part with those right above and below it that belong to it."""
    at = {headline.place: headline for headline in headlines}
    found = [main]
    while (above := at.get(found[0].place - 1)) and _joins(above, found[0]):
        found.insert(0, above)
    while (below := at.get(found[-1].place + 1)) and _joins(found[-1], below):
        found.append(below)
    return found


def _joins(above: Headline, below: Headline) -> bool:
    first, second = above.group, below.group
    distance = second.first.base - first.last.base
    if above.page != below.page or not 0 < distance < APART * max(first.size, second.size):
        return False
    if _DESIGNATION.fullmatch(first.text) or (_OPEN.search(first.text) and tells(second.text)):
        return True
    like = abs(first.size - second.size) <= SAME * max(first.size, second.size) and first.bold == second.bold
    return like and all(tells(group.text) and not _SECTION.match(group.text) for group in (first, second))
