"""`/v1/entities`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from index.entities import counted_entities
from search_api import examples
from search_api.answers import entity_count
from search_api.dependencies import Asked
from search_api.problems import described
from search_api.schemas import EntityKind, EntityList

router = APIRouter(tags=["entities"])

_RESPONSES = examples.answer(examples.ENTITIES) | described(
    HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE
)


@router.get("/v1/entities", summary="Entities and how often they are mentioned", responses=_RESPONSES)
def list_entities(
    searcher: Asked,
    kind: Annotated[EntityKind | None, Query(description="Only of this kind.", examples=["mechanism"])] = None,
    q: Annotated[str, Query(max_length=200, description="Part of an id, acronym or name, in any language.")] = "",
    k: Annotated[int, Query(ge=1, le=1000, description="How many.")] = 100,
    offset: Annotated[int, Query(ge=0, description="How many to leave out first.")] = 0,
) -> EntityList:
    """The vocabulary, the most mentioned first."""
    found = counted_entities(searcher.generation, kind=kind or "", name=q)
    return EntityList(
        generation=searcher.generation.id,
        total=len(found),
        entities=[entity_count(item) for item in found[offset : offset + k]],
    )
