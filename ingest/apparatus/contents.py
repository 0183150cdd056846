"""Tables of contents: runs of entries whose page numbers rise, or that come again as headings."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.apparatus.items import Item, bare
from ingest.document import Kind
from ingest.roman_numerals import roman_value

_HEADING = re.compile(
    r"(?:table of |list of )?contents?(?: page)?(?:\s*\(?continued\)?)?|toc|in this (?:report|issue|document)"
    r"|(?:list of |index of )(?:tables|figures|boxes|maps|charts|annexes|abbreviations|tables and figures|"
    r"figures and tables|illustrations)|contents at a glance|brief contents|tables?|figures?|boxes"
    r"|目录|目錄|目次|もくじ|(?:図表|図|表)目次|(?:插图|图表|图|表)目录|(?:표 ?|그림 ?)?(?:차례|목차)"
    r"|содержание|оглавление|список (?:таблиц|рисунков)|перечень (?:таблиц|рисунков)|агуулга|гарчиг|товч агуулга"
)
_TAIL = re.compile(r"(?:^|[\s·…․‥・]|[^\w\s]{2}|_|\bp\.)[(（]?(?P<page>\d{1,4}|[ivxlc]{1,7}|[IVXLC]{1,7})[)）]?$")
"""A page number at a line's end, and what parts it from the words: no single stop, which numbers have inside."""
_LEADERS = re.compile(r"(?:(?:(?:[^\w\s]|_)\s?){3}|[…‥]{2})(?:\s\d{1,3}(?:[–-]\d{1,3})?)?$")
"""Signs in a row before a page, or paragraphs and page: dots mostly, any where a font has no map to Unicode."""
_LONGEST_TAIL = 12
_ENTRY = 260
"""Latin letters of the longest entry."""
_LABEL = 90
"""Latin letters of what may stand between two entries: a part's name, the words over a column."""
_GAP = 3
"""Such labels in a row."""
_NUMBER = 8
"""Characters of the longest number of a chapter."""
_LEAST = 3
_LEAST_PLAIN = 6
"""Entries that make a table of contents: with leaders or under its heading, and without."""
_RISING = 0.85
"""Share of the page numbers that are not below the one before."""
_REPEATED = 0.3
"""Share of the entries that come again as headings, where no leader and no heading says what they are."""
_SIGNS = " \t.·…․‥・_\ufffd"
_SENTENCE = re.compile(r"[^\W\d_]{3,}[.!?。;,:]$")
_FIGURES = re.compile(r"(?:^|\s)\d[\d.,%]*\s+\d[\d.,%]*$")
_LEAST_LETTERS = 2


@dataclass(frozen=True, slots=True)
class _Entries:
    """The entries that a block holds: their words, their pages (roman ones below 0), whether leaders join them."""

    words: tuple[str, ...] = ()
    pages: tuple[int, ...] = ()
    leaders: int = 0


def find_contents(items: Sequence[Item]) -> dict[int, Kind]:
    """The numbers of the blocks of tables of contents; a heading above them stays one."""
    entries = [_entries(item) for item in items]
    headings = {
        _folded(item.text)
        for item, own in zip(items, entries, strict=True)
        if item.weight < _ENTRY and not own.words and item.kind is not Kind.CONTENTS
    }
    found: dict[int, Kind] = {}
    index = 0
    while index < len(items):
        headed = opens_contents(items[index])
        start = index + 1 if headed and not entries[index].words else index
        run = end = _end(items, entries, start, headed=headed) if headed or entries[start].words else start
        if not _believed(entries[start:end], headings, headed=headed):
            end = _repeated_end(items, start) if headed else start
        found |= {item.number: Kind.CONTENTS for item in items[start:end]}
        index = max(run, end, index + 1)
    return found


def opens_contents(item: Item) -> bool:
    """Whether a block stands above a table of contents."""
    first = bare(item.lines[0]) if item.kind is Kind.TABLE and item.lines else item.bare
    return len(first) < 60 and _HEADING.fullmatch(first) is not None


