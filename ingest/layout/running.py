"""Running heads, running feet and page numbers: what stands in the margins of page after page; and bar codes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ingest.document import Kind
from ingest.layout.labels import is_caption
from ingest.layout.lines import TextLine
from ingest.roman_numerals import roman_value

ZONE = 0.15
"""Share of the page's height at its top and at its foot in which furniture is looked for."""
DEEPEST = 4
"""Rows from the edge inwards that may be furniture."""
SIDE = 0.08
"""Share of the page's width at either side in which a thumb tab is looked for."""
FEWEST_TABS = 3
DRIFT = 4.0
"""Points by which a repeated line may stand higher or lower."""
FEWEST_ALIKE = 3
"""Pages on which running heads of one place and style are known before others are that only share these."""
APART = 1.8
"""Type sizes between the base lines of furniture, told by its place alone, and of the text next to it, at least."""
NO_LARGER = 1.2
"""How much larger than most of the report's type a page number that nothing confirms may be: no chapter's number."""


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
    numbers = _with_lone_numbers(margins, _numbers(margins), sheets)
    spreads = _spreads(margins, sheets)
    found = [_of_page(page, repeated, numbers.get(index), index) for index, page in enumerate(margins)]
    alike = _alike(found)
    found = [_with_alike(known, page, alike) for known, page in zip(found, margins, strict=True)]
    tabs = _tabs(sheets)
    return [tabs[index] | found[index] | _bars(sheet) | spreads[index] for index, sheet in enumerate(sheets)]


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

_OPENING = re.compile(r"[(（]?(?:\d{1,3}|[a-zа-я]|[ivxlc]{1,6})[.)）]|\W", re.IGNORECASE)
"""Opens a paragraph or an item beside it: a number, a letter, a bullet."""
_FIGURES = re.compile("^[0-9]{1,4}|[0-9]{1,4}$")
_YEAR = re.compile("(?:19|20)[0-9]{2}")
_BARS = re.compile(r"bar[ _-]?code|code[ _-]?(?:39|93|128)|[23][ _-]?of[ _-]?[579]|c39h|hc39|ean-?13", re.IGNORECASE)

_Place = tuple[Kind, str, int]
_Setting = tuple[Kind, int, str, float]
"""Where in the margin a line stands, and its type."""


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
    for index, margins in enumerate(pages):
        count.update({place for margin in margins for row in margin.rows for place in _places(margin, row, index)})
    least = 2 if len(pages) < 6 else 3
    return frozenset(place for place, times in count.items() if times >= least)


def _places(margin: _Margin, row: Sequence[TextLine], index: int) -> list[_Place]:
    """Where the lines stand; each counts for two neighbouring heights, so that rounding parts no pair."""
    return [
        (margin.kind, text, round(line.base / DRIFT) + near)
        for line in row
        if not _OPENING.fullmatch(line.text)
        for text in _folded(line.text, index)
        for near in (0, 1)
    ]


def _folded(text: str, index: int) -> set[str]:
    """The text in forms that are the same on other pages: as it is, and with a number at an end that counts pages.

    Other numbers stay: headings such as "Decision 3/CP.15" may all stand on top of their pages.
    """
    bare = re.sub(r"\s+", "", text).casefold()
    figures = [(number.span(), int(number[0])) for number in _FIGURES.finditer(bare)]
    if (number := printed_number(text)) and value(number) < 0:
        figures.append(((0, len(bare)), value(number)))
    return {bare} | {
        f"{bare[:start]}#{abs(count) - index * step}{'i' if count < 0 else ''}/{step}{bare[end:]}"
        for (start, end), count in figures
        for step in (1, 2)
    }


