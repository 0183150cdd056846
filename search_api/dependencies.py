"""What the routes ask for."""

from typing import Annotated

from fastapi import Depends, Query, Request

from index.live import LiveIndex
from index.searcher import Searcher


def _live(request: Request) -> LiveIndex:
    live: LiveIndex = request.app.state.live
    return live


Live = Annotated[LiveIndex, Depends(_live)]


def _searcher(
    live: Live,
    generation: Annotated[str | None, Query(description="A kept generation instead of the live one.")] = None,
) -> Searcher:
    return live.searcher(generation)


Asked = Annotated[Searcher, Depends(_searcher)]
"""The searcher of the generation that the request asks for."""
