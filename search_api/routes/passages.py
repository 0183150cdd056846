"""`/v1/passages`."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path, Query

from index.errors import QueryError
from index.passages import footnotes, neighbours, passage_at
from ingest.document import Span
from search_api import examples
from search_api.answers import note, passage_out
from search_api.dependencies import Asked
from search_api.errors import NotFound
from search_api.problems import described
from search_api.schemas import PassageInContext

router = APIRouter(tags=["passages"])

_RESPONSES = examples.answer(examples.PASSAGE) | described(
    HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE
)
_ADDRESS = re.compile(r"([0-9a-f]{16})-(\d{1,12})-(\d{1,12})")


@router.get("/v1/passages/{id}", summary="A passage, or any span of a document", responses=_RESPONSES)
def read_passage(
    id: Annotated[str, Path(description="<document>-<start>-<end>", examples=["28f159305544dacb-1203-1844"])],
    searcher: Asked,
    context: Annotated[int, Query(ge=0, le=20, description="How many neighbours on each side.")] = 0,
) -> PassageInContext:
    """The words at an address, verbatim, with their citation; also where today's passages are cut elsewhere."""
    address = _ADDRESS.fullmatch(id)
    if address is None:
        raise NotFound(f"{id!r} is not the address of a passage; one looks like 28f159305544dacb-1203-1844.")
    try:
        found = passage_at(searcher.generation, address[1], Span(int(address[2]), int(address[3])))
    except QueryError as error:
        raise NotFound(str(error)) from error
    notes = [note(footnote) for footnote in footnotes(searcher.generation, found)]
    before, after = neighbours(searcher.generation, found, context)
    entities = searcher.generation.entities
    return PassageInContext(
        generation=searcher.generation.id,
        passage=passage_out(found, entities),
        notes=notes,
        before=[passage_out(neighbour, entities) for neighbour in before],
        after=[passage_out(neighbour, entities) for neighbour in after],
    )
