"""Headings and titles among the units of a plain text, told by number, shape and what follows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.document import FURNITURE, Kind
from ingest.parsers.plain.lines import display_width, runs_on, terminated
from ingest.parsers.plain.marks import CONTENTS, KNOWN_SECTION, REFERENCES, URL_ONLY, numbering
from ingest.parsers.plain.units import Unit

_MAX_HEADING = 130
_MAX_TITLE = 300
_PROSE = 200
_STRONG = frozenset({"hash", "part", "chapter", "section", "annex", "decimal2", "decimal3", "decimal4", "decimal5"})
"""Numbers that head a section even where no text follows."""
_WEAK = frozenset({"paren", "parens", "letter-paren", "circled"})
"""Numbers that mostly count the items of a list."""
_OPENING = 15
"""Units among which the date of publication stands."""
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DATES = (
    re.compile(
        rf"^(?:\d{{1,2}}\s+)?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?(?:\s+\d{{1,2}})?,?\s+{_YEAR}$",
        re.IGNORECASE,
    ),
    re.compile(rf"^{_YEAR}\s*(?:年|년|оны?)(?:\s*\d{{1,2}}\s*(?:月|월)(?:\s*\d{{1,2}}\s*(?:日|일))?)?$"),
    re.compile(rf"^{_YEAR}-\d\d(?:-\d\d)?$"),
    re.compile(
        r"(?:published|publication date|date of (?:publication|issue)|released?|copyright|©|발행일?|"
        r"(?:发布|發布|出版|発行)(?:日期|时间|時間|日)?\s*[:：]|"
        rf"опубликовано|дата публикации|хэвлэгдсэн)\D{{0,30}}(?:\d{{1,2}}\D{{1,12}})?{_YEAR}\b",
        re.IGNORECASE,
    ),
)
_SMALL = re.compile(
    r"(?:a|an|the|of|in|on|at|to|by|for|from|with|and|or|as|than|that|under|through|into|between|among|towards?|"
    r"its|via|per|vs|from|upon|across|и|в|на|с|по|для|от|из|к|о|за|при)$"
)
_WORD = re.compile(r"[^\W\d_][\w'’-]*")
_SENTENCE_INSIDE = re.compile(r"(?:[^\W\d_]{4,}|[가-힣]다)[.!?]\s")
_LABELLED = re.compile(r"[^\s:：]{1,14}(?:\s[^\s:：]+){0,3}\s*[:：]\s*\S")


def mark_headings(units: Sequence[Unit]) -> None:
    """Give headings and titles their kind and level."""
    for index in range(len(units) - 1, -1, -1):
        if _is_heading(units, index):
            units[index].kind = Kind.HEADING
    _mark_siblings(units)
    _unbreak(units)
    _mark_title(units)
    _set_levels(units)
    _mark_behind_references(units)
    _set_item_levels(units)


def year_of(units: Sequence[Unit]) -> int | None:
    """The year of publication where the first lines say it: a date alone on its line, or behind such a word."""
    opening = [
        unit.text
        for unit in units[:_OPENING]
        if unit.kind in (Kind.TITLE, Kind.PARAGRAPH, Kind.HEADING) and len(unit.text) < _PROSE
    ]
    years = (match for text in opening for pattern in _DATES if (match := pattern.search(text)))
    first = next(years, None)
    return int(first["year"]) if first else None


def title_of(units: Sequence[Unit]) -> str:
    """The report's title where the text begins with one."""
    return ": ".join(unit.text.lstrip("# ") for unit in units if unit.kind is Kind.TITLE)


def _is_heading(units: Sequence[Unit], index: int) -> bool:
    unit = units[index]
    if unit.kind not in (Kind.PARAGRAPH, Kind.LIST_ITEM) or len(unit.lines) > 3:
        return False
    style, _, words = numbering(unit.text)
    if style == "hash" or _is_known(unit.text):
        return True
    if (unit.kind is Kind.LIST_ITEM and not style) or not _has_shape(words, numbered=bool(style)):
        return False
    if style in _STRONG:
        return True
    following = _following(units, index)
    if following is None:
        return False
    return _heads_numbered(units, index, style, following) if style else _heads_plain(units, index, following)


def _heads_numbered(units: Sequence[Unit], index: int, style: str, following: Unit) -> bool:
    """A number heads a section where other text follows, not its sibling in a list."""
    before = units[index - 1] if index else None
    if numbering(following.text)[0] == style:
        return False
    if before and before.kind is Kind.LIST_ITEM and numbering(before.text)[0] == style:
        return False
    if before and before.text.endswith((":", "：")) and style in _WEAK and following.kind is Kind.LIST_ITEM:
        return False
    return following.kind is Kind.HEADING or _is_text(following)


def _heads_plain(units: Sequence[Unit], index: int, following: Unit) -> bool:
    unit = units[index]
    if len(unit.lines) > 1 or not _is_title_like(unit.text) or (_LABELLED.match(unit.text) and index):
        return False
    if index and not unit.lines[0].gap and not unit.lines[0].page_start and following.kind is not Kind.LIST_ITEM:
        return False
    if following.kind is Kind.HEADING:
        plain = not numbering(following.text)[0] and not _is_known(following.text)
        return plain and index > 1 and _following(units, index) is units[index + 1]
    if following.kind is Kind.LIST_ITEM:
        return True
    return _is_text(following) and display_width(following.text) > 1.2 * display_width(unit.text)


def _is_text(unit: Unit) -> bool:
    return unit.kind in (Kind.LIST_ITEM, Kind.TABLE) or (
        unit.kind is Kind.PARAGRAPH and (terminated(unit.text) or runs_on(unit.text) or len(unit.text) > 80)
    )


