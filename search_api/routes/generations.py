"""`/v1/generations`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from index.errors import NoGeneration
from search_api import examples
from search_api.access import ADMIN, READER
from search_api.dependencies import Live, Stored
from search_api.errors import NotFound
from search_api.job_schemas import GenerationList, GenerationOut
from search_api.problems import described

router = APIRouter(tags=["jobs"], dependencies=[READER])

_PREVIOUS = "previous"


@router.get("/v1/generations", summary="The kept generations", responses=examples.answer(examples.GENERATIONS))
def list_generations(store: Stored) -> GenerationList:
    """The newest first, each with what it was made with; any of them can be searched (`generation=`)."""
    live = store.current()
    return GenerationList(live=live, generations=[GenerationOut.of(one, live) for one in store.manifests()])


@router.post(
    "/v1/generations/{id}/activate",
    summary="Make a kept generation the live one",
    dependencies=[ADMIN],
    responses=examples.answer(examples.GENERATION) | described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def activate_generation(
    id: Annotated[
        str,
        Path(
            description="As /v1/generations lists it, or `previous`: the one before the live one.", examples=[_PREVIOUS]
        ),
    ],
    store: Stored,
    live: Live,
) -> GenerationOut:
    """Roll back, or use one that did not pass the gate. Searches that run meanwhile are not disturbed."""
    try:
        wanted = store.previous() if id == _PREVIOUS else id
        store.activate(wanted)
        live.refresh()
    except NoGeneration as error:
        raise NotFound(str(error)) from error
    return GenerationOut.of(live.searcher(wanted).generation.manifest, wanted)
