"""Errors as RFC 9457 problem details: a status, and a sentence that a person can act on."""

from __future__ import annotations

from http import HTTPStatus

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from corpus.errors import SdgSearchError
from index.errors import ModelMismatch, NoGeneration, QueryError
from ingest.embedding import EmbeddingError
from search_api.errors import NotFound

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[SdgSearchError], HTTPStatus], ...] = (
    (NotFound, HTTPStatus.NOT_FOUND),
    (ModelMismatch, HTTPStatus.CONFLICT),
    (QueryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (NoGeneration, HTTPStatus.SERVICE_UNAVAILABLE),
    (EmbeddingError, HTTPStatus.SERVICE_UNAVAILABLE),
    (SdgSearchError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first row that fits an error gives its status."""


def answer_errors_as_problems(app: FastAPI) -> None:
    """Make `app` answer every error as a problem."""

    @app.exception_handler(SdgSearchError)
    def ours(request: Request, error: SdgSearchError) -> JSONResponse:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        return problem(request, status, str(error))

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        faults = "; ".join(f"{_field(fault['loc'])}: {fault['msg']}" for fault in error.errors())
        detail = f"The request is not as /openapi.json has it. {faults}."
        return problem(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> JSONResponse:
        return problem(request, HTTPStatus(error.status_code), str(error.detail))

    @app.exception_handler(Exception)
    def unforeseen(request: Request, _: Exception) -> JSONResponse:
        sentence = "Something went wrong inside the service; its log says what. Nothing was changed."
        return problem(request, HTTPStatus.INTERNAL_SERVER_ERROR, sentence)


def problem(request: Request, status: HTTPStatus, detail: str) -> JSONResponse:
    """One problem as a response."""
    body = {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": request.url.path,
    }
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE)


def _field(location: tuple[int | str, ...]) -> str:
    return ".".join(str(part) for part in location[1:]) or str(location[0])
