"""`POST /v1/documents`: files that are handed in."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Response, UploadFile

from index.labels import PUBLIC
from search_api import examples
from search_api.access import Curator
from search_api.dependencies import Stored, Wake
from search_api.job_schemas import JobOut, UploadOut
from search_api.problems import described
from search_api.ruling_schemas import LABEL
from search_api.uploads import check_label, receive

router = APIRouter(tags=["documents"])


@router.post(
    "/v1/documents",
    summary="Hand in a report",
    status_code=HTTPStatus.ACCEPTED,
    responses=examples.answer(examples.UPLOAD, HTTPStatus.ACCEPTED)
    | described(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, HTTPStatus.UNPROCESSABLE_ENTITY),
)
def upload_document(
    file: UploadFile,
    caller: Curator,
    store: Stored,
    wake: Wake,
    response: Response,
    label: Annotated[str, Form(pattern=LABEL, description="Who may read it: all, or keys with this label.")] = PUBLIC,
) -> UploadOut:
    """The file is kept under its hash and indexed by a job; what it is is told from its content, not from its name.

    The same bytes again are the same report, and nothing is done twice.
    """
    check_label(caller, label)
    received = receive(file.file, file.filename or "", store=store, by=caller.name, label=label)
    wake()
    if received.job:
        response.headers["Location"] = f"/v1/jobs/{received.job.id}"
    return UploadOut(
        document_id=received.document,
        source=received.name,
        sha256=received.digest,
        bytes=received.size,
        known=received.known,
        job=JobOut.of(received.job) if received.job else None,
    )
