"""Finds goals, targets and indicators of the SDGs by their codes, in the languages of the region.

`SDG 13`, `targets 3.9, 11.6 and 12.4`, `可持续发展目标13`, `ЦУР 13`. Every code is checked against the vocabulary, and a
bare `Goal 7` counts only where the text around it speaks of the SDGs. Titles of goals are not found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final

from spacy.tokens import Doc

from corpus.vocabulary import Entity
from ingest.document import Span
from ingest.taggers.candidates import Candidate, propose
from ingest.taggers.tokenizer import ADDRESS, flat_text

PLAN_GOALS: Final = 10
"""A plan of its own seldom has more goals than this, so `Goal 13` needs nothing around it to be an SDG."""


class CodeMatcher:
    """Proposes every code of a goal, target or indicator that the text gives as one of the SDGs.

    A list gives one mention an item, the first with the words that introduce it (`Targets 3.9`, `11.6`, `12.4`); a
    range gives one mention of all that it spans (`SDG 11-13`).

    What introduces a code is strong or weak. After strong words (`SDG`, `ЦУР`, `持続可能な開発目標`) every valid code counts.
    Weak ones (`Goal`, `target`, `指标`) count unless another framework stands near (Aichi, the MDGs, a national plan):
    targets and indicators always, since their codes are particular; goals only where the SDGs are spoken of, where
    the goal's own title follows, where a number is higher than `PLAN_GOALS`, or where there is no other text.
    """

    def __init__(self, name: str = "sdg_codes") -> None:
        self.name = name
        self._known: set[str] = set()
        self._titles: dict[str, tuple[str, ...]] = {}

    def add(self, entities: Iterable[Entity]) -> None:
        """Know the codes, and the titles of goals, of these entities."""
        for entity in entities:
            code = entity.id.removeprefix("sdg:")
            self._known.add(code)
            if code.isdigit():
                self._titles[code] = tuple(
                    title.casefold() for titles in entity.names.values() for title in titles
                )

    def __call__(self, doc: Doc) -> Doc:
        propose(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> Iterator[Candidate]:
        """The codes in `doc`, in the order in which they were decided."""
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), flat_text(doc))
        if not _DIGIT.search(text):
            return
        yield from self._in_columns(text)
        yield from self._after_number(text)
        anchors = [match.start() for match in _ANCHOR.finditer(text)]
        rivals = [match.start() for match in _RIVAL.finditer(text)]
        heads = [_Head.of(match) for match in _HEAD.finditer(text)]
        read = [(head, self._read(text, head)) for head in heads]
        for head, items in read:
            if items and head.strong:
                anchors.append(head.span.start)
                yield from self._candidates(head, items)
        weak = [(head, items) for head, items in read if items and not head.strong]
        while meant := [one for one in weak if self._is_meant(text, *one, anchors, rivals)]:
            for head, items in meant:
                yield from self._candidates(head, items)
            anchors += [head.span.start for head, items in meant if items[0].depth == 1]
            weak = [one for one in weak if one not in meant]

    def _read(self, text: str, head: _Head) -> list[_Item]:
        """The codes that follow a head; none when they cannot be codes of that kind."""
        items = list(_items(text, head.span.end))
        if head.plural and len(items) == 1 and _is_count_or_page(text, head, items[0]):
            return []
        depths = _DEPTHS[head.level, head.strong]
        valid = [
            item for item in items if item.depth in depths and all(code in self._known for code in item.codes)
        ]
        if head.strong:
            return valid if items and items[0] in valid else []
        return valid if len(valid) == len(items) else []

    def _is_meant(
        self, text: str, head: _Head, items: list[_Item], anchors: list[int], rivals: list[int]
    ) -> bool:
        """Whether a weak head speaks of the SDGs."""
        before, after = text[max(0, head.span.start - 60) : head.span.start], text[items[-1].span.end :][:120]
        if _RIVAL_BEFORE.search(before) or _RIVAL_AFTER.match(after):
            return False
        near = max((place for place in anchors if place < head.span.start), default=-1)
        contested = any(place > near for place in rivals)
        if items[0].depth > 1:
            heat = any(code in _ALSO_DEGREES for item in items for code in item.codes)
            return not contested and (bool(anchors) or not heat)
        if self._is_titled(items[-1].codes[-1], after):
            return True
        if contested or _OTHER_TITLE.match(after):
            return False
        alone = text.strip(_AROUND) == text[head.span.start : items[-1].span.end]
        high = head.capital and max(int(code) for item in items for code in item.codes) > PLAN_GOALS
        return bool(anchors) or alone or high

    def _is_titled(self, goal: str, after: str) -> bool:
        """Whether what follows speaks in the words of the goal's title."""
        after = after.casefold()
        if any(title in after for title in self._titles[goal]):
            return True
        said = set(_LONG_WORD.findall(after))
        return any(len(said & set(_LONG_WORD.findall(title))) >= 3 for title in self._titles[goal])

    def _candidates(self, head: _Head, items: list[_Item]) -> Iterator[Candidate]:
        for item in items:
            start = head.span.start if item is items[0] else item.span.start
            yield Candidate(Span(start, item.span.end), tuple(f"sdg:{code}" for code in item.codes), "code")

    def _after_number(self, text: str) -> Iterator[Candidate]:
        """Codes that stand before the words: `第13项可持续发展目标`, `13th SDG`."""
        for match in chain.from_iterable(pattern.finditer(text) for pattern in _NUMBER_FIRST):
            if match["code"] in self._known:
                yield Candidate(Span(*match.span()), (f"sdg:{match['code']}",), "code")

    def _in_columns(self, text: str) -> Iterator[Candidate]:
        """Codes alone in the cells of a table's column that is headed as one of SDGs."""
        columns: dict[int, int] = {}
        for line in _TABLE_LINE.finditer(text):
            cells = line[0].split("\t")
            heads = [place for place, cell in enumerate(cells) if _SDG_COLUMN.fullmatch(cell.strip())]
            if heads:
                columns = {place: len(cells) for place in heads}
                continue
            for place in [place for place, width in columns.items() if width == len(cells)]:
                start = line.start() + sum(len(cell) + 1 for cell in cells[:place])
                yield from self._in_cell(text, Span(start, start + len(cells[place])))

    def _in_cell(self, text: str, cell: Span) -> Iterator[Candidate]:
        found = list(_CODE.finditer(text, cell.start, cell.end))
        codes = [_plain(match["code"]) for match in found]
        if found and _CODES_ONLY.fullmatch(cell.of(text)) and all(code in self._known for code in codes):
            for match, code in zip(found, codes, strict=True):
                yield Candidate(Span(*match.span("code")), (f"sdg:{code}",), "column")


