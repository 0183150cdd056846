"""Errors as RFC 9457 problem details: a status, and a sentence that a person can act on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Protocol

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException
from starlette.routing import Match, Route

from corpus.errors import SdgSearchError
from index.errors import (
    JobError,
    LibraryError,
    ModelMismatch,
    NoGeneration,
    NoJob,
    QueryError,
    RerankerError,
)
from index.stages import Cancelled
from ingest.embedding import EmbeddingError
from ingest.errors import ParseError, StorageError, Unsupported
from search_api.errors import Busy, Forbidden, Gone, NotFound, NotModified, Unauthenticated, in_words
from search_api.keys import KeyRefused, OwnKey

MEDIA_TYPE = "application/problem+json"

_STATUS: tuple[tuple[type[SdgSearchError], HTTPStatus], ...] = (
    (Unauthenticated, HTTPStatus.UNAUTHORIZED),
    (Forbidden, HTTPStatus.FORBIDDEN),
    (Gone, HTTPStatus.GONE),
    (NotFound, HTTPStatus.NOT_FOUND),
    (NoJob, HTTPStatus.NOT_FOUND),
    (JobError, HTTPStatus.CONFLICT),
    (OwnKey, HTTPStatus.CONFLICT),
    (ModelMismatch, HTTPStatus.CONFLICT),
    (QueryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (KeyRefused, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Busy, HTTPStatus.SERVICE_UNAVAILABLE),
    (LibraryError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (Unsupported, HTTPStatus.UNSUPPORTED_MEDIA_TYPE),
    (ParseError, HTTPStatus.UNPROCESSABLE_ENTITY),
    (StorageError, HTTPStatus.SERVICE_UNAVAILABLE),
    (NoGeneration, HTTPStatus.SERVICE_UNAVAILABLE),
    (EmbeddingError, HTTPStatus.SERVICE_UNAVAILABLE),
    (RerankerError, HTTPStatus.SERVICE_UNAVAILABLE),
    (SdgSearchError, HTTPStatus.INTERNAL_SERVER_ERROR),
)
"""The first row that fits an error gives its status."""


_HEADERS: Mapping[HTTPStatus, Mapping[str, str]] = {
    HTTPStatus.UNAUTHORIZED: {"WWW-Authenticate": "Bearer"},
    HTTPStatus.SERVICE_UNAVAILABLE: {"Retry-After": "5"},
}

_CLIENT_GONE = 499
"""As nginx logs it: nobody reads this answer."""

_DESCRIBED = {
    HTTPStatus.UNAUTHORIZED: (
        "The request does not prove who sends it.",
        "This key opens nothing: it is mistyped, expired or revoked.",
    ),
    HTTPStatus.FORBIDDEN: (
        "Who sends the request may not do this.",
        "This takes a key with the role admin; press office has the role reader.",
    ),
    HTTPStatus.BAD_REQUEST: (
        "The body, or Range, can't be read as what it is said to be.",
        "There was an error parsing the body",
    ),
    HTTPStatus.NOT_ACCEPTABLE: (
        "Accept excludes every form that there is here.",
        "There is only application/json here, and Accept does not have it.",
    ),
    HTTPStatus.REQUEST_TIMEOUT: (
        "The body came too slowly.",
        "The body came too slowly. Send it again over a better connection.",
    ),
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: (
        "The body is too long.",
        "The body is longer than 1,000,000 bytes, which is the most that is read here.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "The body is of another kind than this address takes.",
        "This address takes application/json; say so in the header Content-Type.",
    ),
    HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE: (
        "The file has none of the bytes that Range asks for.",
        "The file has no such bytes; Content-Range says how many it has.",
    ),
    HTTPStatus.TOO_MANY_REQUESTS: (
        "So many requests in a minute are not answered; Retry-After says when one will be.",
        "More than 300 requests in a minute. Ask again in 12 seconds.",
    ),
    HTTPStatus.NOT_FOUND: (
        "There is nothing at this address, or no such generation.",
        "There is no passage 28f159305544dacb-0-9: the document is not indexed.",
    ),
    HTTPStatus.GONE: (
        "It was there once.",
        "There is no passage 28f159305544dacb-0-9: no passages of the document are indexed. The report was indexed"
        " once, and no kept generation has it any more; POST /v1/citations/verify finds where its words stand now.",
    ),
    HTTPStatus.CONFLICT: (
        "The model that is set is not the index's, or the job has ended already.",
        "The model e5-large@41c2 is set, but this index was made with multilingual-e5-small@9167. Set that one again"
        " (--model or SDGSEARCH_MODEL), or index again with the new one.",
    ),
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE: (
        "The file is not of a kind that is read.",
        "song.mp3: this is a sound file, which is not read; give the report as PDF, DOCX or plain text.",
    ),
    HTTPStatus.UNPROCESSABLE_ENTITY: (
        "The request can't be answered as asked; `detail` names the parameter.",
        "entity: there is no 'mechanism:neaspek' in the vocabulary. Did you mean mechanism:neaspec?",
    ),
    HTTPStatus.SERVICE_UNAVAILABLE: (
        "Nothing is indexed yet, too much is being searched, or the disk refuses; Retry-After says when to ask again.",
        "Nothing is indexed in /srv/reports yet. Run: sdgsearch index FOLDER",
    ),
}
"""For the OpenAPI document: when an error is answered, and what its `detail` may be."""


def described(*statuses: HTTPStatus) -> dict[int | str, dict[str, Any]]:
    """The errors that an operation may answer, as FastAPI's `responses`."""
    return {status.value: _described(status) for status in statuses}


