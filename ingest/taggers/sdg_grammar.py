"""How reports write the codes of the SDGs: heads (`SDG`, `Targets`, `指标`) and the lists of codes after them.

Here is only what can be read, in the languages of the region; whether the SDGs are meant is not decided here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Head:
    """The words that introduce codes.

    `strong` heads name the SDGs themselves. `level` is what the words call the codes ("goal", "target",
    "indicator"), "sdg" where they do not say.
    """

    span: Span
    strong: bool
    level: str
    plural: bool
    capital: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One code of a list, or all codes of a range (`11-13`)."""

    span: Span
    codes: tuple[str, ...]

    @property
    def depth(self) -> int:
        """How many parts its codes have: 1 for a goal, 2 for a target, 3 for an indicator."""
        return self.codes[0].count(".") + 1


def heads(text: str) -> Iterator[Head]:
    """The heads in `text` that have a number behind them."""
    for match in _HEAD.finditer(text):
        word = match["level"] or match["bare"] or ""
        yield Head(
            span=Span(*match.span()),
            strong=bool(match["frame"]),
            level=next((level for level, pattern in _LEVELS.items() if pattern.match(word)), "sdg"),
            plural=bool(_PLURAL.search(match[0])),
            capital=not match[0][0].islower(),
        )


def items(text: str, start: int) -> Iterator[Item]:
    """The codes that stand from `start` on, separated as in a list."""
    found: list[_Found] = []
    separator, place = "", start
    while match := (_NEXT_CODE if found else _CODE).match(text, place):
        found.append(_Found(Span(*match.span("code")), plain(match["code"]), separator))
        gap = _SEPARATOR.match(text, match.end())
        if not gap:
            break
        separator, place = gap["mark"] or gap["word"] or gap["joined"], gap.end()
    yield from _with_ranges(found)


def codes_in_cell(text: str, cell: Span) -> list[Item]:
    """The codes in the cell of a table; none where it holds anything else."""
    if not _CODES_ONLY.fullmatch(text, cell.start, cell.end):
        return []
    found = _CODE.finditer(text, cell.start, cell.end)
    return [Item(Span(*match.span("code")), (plain(match["code"]),)) for match in found]


def numbers_first(text: str) -> Iterator[Item]:
    """Codes that stand before the words, or are words: `第13项可持续发展目标`, `13th SDG`, `SDG thirteen`."""
    for pattern in _NUMBER_FIRST:
        for match in pattern.finditer(text):
            code = match["code"].lower()
            yield Item(Span(*match.span()), (_IN_WORDS.get(code, code),))


def plain(code: str) -> str:
    """A code as the official list has it: `6.2.1` for the part `6.2.1a` of an indicator."""
    code = code.lower()
    return code.rstrip("abcde") if code.count(".") == 2 else code


@dataclass(frozen=True, slots=True)
class _Found:
    """A code and what stands between it and the one before."""

    span: Span
    code: str
    separator: str


def _with_ranges(found: list[_Found]) -> Iterator[Item]:
    """Items from single codes; two with a range's mark between them are one item."""
    hyphens = sum(one.separator == "-" for one in found)
    marks = _RANGE_MARKS - {"-"} if hyphens > 1 and hyphens == len(found) - 1 else _RANGE_MARKS
    for one, following in zip_longest(found, found[1:]):
        if one.separator in marks:
            continue
        if following and following.separator in marks and (codes := _between(one.code, following.code)):
            yield Item(Span(one.span.start, following.span.end), codes)
        else:
            yield Item(one.span, (one.code,))


def _between(first: str, last: str) -> tuple[str, ...]:
    """The codes of a range; none where they do not ascend within one goal."""
    stem, _, low = first.rpartition(".")
    last_stem, _, high = last.rpartition(".")
    if last_stem not in ("", stem) or not (low.isdigit() and high.isdigit()) or int(high) <= int(low):
        return ()
    return tuple(f"{stem}.{number}".lstrip(".") for number in range(int(low), int(high) + 1))


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_GAP = r"[ ]{0,2}\n?[ ]{0,2}"
_NO_LATIN_BEFORE, _NO_CYRILLIC_BEFORE = "(?<![A-Za-z])", "(?<![А-яЁёӨөҮү])"

