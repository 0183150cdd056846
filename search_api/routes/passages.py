"""`/v1/passages`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from index.errors import QueryError
from index.passages import passage_by_id
from search_api import examples
from search_api.answers import passage_in_context
from search_api.dependencies import Asked
from search_api.errors import NotFound
from search_api.problems import described
from search_api.schemas import MOST_NEIGHBOURS, PassageInContext

router = APIRouter(tags=["passages"])

_RESPONSES = examples.answer(examples.PASSAGE) | described(
    HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE
)


@router.get("/v1/passages/{id}", summary="A passage, or any span of a document", responses=_RESPONSES)
def read_passage(
    id: Annotated[str, Path(description="<document>-<start>-<end>", examples=["28f159305544dacb-1203-1844"])],
    searcher: Asked,
    context: Annotated[int, Query(ge=0, le=MOST_NEIGHBOURS, description="How many neighbours on each side.")] = 0,
) -> PassageInContext:
    """The words at an address, verbatim, with their citation; also where today's passages are cut elsewhere."""
    try:
        return passage_in_context(searcher.generation, passage_by_id(searcher.generation, id), context)
    except QueryError as error:
        raise NotFound(str(error)) from error