def speaks_of_sdgs(text: str) -> bool:
    """Whether the SDGs as such, or the 2030 Agenda, are named in the text."""
    return bool(_ANCHOR.search(text))


@dataclass(frozen=True, slots=True)
class _Head:
    """The words that introduce codes; `level` is what they call the codes, `goal` if nothing."""

    span: Span
    strong: bool
    level: str
    plural: bool
    capital: bool

    @classmethod
    def of(cls, match: re.Match[str]) -> _Head:
        word = match["level"] or match["bare"] or ""
        level = next((name for name, pattern in _LEVELS.items() if pattern.match(word)), "sdg")
        return cls(
            span=Span(*match.span()),
            strong=bool(match["frame"]),
            level=level,
            plural=bool(_PLURAL.search(match[0])),
            capital=not match[0][0].islower(),
        )


@dataclass(frozen=True, slots=True)
class _Item:
    """One code of a list, or a range of codes."""

    span: Span
    codes: tuple[str, ...]

    @property
    def depth(self) -> int:
        return self.codes[0].count(".") + 1


def _items(text: str, start: int) -> Iterator[_Item]:
    """The codes that stand from `start` on, separated as in a list."""
    found: list[tuple[re.Match[str], str]] = []
    separator, place = "", start
    while match := (_NEXT_CODE if found else _CODE).match(text, place):
        found.append((match, separator))
        gap = _SEPARATOR.match(text, match.end())
        if not gap:
            break
        separator, place = gap["mark"] or gap["word"] or gap["joined"], gap.end()
    yield from _ranges(found)


