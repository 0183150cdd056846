"""The filters beside the results: what can be chosen, how many passages each choice leaves, and the link that does."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Entity
from search_api.pages.addresses import Address
from search_api.pages.naming import colour_class, full_name, shown_name
from search_api.pages.words import Words
from search_api.parameters import of_year
from search_api.schemas import FacetCount

KINDS = ("sdg", "mechanism", "topic", "country", "document", "year", "language")
"""The facets of the search page, in their order."""

_AT_FIRST = 6
"""Choices that are seen without opening a list."""
_AT_ALL = 30
"""Choices in all, beside those chosen: rarer ones are found by name, on the pages of names and topics."""

_GOAL = re.compile(r"sdg:\d+")


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a facet. Its link chooses it, or takes it back where it is chosen."""

    label: str
    title: str
    css: str
    count: int
    chosen: bool
    link: Address


@dataclass(frozen=True, slots=True)
class Facet:
    """The choices of a kind, those chosen first: the `first` few, and the `others`."""

    kind: str
    first: Sequence[Choice]
    others: Sequence[Choice]


def facets(
    counts: Mapping[str, Sequence[FacetCount]], address: Address, entities: Mapping[str, Entity], words: Words
) -> list[Facet]:
    """Those that leave something to choose."""
    shelf = _Shelf(address, entities, words)
    found = []
    for kind in KINDS:
        choices = sorted(shelf.choices(kind, counts.get(kind, ())), key=lambda choice: not choice.chosen)
        if choices:
            found.append(Facet(kind, choices[:_AT_FIRST], choices[_AT_FIRST:_AT_ALL]))
    return found


@dataclass(frozen=True, slots=True)
class _Shelf:
    address: Address
    entities: Mapping[str, Entity]
    words: Words

    def choices(self, kind: str, counts: Sequence[FacetCount]) -> Iterator[Choice]:
        make: Callable[[FacetCount], Choice] = {
            "document": self._report,
            "year": self._year,
            "language": self._language,
        }.get(kind, self._entity)
        for count in counts:
            if kind != "sdg" or self._is_open(count.id):
                yield make(count)

    def _is_open(self, goal: str) -> bool:
        """All goals are; targets and indicators where what they belong to is chosen."""
        chosen = self.address.all("entity")
        belongs = any(goal == one or goal.startswith(f"{one}.") for one in chosen)
        return bool(_GOAL.fullmatch(goal)) or belongs

    def _entity(self, count: FacetCount) -> Choice:
        entity = self.entities[count.id]
        name, full = shown_name(entity, self.words.language), full_name(entity, self.words.language)
        return self._choice("entity", count, name, title=full, css=f"dot {colour_class(count.id)}")

    def _report(self, count: FacetCount) -> Choice:
        return self._choice("document", count, count.label, title=count.label)

    def _language(self, count: FacetCount) -> Choice:
        return self._choice("language", count, self.words.language_name(count.id))

    def _year(self, count: FacetCount) -> Choice:
        rest = self.address.without("year_from", "year_to", "undated")
        wanted = of_year(count.id or None)
        chosen = all(self.address.has(name, value) for name, value in wanted.items())
        link = rest if chosen else rest.having(**wanted)
        return Choice(count.id or self.words("undated"), "", "", count.count, chosen, link)

    def _choice(self, name: str, count: FacetCount, label: str, title: str = "", css: str = "") -> Choice:
        chosen = self.address.has(name, count.id)
        link = self.address.minus(name, count.id) if chosen else self.address.plus(name, count.id)
        return Choice(label, "" if title == label else title, css, count.count, chosen, link)
