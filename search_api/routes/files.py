"""The originals of reports, and their pages as pictures. Their tags are hashes of what they are, whatever is live."""

from __future__ import annotations

from http import HTTPStatus
from pathlib import Path as FilePath
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, Response

from index.searcher import Searcher
from ingest.document import Span
from ingest.errors import ParseError
from ingest.originals import Originals
from ingest.rendering import Sheet, has_pages
from search_api.access import READER
from search_api.dependencies import Addressed, AskedDocument, Stored
from search_api.errors import NotFound
from search_api.freshness import refuse_known
from search_api.originals import answered_with
from search_api.page_pictures import PagePictures
from search_api.problems import described

router = APIRouter(tags=["documents"], dependencies=[READER])

_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
_NO_SUCH_BYTES = described(HTTPStatus.BAD_REQUEST, HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
_UNCHANGED: dict[int | str, dict[str, Any]] = {304: {"description": "The client has it already, says If-None-Match."}}
_PNG: dict[int | str, dict[str, Any]] = {
    200: {"content": {"image/png": {"schema": {"type": "string", "format": "binary"}}}, "description": "The page."}
}
_FILE: dict[int | str, dict[str, Any]] = {
    200: {
        "content": {"*/*": {"schema": {"type": "string", "format": "binary"}}},
        "description": "The file, in its own media type.",
    },
    206: {"description": "The bytes that Range asks for."},
}


def _original(document: AskedDocument, store: Stored) -> FilePath:
    path = Originals(store.files).find(document["id"])
    if path is None:
        raise NotFound(f"The file of {document['source']} is not kept here any more; index the report again.")
    return path


AskedOriginal = Annotated[FilePath, Depends(_original)]


@router.get(
    "/v1/documents/{id}/file",
    summary="The original file of a report",
    response_class=FileResponse,
    responses=_FILE | _UNCHANGED | _PROBLEMS | _NO_SUCH_BYTES,
)
def read_file(document: AskedDocument, original: AskedOriginal, request: Request) -> Response:
    """The bytes that were indexed, or parts of them by Range; in a browser no script in them runs."""
    return answered_with(original, document["format"], document["source"], request)


@router.get(
    "/v1/documents/{id}/pages/{number}.png",
    summary="A page as a picture",
    response_class=Response,
    responses=_PNG | _UNCHANGED | _PROBLEMS,
)
def draw_page(
    document: AskedDocument,
    original: AskedOriginal,
    searcher: Addressed,
    request: Request,
    number: Annotated[int, Path(ge=1, le=1_000_000, description="From 1, as the file counts.", examples=[2])],
    width: Annotated[int, Query(ge=50, le=3000, description="Dots; a very long page is drawn smaller.")] = 1000,
    highlight: Annotated[
        str,
        Query(
            pattern=r"^(\d{1,12}-\d{1,12})?$",
            description="Mark these characters, <start>-<end> of the document's text.",
            examples=["3711-3814"],
        ),
    ] = "",
) -> Response:
    """A page of a PDF, or of a scan; with a span of its text marked where that stands on it."""
    if not has_pages(document["format"]):
        raise NotFound(f"{document['source']} has no pages to draw, being a file of the format {document['format']}.")
    if number > document["pages"]:
        raise NotFound(f"{document['source']} has {document['pages']} pages, so there is no page {number}.")
    sheet = _sheet(searcher, document["id"], number, width, highlight)
    headers = {"ETag": f'"{PagePictures.key(original.name, sheet)}"'}
    refuse_known(request, headers)
    pictures: PagePictures = request.app.state.pictures
    try:
        drawn = pictures.picture(original, document["format"], sheet)
    except ParseError as error:
        raise NotFound(f"There is no picture of page {number} of {document['source']}: {error}.") from error
    return Response(drawn, media_type="image/png", headers=headers)


def _sheet(searcher: Searcher, document: str, number: int, width: int, highlight: str) -> Sheet:
    start, _, end = highlight.partition("-")
    boxes = searcher.generation.boxes(document, Span(int(start), int(end))) if highlight else []
    return Sheet(number, width, tuple(box for box in boxes if box.page == number))
