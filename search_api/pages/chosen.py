"""The filters that are chosen, to be seen above the results and taken back there, also where the facets are folded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Entity
from index.documents import document
from index.generation import Generation
from search_api.pages.addresses import Address
from search_api.pages.naming import colour_class, shown_name
from search_api.pages.words import Words

_AS_THEY_ARE = ("kind", "editions", "generation", "mode")
"""Filters that the page offers nowhere, but an address may have."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A filter. `link` takes it back; `turned`, of an entity, asks for passages without it, or with it again."""

    label: str
    link: Address
    css: str = ""
    excluded: bool = False
    turned: Address | None = None


def chosen(address: Address, generation: Generation, words: Words) -> Sequence[Choice]:
    """Those of an address, entities first."""
    return [
        *_entities(address, generation.entities, words.language),
        *_documents(address, generation),
        *(Choice(words.language_name(code), address.minus("language", code)) for code in address.all("language")),
        *_years(address, words),
        *(
            Choice(f"{name}: {value}", address.minus(name, value))
            for name in _AS_THEY_ARE
            for value in address.all(name)
        ),
    ]


def _entities(address: Address, entities: Mapping[str, Entity], language: str) -> Iterator[Choice]:
    for name, other in (("entity", "exclude"), ("exclude", "entity")):
        for id in address.all(name):
            without = address.minus(name, id)
            label = shown_name(entities[id], language)
            yield Choice(label, without, f"dot {colour_class(id)}", name == "exclude", without.plus(other, id))


def _documents(address: Address, generation: Generation) -> Iterator[Choice]:
    for id in address.all("document"):
        report = document(generation, id)
        yield Choice(report["title"] or report["source"] if report else id, address.minus("document", id))


def _years(address: Address, words: Words) -> Iterator[Choice]:
    first, last = (next(iter(address.all(name)), "") for name in ("year_from", "year_to"))
    if first or last:
        yield Choice(first if first == last else f"{first}\N{EN DASH}{last}", address.without("year_from", "year_to"))
    if address.all("undated"):
        yield Choice(words("undated"), address.without("undated"))