def _ranges(found: list[tuple[re.Match[str], str]]) -> Iterator[_Item]:
    """Items from codes with the separators before them; a pair around a dash is a range."""
    dashes = sum(separator == "-" for _, separator in found)
    for place, (match, separator) in enumerate(found):
        code = _plain(match["code"])
        following = found[place + 1] if place + 1 < len(found) else None
        if separator in _RANGE_WORDS and not (separator == "-" and dashes > 1):
            continue
        if following and following[1] in _RANGE_WORDS and not (following[1] == "-" and dashes > 1):
            codes = _between(code, _plain(following[0]["code"]))
            last = following[0] if len(codes) > 1 else match
            yield _Item(Span(match.start("code"), last.end("code")), codes)
        else:
            yield _Item(Span(*match.span("code")), (code,))


def _between(first: str, last: str) -> tuple[str, ...]:
    """The codes of a range; the first alone where they do not ascend within one goal."""
    stem, _, low = first.rpartition(".")
    last_stem, _, high = last.rpartition(".")
    if (last_stem not in ("", stem)) or not (low.isdigit() and high.isdigit()) or int(high) <= int(low):
        return (first,)
    return tuple(f"{stem}.{number}".lstrip(".") for number in range(int(low), int(high) + 1))


def _plain(code: str) -> str:
    """A code as the taxonomy has it: `6.2.1` for the part `6.2.1a` of an indicator."""
    code = code.lower()
    return code.rstrip("abcde") if code.count(".") == 2 else code


def _is_count_or_page(text: str, head: _Head, item: _Item) -> bool:
    """Whether a single number after a plural says how many, or is the page that a heading stands on."""
    if item.codes == ("17",):
        return True
    return head.level == "sdg" and item.depth == 1 and bool(_LINE_END.match(text, item.span.end))


def _any(*patterns: str) -> str:
    return f"(?:{'|'.join(patterns)})"


