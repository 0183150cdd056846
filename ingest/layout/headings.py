"""Which groups of lines are headings, and how deep: by type size and weight against the body, and by numbering."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ingest.layout.lines import TextLine
from ingest.layout.paragraphs import HEAVIER, Group

LARGER = 1.09
"""A heading's type is at least so much larger than the body's, unless it is bold or numbered."""
LONGEST = 240
"""Characters of a heading at most; an ideograph counts for four."""
LONGEST_CHAPTER = 120
"""The same of one in the body's type that only its numbering ("一、", "Глава 1") tells."""
DEEPEST = 6
FEWEST_ANEW = 2
"""Times that the numbers of headings begin anew under one without before such headings stand above them."""
FEWEST_EQUAL = 8
"""Letters of equal room that make a typewriter's line."""
FEWEST_OUTLINED = 3
"""Headings that an outline must name before it is believed."""


@dataclass(frozen=True, slots=True)
class Body:
    """The type that most of a document is set in."""

    size: float
    bold: bool
    weight: int = 400
    code: bool = False


Style = tuple[float, bool, bool]
"""A heading's size (in half points), whether it is bold, whether it is in capitals."""


def body_of(lines: Iterable[TextLine]) -> Body:
    """The type of most characters; of that size the usual weight, and whether it is a typewriter's."""
    count: Counter[tuple[float, bool]] = Counter()
    types: Counter[tuple[float, bool, int, bool]] = Counter()
    for line in lines:
        style = round(line.size * 2) / 2, line.bold
        count[style] += len(line.text)
        types[*style, line.weight, bool(_CODE.search(line.font))] += len(line.text)
    if not count:
        return Body(10.0, False)
    usual = count.most_common(1)[0][0]
    return Body(*max((found for found in types if found[:2] == usual), key=lambda found: types[found]))


def is_heading(group: Group, body: Body) -> bool:
    """Whether a group stands out from the body as a heading does."""
    text = group.text
    if _length(text) > LONGEST or len(group.lines) > 4 or not _LETTERS.search(text) or _UNFINISHED.search(text):
        return False
    if group.size >= LARGER * body.size:
        return not (_length(text) > LONGEST / 2 and _SENTENCE.search(text))
    heavier = group.weight - body.weight >= HEAVIER
    numbered = bool(_NUMBERED.match(text))
    if group.size < 0.94 * body.size or (_SENTENCE.search(text) and not (heavier and numbered and text[-1] == ".")):
        return False
    if _SYMBOL.fullmatch(text):
        return False
    stands_out = heavier or (_in_capitals(text) and (body.code or not _is_code(group.first)))
    if len(group.lines) == 1 and _length(text) <= LONGEST_CHAPTER and _CHAPTER.match(text):
        return True
    return stands_out or (numbered and group.italic and not text.endswith(":"))


def is_short(group: Group) -> bool:
    """Whether a group is no longer than headings are."""
    return len(group.lines) <= 4 and len(group.text) <= LONGEST


def is_like_heading(group: Group, body: Body) -> bool:
    """Whether a group may be a heading if others of its style are: large type in few lines, be it a sentence."""
    large = group.size >= LARGER * body.size and len(group.lines) <= 4
    return large and _length(group.text) <= LONGEST and bool(_LETTERS.search(group.text))


def is_italic_heading(group: Group, following: Group) -> bool:
    """Whether a line in italics is the heading of the upright paragraph right under it."""
    text = group.text
    if len(group.lines) > 1 or not group.italic or following.italic or len(text) > LONGEST / 2:
        return False
    return text[0].isupper() and not _OPEN.search(text) and len(following.text) > len(text)


def style_of(group: Group) -> Style:
    """What headings of one depth have in common."""
    return round(group.size * 2) / 2, group.bold, _in_capitals(group.text)


def levels(headings: Sequence[Group], outlined: Sequence[int] = ()) -> list[int]:
    """The depth of each heading, 1 the highest: larger type stands higher; then bold, then capitals.

    Where headings of one style are numbered to different depths ("2", "2.1"), the numbering tells them apart.
    `outlined` is the depth of each in the file's outline, 0 where that does not name it; others of the same style
    have the same.
    """
    styles = sorted({style_of(heading) for heading in headings}, reverse=True)
    ranks: dict[int, int] = {}
    level = 1
    for style in styles:
        places = [place for place, heading in enumerate(headings) if style_of(heading) == style]
        found = _ranks([headings[place].text for place in places])
        ranks |= {place: level + rank for place, rank in zip(places, found, strict=True)}
        level += max(found) + 1
    found = [ranks[place] for place in range(len(headings))]
    return _nested(_as_outlined(headings, found, outlined) if outlined else found)