def _numbers(pages: Sequence[tuple[_Margin, _Margin]]) -> dict[int, TextLine]:
    """The page number of each page that states one which fits to that of a page nearby."""
    stated = [
        [
            (line, value(number))
            for margin in page
            for row in margin.rows
            for line in row
            if (number := printed_number(line.text)) and not (len(row) > 1 and _OPENING.fullmatch(line.text))
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


def _spreads(pages: Sequence[tuple[_Margin, _Margin]], sheets: Sequence[Sheet]) -> list[dict[TextLine, Kind]]:
    """The two page numbers of each sheet that shows two pages of paper beside each other, where they rise by two."""
    pairs = [_pair(page, sheet) for page, sheet in zip(pages, sheets, strict=True)]
    offsets = Counter(number - 2 * index for index, (number, _) in enumerate(pairs) if number)
    return [
        dict.fromkeys(lines, Kind.PAGE_NUMBER) if offsets[number - 2 * index] > 1 else {}
        for index, (number, lines) in enumerate(pairs)
    ]


def _pair(page: tuple[_Margin, _Margin], sheet: Sheet) -> tuple[int, tuple[TextLine, ...]]:
    """The number on the left of a wide sheet, and its line with that of the next number on the right; 0 for none."""
    rows = [row for margin in page for row in margin.rows] if sheet.width > sheet.height else []
    for row in rows:
        numbers = {int(text): line for line in row if (text := printed_number(line.text)).isdigit()}
        for number, line in numbers.items():
            right = numbers.get(number + 1)
            if right and line.x1 < sheet.width / 2 < right.x0:
                return number, (line, right)
    return 0, ()


def _with_lone_numbers(
    pages: Sequence[tuple[_Margin, _Margin]], known: dict[int, TextLine], sheets: Sequence[Sheet]
) -> dict[int, TextLine]:
    """With the numbers that none nearby confirms (one page of a report, a page taken from another): known by place.

    Where other pages bear numbers, it stands and is set as theirs; a roman one is known only so.
    """
    usual = _usual_size(sheets)
    places = {
        setting for index, line in known.items() for margin in pages[index] for setting in _settings(margin, line)
    }
    found = dict(known)
    for index, page in enumerate(pages):
        for margin in page:
            line = _lone_number(margin, sheets[index].width)
            if line is None or line.size > NO_LARGER * usual:
                continue
            if not places.isdisjoint(_settings(margin, line)) or (not places and printed_number(line.text).isdigit()):
                found.setdefault(index, line)
    return found


def _lone_number(margin: _Margin, width: float) -> TextLine | None:
    """The number that alone makes the outermost row, in the middle or at a side, well apart from the text."""
    if not margin.rows or len(margin.rows[0]) > 1 or not _stands_apart(margin):
        return None
    line = margin.rows[0][0]
    number = printed_number(line.text)
    middle = (line.x0 + line.x1) / 2 / width
    placed = abs(middle - 0.5) < 0.05 or abs(middle - 0.5) > 0.3
    return line if placed and number and not _YEAR.fullmatch(number) else None


def _stands_apart(margin: _Margin) -> bool:
    """Whether the outermost row is further away from the next than text that goes with it would be."""
    size = max(line.size for line in margin.rows[0])
    return len(margin.rows) < 2 or abs(margin.rows[1][0].base - margin.rows[0][0].base) >= APART * size


def _usual_size(sheets: Sequence[Sheet]) -> float:
    count: Counter[float] = Counter()
    for sheet in sheets:
        for line in sheet.lines:
            count[round(line.size, 1)] += len(line.text)
    return count.most_common(1)[0][0] if count else 0.0


def _alike(pages: Sequence[Mapping[TextLine, Kind]]) -> frozenset[_Setting]:
    """Where and in which type running heads stand on several pages."""
    count: Counter[_Setting] = Counter()
    for page in pages:
        count.update({_setting(kind, line) for line, kind in page.items() if kind is not Kind.PAGE_NUMBER})
    return frozenset(setting for setting, times in count.items() if times >= FEWEST_ALIKE)


def _with_alike(
    known: dict[TextLine, Kind], margins: tuple[_Margin, _Margin], alike: frozenset[_Setting]
) -> dict[TextLine, Kind]:
    """With running heads whose words change by chapter: outermost rows that stand and are set as known ones."""
    found = dict(known)
    for margin in margins:
        outermost = margin.rows[0] if margin.rows else ()
        like = all(not alike.isdisjoint(_settings(margin, line)) for line in outermost)
        if like and outermost and _stands_apart(margin):
            found = {line: margin.kind for line in outermost if not is_caption(line.text)} | found
    return found


def _settings(margin: _Margin, line: TextLine) -> list[_Setting]:
    kind, base, font, size = _setting(margin.kind, line)
    return [(kind, base + near, font, size) for near in (-1, 0, 1)]


def _setting(kind: Kind, line: TextLine) -> _Setting:
    return kind, round(line.base / DRIFT), line.font.rpartition("+")[2], round(line.size)


def _offset(index: int, number: int) -> tuple[bool, int]:
    """The series (arabic or not) and by how much its count differs from the page's place."""
    return number > 0, abs(number) - index


def _of_page(
    margins: tuple[_Margin, _Margin], repeated: frozenset[_Place], number: TextLine | None, index: int
) -> dict[TextLine, Kind]:
    """From the edge inwards as long as a row holds something repeated or the page number."""
    found: dict[TextLine, Kind] = {}
    for margin in margins:
        for row in margin.rows:
            known = number in row or not repeated.isdisjoint(_places(margin, row, index))
            if not known or any(is_caption(line.text) for line in row):
                break
            found.update((line, Kind.PAGE_NUMBER if line is number else margin.kind) for line in row)
    return found
