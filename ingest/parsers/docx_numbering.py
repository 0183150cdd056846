"""Automatic numbers of Word documents: what stands before a list item or a heading though no run holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.parsers.numbering import numeral
from ingest.parsers.package import Element, child, is_on, name, value, whole

_PLACE = re.compile(r"%(\d)")
_BULLET = "bullet"


@dataclass(frozen=True, slots=True)
class Level:
    """How one level of a list is numbered: `pattern` as `%1.%2`, `style` by its name in ST_NumberFormat."""

    start: int = 1
    style: str = "decimal"
    pattern: str = ""
    legal: bool = False
    restarts: bool = True
    glued: bool = False
    paragraph_style: str = ""


@dataclass
class _List:
    levels: dict[int, Level]
    counts: dict[int, int] = field(default_factory=dict)


class Numbering:
    """The lists of a document; it counts, so paragraphs must be asked about in reading order, each once."""

    def __init__(self, root: Element | None) -> None:
        parts = [] if root is None else list(root)
        self._lists = {value(part, "abstractNumId"): part for part in parts if name(part) == "abstractNum"}
        self._made: dict[str, _List] = {}
        self._instances = {value(part, "numId"): part for part in parts if name(part) == "num"}
        self._seen: set[tuple[str, int]] = set()

    def level_of_style(self, instance: str, style: str) -> int | None:
        """The level that a list ties to a paragraph style."""
        found = self._list(instance)
        levels = found.levels.items() if found else ()
        return next((number for number, level in levels if style and level.paragraph_style == style), None)

    def next(self, instance: str, level: int) -> str:
        """The number of the next paragraph on that level, with a space behind it; empty for bullets."""
        found = self._list(instance)
        if found is None or level not in found.levels:
            return ""
        self._count(found, instance, level)
        rule = found.levels[level]
        if rule.style == _BULLET:
            return ""
        shown = _PLACE.sub(lambda match: self._part(found, rule, int(match[1]) - 1), rule.pattern).strip()
        return f"{shown}{'' if rule.glued else ' '}" if shown else ""

    def _list(self, instance: str) -> _List | None:
        number = value(child(self._instances.get(instance), "abstractNumId"), "val")
        if number in self._lists and number not in self._made:
            self._made[number] = _List(_levels(self._linked(self._lists[number])))
        return self._made.get(number)

    def _linked(self, part: Element) -> Element:
        """The list that really holds the levels, where this one only names its style."""
        link = value(child(part, "numStyleLink"), "val")
        targets = (other for other in self._lists.values() if value(child(other, "styleLink"), "val") == link)
        return next(targets, part) if link else part

    def _count(self, found: _List, instance: str, level: int) -> None:
        start = found.levels[level].start
        if (instance, level) not in self._seen:
            self._seen.add((instance, level))
            override = _override(self._instances[instance], level)
            if override is not None:
                found.counts.pop(level, None)
                start = override
        found.counts[level] = found.counts[level] + 1 if level in found.counts else start
        for deeper in [known for known in found.counts if known > level]:
            if deeper in found.levels and found.levels[deeper].restarts:
                del found.counts[deeper]

    def _part(self, found: _List, shown: Level, number: int) -> str:
        rule = found.levels.get(number, Level())
        count = found.counts.setdefault(number, rule.start)
        return numeral(count, "decimal" if shown.legal else rule.style)


def _levels(part: Element) -> dict[int, Level]:
    return {whole(level, "ilvl"): _level(level) for level in part if name(level) == "lvl"}


def _level(element: Element) -> Level:
    return Level(
        start=whole(child(element, "start"), otherwise=1),
        style=value(child(element, "numFmt"), "val") or value(_alternative(element), "val") or "decimal",
        pattern=value(child(element, "lvlText"), "val"),
        legal=is_on(child(element, "isLgl")),
        restarts=value(child(element, "lvlRestart"), "val") != "0",
        glued=value(child(element, "suff"), "val") == "nothing",
        paragraph_style=value(child(element, "pStyle"), "val"),
    )


def _alternative(element: Element) -> Element | None:
    """Word wraps number formats that old programs do not know."""
    return child(element, "AlternateContent", "Fallback", "numFmt")


def _override(instance: Element, level: int) -> int | None:
    overrides: Iterable[Element] = (part for part in instance if name(part) == "lvlOverride")
    found = next((part for part in overrides if value(part, "ilvl") == str(level)), None)
    start = child(found, "startOverride")
    return None if start is None else whole(start, otherwise=1)