def _entries(item: Item) -> _Entries:
    """The entries of a block, if that is what most of its lines are or end."""
    if item.kind is Kind.FOOTNOTE:
        return _Entries()
    lines = [_cells(line) for line in item.lines]
    found = [entry for line in lines if (entry := _entry(line))]
    if item.kind is Kind.CONTENTS and not found:
        return _Entries((item.text,), (), 1)
    letters = sum(map(str.isalnum, item.text))
    if not found or letters > _ENTRY * len(found) or not (item.kind is Kind.TABLE or _entry(lines[-1])):
        return _Entries()
    leaders = sum(led for _, _, led in found)
    few = 3 * len(found) < (2 if item.kind is Kind.TABLE else 1) * len(lines)
    if few and not leaders and not opens_contents(item):
        return _Entries()
    return _Entries(tuple(words for words, _, _ in found), tuple(page for _, page, _ in found), leaders)


def _entry(line: str) -> tuple[str, int, bool] | None:
    """The words of an entry, its page, and whether leaders join them; None where the line is none."""
    tail = _TAIL.search(line[-_LONGEST_TAIL:])
    if not tail:
        return None
    before = line[: max(len(line) - _LONGEST_TAIL, 0) + tail.start("page")].rstrip("(（ \t")
    leaders = _LEADERS.search(before[-_LONGEST_TAIL:]) is not None
    words, page = before.rstrip(_SIGNS), tail["page"]
    if sum(map(str.isalpha, words)) < _LEAST_LETTERS or not (leaders or _may_be_page(before, page)):
        return None
    return words, _value(page), leaders


def _cells(line: str) -> str:
    """A row of a table as a line: number, words, paragraphs, page, all but words and page at will; else nothing."""
    cells = [cell.strip() for cell in line.split("\t") if cell.strip()]
    rest = cells[1:] if len(cells) > 2 and len(cells[0]) < _NUMBER else cells
    is_entry = len(rest) < 3 or (len(rest) == 3 and not any(map(str.isalpha, rest[1])))
    return " ".join(cells) if is_entry else ""


def _may_be_page(words: str, page: str) -> bool:
    """Whether a number is no year, no figure in a row of them and does not begin behind a sentence's end."""
    if page.isdigit() and 1900 <= int(page) <= 2100:
        return False
    return _SENTENCE.search(words[-_LONGEST_TAIL:]) is None and _FIGURES.search(words[-_LONGEST_TAIL:]) is None


def _end(items: Sequence[Item], entries: Sequence[_Entries], start: int, *, headed: bool) -> int:
    """Where the entries that begin at `start` end; labels between them are theirs, and so is a page misread."""
    end, gap, page = start, 0, -1000
    for index in range(start, len(items)):
        pages = entries[index].pages
        if entries[index].words and (headed or not pages or pages[-1] >= page):
            end, gap, page = index + 1, 0, pages[-1] if pages else page
        else:
            gap += 1
            if gap > _GAP or items[index].weight > _LABEL or items[index].is_prose:
                break
    return end


def _believed(run: Sequence[_Entries], headings: set[str], *, headed: bool) -> bool:
    words = [text for entries in run for text in entries.words]
    pages = [page for entries in run for page in entries.pages]
    leaders = sum(entries.leaders for entries in run)
    led = 2 * leaders >= len(words)
    if len(words) < _LEAST or not (_rises(pages) or (headed and led)):
        return False
    if headed or led:
        return True
    repeated = sum(_folded(text) in headings for text in words)
    return len(words) >= _LEAST_PLAIN and repeated >= _REPEATED * len(words)


def _rises(pages: Sequence[int]) -> bool:
    rising = sum(after >= before for before, after in pairwise(pages))
    return rising >= _RISING * (len(pages) - 1) and (not pages or len(set(pages)) > 1)


def _repeated_end(items: Sequence[Item], start: int) -> int:
    """Where a list without page numbers ends: behind the last of its lines that come again as headings."""
    later = {_folded(item.text) for item in items[start:] if item.is_heading}
    end = start
    for index in range(start, len(items)):
        item = items[index]
        if item.is_prose or item.weight > _ENTRY or (item.is_heading and index > start):
            break
        if all(_folded(line) in later for line in item.lines) and not item.is_heading:
            end = index + 1
    return end if end - start >= _LEAST else start


def _folded(text: str) -> str:
    """The letters of a heading, its number and its page left out."""
    return "".join(filter(str.isalpha, text.casefold()))


def _value(page: str) -> int:
    return int(page) if page.isdigit() else roman_value(page) - 1000
