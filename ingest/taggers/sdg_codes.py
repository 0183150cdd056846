"""Finds goals, targets and indicators of the SDGs by their codes: `SDG 13`, `可持续发展目标13`, `ЦУР 13`.

Every code is checked against the vocabulary, and a bare `Goal 7` counts only where the text around it speaks of the
SDGs. Titles of goals are not found here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final

from spacy.tokens import Doc

from corpus.vocabulary import Entity
from ingest.document import Span
from ingest.taggers.candidates import Candidate, propose
from ingest.taggers.sdg_grammar import FRAME, Head, Item, codes_in_cell, heads, items, numbers_first
from ingest.taggers.tokenizer import ADDRESS, flat_text

PLAN_GOALS: Final = 10
"""A plan of its own seldom has more goals than this, so `Goal 13` needs nothing around it to be an SDG."""

DEPTHS: Final = {
    ("sdg", True): {1, 2, 3}, ("goal", True): {1, 2, 3}, ("target", True): {1, 2, 3}, ("indicator", True): {2, 3},
    ("goal", False): {1, 2}, ("target", False): {2}, ("indicator", False): {3},
}  # fmt: skip
"""How many parts a code may have after words of a level, strong or weak: a bare `Goal 9.3.1` is a national plan's."""


class CodeMatcher:
    """Proposes every code of a goal, target or indicator that the text gives as one of the SDGs.

    A list gives one mention an item, the first with the words that introduce it (`Targets 3.9`, `11.6`, `12.4`);
    a range gives one mention of all that it spans (`SDG 11-13`); so does each code in the cells of a table's
    column that is headed as one of SDGs.

    After words that name the SDGs (`SDG`, `ЦУР`) every valid code counts. After weak ones (`Goal`, `指标`) it
    counts unless another framework (Aichi, the MDGs, a national plan) stands nearer than the SDGs: targets and
    indicators always, since their codes are particular; goals where the SDGs are spoken of, where the goal's own
    title follows, where a number is higher than `PLAN_GOALS`, or where there is no other text.
    """

    def __init__(self, name: str = "sdg_codes") -> None:
        self.name = name
        self._known: set[str] = set()
        self._titles: dict[str, list[str]] = {}

    def add(self, entities: Iterable[Entity]) -> None:
        """Know the codes, and the titles of goals, of these entities."""
        for entity in entities:
            code = entity.id.removeprefix("sdg:")
            self._known.add(code)
            self._titles[code] = [title.casefold() for titles in entity.names.values() for title in titles]

    def __call__(self, doc: Doc) -> Doc:
        """Propose what `match` finds."""
        propose(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> Iterator[Candidate]:
        """The codes in `doc`, in the order in which they were decided."""
        text = _ADDRESS.sub(lambda match: " " * len(match[0]), flat_text(doc))
        yield from (_candidate(item, "code") for item in numbers_first(text) if self._knows(item))
        if not _DIGIT.search(text):
            return
        yield from self._in_columns(text)
        read = [(head, listed) for head in heads(text) if (listed := self._read(text, head))]
        meant = [one for one in read if one[0].strong]
        yield from _listed(meant)
        weak = [one for one in read if not one[0].strong]
        scene = _Scene(text, [head.span.start for head, _ in meant]) if weak else None
        while scene and (meant := [one for one in weak if self._is_meant(scene, *one)]):
            yield from _listed(meant)
            scene.anchors += [head.span.start for head, listed in meant if listed[0].depth == 1]
            weak = [one for one in weak if one not in meant]

    def _knows(self, item: Item) -> bool:
        return all(code in self._known for code in item.codes)

    def _read(self, text: str, head: Head) -> list[Item]:
        """The codes that follow a head; none when they cannot be codes of that kind."""
        listed = list(items(text, head.span.end))
        if head.plural and len(listed) == 1 and _is_count_or_page(text, head, listed[0]):
            return []
        depths = DEPTHS[head.level, head.strong]
        valid = [item for item in listed if item.depth in depths and self._knows(item)]
        complete = valid == listed or (head.strong and valid[:1] == listed[:1])
        return valid if complete else []

    def _is_meant(self, scene: _Scene, head: Head, listed: list[Item]) -> bool:
        """Whether codes after a weak head are those of the SDGs."""
        before, after = scene.around(Span(head.span.start, listed[-1].span.end))
        if _OWNED.match(after):
            return True
        if _RIVAL_BEFORE.search(before) or _RIVAL_AFTER.match(after):
            return False
        contested = scene.is_contested(head.span.start)
        codes = [code for item in listed for code in item.codes]
        if listed[0].depth > 1:
            return not contested and (bool(scene.anchors) or _ALSO_DEGREES.isdisjoint(codes))
        if self._is_titled(codes[-1], after):
            return True
        if contested or _OTHER_TITLE.match(after):
            return False
        high = head.capital and max(map(int, codes)) > PLAN_GOALS
        return bool(scene.anchors) or high or not (before + after).strip(_AROUND)

    def _is_titled(self, goal: str, after: str) -> bool:
        """Whether what follows speaks in the words of the goal's title."""
        said = set(_LONG_WORD.findall(after.casefold()))
        return any(
            title in after.casefold() or len(said & set(_LONG_WORD.findall(title))) >= 3 for title in self._titles[goal]
        )

    def _in_columns(self, text: str) -> Iterator[Candidate]:
        columns: dict[int, int] = {}
        for line in _TABLE_LINE.finditer(text) if "\t" in text else ():
            cells = line[0].split("\t")
            headed = [place for place, cell in enumerate(cells) if _SDG_COLUMN.fullmatch(cell.strip())]
            if headed:
                columns = dict.fromkeys(headed, len(cells))
                continue
            columns = {place: width for place, width in columns.items() if width == len(cells)}
            for place in columns:
                start = line.start() + sum(len(cell) + 1 for cell in cells[:place])
                listed = codes_in_cell(text, Span(start, start + len(cells[place])))
                if all(self._knows(item) for item in listed):
                    yield from (_candidate(item, "column") for item in listed)


class _Scene:
    """What a text speaks of: the places where it names the SDGs, and where it names other frameworks."""

    def __init__(self, text: str, strong: list[int]) -> None:
        self._text = text
        self._rivals = [match.start() for match in _RIVAL.finditer(text)]
        self.anchors = strong + [match.start() for match in _ANCHOR.finditer(text)]

    def around(self, span: Span) -> tuple[str, str]:
        """The characters before and after."""
        return self._text[max(0, span.start - 60) : span.start], self._text[span.end : span.end + 120]

    def is_contested(self, place: int) -> bool:
        """Whether another framework is named anywhere after the last time that the SDGs are named before `place`."""
        near = max((anchor for anchor in self.anchors if anchor < place), default=-1)
        return any(rival > near for rival in self._rivals)


def speaks_of_sdgs(text: str) -> bool:
    """Whether the SDGs as such, or the 2030 Agenda, are named in the text."""
    return bool(_ANCHOR.search(text))


def _candidate(item: Item, rule: str, head: Head | None = None) -> Candidate:
    start = head.span.start if head else item.span.start
    return Candidate(Span(start, item.span.end), tuple(f"sdg:{code}" for code in item.codes), rule)


def _listed(lists: list[tuple[Head, list[Item]]]) -> Iterator[Candidate]:
    for head, listed in lists:
        yield _candidate(listed[0], "code", head)
        yield from (_candidate(item, "code") for item in listed[1:])


def _is_count_or_page(text: str, head: Head, item: Item) -> bool:
    """Whether a single number after a plural says how many, or is the page that a heading stands on."""
    if item.codes == ("17",):
        return True
    return head.level == "sdg" and item.depth == 1 and bool(_LINE_END.match(text, item.span.end))


_ANCHOR = re.compile(
    rf"{FRAME}|2030\s+Agenda|Agenda\s+2030|2030\s+Sustainable\s+Development|2030年(?:可持续发展)?议程|2030アジェンダ"
    r"|2030\s?(?:지속가능발전\s?)?의제|Повестк\w+\s+(?:дня\s+)?(?:на\s+период\s+до\s+)?2030"
)
_OWN_GOALS = (
    r"(?<![A-Za-z])(?i:sets?|has|have|our|its|their|defines?|pursues?)\s+"
    r"(?:[2-9]|1[0-6]|two|three|four|five|six|seven|eight|nine|ten)\s+(?:[a-z]+\s+){0,2}(?:goals|targets)(?![a-z])"
)
"""A plan that counts its goals, and not as seventeen."""
_RIVALS = "|".join((
    "Aichi", "Kunming", "Millennium", "Sendai", r"(?<![A-Za-z])(?:MDGs?|K-?SDGs?|CSDGs?)(?![a-z])",
    r"(?<![A-Za-z])(?:NDP|GBF|NBSAP)(?![A-Za-z])", r"National\s+Development\s+(?:Plan|Goal|Strategy)",
    r"Biodiversity\s+(?:Framework|Target|Strategy)", r"[Ff]orest\s+[Gg]oals?", _OWN_GOALS,
    "爱知", "愛知", "昆明", "千年发展", "千年發展", "ミレニアム",
    "아이치", "쿤밍", r"생물다양성\s?(?:프레임워크|전략)", "새천년", r"국가\s?지속가능",
    "Айти", "Куньмин", "тысячелетия", "ЦРТ", "Мянганы",
))  # fmt: skip
"""Frameworks that number goals and targets of their own."""
_RIVAL = re.compile(_RIVALS)
_RIVAL_BEFORE = re.compile(
    rf"(?:(?:{_RIVALS})[^.;。；]{{0,25}}"
    r"|(?<![A-Za-z])(?:Agreement|Protocol|Convention|Plan|Strategy|Law|Act)(?:'s)?\s+"
    r"|(?<![A-Za-z])(?:Output|Outcome|Objective|Result|Activity)\s+\d[\d.]*[,;:]?\s+"
    r"|(?:规划|規劃|计划|計畫|計画|战略|戰略|方案|纲要|綱要|계획|전략|(?i:план|стратеги|программ|проект)[а-я]*)"
    r"(?:的|の|의)?[,、\s]{0,2}"
    r"|(?<![A-Za-z])(?i:our|(?:project|company|city|plan|programme|strategy)'s)\s+"
    r"|(?<![A-Za-z])(?i:strategic|strategy|national|project|programme|program|policy|plan|result|corporate|outcome"
    r"|organi[sz]ational|long-term|interim|planning|forest|biodiversity|sectoral|business|learning|county|municipal)\s+"
    r"|(?<![A-Za-z])(?!SDG|UN\s|AND\s|THE\s)[A-Z]{2,6}s?\s+)$"
)
_OWNED = re.compile(rf"\s*(?:of|under|in)\s+(?:the\s+)?(?:UN\s+)?(?:{_ANCHOR.pattern})")
"""What says behind a code whose it is."""
_RIVAL_AFTER = re.compile(
    r"\s*(?:of|under|in|from)\s+(?:the|its|our|their|this)?\s*(?:[\w-]+\s+){0,4}"
    r"(?:[Pp]lan|[Ss]trategy|[Pp]rogramme|NDP|MDGs?|Framework|match)\b"
)
_OTHER_TITLE = re.compile(r"\s*[:-]\s*[\"'“]?[A-ZА-ЯЁ]")
_ALSO_DEGREES = frozenset({"1.5"})
"""Targets whose code is also a goal for the world's temperature."""
_SDG_COLUMN = re.compile(
    r"(?i:(?:(?:relevant|related|linked|main|key|UN|priority)\s+)*"
    r"(?:SDGs?|Sustainable Development Goals?|(?:SDG|global)\s+(?:goals?|targets?|indicators?))"
    r"(?:\s+(?:goals?|targets?|indicators?|links?|code|no\.?|top\s+\d+|addressed|served))*)"
    r"|(?:相关|相關|関連|관련)?\s?(?:SDGs?|可持续发展目标|可持續發展目標|持続可能な開発目標|지속가능발전목표)"
    r"(?:の?目标|の?目標|\s?목표)?|ЦУР"
)
_TABLE_LINE = re.compile(r"[^\n]+")
_ADDRESS = re.compile(ADDRESS)
_DIGIT = re.compile(r"\d")
_LINE_END = re.compile(r"[ ]*(?:\n|$)")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_AROUND = " \t\n.,;:()[]\"'“”"
