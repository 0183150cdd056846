"""`/v1/search`."""

from typing import Annotated

from fastapi import APIRouter, Query

from search_api.answers import search_answer
from search_api.dependencies import Live
from search_api.schemas import SearchAnswer, SearchBody, SearchParameters

router = APIRouter(tags=["search"])


@router.get("/v1/search", summary="Search")
def search(parameters: Annotated[SearchParameters, Query()], live: Live) -> SearchAnswer:
    """Passages that answer a question, or all that pass the filters, each with its citation."""
    return _answer(SearchBody(**parameters.model_dump()), live)


@router.post("/v1/search", summary="Search with a nested filter")
def search_with_filter(body: SearchBody, live: Live) -> SearchAnswer:
    """The same as JSON; takes a nested filter too."""
    return _answer(body, live)


def _answer(body: SearchBody, live: Live) -> SearchAnswer:
    searcher = live.searcher(body.generation)
    answer = searcher.search(body.question(body.filter))
    return search_answer(answer, searcher.generation.entities, explain=body.explain)