_UNSPACED_SDG = _any(
    "可持续发展目标", "可持續發展目標", "永续发展目标", "永續發展目標", "持続可能な開発目標",
    rf"(?<!국가)(?<!국가 )지속{_GAP}가능(?:한)?{_GAP}(?:발전|개발){_GAP}목표",
)  # fmt: skip
FRAME: Final = _any(
    r"(?<![A-Za-z0-9/_])(?<![A-Za-z0-9]-)(?:UN[ -])?SDG[sS]?(?![a-z])",
    r"(?<![A-Za-z0-9/_-])sdgs?(?=\ \d)",
    rf"{_NO_LATIN_BEFORE}(?i:sustainable\s+development\s+goals?)(?![a-z])",
    rf"{_NO_LATIN_BEFORE}Global\s+Goals?",
    rf"(?<!K-){_UNSPACED_SDG}",
    rf"{_NO_CYRILLIC_BEFORE}ЦУР",
    rf"{_NO_CYRILLIC_BEFORE}(?i:цел(?:ь|и|ей|ям|ями|ях|ью)\s+(?:в\s+области\s+)?устойчивого\s+развития)",
    rf"{_NO_CYRILLIC_BEFORE}ТХЗ(?:-(?:ын|ийн|ны))?",
    rf"{_NO_CYRILLIC_BEFORE}(?i:тогтвортой\s+хөгжлийн\s+зорил[гт]\w*)",
)
"""Words that name the SDGs themselves; not `K-SDG`, `CSDG` or `/dev/sdg`."""

_LEVELS: Final = {
    "goal": re.compile(r"goal|目标|目標|ゴール|목표|цел|зорилг", re.IGNORECASE),
    "target": re.compile(
        r"(?:sub-?)?target|(?:具体|细项|子)目标|(?:具體|細項)目標|ターゲット|세부|задач|подцел|зорилт", re.IGNORECASE
    ),
    "indicator": re.compile(r"indicator|指标|指標|지표|показател|индикатор|үзүүлэлт", re.IGNORECASE),
}
_LEVEL = _any(
    rf"{_NO_LATIN_BEFORE}(?i:goals?|(?:sub-?)?targets?|indicators?)(?![A-Za-z])",
    "(?:具体|细项|子)?目标", "(?:具體|細項)?目標", "指标", "指標", "ゴール", "ターゲット",
    r"(?:세부\s?)?목표", "지표",
    rf"{_NO_CYRILLIC_BEFORE}(?i:цел|подцел|задач|показател|индикатор)[а-яё]{{0,4}}(?![А-яЁё])",
    rf"{_NO_CYRILLIC_BEFORE}(?i:зорил[гт][а-яөү]*|үзүүлэлт[а-яөү]*)(?![А-яӨөҮү])",
)  # fmt: skip
_SIGN = rf"(?:(?i:numbers?|nos?\.?)|[#№第제]){_GAP}"
_HEAD = re.compile(
    r"(?<![A-Za-z])(?=[SsUGgTtIi可永持지具细細子目指ゴタ세목ЦТЗПИҮцтзпиү])"  # spares the work elsewhere
    rf"(?:(?P<frame>{FRAME}(?:{_GAP}\((?:UN )?(?:SDGs?|ЦУР)\))?)(?:'s)?"
    rf"{_GAP}(?:の17の?(?:目標|ゴール)の(?:うち|中で)、?|[の的의:_-]|中的|(?:addressed|concerned|covered|linked|served|supported|targeted):)?{_GAP}(?:(?P<level>{_LEVEL}){_GAP}:?{_GAP})?\(?|(?P<bare>{_LEVEL}){_GAP}-?)"
    rf"(?:{_SIGN})?(?=\d)"
)
_PLURAL = re.compile(r"(?:SDG|sdg|[Gg]oal|GOAL)[sS]")

