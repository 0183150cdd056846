"""Files that could not be read: which, why, and what a curator may do about each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path
from fastapi.responses import RedirectResponse

from index.documents import unread_files
from index.generation import Generation
from index.library import UNRULED
from index.store import Store
from ingest.set_aside import Unread
from search_api.access import Caller, Curator, Role
from search_api.dependencies import Stored, Wake
from search_api.errors import NotFound
from search_api.pages.wishes import back_to
from search_api.routes.unread_files import retry_file

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class UnreadFile:
    """A file that could not be read. `tries` are known to curators, who may try again; only what was handed in, or is
    gone, can be forgotten: another file is deleted where it lies.
    """

    source: str
    reason: str
    tries: Unread | None = None
    can_be_forgotten: bool = False


def unread(store: Store, caller: Caller, generation: Generation | None) -> list[UnreadFile]:
    """Those of the generation, and for curators those that were found since."""
    rows = unread_files(generation) if generation else []
    if not caller.role.includes(Role.CURATOR):
        return [UnreadFile(row["source"], row["reason"]) for row in rows]
    tries = {one.digest[:16]: one for one in _tries(store, caller)}
    uploads = {upload.digest for upload in store.library.uploads()}
    listed = [
        UnreadFile(row["source"], row["reason"], found, bool(found and found.digest in uploads))
        for row in rows
        for found in [tries.pop(row["document"], None)]
    ]
    return listed + [UnreadFile(one.source, one.reason, one, True) for one in tries.values()]


@router.post("/reports/unread/{sha256}")
def decide_on_file(
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    act: Annotated[Literal["retry", "forget"], Form()],
    caller: Curator,
    store: Stored,
    wake: Wake,
    back: Annotated[str, Form(max_length=4000)] = "/reports#silent",
) -> RedirectResponse:
    """Try it again, or index it no more."""
    if all(one.digest != sha256 for one in _tries(store, caller)):
        raise NotFound(f"No file with the SHA-256 {sha256} is unread.")
    if act == "retry":
        retry_file(sha256, caller, store, wake)
    else:
        _forget(sha256, caller, store)
        wake()
    return RedirectResponse(back_to(back), HTTPStatus.SEE_OTHER)


def _tries(store: Store, caller: Caller) -> Iterator[Unread]:
    rulings = store.library.rulings()
    for one in store.set_aside.all():
        if caller.may_read(rulings.get(one.digest[:16], UNRULED).label):
            yield one


def _forget(sha256: str, caller: Caller, store: Store) -> None:
    store.set_aside.try_again(sha256)
    if store.library.remove(sha256):
        store.jobs.submit(asked_by=caller.name, reason="A file that could not be read is forgotten")
