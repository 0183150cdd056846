"""`/v1/search`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import Response

from search_api import examples
from search_api.answers import search_answer
from search_api.dependencies import Seen
from search_api.parameters import SearchBody, SearchParameters
from search_api.problems import described
from search_api.routes.exporting import FILES, export
from search_api.schemas import SearchAnswer
from search_api.selection import selection_of

router = APIRouter(tags=["search"])

_RESPONSES = examples.answer(examples.SEARCH, files=FILES) | described(
    HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT, HTTPStatus.UNPROCESSABLE_ENTITY
)


@router.get("/v1/search", summary="Search", responses=_RESPONSES, response_model=SearchAnswer)
def search(parameters: Annotated[SearchParameters, Query()], seen: Seen) -> Response:
    """Passages that answer a question, or all that pass the filters, each with its citation."""
    return _answer(SearchBody(**parameters.model_dump()), seen)


@router.post("/v1/search", summary="Search with a nested filter", responses=_RESPONSES, response_model=SearchAnswer)
def search_with_filter(body: SearchBody, seen: Seen) -> Response:
    """The same as JSON; takes a nested filter too."""
    return _answer(body, seen)


def _answer(body: SearchBody, seen: Seen) -> Response:
    """The answer as JSON already: FastAPI would write it between the requests that it takes."""
    searcher = seen.searcher(body.generation, body.wanted)
    answer = searcher.search(body.question(body.filter))
    if body.format != "json":
        return export(body.format, selection_of(answer))
    shown = search_answer(answer, searcher.generation.entities, explain=body.explain)
    return Response(shown.model_dump_json(), media_type="application/json")
