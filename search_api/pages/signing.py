"""`/sign-in` and `/sign-out`: a person's key, kept in a cookie that no script reads and no other site's page sends."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from search_api.errors import Forbidden
from search_api.keys import Keys
from search_api.middleware.identifying import COOKIE, is_from_elsewhere
from search_api.pages.viewing import View, Viewing
from search_api.pages.wishes import back_to

_A_MONTH = 30 * 86400
_LONGEST_KEY = 200

_Back = Annotated[str, Form(max_length=4000)]


def _of_this_site(request: Request) -> None:
    """Nobody is signed in or out by another site's page."""
    if is_from_elsewhere(request.headers, request.app.state.settings):
        raise Forbidden("A page of another site may sign nobody in or out here.")


router = APIRouter(include_in_schema=False)
_HERE = [Depends(_of_this_site)]


@router.get("/sign-in")
def sign_in_page(view: Viewing, back: Annotated[str, Query(max_length=4000)] = "/") -> HTMLResponse:
    """The form for a key, and who is signed in already."""
    return _form(view, back)


@router.post("/sign-in", dependencies=_HERE)
def sign_in(view: Viewing, key: Annotated[str, Form(max_length=_LONGEST_KEY)] = "", back: _Back = "/") -> Response:
    """Keep a key that opens something, and go back to where the reader was."""
    keys: Keys = view.request.app.state.keys
    if keys.find(key.strip()) is None:
        return _form(view, back, refused=True)
    answer = RedirectResponse(back_to(back), HTTPStatus.SEE_OTHER)
    secure = view.request.url.scheme == "https"
    answer.set_cookie(COOKIE, key.strip(), max_age=_A_MONTH, httponly=True, samesite="strict", secure=secure)
    return answer


@router.post("/sign-out", dependencies=_HERE)
def sign_out() -> RedirectResponse:
    """Have the browser forget the key."""
    answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
    answer.delete_cookie(COOKIE, httponly=True, samesite="strict")
    return answer


def _form(view: View, back: str, *, refused: bool = False) -> HTMLResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return view.page("sign_in.html", status=status, back=back_to(back), refused=refused)
