"""What the routes ask for."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from index.errors import NoGeneration, QueryError
from index.jobs import Jobs
from index.live import LiveIndex
from index.passages import Found, passage_by_id
from index.searcher import Searcher
from index.store import Store
from index.visibility import Wanted
from search_api.access import Reader
from search_api.errors import NotFound
from search_api.schemas import EDITIONS


def _live(request: Request) -> LiveIndex:
    live: LiveIndex = request.app.state.live
    return live


Live = Annotated[LiveIndex, Depends(_live)]


def _store(live: Live) -> Store:
    return live.store


def _queue(live: Live) -> Jobs:
    return live.store.jobs


def _wake(request: Request) -> Callable[[], None]:
    wake: Callable[[], None] = request.app.state.wake
    return wake


Stored = Annotated[Store, Depends(_store)]
Queue = Annotated[Jobs, Depends(_queue)]
Wake = Annotated[Callable[[], None], Depends(_wake)]
"""Has the builder look for jobs at once."""


@dataclass(frozen=True, slots=True)
class Sight:
    """The index as the caller may see it."""

    live: LiveIndex
    labels: frozenset[str] | None

    def searcher(self, generation: str | None, editions: Wanted) -> Searcher:
        """The searcher of the live generation, or of a kept one. Raises `NotFound` where that is not kept."""
        try:
            return self.live.searcher(generation, labels=self.labels, editions=editions)
        except NoGeneration as error:
            if generation is None:
                raise
            raise NotFound(f"generation: {error}") from error


def _sight(live: Live, caller: Reader) -> Sight:
    return Sight(live, caller.labels)


Seen = Annotated[Sight, Depends(_sight)]

_Generation = Annotated[str | None, Query(description="A kept generation instead of the live one.")]


def _searcher(
    seen: Seen,
    generation: _Generation = None,
    editions: Annotated[Wanted, Query(description=EDITIONS)] = "latest",
) -> Searcher:
    return seen.searcher(generation, editions)


def _addressed(seen: Seen, generation: _Generation = None) -> Searcher:
    return seen.searcher(generation, "all")


Asked = Annotated[Searcher, Depends(_searcher)]
"""The searcher of the generation that the request asks for."""

Addressed = Annotated[Searcher, Depends(_addressed)]
"""The same for what has an address of its own, whether there is a later edition or not."""


def _passage(
    id: Annotated[str, Path(description="<document>-<start>-<end>", examples=["28f159305544dacb-1203-1844"])],
    searcher: Addressed,
) -> Found:
    """What a search calls a wrong question is, as an address, not there."""
    try:
        return passage_by_id(searcher.generation, id)
    except QueryError as error:
        raise NotFound(str(error)) from error


AskedPassage = Annotated[Found, Depends(_passage)]
"""The passage, or any span of a document, at the address of the request."""
