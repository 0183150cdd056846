"""What `sdgsearch vocabulary check` finds wrong with the vocabulary, beyond what loading it refuses.

A vocabulary with a name that means two things, or without a name in a language that readers ask in, can be used;
it is only worse than it should be. A curator mends these lines before a change is taken over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from corpus.vocabulary import (
    DATA_FILES,
    LANGUAGES,
    RETIRED_FILE,
    Entity,
    read_entities,
    read_retired,
    vocabulary_folder,
)

IDS_FILE = "ids.txt"
"""Every id that was ever given out, one a line; `#` begins a comment."""


def vocabulary_problems(folder: Path | None = None) -> list[str]:
    """What is wrong in this folder, or in the package: one line a problem, each with file, id, field and remedy."""
    entities, problems = read_entities(folder)
    for check in _CHECKS:
        problems += check(entities)
    return problems + list(_id_faults(entities, folder))


def required_languages(entity: Entity) -> frozenset[str]:
    """The languages (of `LANGUAGES`) in which this entity must have a name; docs/vocabulary.md says why."""
    without = {"mn"} if entity.kind == "sdg" and "." in entity.id else set()
    return frozenset(LANGUAGES) - without


def _shared_names(entities: Sequence[Entity]) -> Iterator[str]:
    """Names that more than one entry claims for itself alone, and shared ones that are no names of their entry."""
    owners: dict[str, list[Entity]] = {}
    for entity in entities:
        for name in {name.casefold() for name in _names(entity)} - {name.casefold() for name in entity.shared}:
            owners.setdefault(name, []).append(entity)
    for entity in entities:
        for name in dict.fromkeys(_names(entity)):
            claims = owners.get(name.casefold(), ())
            others = [one.id for one in claims if one.id != entity.id and not _one_indicator(one, entity)]
            if others and entity in claims:
                ids = " and ".join(others)
                yield f"{_place(entity)}: names: {name!r} is a name of {ids} too; keep it in one, or make it shared"
        for name in entity.shared:
            if name not in _names(entity):
                yield f"{_place(entity)}: shared: {name!r} is none of its names; add it there or take it out of shared"


def _one_indicator(one: Entity, other: Entity) -> bool:
    """Whether both are one indicator of the global framework, which stands under two targets."""
    return bool(one.iri) and one.iri == other.iri


def _contradictions(entities: Sequence[Entity]) -> Iterator[str]:
    """Words that an entry both means and does not mean."""
    for entity in entities:
        meant = {name.casefold() for name in _names(entity)}
        for word in entity.negatives:
            if word.casefold() in meant:
                yield f"{_place(entity)}: negatives: {word!r} is one of its own names; take it out of one of the two"
        shown = {entity.label, *entity.acronyms, *_full_names(entity)}
        for word in entity.misspellings:
            if word in shown:
                yield f"{_place(entity)}: misspellings: {word!r} is shown as a right form; take one of the two out"


def _missing_languages(entities: Sequence[Entity]) -> Iterator[str]:
    for entity in entities:
        for language in LANGUAGES:
            if language in required_languages(entity) and not entity.names.get(language):
                yield f"{_place(entity)}: names.{language}: it must be there; add the name in use in that language"


def _wrong_series(entities: Sequence[Entity]) -> Iterator[str]:
    """Series whose words are no name of the entry: nothing would find them."""
    for entity in entities:
        for pattern in entity.series:
            if not any(name in pattern for name in (entity.label, *_names(entity))):
                yield f"{_place(entity)}: series: {pattern!r} holds none of its names; write one and # for the number"


def _unknown_members(entities: Sequence[Entity]) -> Iterator[str]:
    countries = {entity.id for entity in entities if entity.kind == "country"} | {"country:EU"}
    for entity in entities:
        for code in entity.members:
            if f"country:{code}" not in countries:
                yield f"{_place(entity)}: members: there is no country:{code}; mend the code or add the country"


_CHECKS: tuple[Callable[[Sequence[Entity]], Iterator[str]], ...] = (
    _shared_names,
    _contradictions,
    _missing_languages,
    _wrong_series,
    _unknown_members,
)


def _id_faults(entities: Sequence[Entity], folder: Path | None) -> Iterator[str]:
    """Ids that were given out and are gone without a successor, or that are new and not noted."""
    try:
        listed = (vocabulary_folder(folder) / IDS_FILE).read_text(encoding="utf-8")
        retired = read_retired(folder)
    except (OSError, ValueError) as error:
        yield f"{IDS_FILE}, {RETIRED_FILE}: they cannot be read ({error}); put them back"
        return
    noted = re.findall(r"^[^#\s]+", listed, re.MULTILINE)
    ids = {entity.id for entity in entities}
    for id in sorted(ids.difference(noted)):
        yield f"{IDS_FILE}: {id}: this id is new; add a line with it"
    for id in sorted(set(noted) - ids - retired.keys()):
        yield f'{RETIRED_FILE}: {id}: this id is gone; put it back, or add the line "{id}" = "its successor"'
    for id, successor in retired.items():
        if id in ids:
            yield f"{RETIRED_FILE}: {id}: this id is in use; take the line out"
        if successor not in ids:
            yield f"{RETIRED_FILE}: {id}: there is no {successor!r} to take its place; name an id in use"


def _place(entity: Entity) -> str:
    return f"{DATA_FILES[entity.kind]}: {entity.id}"


def _names(entity: Entity) -> list[str]:
    """Every form in which the entity is found."""
    return [*entity.acronyms, *entity.misspellings, *_full_names(entity)]


def _full_names(entity: Entity) -> list[str]:
    return [name for names in entity.names.values() for name in names]