_GAP = r"[ ]{0,2}\n?[ ]{0,2}"
_CJK_SDG = _any(
    "可持续发展目标", "可持續發展目標", "永续发展目标", "永續發展目標", "持続可能な開発目標",
    rf"(?<!국가)(?<!국가 )지속{_GAP}가능(?:한)?{_GAP}(?:발전|개발){_GAP}목표",
)  # fmt: skip
_RUSSIAN_SDG = r"(?i:цел(?:ь|и|ей|ям|ями|ях|ью)\s+(?:в\s+области\s+)?устойчивого\s+развития)"
_MONGOLIAN_SDG = r"(?i:тогтвортой\s+хөгжлийн\s+зорил[гт]\w*)"
_SDG = rf"(?<![A-Za-z0-9/_])(?<![A-Za-z0-9]-)(?:UN[ -])?SDG[sS]?(?![a-z])"
_FRAME = _any(
    _SDG,
    r"(?<![A-Za-z0-9/_-])sdgs?(?=\ \d)",
    r"(?i:(?<![a-z])sustainable\s+development\s+goals?(?![a-z]))",
    r"(?<![A-Za-z])Global\s+Goals?",
    rf"(?<!K-){_CJK_SDG}",
    r"(?<![А-Яа-яЁё])ЦУР",
    rf"(?<![А-Яа-яЁё]){_RUSSIAN_SDG}",
    r"(?<![А-Яа-яӨөҮү])ТХЗ(?:-(?:ын|ийн|ны))?",
    _MONGOLIAN_SDG,
)
_LEVELS: Final = {
    "goal": re.compile(r"goal|目标|目標|ゴール|목표|цел|зорилг", re.I),
    "target": re.compile(
        r"(?:sub-?)?target|(?:具体|子)目标|(?:具體|細項)目標|ターゲット|세부|задач|подцел|зорилт", re.I
    ),
    "indicator": re.compile(r"indicator|指标|指標|지표|показател|индикатор|үзүүлэлт", re.I),
}
_LEVEL = _any(
    r"(?<![A-Za-z])(?i:goals?|(?:sub-?)?targets?|indicators?)(?![A-Za-z])",
    "具体目标", "具體目標", "细项目标", "細項目標", "子目标", "目标", "目標", "指标", "指標", "ゴール", "ターゲット",
    r"세부\s?목표", "목표", "지표",
    r"(?<![А-Яа-яЁё])(?i:цел|подцел|задач|показател|индикатор)[а-яё]{0,4}(?![А-Яа-яЁё])",
    r"(?i:зорил[гт][а-яөү]*|үзүүлэлт[а-яөү]*)(?![А-Яа-яӨөҮү])",
)  # fmt: skip
_SIGN = rf"(?:(?i:numbers?|nos?\.?)|[#№第]){_GAP}"
_HEAD = re.compile(
    rf"(?:(?P<frame>{_FRAME}(?:{_GAP}\((?:UN )?(?:SDGs?|ЦУР)\))?)(?:'s)?"
    rf"{_GAP}(?:[の的:_-]|中的)?{_GAP}(?:(?P<level>{_LEVEL}){_GAP}:?{_GAP})?\(?|(?P<bare>{_LEVEL}){_GAP}-?)"
    rf"(?:{_SIGN})?(?=\d)"
)
_UNIT: Final = _any(
    "%", "‰", "°", "℃", "度", "per ?cent", "percentage", "degrees?", "million", "billion", "trillion", "thousand",
    r"(?:km|kg|ha|Mt|Gt|GW|MW|kWh|tons?|tonnes|µg|μg|USD)(?![A-Za-z])", "万", "亿", "億", "만", "억", "млн", "млрд", "процент",
    "个", "個", "つの", r"(?<!第\d)(?<!第\d\d)[项項]", "[カかヶ]?国", "年", "月", "日(?!本)", "人", "名", "件", "개", "년", "월", "명",
    r"(?:st|nd|rd|th)(?![a-z])", r"(?:years?|months?|days?|times|people|persons|countries|cities|provinces|members?|states|projects"
    r"|pages|participants|experts|species|reports|cases|sites)(?![a-z])",
)  # fmt: skip
_COUNTED_GOALS = r"(?:の(?:目標|ゴール)|(?:global |UN )?(?:goals|SDGs|targets|indicators)(?![a-z])|목표)"
_NUMBER = (
    r"(?<![\d.])(?P<code>\d{1,2}(?:\.(?:\d{1,2}|[a-dA-D]))?(?:\.\d{1,2}[a-e]?)?)"
    rf"(?![\dA-Za-z]|\.\d|:\d|,\d{{3}}|\ ?-?{_UNIT}|(?<=17)\ ?{_COUNTED_GOALS})"
)
_CODE = re.compile(_NUMBER)
_NEXT_CODE = re.compile(
    rf"{_NUMBER}(?!\ (?!in|of|on|for|are|is|to|and|the|by|with|as|at)[A-Za-z-]+\ {_UNIT})"
)
_PLURAL = re.compile(r"(?:SDG|sdg|[Gg]oal|GOAL)[sS]")
_SEPARATOR = re.compile(
    r"(?:番|번)?(?:\s?\([^()\n]{1,80}\))?"
    r"(?:\s*(?P<mark>[,;、/&+-])\s*(?:(?:and|or|и|или|及|和|및)\s*|&\s*)?"
    r"|\s+(?P<word>and|or|to|through|as well as|и|или|по|до|ба)\s+"
    r"|\s*(?P<joined>及び|及|和|与|與|以及|至|到|から|と|や|および|및|부터|에서|과|와|~)\s*)(?:[№#第]\s?)?"
)
_RANGE_WORDS = frozenset({"-", "to", "through", "по", "до", "至", "到", "から", "부터", "에서", "~"})
_DEPTHS: Final = {
    ("sdg", True): {1, 2, 3}, ("goal", True): {1, 2, 3}, ("target", True): {1, 2, 3}, ("indicator", True): {2, 3},
    ("goal", False): {1, 2}, ("target", False): {2}, ("indicator", False): {3},
}  # fmt: skip
"""How many parts a code may have after these words; a goal's own `7.2.2` is a national plan's."""