def _following(units: Sequence[Unit], index: int) -> Unit | None:
    """The unit after, page furniture left out; a heading never stands right before a footnote."""
    rest = (unit for unit in units[index + 1 :] if unit.kind not in FURNITURE)
    following = next(rest, None)
    return None if following is None or following.kind is Kind.FOOTNOTE else following


def _has_shape(words: str, *, numbered: bool) -> bool:
    """Short, not a sentence, and begun like a heading."""
    if not words or display_width(words) > _MAX_HEADING or runs_on(words) or URL_ONLY.match(words):
        return False
    if words[0].islower() or words[0] in ",;.)":
        return False
    if not terminated(words):
        return True
    if numbered and words.endswith(":") and len(words) < 90:
        return words[0].isupper()
    return numbered and words.endswith(".") and _capitalized(words) > 0.9 and len(_WORD.findall(words)) > 3


def _is_known(text: str) -> bool:
    return any(pattern.match(text) for pattern in (KNOWN_SECTION, REFERENCES, CONTENTS))


def _is_title_like(text: str) -> bool:
    words = _WORD.findall(text)
    letters = sum(character.isalpha() for character in text)
    if not words or letters < 0.6 * len(text.replace(" ", "")) or "@" in text or _SENTENCE_INSIDE.search(text):
        return False
    if display_width(text) > 1.5 * len(text):
        return display_width(text) <= 90
    return len(words) <= 8 or (len(words) <= 16 and _capitalized(text) >= 0.7)


def _capitalized(text: str) -> float:
    """Share of the words that begin with a capital, small words left out."""
    words = [word for word in _WORD.findall(text) if not _SMALL.match(word)]
    return sum(word[0].isupper() for word in words) / len(words) if words else 0.0


def _mark_siblings(units: Sequence[Unit]) -> None:
    """What follows A. as B. is a heading if A. is one, whatever stands below it."""
    headed: set[str] = set()
    for before, unit in pairwise(units):
        style, _, words = numbering(unit.text)
        if before.kind is Kind.HEADING:
            headed.add(numbering(before.text)[0])
        in_list = before.kind is Kind.LIST_ITEM and numbering(before.text)[0] == style
        counted = unit.kind is Kind.LIST_ITEM and style in headed - _WEAK - {""}
        if counted and not in_list and _has_shape(words, numbered=True):
            unit.kind = Kind.HEADING


def _unbreak(units: Sequence[Unit]) -> None:
    """A long heading whose last word stands on a line of its own gets it back."""
    for heading, rest in pairwise(units):
        style = numbering(heading.text)[0]
        alone = rest.kind is Kind.HEADING and not numbering(rest.text)[0] and " " not in rest.text
        if heading.kind is Kind.HEADING and style and alone and len(heading.text) > 50 and not _is_known(rest.text):
            heading.lines += rest.lines
            rest.lines = []


def _mark_title(units: Sequence[Unit]) -> None:
    """The first unit is the title if it looks like one; a second such line right under it is its second line."""
    shown = [unit for unit in units if unit.kind not in FURNITURE and unit.lines]
    if not shown or not _can_be_title(shown[0]):
        return
    shown[0].kind = Kind.TITLE
    headings = [unit for unit in shown[2:] if unit.kind is Kind.HEADING]
    if len(shown) > 2 and not headings and _can_be_title(shown[1]) and len(shown[2].text) > _PROSE:
        shown[1].kind = Kind.TITLE


def _can_be_title(unit: Unit) -> bool:
    text = unit.text
    if unit.kind not in (Kind.PARAGRAPH, Kind.HEADING) or len(text) > _MAX_TITLE or _is_known(text):
        return False
    if terminated(text) or runs_on(text) or _SENTENCE_INSIDE.search(text):
        return False
    letters = sum(character.isalpha() for character in text)
    return numbering(text)[0] in ("", "hash") and letters >= 4 and letters > 0.5 * len(text.replace(" ", ""))


def _set_levels(units: Sequence[Unit]) -> None:
    """Depth by style of number: a style seen above is returned to, a new one lies below."""
    styles: list[str] = []
    for unit in units:
        if unit.kind is not Kind.HEADING:
            continue
        style, mark, _ = numbering(unit.text)
        if style == "hash":
            unit.level = len(mark)
            continue
        if styles == ["plain"] or (not style and _is_known(unit.text)):
            styles = []
        style = style or (unit.mark if unit.mark in ("=", "-") else "plain")
        styles = styles[: styles.index(style)] if style in styles else styles
        styles.append(style)
        unit.level = len(styles)


def _set_item_levels(units: Sequence[Unit]) -> None:
    """Depth of list items: a mark of a style seen above in the same list is returned to, a new one lies below."""
    styles: list[str] = []
    for unit in units:
        if unit.kind is Kind.LIST_ITEM:
            style = numbering(unit.text)[0] or unit.mark
            styles = styles[: styles.index(style)] if style in styles else styles
            styles.append(style)
            unit.level = len(styles)
        elif unit.kind not in FURNITURE | {Kind.FOOTNOTE}:
            styles = []


def _mark_behind_references(units: Sequence[Unit]) -> None:
    """Where the entries of a list of references are marked, an unmarked line begins a new part."""
    inside, marked = False, False
    for unit in units:
        if unit.kind is Kind.HEADING:
            inside, marked = REFERENCES.match(unit.text) is not None, False
        elif inside and unit.kind in (Kind.PARAGRAPH, Kind.LIST_ITEM) and unit.lines:
            if marked and not unit.mark and unit.lines[0].gap:
                inside = False
                if _has_shape(unit.text, numbered=False):
                    unit.kind, unit.level = Kind.HEADING, 1
            marked = marked or bool(unit.mark)
