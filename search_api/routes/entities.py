"""`/v1/entities`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query
from fastapi.responses import Response

from corpus.vocabulary import Entity
from index.completion import completions
from index.entities import counted_entities, known_entity, profile
from index.errors import QueryError
from index.searcher import Searcher
from search_api import examples
from search_api.answers import entity_count, entity_detail, search_answer, suggestion
from search_api.dependencies import Asked, Seen
from search_api.errors import NotFound
from search_api.parameters import EntityKind, EntityPassagesParameters
from search_api.problems import described
from search_api.routes.exporting import FILES, export
from search_api.schemas import EntityDetail, EntityList, EntitySuggestions, SearchAnswer
from search_api.selection import selection_of

router = APIRouter(tags=["entities"])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)

_Id = Annotated[str, Path(description="kind:key, as /v1/entities lists them", examples=["mechanism:neacap"])]


@router.get(
    "/v1/entities",
    summary="Entities and how often they are mentioned",
    responses=examples.answer(examples.ENTITIES) | _PROBLEMS,
)
def list_entities(
    searcher: Asked,
    kind: Annotated[EntityKind | None, Query(description="Only of this kind.", examples=["mechanism"])] = None,
    q: Annotated[str, Query(max_length=200, description="Part of an id, acronym or name, in any language.")] = "",
    k: Annotated[int, Query(ge=1, le=2000, description="How many.")] = 100,
    offset: Annotated[int, Query(ge=0, description="How many to leave out first.")] = 0,
) -> EntityList:
    """The vocabulary, the most mentioned first."""
    found = counted_entities(searcher.generation, kind=kind or "", name=q)
    return EntityList(
        generation=searcher.generation.id,
        total=len(found),
        entities=[entity_count(item) for item in found[offset : offset + k]],
    )


@router.get(
    "/v1/entities/suggest",
    summary="Entities that may be meant by what is typed",
    responses=examples.answer(examples.SUGGESTIONS) | _PROBLEMS,
)
def suggest_entities(
    searcher: Asked,
    q: Annotated[str, Query(min_length=1, max_length=200, description="What is typed so far.", examples=["neas"])],
    kind: Annotated[EntityKind | None, Query(description="Only of this kind.")] = None,
    k: Annotated[int, Query(ge=1, le=50, description="How many.")] = 10,
) -> EntitySuggestions:
    """By the beginning of a name or of a word in it, in any language; without case, accents and width.

    Slips of typing are read too, after all that matches as typed.
    """
    found = completions(searcher.generation, q, kind=kind or "", k=k)
    return EntitySuggestions(generation=searcher.generation.id, query=q, suggestions=[suggestion(one) for one in found])


@router.get(
    "/v1/entities/{id}",
    summary="An entity, and all that is counted of it",
    responses=examples.answer(examples.ENTITY) | _PROBLEMS,
)
def read_entity(id: _Id, searcher: Asked) -> EntityDetail:
    """Its names, relatives, members; where and when it is mentioned, and beside what."""
    entity = _entity(searcher, id)
    return entity_detail(profile(searcher.generation, entity), searcher.generation.id)


@router.get(
    "/v1/entities/{id}/passages",
    summary="The passages that mention an entity",
    responses=examples.answer(examples.ENTITY_PASSAGES, files=FILES) | _PROBLEMS | described(HTTPStatus.CONFLICT),
    response_model=SearchAnswer,
)
def list_passages(
    id: _Id, parameters: Annotated[EntityPassagesParameters, Query()], seen: Seen
) -> SearchAnswer | Response:
    """Every passage that mentions it or a child of it; the total is exact."""
    searcher = seen.searcher(parameters.generation, parameters.wanted)
    answer = searcher.search(parameters.question(_entity(searcher, id)))
    if parameters.format != "json":
        return export(parameters.format, selection_of(answer))
    return search_answer(answer, searcher.generation.entities, explain=False)


def _entity(searcher: Searcher, id: str) -> Entity:
    """What a search calls a wrong parameter is, as an address, not there."""
    try:
        return known_entity(searcher.generation, id)
    except QueryError as error:
        raise NotFound(str(error)) from error