_ANCHOR = re.compile(
    rf"{_FRAME}|2030\s+Agenda|Agenda\s+2030|2030\s+Sustainable\s+Development|2030年(?:可持续发展)?议程|2030アジェンダ"
    r"|2030\s?(?:지속가능발전\s?)?의제|Повестк\w+\s+(?:дня\s+)?(?:на\s+период\s+до\s+)?2030"
)
_RIVALS = _any(
    r"Aichi", r"Millennium", r"(?<![A-Za-z])MDGs?(?![a-z])", r"(?<![A-Za-z])NDP(?![A-Za-z])", r"Kunming", r"Sendai",
    r"(?<![A-Za-z])K-?SDGs?(?![a-z])", r"(?<![A-Za-z])(?:CSDGs?|GBF|NBSAP)(?![a-z])", r"National\s+Development\s+(?:Plan|Goal|Strategy)",
    r"Biodiversity\s+(?:Framework|Target|Strategy)", "爱知", "愛知", "千年发展", "千年發展", "ミレニアム", "아이치", "새천년", r"국가\s?지속가능", "昆明",
    "Айти", "тысячелетия", "ЦРТ", "Мянганы",
)  # fmt: skip
_RIVAL = re.compile(_RIVALS)
_RIVAL_BEFORE = re.compile(
    rf"(?:{_RIVALS}[^.;。；]{{0,25}}|(?<![A-Za-z])(?i:strategic|strategy|national|project|programme|program|policy|plan|result|corporate"
    r"|outcome|organi[sz]ational|long-term|interim|planning)\s+|(?<![A-Za-z])(?!SDG|UN\s|AND\s|THE\s)[A-Z]{2,6}s?\s+)$"
)
_RIVAL_AFTER = re.compile(
    r"\s*(?:of|under|in|from)\s+(?:the|its|our|their|this)?\s*(?:[\w-]+\s+){0,4}(?:[Pp]lan|[Ss]trategy|[Pp]rogramme|NDP|MDGs?|Framework|match)\b"
)
_OTHER_TITLE = re.compile(r"\s*[:-]\s*[\"'“]?[A-ZА-ЯЁ]")
_ALSO_DEGREES = frozenset({"1.5"})
"""Targets whose code is also a goal for the world's temperature."""

_NUMBER_FIRST = tuple(
    re.compile(pattern)
    for pattern in (
        rf"第\s?(?P<code>\d{{1,2}})\s?[项項个個]?{_CJK_SDG}",
        r"(?<!\d)(?P<code>\d{1,2})(?:st|nd|rd|th)\s+(?:SDG|(?i:sustainable\s+development\s+goal))(?![a-z])",
    )
)
_ADDRESS = re.compile(ADDRESS)
_DIGIT = re.compile(r"\d")
_LINE_END = re.compile(r"[ ]*(?:\n|$)")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_AROUND = " \t\n.,;:()[]\"'“”"
_TABLE_LINE = re.compile(r"[^\n]*\t[^\n]*")
_SDG_COLUMN = re.compile(
    r"(?i:(?:(?:relevant|related|linked|main|key|UN|priority)\s+)*(?:SDGs?|Sustainable Development Goals?|(?:SDG|global)\s+(?:goals?|targets?|indicators?))"
    r"(?:\s+(?:goals?|targets?|indicators?|links?|code|no\.?|top\s+\d+|addressed|served))*)"
    r"|(?:相关|相關|関連|관련)?\s?(?:SDGs?|可持续发展目标|可持續發展目標|持続可能な開発目標|지속가능발전목표)(?:の?目标|の?目標|\s?목표)?|ЦУР"
)
_CODES_ONLY = re.compile(r"\s*(?:SDGs?\s?)?[\d.]+[a-d]?(?:\s*[-,;、/·]\s*[\d.]+[a-d]?)*\s*")
