"""What the routes ask for."""

from collections.abc import Callable
from typing import Annotated

from fastapi import Depends, Path, Query, Request

from index import documents
from index.jobs import Jobs
from index.live import LiveIndex
from index.searcher import Searcher
from index.store import Store
from index.visibility import Wanted
from search_api import permalinks
from search_api.access import Reader
from search_api.errors import NotFound
from search_api.parameters import EDITIONS
from search_api.permalinks import addressed
from search_api.sight import Sight


async def _live(request: Request) -> LiveIndex:
    live: LiveIndex = request.app.state.live
    return live


Live = Annotated[LiveIndex, Depends(_live)]


async def _store(live: Live) -> Store:
    return live.store


async def _queue(live: Live) -> Jobs:
    return live.store.jobs


async def _wake(request: Request) -> Callable[[], None]:
    wake: Callable[[], None] = request.app.state.wake
    return wake


Stored = Annotated[Store, Depends(_store)]
Queue = Annotated[Jobs, Depends(_queue)]
Wake = Annotated[Callable[[], None], Depends(_wake)]
"""Has the builder look for jobs at once."""


async def _sight(live: Live, caller: Reader) -> Sight:
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
    seen: Seen,
    generation: Annotated[
        str | None, Query(description="A kept generation; else the live one, or the newest that has the report.")
    ] = None,
) -> permalinks.Addressed:
    return addressed(seen, id, generation)


AskedPassage = Annotated[permalinks.Addressed, Depends(_passage)]
"""The passage, or any span of a document, at the address of the request."""


def _document(
    id: Annotated[str, Path(description="First 16 hex digits of the file's SHA-256.", examples=["f724f7b327e71aee"])],
    searcher: Addressed,
) -> documents.Row:
    row = documents.document(searcher.generation, id)
    if row is None:
        raise NotFound(f"There is no document {id!r} in this index; /v1/documents lists those that are.")
    return row


AskedDocument = Annotated[documents.Row, Depends(_document)]
"""The report at the address of the request."""
