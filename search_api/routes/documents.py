"""`/v1/documents`: the reports, and what could be read of them."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query

from index import documents
from index.generation import Generation
from index.library import UNRULED
from index.live import LiveIndex
from search_api import examples
from search_api.dependencies import Addressed, AskedDocument, Live, Seen
from search_api.parameters import DocumentsParameters
from search_api.problems import described
from search_api.schemas import DocumentDetail, DocumentList, DocumentOut, PageOut, UnreadFile

router = APIRouter(tags=["documents"])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


@router.get(
    "/v1/documents",
    summary="Reports, and files that could not be read",
    responses=examples.answer(examples.DOCUMENTS) | _PROBLEMS,
)
def list_documents(parameters: Annotated[DocumentsParameters, Query()], seen: Seen) -> DocumentList:
    """The reports that are indexed, in the order of indexing, and every file that is not, with the reason."""
    generation = seen.searcher(parameters.generation, "all").generation
    rows = documents.documents(generation, parameters.reports)
    found = decided(seen.live, generation)
    return DocumentList(
        generation=generation.id,
        total=len(rows),
        reports=len({found[row["id"]]["report_id"] for row in rows}),
        documents=[
            DocumentOut(**row, **found[row["id"]]) for row in rows[parameters.offset : parameters.offset + parameters.k]
        ],
        failed_files=[
            UnreadFile(source=row["source"], reason=row["reason"]) for row in documents.unread_files(generation)
        ],
    )


@router.get(
    "/v1/documents/{id}",
    summary="A report and its pages",
    responses=examples.answer(examples.DOCUMENT) | _PROBLEMS,
)
def read_document(document: AskedDocument, searcher: Addressed, live: Live) -> DocumentDetail:
    """A report with each of its pages: its number, its printed label, and whether text was found on it."""
    pages = [PageOut(**page) for page in documents.pages(searcher.generation, document["id"])]
    return DocumentDetail(**document, **decided(live, searcher.generation)[document["id"]], page_list=pages)


def decided(live: LiveIndex, generation: Generation) -> dict[str, dict[str, Any]]:
    """By document: who may read it, and which edition it is."""
    rulings = live.store.library.rulings()
    return {
        id: {"label": rulings.get(id, UNRULED).label, "report_id": edition.report, "latest": edition.latest}
        for id, edition in live.editions(generation).items()
    }
