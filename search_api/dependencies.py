"""What the routes ask for."""

from typing import Annotated

from fastapi import Depends, Path, Query, Request

from index.errors import NoGeneration, QueryError
from index.live import LiveIndex
from index.passages import Found, passage_by_id
from index.searcher import Searcher
from search_api.errors import NotFound


def _live(request: Request) -> LiveIndex:
    live: LiveIndex = request.app.state.live
    return live


Live = Annotated[LiveIndex, Depends(_live)]


def _searcher(
    live: Live,
    generation: Annotated[str | None, Query(description="A kept generation instead of the live one.")] = None,
) -> Searcher:
    return searcher_of(live, generation)


def searcher_of(live: LiveIndex, generation: str | None) -> Searcher:
    """The searcher of the live generation, or of a kept one. Raises `NotFound` where that is not kept."""
    try:
        return live.searcher(generation)
    except NoGeneration as error:
        if generation is None:
            raise
        raise NotFound(f"generation: {error}") from error


Asked = Annotated[Searcher, Depends(_searcher)]
"""The searcher of the generation that the request asks for."""


def _passage(
    id: Annotated[str, Path(description="<document>-<start>-<end>", examples=["28f159305544dacb-1203-1844"])],
    searcher: Asked,
) -> Found:
    """What a search calls a wrong question is, as an address, not there."""
    try:
        return passage_by_id(searcher.generation, id)
    except QueryError as error:
        raise NotFound(str(error)) from error


AskedPassage = Annotated[Found, Depends(_passage)]
"""The passage, or any span of a document, at the address of the request."""
