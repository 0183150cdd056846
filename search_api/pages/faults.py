"""Errors as pages, for those who look; programs get problems."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import Response

from search_api.pages.viewing import view_of
from search_api.problems import problem

_WITH_WORDS = (401, 403, 404, 410, 422, 503)
_OF_PROGRAMS = ("/v1/", "/openapi.json", "/healthz", "/readyz", "/metrics")


def fault(request: Request, status: HTTPStatus, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """What a request is answered that can't be: a page where somebody looks, else a problem."""
    looks = "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(_OF_PROGRAMS)
    if not looks:
        return problem(request, status, detail, headers)
    request_id = getattr(request.state, "request_id", "")
    known = status in _WITH_WORDS
    page = view_of(request).page(
        "fault.html", status=status, known=known, code=status.value, detail=detail, request_id=request_id
    )
    page.headers.update(headers or {})
    return page
