"""What a generation says of the entities of its vocabulary: how often, where and beside what they are mentioned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache

from corpus.vocabulary import Entity, read_retired
from index.errors import QueryError
from index.generation import Generation

MOST_BESIDE = 50
"""So many entities that are named beside one are told, the most frequent first."""


@dataclass(frozen=True, slots=True)
class CountedEntity:
    """An entity with the passages and reports that mention it or one of its children; editions count as one report."""

    entity: Entity
    passages: int
    documents: int


@dataclass(frozen=True, slots=True)
class DocumentCount:
    """A report, and its passages that mention an entity or one of its children: at all, stated, inferred."""

    id: str
    title: str
    year: int | None
    passages: int
    stated: int
    inferred: int


@dataclass(frozen=True, slots=True)
class YearCount:
    """A year of publication (None where a report states none), and what mentions an entity in its reports."""

    year: int | None
    passages: int
    stated: int
    inferred: int
    documents: int


@dataclass(frozen=True, slots=True)
class EntityProfile:
    """An entity with its relatives and all that can be counted of it.

    `stated` and `inferred` are passages with mentions of that basis; one with both counts in both. `beside` has the
    entities mentioned in the same passages, its relatives left out.
    """

    counted: CountedEntity
    parents: Sequence[CountedEntity]
    children: Sequence[CountedEntity]
    stated: int
    inferred: int
    by_document: Sequence[DocumentCount]
    by_year: Sequence[YearCount]
    beside: Sequence[CountedEntity]


def known_entity(generation: Generation, id: str) -> Entity:
    """The entity with this id. Raises `QueryError` with what took its place, or with those that look like it."""
    known = generation.entities
    if id in known:
        return known[id]
    if other := successor(id):
        raise QueryError(f"entity: {id!r} is no longer used; {other!r} took its place. Ask for that one.")
    near = get_close_matches(id, known, n=3)
    hint = f"Did you mean {', '.join(near)}?" if near else "List them with: sdgsearch entities"
    raise QueryError(f"entity: there is no {id!r} in the vocabulary. {hint}")


def successor(id: str) -> str | None:
    """The id that took the place of one that is no longer used; None of any other."""
    return _retired().get(id)


@cache
def _retired() -> dict[str, str]:
    """Successors by retired id, read once."""
    return read_retired()


def children(generation: Generation, entity: Entity) -> list[Entity]:
    """The entities right below one."""
    return [one for one in generation.entities.values() if entity.id in one.parents]


def counted_entities(generation: Generation, *, kind: str = "", name: str = "") -> list[CountedEntity]:
    """The entities of a kind whose id, label, acronym or name in any language holds `name`; most mentioned first."""
    wanted = name.casefold()
    counted = (_counted(generation, *counts) for counts in generation.entity_counts)
    ours = (item for item in counted if kind in ("", item.entity.kind))
    return [item for item in ours if wanted in "\n".join(_names(item.entity)).casefold()]


def profile(generation: Generation, entity: Entity) -> EntityProfile:
    """All that is known and counted of an entity."""
    id = entity.id
    [(stated, inferred)] = generation.database.execute(
        f"SELECT count(DISTINCT CASE basis WHEN 'stated' THEN passage END),"
        f" count(DISTINCT CASE basis WHEN 'inferred' THEN passage END) {_MENTIONS}",
        (id,),
    )
    return EntityProfile(
        counted=_counts(generation, [id])[0],
        parents=_counts(generation, entity.parents),
        children=_counts(generation, [one.id for one in children(generation, entity)]),
        stated=stated,
        inferred=inferred,
        by_document=_by_document(generation, id),
        by_year=_by_year(generation, id),
        beside=_beside(generation, id),
    )


_MENTIONS = "FROM mentions m JOIN ancestry a ON a.entity = m.entity WHERE a.ancestor = ?1"
"""The mentions of an entity and of those below it."""

_BY_BASIS = f"""count(*), sum(found.stated), sum(found.inferred), count(DISTINCT r.report)
 FROM (SELECT m.passage, max(m.basis = 'stated') AS stated, max(m.basis = 'inferred') AS inferred {_MENTIONS}
 GROUP BY m.passage) found JOIN passages p ON p.number = found.passage JOIN documents d ON d.id = p.document
 JOIN reports r ON r.document = d.id"""
"""Passages at all, with a stated mention, with an inferred one; and their reports."""


def _counts(generation: Generation, ids: Sequence[str]) -> list[CountedEntity]:
    """These entities with their counts, in the order given."""
    counts = (
        "SELECT ?1, count(DISTINCT p.number), count(DISTINCT r.report)"
        f" FROM passages p JOIN reports r ON r.document = p.document WHERE p.number IN (SELECT m.passage {_MENTIONS})"
    )
    return [_counted(generation, *row) for id in ids for row in generation.database.execute(counts, (id,))]


def _by_document(generation: Generation, id: str) -> list[DocumentCount]:
    rows = generation.database.execute(
        f"SELECT d.id, d.title, d.year, {_BY_BASIS} GROUP BY d.id ORDER BY count(*) DESC, d.position",
        (id,),
    )
    return [DocumentCount(*row[:-1]) for row in rows]


def _by_year(generation: Generation, id: str) -> list[YearCount]:
    """By year, the earliest first and those without a year last."""
    rows = generation.database.execute(
        f"SELECT d.year, {_BY_BASIS} GROUP BY d.year ORDER BY d.year IS NULL, d.year",
        (id,),
    )
    return [YearCount(*row) for row in rows]


def _beside(generation: Generation, id: str) -> list[CountedEntity]:
    """The entities that the same passages mention, or children of theirs, most often first; counted there."""
    rows = generation.database.execute(
        f"WITH found AS MATERIALIZED (SELECT DISTINCT m.passage {_MENTIONS}),"
        " above AS MATERIALIZED (SELECT entity, ancestor FROM ancestry WHERE ancestor NOT IN"
        " (SELECT entity FROM ancestry WHERE ancestor = ?1 UNION SELECT ancestor FROM ancestry WHERE entity = ?1))"
        " SELECT b.ancestor, count(DISTINCT m.passage) AS passages, count(DISTINCT r.report)"
        " FROM found CROSS JOIN mentions m USING (passage) JOIN above b ON b.entity = m.entity"
        " JOIN passages p ON p.number = m.passage JOIN reports r ON r.document = p.document"
        f" GROUP BY b.ancestor ORDER BY passages DESC, b.ancestor LIMIT {MOST_BESIDE}",
        (id,),
    )
    return [_counted(generation, *row) for row in rows]


def _counted(generation: Generation, id: str, passages: int, documents: int) -> CountedEntity:
    return CountedEntity(generation.entities[id], passages, documents)


def _names(entity: Entity) -> list[str]:
    return [entity.id, entity.label, *entity.acronyms, *(name for names in entity.names.values() for name in names)]
