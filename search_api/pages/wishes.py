"""`/wishes`: the language of the interface and the theme, kept in cookies."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Form, Request, Response
from fastapi.responses import RedirectResponse

from search_api.pages.viewing import LANGUAGE, THEME, THEMES
from search_api.pages.words import LANGUAGES

router = APIRouter(include_in_schema=False)

_A_YEAR = 365 * 86400


@router.post("/wishes")
def wish(
    request: Request,
    language: Annotated[str, Form()] = "",
    theme: Annotated[str, Form()] = "",
    back: Annotated[str, Form(max_length=4000)] = "/",
) -> RedirectResponse:
    """Keep what is wished, and go back to where the reader was."""
    answer = RedirectResponse(back_to(back), HTTPStatus.SEE_OTHER)
    if language in LANGUAGES:
        keep(answer, request, LANGUAGE, language)
    if theme in THEMES:
        keep(answer, request, THEME, theme)
    return answer


def keep(answer: Response, request: Request, name: str, value: str) -> None:
    """Have the browser keep a value for a year; no script reads it, and no other site's page sends it."""
    secure = request.url.scheme == "https"
    answer.set_cookie(name, value, max_age=_A_YEAR, httponly=True, samesite="lax", secure=secure)


def back_to(address: str) -> str:
    """The address where it is of this site; else the beginning."""
    parts = urlsplit(address)
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not parts.netloc
    return address if own and address.isprintable() else "/"
