"""The entities of a passage as small labels: stated ones full, inferred ones outlined, each once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from corpus.vocabulary import Entity
from search_api.pages.naming import colour_class, full_name, shown_name
from search_api.schemas import PassageOut


@dataclass(frozen=True, slots=True)
class Chip:
    """One entity; `probability` is that of one that is inferred, None of one that is stated."""

    id: str
    name: str
    full: str
    css: str
    probability: float | None


def chips(passage: PassageOut, entities: Mapping[str, Entity], language: str) -> list[Chip]:
    """Those stated first, in the order of the text; then those inferred, the likeliest first."""
    by_order = sorted(passage.entities, key=lambda one: (one.basis != "stated", -one.confidence))
    once = {one.id: one for one in reversed(by_order)}
    return [
        Chip(
            id=one.id,
            name=shown_name(entities[one.id], language),
            full=full_name(entities[one.id], language),
            css=f"{one.basis} {colour_class(one.id)}",
            probability=None if one.basis == "stated" else min(0.99, one.confidence),
        )
        for one in by_order
        if once[one.id] is one
    ]
