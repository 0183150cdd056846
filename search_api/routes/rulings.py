"""What people decide of a report: who may read it, whether it is withdrawn, what it is an edition of."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from index.documents import has_document
from index.library import UNRULED
from search_api import examples
from search_api.access import Curator
from search_api.dependencies import Live, Stored
from search_api.errors import Forbidden, NotFound
from search_api.parameters import DocumentId
from search_api.problems import described
from search_api.ruling_schemas import RulingIn, RulingList, RulingOut

router = APIRouter(tags=["documents"])


@router.get("/v1/rulings", summary="What was decided of reports", responses=examples.answer(examples.RULINGS))
def list_rulings(caller: Curator, store: Stored) -> RulingList:
    """Labels, withdrawals and editions, of the reports that the caller may see."""
    known = store.library.rulings().items()
    return RulingList(rulings=[RulingOut.of(id, ruling) for id, ruling in known if caller.may_read(ruling.label)])


@router.patch(
    "/v1/documents/{id}",
    summary="Label, withdraw or link a report",
    responses=examples.answer(examples.RULING) | described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def rule_on_document(
    id: Annotated[DocumentId, Path(description="As /v1/documents lists it.")],
    wish: RulingIn,
    caller: Curator,
    live: Live,
) -> RulingOut:
    """It holds for the next request, in every kept generation; the report's file is kept."""
    library = live.store.library
    now = library.rulings().get(id, UNRULED)
    known = now != UNRULED or has_document(live.whole(), id)
    if not known or not caller.may_read(now.label):
        raise NotFound(f"There is no document {id!r} in this index; /v1/documents lists those that are.")
    if wish.label and not caller.may_read(wish.label):
        raise Forbidden(f"{caller.name} may not read what is labelled {wish.label}, so it can't label anything so.")
    return RulingOut.of(id, library.rule(id, **wish.changes))
