"""Errors as RFC 9457 problem details: a status, and a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import SdgSearchError
from index.errors import ModelMismatch, NoGeneration, QueryError, RerankerError
from ingest.embedding import EmbeddingError
from search_api.errors import Forbidden, NotFound, Unauthenticated, in_words
from search_api.keys import KeyRefused

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[SdgSearchError], HTTPStatus], ...] = (
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (NotFound, HTTPStatus.NOT_FOUND),
    (ModelMismatch, HTTPStatus.CONFLICT),
    (QueryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoGeneration, HTTPStatus.SERVICE_UNAVAILABLE),
    (EmbeddingError, HTTPStatus.SERVICE_UNAVAILABLE),
    (RerankerError, HTTPStatus.SERVICE_UNAVAILABLE),
    (SdgSearchError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first row that fits an error gives its status."""


_HEADERS = {HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"}}

_DESCRIBED = {
    HTTPStatus.UNAUTHORIZED: (
        "The request does not prove who sends it.",
        "This key opens nothing: it is mistyped, expired or revoked.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Who sends the request may not do this.",
        "This takes a key with the role admin; press office has the role reader.",
    ),
    HTTPStatus.NOT_FOUND: (
        "There is nothing at this address, or no such generation.",
        "There is no passage 28f159305544dacb-0-9: the document is not indexed.",
    ),
    HTTPStatus.CONFLICT: (
        "The model that is set is not the index's.",
        "The model e5-large@41c2 is set, but this index was made with multilingual-e5-small@9167. Set that one again"
        " (--model or SDGSEARCH_MODEL), or index again with the new one.",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "The request can't be answered as asked; `detail` names the parameter.",
        "entity: there is no 'mechanism:neaspek' in the vocabulary. Did you mean mechanism:neaspec?",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "There is nothing to search yet.",
        "Nothing is indexed in /srv/reports yet. Run: sdgsearch index FOLDER",
    ),
}
"""For the OpenAPI document: when an error is answered, and what its `detail` may be."""


def described(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The errors that an operation may answer, as FastAPI's `responses`."""
    return {status.value: _described(status) for status in statuses}


def common(path: str) -> dict[str, dict[str, Any]]:
    """The errors that every operation at this address may answer, for the OpenAPI document."""
    statuses = (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN) if path.startswith("/v1/") else ()
    return {str(status): answer for status, answer in described(*statuses).items()}


def answer_errors_as_problems(app: FastAPI) -> None:
    """Make `app` answer every error as a problem."""

    @app.exception_handler(SdgSearchError)
    def ours(request: Request, error: SdgSearchError) -> JSONResponse:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        return problem(request, status, str(error), _HEADERS.get(status))

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        detail = f"The request is not as /openapi.json has it. {in_words(error.errors())}."
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        return problem(request, HTTPStatus(error.status_code), str(error.detail), error.headers)

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _: Exception) -> JSONResponse:
        sentence = "Something went wrong inside the service; its log says what. Nothing was changed."
        return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, sentence)


def problem(
    request: Request, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """One problem as a response."""
    body = _body(status, detail, request.url.path)
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _body(status: HTTPStatus, detail: str, instance: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": instance,
    }


def _described(status: HTTPStatus) -> dict[str, Any]:
    when, detail = _DESCRIBED[status]
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": _body(status, detail, "/v1/search")}
    return {"description": when, "content": {MEDIA_TYPE: content}}
