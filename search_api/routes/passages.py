"""`/v1/passages`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query

from search_api import examples
from search_api.answers import passage_in_context
from search_api.dependencies import AskedPassage
from search_api.parameters import MOST_NEIGHBOURS
from search_api.problems import described
from search_api.schemas import PassageInContext

router = APIRouter(tags=["passages"])

_RESPONSES = examples.answer(examples.PASSAGE) | described(
    HTTPStatus.NOT_FOUND, HTTPStatus.GONE, HTTPStatus.UNPROCESSABLE_ENTITY
)


@router.get("/v1/passages/{id}", summary="A passage, or any span of a document", responses=_RESPONSES)
def read_passage(
    asked: AskedPassage,
    context: Annotated[int, Query(ge=0, le=MOST_NEIGHBOURS, description="How many neighbours on each side.")] = 0,
) -> PassageInContext:
    """The words at an address, verbatim, with their citation; also where today's passages are cut elsewhere.

    A report that is not in the live generation any more is answered from the newest kept one that has it.
    """
    return passage_in_context(asked, context)
