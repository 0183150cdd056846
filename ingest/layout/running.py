"""Running heads, running feet and page numbers: what stands in the margins of page after page; and bar codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.document import Kind
from ingest.layout.labels import is_caption
from ingest.layout.lines import TextLine
from ingest.roman_numerals import roman, roman_value

ZONE = 0.15
"""Share of the page's height at its top and at its foot in which furniture is looked for."""
DEEPEST = 4
"""Rows from the edge inwards that may be furniture."""
SIDE = 0.08
"""Share of the page's width at either side in which a thumb tab is looked for."""
FEWEST_TABS = 3
DRIFT = 4.0
"""Points by which a repeated line may stand higher or lower."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What of a page is needed here: its width and height in points and its lines."""

    width: float
    height: float
    lines: Sequence[TextLine]


@dataclass(frozen=True, slots=True)
class _Margin:
    """The rows of one margin of one page, outermost first."""

    kind: Kind
    rows: Sequence[Sequence[TextLine]]


def furniture(sheets: Sequence[Sheet]) -> list[dict[TextLine, Kind]]:
    """For each page its lines that are furniture, with what they are."""
    margins = [_margins(sheet) for sheet in sheets]
    repeated = _repeated(margins)
    numbers = _numbers(margins)
    tabs = _tabs(sheets)
    found = [tabs[index] | _of_page(page, repeated, numbers.get(index)) for index, page in enumerate(margins)]
    return [known | _bars(sheet) for known, sheet in zip(found, sheets, strict=True)]


def printed_number(text: str) -> str:
    """The page number that a line states ("iv" of "- iv -", "3" of "3/17" or "3 | Report"), or nothing."""
    match = next((found for form in _FORMS if (found := form.fullmatch(text.strip()))), None)
    return next(filter(None, match.groups())) if match else ""


def value(number: str) -> int:
    """What a page number counts to; a roman one as a negative number, so that the two series differ."""
    return int(number) if number.isdigit() else -roman_value(number)


_ROMAN = "[ivxlcIVXLC]{1,7}"
_NUMBER = re.compile(
    rf"(?:page|p\.?|seite|стр\.?|第)?\s*[-–—|(\[]*\s*(?:(\d{{1,4}})|({_ROMAN}))\s*[-–—|)\]]*"
    r"\s*(?:(?:/|of|из)\s*\d{1,4}|page|p\s?a\s?g\s?e|(?:页|頁)(?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|쪽|ページ)?",
    re.IGNORECASE,
)
_AFTER_SYMBOL = re.compile(r"[A-Z]+(?:/[\w().-]+)+\s+(?:english\s+)?page\s+(\d{1,4})", re.IGNORECASE)
_BESIDE_BAR = re.compile(r"(\d{1,4})\s*[|│]\s*\D.*|.*\D\s*[|│]\s*(\d{1,4})")
_FORMS = (_NUMBER, _AFTER_SYMBOL, _BESIDE_BAR)

_BARS = re.compile(r"bar[ _-]?code|code[ _-]?(?:39|93|128)|[23][ _-]?of[ _-]?[579]|c39h|hc39|ean-?13", re.IGNORECASE)

_Place = tuple[Kind, str, int]


def _margins(sheet: Sheet) -> tuple[_Margin, _Margin]:
    rows = _rows(sheet.lines)
    head = [row for row in rows[:DEEPEST] if row[0].bottom <= ZONE * sheet.height]
    foot = [row for row in rows[: -DEEPEST - 1 : -1] if row[0].top >= (1 - ZONE) * sheet.height]
    return _Margin(Kind.RUNNING_HEAD, head), _Margin(Kind.RUNNING_FOOT, foot)


def _tabs(sheets: Sequence[Sheet]) -> list[dict[TextLine, Kind]]:
    """For each page what stands in its left or right margin at the same place as on other pages."""
    found = [{line: _tab(line) for line in sheet.lines if _beside(line, sheet.width)} for sheet in sheets]
    count = Counter(place for page in found for place in set(page.values()))
    return [{line: Kind.RUNNING_HEAD for line, place in page.items() if count[place] >= FEWEST_TABS} for page in found]


