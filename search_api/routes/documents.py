"""`/v1/documents`."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Path

from index import documents
from search_api import examples
from search_api.dependencies import Addressed
from search_api.errors import NotFound
from search_api.problems import described
from search_api.schemas import DocumentDetail, DocumentList, DocumentOut, PageOut, UnreadFile

router = APIRouter(tags=["documents"])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY, HTTPStatus.SERVICE_UNAVAILABLE)


@router.get(
    "/v1/documents",
    summary="Reports, and files that could not be read",
    responses=examples.answer(examples.DOCUMENTS) | _PROBLEMS,
)
def list_documents(searcher: Addressed) -> DocumentList:
    """Every report that is indexed, and every file that is not, with the reason."""
    rows = documents.documents(searcher.generation)
    return DocumentList(
        generation=searcher.generation.id,
        total=len(rows),
        documents=[DocumentOut(**row) for row in rows],
        failed_files=[UnreadFile(**row) for row in documents.unread_files(searcher.generation)],
    )


@router.get(
    "/v1/documents/{id}",
    summary="A report and its pages",
    responses=examples.answer(examples.DOCUMENT) | _PROBLEMS,
)
def read_document(
    id: Annotated[str, Path(description="First 16 hex digits of the file's SHA-256.")], searcher: Addressed
) -> DocumentDetail:
    """A report with each of its pages: its number, its printed label, and whether text was found on it."""
    row = documents.document(searcher.generation, id)
    if row is None:
        raise NotFound(f"There is no document {id!r} in this index; /v1/documents lists those that are.")
    pages = [PageOut(**page) for page in documents.pages(searcher.generation, id)]
    return DocumentDetail(**row, page_list=pages)
