"""Back-of-book indexes: terms in the order of the alphabet, each with the pages that it stands on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.apparatus.items import Item
from ingest.document import Kind

_HEADING = re.compile(
    r"(?:[^\W\d_]+ ){0,2}(?:index|indices)(?: of (?:terms|names|subjects|authors))?|[^\W\d_]{0,4}索引|색인|찾아보기"
    r"|(?:[^\W\d_]+ )?указатель|(?:[^\W\d_]+ )?хэлхээс"
)
_PAGES = r"\d{1,4}(?:\s?[–—-]\s?\d{1,4})?(?:\s?(?:ff?|n)\.?)?"
_ENTRY = re.compile(rf"^(?P<term>\S.{{0,120}}?)(?P<comma>[,，、:]|[\s.])\s*{_PAGES}(?:[,，、]\s*{_PAGES})*[,，、]?$")
_REST = re.compile(rf"^{_PAGES}(?:[,，、]\s*{_PAGES})*[,，、]?$|\bsee (?:also )?\S")
_LEAST = 12
"""Entries that make an index where no heading says so."""
_SHARE = 0.5
_SHARE_HEADED = 0.3
_SORTED = 0.8
"""Shares of the lines that are entries, without and with a heading, and of the entries in the order of the alphabet."""


def find_indexes(items: Sequence[Item]) -> dict[int, Kind]:
    """The numbers of the blocks of indexes; a heading above them stays one."""
    found: dict[int, Kind] = {}
    index = 0
    while index < len(items):
        headed = items[index].is_heading and _HEADING.fullmatch(items[index].bare) is not None
        start = index + 1 if headed else index
        end = _end(items, start, headed=headed)
        if _believed(items[start:end], headed=headed):
            found |= {item.number: Kind.INDEX for item in items[start:end]}
        index = max(end, index + 1)
    return found


def _end(items: Sequence[Item], start: int, *, headed: bool) -> int:
    """Where the run of blocks ends that are mostly entries; single letters part it."""
    end = start
    for index in range(start, len(items)):
        item = items[index]
        if item.lines and _entries(item) >= (_SHARE_HEADED if headed else _SHARE) * len(item.lines):
            end = index + 1
        elif len(item.text) > 3 and item.weight > 40:
            break
    return end


def _believed(run: Sequence[Item], *, headed: bool) -> bool:
    lines = [line for item in run for line in item.lines]
    terms = [match for line in lines if (match := _ENTRY.match(line))]
    if headed:
        return len(terms) >= max(3, _SHARE_HEADED * len(lines))
    commas = sum(match["comma"] not in " ." for match in terms)
    several = sum(line.count(",") > 1 for line in lines)
    firsts = [match["term"][0].casefold() for match in terms if match["term"][0].isalpha()]
    ordered = sum(before <= after for before, after in pairwise(firsts))
    alphabetical = ordered >= _SORTED * max(len(firsts) - 1, 1) and len(set(firsts)) > 2
    tables = any(item.kind is Kind.TABLE for item in run)
    return len(terms) >= _LEAST and commas >= _SHARE * len(terms) and several >= 2 and alphabetical and not tables


def _entries(item: Item) -> int:
    return sum(1 for line in item.lines if _ENTRY.match(line) or _REST.search(line))
