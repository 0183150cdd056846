"""`/v1/unread-files`: what could not be read, and another try."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from search_api import examples
from search_api.access import CURATOR, Curator
from search_api.dependencies import Stored, Wake
from search_api.errors import NotFound
from search_api.job_schemas import JobOut, UnreadFileList, UnreadFileOut
from search_api.problems import described

router = APIRouter(tags=["jobs"], dependencies=[CURATOR])


@router.get(
    "/v1/unread-files", summary="Files that could not be read", responses=examples.answer(examples.UNREAD_FILES)
)
def list_unread_files(store: Stored) -> UnreadFileList:
    """Each with the reason and its tries. One that is set aside costs a build nothing until it is tried again."""
    return UnreadFileList(unread_files=[UnreadFileOut.of(one) for one in store.set_aside.all()])


@router.post(
    "/v1/unread-files/{sha256}/retry",
    summary="Try a file again",
    status_code=HTTPStatus.ACCEPTED,
    responses=examples.answer(examples.JOB, HTTPStatus.ACCEPTED)
    | described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def retry_file(
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$", description="As /v1/unread-files lists it.")],
    caller: Curator,
    store: Stored,
    wake: Wake,
) -> JobOut:
    """It is tried by the job that is answered, as if for the first time."""
    if not store.set_aside.try_again(sha256):
        raise NotFound(f"No file with the SHA-256 {sha256} is unread; /v1/unread-files lists those that are.")
    job = store.jobs.submit(asked_by=caller.name, reason="Another try of a file that could not be read")
    wake()
    return JobOut.of(job)