def common(method: str, path: str) -> dict[str, dict[str, Any]]:
    """The errors that every such operation may answer, for the OpenAPI document."""
    statuses = _OF_ALL + (_OF_BODIES if method in ("post", "put", "patch") else ())
    if path.startswith("/v1/"):
        statuses += _OF_DATA
    return {str(status): answer for status, answer in described(*statuses).items()}


_OF_ALL: tuple[HTTPStatus, ...] = (HTTPStatus.NOT_ACCEPTABLE,)
_OF_DATA = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.SERVICE_UNAVAILABLE,
)
_OF_BODIES = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
)


class Answering(Protocol):
    """Makes a response of an error."""

    def __call__(
        self, request: Request, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
    ) -> Response: ...


def answer_errors(app: FastAPI, routes: Sequence[Route], answer: Answering) -> None:
    """Make `app`, which has these routes, answer every error by `answer`."""

    @app.exception_handler(SdgSearchError)
    def ours(request: Request, error: SdgSearchError) -> Response:
        status = next(status for kind, status in _STATUS if isinstance(error, kind))
        return answer(request, status, str(error), _HEADERS.get(status))

    @app.exception_handler(NotModified)
    def known(_: Request, same: NotModified) -> Response:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=same.headers)

    @app.exception_handler(Cancelled)
    def gone(_: Request, __: Cancelled) -> Response:
        return Response(status_code=_CLIENT_GONE)

    @app.exception_handler(RequestValidationError)
    def malformed(request: Request, error: RequestValidationError) -> Response:
        if taken := _other_media(request):
            detail = f"This address takes {taken}; say so in the header Content-Type."
            return answer(request, HTTPStatus.UNSUPPORTED_MEDIA_TYPE, detail)
        detail = f"The request is not as /openapi.json has it. {in_words(error.errors())}."
        return answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, detail)

    @app.exception_handler(HTTPException)
    def http(request: Request, error: HTTPException) -> Response:
        if error.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return answer(request, HTTPStatus(error.status_code), str(error.detail), error.headers)
        allow = {"Allow": ", ".join(_methods(routes, request))}
        if request.method == "OPTIONS":
            return Response(status_code=HTTPStatus.NO_CONTENT, headers=allow)
        sentence = f"{request.method} is nothing that this address does; it does {allow['Allow']}."
        return answer(request, HTTPStatus.METHOD_NOT_ALLOWED, sentence, allow)


def problem(
    request: Request, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None
) -> JSONResponse:
    """One problem as a response."""
    body = _body(status, detail, request.url.path, getattr(request.state, "request_id", ""))
    return JSONResponse(body, status_code=status, media_type=MEDIA_TYPE, headers=headers)


def _methods(routes: Sequence[Route], request: Request) -> list[str]:
    """What the address of `request` does: several routes may share one."""
    here = [route for route in routes if route.matches(request.scope)[0] is not Match.NONE]
    methods = {method for route in here for method in route.methods or ()}
    return sorted(methods | ({"HEAD"} if "GET" in methods else set()) | {"OPTIONS"})


def _other_media(request: Request) -> str:
    """The media type that the route takes, if the request says that its body is of another."""
    field = getattr(request.scope["route"], "body_field", None)
    taken = str(field.field_info.media_type) if field else ""
    given = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    fits = given == taken or (given.endswith("+json") and taken.endswith("/json"))
    return "" if fits or request.headers.get("content-length") == "0" else taken


def _body(status: HTTPStatus, detail: str, instance: str, request_id: str) -> dict[str, Any]:
    return {
        "type": "about:blank",
        "title": status.phrase,
        "status": status.value,
        "detail": detail,
        "instance": instance,
        "request_id": request_id,
    }


_REQUEST_ID = "5f0c1e7a9d3b4c2e8a6f0b1d2c3e4f5a"


def _described(status: HTTPStatus) -> dict[str, Any]:
    when, detail = _DESCRIBED[status]
    example = _body(status, detail, "/v1/search", _REQUEST_ID)
    content = {"schema": {"$ref": "#/components/schemas/Problem"}, "example": example}
    return {"description": when, "content": {MEDIA_TYPE: content}}