def _bars(sheet: Sheet) -> dict[TextLine, Kind]:
    """Bar codes, wherever they stand: letters of a font that draws bars, which nobody reads."""
    found = [line for line in sheet.lines if _BARS.search(line.font)]
    upper = {line for line in found if line.base < sheet.height / 2}
    return {line: Kind.RUNNING_HEAD if line in upper else Kind.RUNNING_FOOT for line in found}


def _beside(line: TextLine, width: float) -> bool:
    return line.x1 < SIDE * width or line.x0 > (1 - SIDE) * width


def _tab(line: TextLine) -> tuple[str, int, int]:
    return line.text, round(line.x0 / DRIFT), round(line.base / DRIFT)


def _rows(lines: Sequence[TextLine]) -> list[list[TextLine]]:
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        if rows and line.base - rows[-1][-1].base <= 2:
            rows[-1].append(line)
        else:
            rows.append([line])
    return rows


def _repeated(pages: Sequence[tuple[_Margin, _Margin]]) -> frozenset[_Place]:
    """Texts that stand at the same height on several pages."""
    count: Counter[_Place] = Counter()
    for margins in pages:
        count.update({place for margin in margins for row in margin.rows for place in _places(margin, row)})
    least = 2 if len(pages) < 6 else 3
    return frozenset(place for place, times in count.items() if times >= least)


def _places(margin: _Margin, row: Sequence[TextLine]) -> list[_Place]:
    """Where the lines stand; each counts for two neighbouring heights, so that rounding parts no pair."""
    return [(margin.kind, _folded(line.text), round(line.base / DRIFT) + near) for line in row for near in (0, 1)]


def _folded(text: str) -> str:
    if printed_number(text):
        return "#"
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", text)).casefold()


def _numbers(pages: Sequence[tuple[_Margin, _Margin]]) -> dict[int, TextLine]:
    """The page number of each page that states one which fits to that of a page nearby."""
    stated = [
        [
            (line, value(number))
            for margin in page
            for row in margin.rows
            for line in row
            if (number := printed_number(line.text))
        ]
        for page in pages
    ]
    offsets = [{_offset(index, number) for _, number in page} for index, page in enumerate(stated)]
    found: dict[int, TextLine] = {}
    for index, page in enumerate(stated):
        nearby = set[tuple[bool, int]]().union(*offsets[max(0, index - 3) : index], *offsets[index + 1 : index + 4])
        for line, count in page:
            if _offset(index, count) in nearby:
                found.setdefault(index, line)
    return found


def _offset(index: int, number: int) -> tuple[bool, int]:
    """The series (arabic or not) and by how much its count differs from the page's place."""
    return number > 0, abs(number) - index


def _of_page(
    margins: tuple[_Margin, _Margin], repeated: frozenset[_Place], number: TextLine | None
) -> dict[TextLine, Kind]:
    """From the edge inwards as long as a row holds something repeated or the page number."""
    found: dict[TextLine, Kind] = {}
    for margin in margins:
        for row in margin.rows:
            known = number in row or not repeated.isdisjoint(_places(margin, row))
            if not known or any(is_caption(line.text) for line in row):
                break
            found.update((line, Kind.PAGE_NUMBER if line is number else margin.kind) for line in row)
    return found


def labels(count: int, stated: Sequence[str], printed: Mapping[int, str]) -> list[str]:
    """A label for each of `count` pages: as the file states it, else as printed, else its count.

    `printed` has the numbers found on pages, by their place counted from 0.
    Pages without a printed number between two pages of one series get the number that they would bear.
    """
    found = [stated[index].strip() if index < len(stated) else "" for index in range(count)]
    if any(found):
        return [label or str(index + 1) for index, label in enumerate(found)]
    known = sorted(printed)
    found = [printed.get(index, "") for index in range(count)]
    for before, after in pairwise(known):
        first, second = value(printed[before]), value(printed[after])
        if first * second > 0 and abs(second) - abs(first) == after - before:
            for index in range(before + 1, after):
                count = abs(first) + index - before
                found[index] = str(count) if first > 0 else _in_roman(count, like=printed[before])
    return [label or str(index + 1) for index, label in enumerate(found)]


def _in_roman(count: int, *, like: str) -> str:
    """A roman number, in capitals where `like` is."""
    return roman(count).upper() if like.isupper() else roman(count)