def _ranks(texts: Sequence[str]) -> list[int]:
    """How deep each heading stands among those of its style: by what numbers it, in the order of first use.

    "1" stands above "1.1". Headings without a number are as high as the highest with one, or above all of them where
    these begin anew under several: the decisions of a report, each with its I., II., III.
    """
    numberings = _numberings(texts)
    decimals = sorted({n for n in numberings if n.isdigit()})
    order = [n for n in dict.fromkeys(numberings) if n and not n.isdigit()]
    if decimals:
        first = next(n for n in numberings if n.isdigit())
        before = [n for n in dict.fromkeys(numberings[: numberings.index(first)]) if n]
        order[len(before) : len(before)] = decimals
    anew = sum(not above and _FIRST.match(text) is not None for above, text in zip(numberings, texts[1:], strict=False))
    if anew >= FEWEST_ANEW:
        order.insert(0, "")
    return [order.index(n) if n in order else 0 for n in numberings]


def _numberings(texts: Sequence[str]) -> list[str]:
    """What numbers each heading: "roman", "letter", the depth of a decimal number, or nothing."""
    found: list[str] = []
    letter = ""
    for text in texts:
        match = _NUMBERED.match(text)
        sign = match[0].split()[0].rstrip(".") if match else ""
        follows = len(sign) == 1 and letter and ord(sign) == ord(letter) + 1
        if match and match[1]:
            found.append(str(match[1].count(".") + 1))
        elif _ROMAN.fullmatch(sign) and not follows:
            found.append("roman")
        else:
            found.append("letter" if sign else "")
        letter = sign if found[-1] == "letter" else letter if sign else ""
    return found


def _as_outlined(headings: Sequence[Group], levels: Sequence[int], stated: Sequence[int]) -> list[int]:
    """The levels by the outline; where it names none of a style, below all that it names."""
    known = [level for level in stated if level]
    if len(known) < FEWEST_OUTLINED:
        return list(levels)
    usual: dict[Style, Counter[int]] = defaultdict(Counter)
    for heading, level in zip(headings, stated, strict=True):
        if level:
            usual[style_of(heading)][level] += 1
    found: list[int] = []
    for heading, level, own in zip(headings, stated, levels, strict=True):
        of_style = usual.get(style_of(heading))
        found.append(level or (of_style.most_common(1)[0][0] if of_style else max(known) + own))
    return found


def _nested(levels: Iterable[int]) -> list[int]:
    """The same without gaps: a heading is one deeper than the nearest higher one before it."""
    above: list[int] = []
    found: list[int] = []
    for level in levels:
        while above and above[-1] >= level:
            above.pop()
        above.append(level)
        found.append(min(len(above), DEEPEST))
    return found


_SYMBOL = re.compile(r"[A-Z]+(?:/[\w.()]+)+")
"""A document's symbol, such as ESCAP/81/L.3."""
_FIRST = re.compile(r"(?:1|I|A)\.?\s")
_ROMAN = re.compile("[IVX]{1,5}")
_LETTERS = re.compile(r"[^\W\d_]{2}|[\u3400-\u9fff\uac00-\ud7a3]")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE = re.compile(r"[^.][.;,。；，]$")
_UNFINISHED = re.compile(r"[,;，；、-]$")
_CODE = re.compile(r"courier|mono|consol|typewriter", re.IGNORECASE)
_OPEN = re.compile(r"[.:;,。；，]$|^\(|^(?:source|note|photo)s?\b", re.IGNORECASE)
_NUMBERED = re.compile(r"(?:(\d{1,2}(?:\.\d{1,2}){0,4})\.?|[IVX]{1,5}\.|[A-Z]\.)\s+\S")

_CHAPTER = re.compile(
    r"第[一二三四五六七八九十百\d]{1,4}[章编編篇部节節]\s*\S|[一二三四五六七八九十]{1,3}、\S|제\s?\d{1,2}\s?[장편절]\s"
    r"|(?:Глава|ГЛАВА|Раздел|РАЗДЕЛ)\s+[\dIVX]+\b|\w+(?:дүгээр|дугаар)\s+(?:бүлэг|хэсэг)\b"
)


def _length(text: str) -> int:
    return len(text) + 3 * len(_IDEOGRAPH.findall(text))


def _is_code(line: TextLine) -> bool:
    """Whether a line is set in a typewriter's face, by its name or by the equal room of its letters."""
    if _CODE.search(line.font):
        return True
    steps = [after - before for before, after in pairwise(line.edges)]
    letters = [step for step, sign in zip(steps, line.text, strict=False) if sign.isalpha()]
    return len(letters) >= FEWEST_EQUAL and max(letters) - min(letters) <= 0.25 and not line.wide


def _in_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 3 and all(c.isupper() for c in letters)
