"""Style sheets, scripts and pictures of the pages: each address names the content, so a browser keeps it for good."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.resources import files
from mimetypes import guess_type

from fastapi import APIRouter
from fastapi.responses import Response

from search_api.errors import NotFound

router = APIRouter(include_in_schema=False)

_FOR_GOOD = {"Cache-Control": "public, max-age=31536000, immutable"}
_ASKED_EACH_TIME = {"Cache-Control": "public, no-cache"}


@cache
def asset(name: str) -> str:
    """The address of a file in `static`."""
    return f"/static/{name}?v={_digest(name)}"


@router.get("/static/{name}")
def read_asset(name: str, v: str = "") -> Response:
    """One file."""
    if name not in _names():
        raise NotFound(f"There is no {name!r} here.")
    kept = _FOR_GOOD if v == _digest(name) else _ASKED_EACH_TIME
    return Response(_content(name), media_type=guess_type(name)[0], headers=kept)


@cache
def _names() -> frozenset[str]:
    return frozenset(file.name for file in _FOLDER.iterdir())


@cache
def _content(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


@cache
def _digest(name: str) -> str:
    return hashlib.sha256(_content(name)).hexdigest()[:12]


_FOLDER = files("search_api.pages") / "static"
