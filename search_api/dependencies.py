"""What the routes ask for."""

from typing import Annotated

from fastapi import Depends, Query, Request

from index.errors import NoGeneration
from index.live import LiveIndex
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
