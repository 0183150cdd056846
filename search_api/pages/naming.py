"""What an entity is called on a page, and the class that gives it its colour."""

from __future__ import annotations

from corpus.vocabulary import Entity


def shown_name(entity: Entity, language: str) -> str:
    """The name in the language of the interface; one that is known by its acronym has that in all of them."""
    if entity.kind == "sdg":
        return f"{number_of(entity)} {_own(entity, language)}"
    return entity.label if entity.label in entity.acronyms else _own(entity, language)


def full_name(entity: Entity, language: str) -> str:
    """The name that explains the acronym."""
    return entity.name(language)


def other_name(entity: Entity, language: str) -> str:
    """The full name where it says more than the one that is shown, else nothing."""
    name = full_name(entity, language)
    return "" if name.casefold() in shown_name(entity, language).casefold() else name


def number_of(goal: Entity) -> str:
    """`13.2` of the target sdg:13.2."""
    return goal.id.partition(":")[2]


def colour_class(id: str) -> str:
    """The class of an entity's colour in the style sheet: one for each goal, one for each other kind."""
    kind, _, key = id.partition(":")
    return f"sdg-{key.partition('.')[0]}" if kind == "sdg" else f"of-{kind}"


def _own(entity: Entity, language: str) -> str:
    return entity.label if language == "en" else entity.name(language)
