"""The vocabulary of a generation with how often each entity is mentioned."""

from __future__ import annotations

from dataclasses import dataclass

from corpus.vocabulary import Entity
from index.generation import Generation


@dataclass(frozen=True, slots=True)
class CountedEntity:
    """An entity with the passages and documents that mention it or one of its children."""

    entity: Entity
    passages: int
    documents: int


def counted_entities(generation: Generation, *, kind: str = "", name: str = "") -> list[CountedEntity]:
    """The entities of a kind whose id, label, acronym or name in any language holds `name`; most mentioned first."""
    rows = generation.database.execute(
        "SELECT e.id, count(DISTINCT p.number), count(DISTINCT p.document) FROM entities e"
        " LEFT JOIN ancestry a ON a.ancestor = e.id LEFT JOIN mentions m ON m.entity = a.entity"
        " LEFT JOIN passages p ON p.number = m.passage WHERE ? IN ('', e.kind) GROUP BY e.id ORDER BY 2 DESC, e.id",
        (kind,),
    )
    entities = generation.entities
    counted = [CountedEntity(entities[id], passages, documents) for id, passages, documents in rows]
    wanted = name.casefold()
    return [item for item in counted if wanted in "\n".join(_names(item.entity)).casefold()]


def _names(entity: Entity) -> list[str]:
    return [entity.id, entity.label, *entity.acronyms, *(name for names in entity.names.values() for name in names)]