_UNIT = _any(
    "%", "‰", "°", "℃", "度", "per ?cent", "percentage", "degrees?", "million", "billion", "trillion", "thousand",
    r"(?:km|kg|ha|(?:Mt|Gt|kt|t)(?:CO2)?|GW|MW|kWh|tons?|tonnes|µg|μg|USD)(?![A-Za-z])", "万", "亿", "億", "만", "억",
    "млн", "млрд", "процент", "个", "個", "つの",
    r"(?<!第\d)(?<!第\d\d)(?<!第\d、\d)(?<!第\d、\d\d)(?<!第\d\d、\d\d)[项項]",
    "[カかヶ]?国", "年", "月", "日(?!本)",
    "人", "名", "件", "개", "년", "월", "명", r"(?:st|nd|rd|th)(?![a-z])",
    r"(?:years?|months?|days?|times|people|persons|countries|cities|provinces|members?|states|projects|pages"
    r"|participants|experts|species|reports|cases|sites)(?![a-z])",
)  # fmt: skip
"""What makes the number before it a quantity."""
_ALL_GOALS = r"(?<=17)\ ?(?:の(?:目標|ゴール)|(?:global |UN )?(?:goals|SDGs|targets|indicators)(?![a-z])|목표)"
_NUMBER = (
    r"(?<![\d.])(?P<code>\d{1,2}(?:\.(?:\d{1,2}|[a-dA-D]))?(?:\.\d{1,2}[a-e]?)?)"
    rf"(?![\dA-Za-z]|\.\d|:\d|,\d{{3}}|\ ?-?{_UNIT}|{_ALL_GOALS})"
)
_CODE = re.compile(_NUMBER)
_NEXT_CODE = re.compile(
    rf"{_NUMBER}(?!\ SDGs)(?!\ (?!in|of|on|for|are|is|to|and|the|by|with|as|at)[A-Za-z-]+\ {_UNIT})"
)
"""A later code of a list, which a new count may follow: `SDG 13, 12 pilot cities`."""
_SEPARATOR = re.compile(
    r"(?:番|번|[项項](?=[和与與及、]第))?(?:\s?\([^()\n]{1,80}\))?"
    r"(?:\s*(?P<mark>[,;、/&+-])\s*(?:(?:and|or|и|или|及|和|및)\s*|&\s*)?"
    r"|\.?\s+(?P<word>and|or|to|through|as well as|и|или|по|до|ба)\s+"
    r"|\s*(?P<joined>及び|及|和|与|與|以及|至|到|から|と|や|および|및|부터|에서|과|와|~)\s*)(?:[№#第]\s?)?"
)
_RANGE_MARKS = frozenset({"-", "to", "through", "по", "до", "至", "到", "から", "부터", "에서", "~"})
_CODES_ONLY = re.compile(r"\s*(?:SDGs?\s?)?[\d.]+[a-d]?(?:\s*[-,;、/·]\s*[\d.]+[a-d]?)*\s*")
_CARDINALS, _ORDINALS, _HAN = (
    words.split()
    for words in (
        "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen",
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
        " fifteenth sixteenth seventeenth",
        "一 二 三 四 五 六 七 八 九 十 十一 十二 十三 十四 十五 十六 十七",
    )
)
_IN_WORDS: Final = {
    word: str(number) for words in (_CARDINALS, _ORDINALS, _HAN) for number, word in enumerate(words, 1)
}
_HAN_NUMBER = "十[一二三四五六七]?|[一二三四五六七八九]"
_ENGLISH_SDG = (
    r"(?:SDG|(?i:sustainable\s+development\s+goal))(?![a-z])"
    r"(?!\s+(?:[A-Z]|summit|forum|report|progress|review|conference|dialogue|week|meeting|day|workshop|seminar|action))"
)
"""As a goal has an ordinal: `the seventh SDG`, but not `the second SDG Summit`."""
_NUMBER_FIRST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第\s?(?P<code>\d{{1,2}}|{_HAN_NUMBER})\s?[项項个個]?{_UNSPACED_SDG}",
        rf"{_UNSPACED_SDG}(?:中的)?第(?P<code>\d{{1,2}}|{_HAN_NUMBER})[个個](?:目标|目標)",
        rf"{_UNSPACED_SDG}(?:第?(?P<code>{_HAN_NUMBER}))(?![一-鿿])",
        rf"{_NO_LATIN_BEFORE}(?:SDG|(?i:sustainable\s+development\s+goal))\s+"
        rf"(?P<code>(?i:{_any(*_CARDINALS)}))(?![\w-]|\s+(?:of|or|after|by)\s)",
        rf"{_NO_LATIN_BEFORE}(?P<code>(?i:{_any(*_ORDINALS)}))\s+{_ENGLISH_SDG}",
        r"(?<!\d)(?P<code>\d{1,2})-[яйеу]\s+(?i:цел[ьи]\s+(?:в\s+области\s+)?устойчивого\s+развития|ЦУР)",
        r"(?:ТХЗ(?:-ын)?|(?i:тогтвортой\s+хөгжлийн))\s+(?P<code>\d{1,2})(?:-р|\s?-?\s?д[уү]г[аэ]{2}р)\s+"
        r"(?i:зорил[гт]\w*)",
        rf"(?<!\d)(?P<code>\d{{1,2}})(?:st|nd|rd|th)\s+{_ENGLISH_SDG}",
    )
)
