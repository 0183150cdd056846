"""Tags of answers: the same tag means the same answer, so a client that has it is told so without a search.

An answer depends on the generation, on what was decided of its reports, on the address, on what the caller may read,
and on this version of the program.
The tag is weak (RFC 9110, 8.8.1): `took_ms` and the compression may differ. There is no Last-Modified: a generation
that is made live again is older than what a client has.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

from fastapi import Depends, Request

from index.labels import written
from index.live import LiveIndex
from search_api.access import ANONYMOUS, Caller, caller_of
from search_api.errors import NotModified

_VERSION = version("sdgsearch")


@dataclass(frozen=True)
class Tag:
    """The tag of the answer to a request, as the index stood when it came."""

    live: LiveIndex
    state: tuple[str | None, object]
    caller: Caller
    address: str

    @cached_property
    def value(self) -> str:
        """As it stands in the header ETag."""
        parts = repr((_VERSION, self.state, written(self.caller.labels), self.address))
        return f'W/"{hashlib.sha256(parts.encode()).hexdigest()[:32]}"'

    def is_true(self) -> bool:
        """Whether the index still stands so: else it isn't known from which of two states the answer came."""
        return self.state == self.live.state()


def headers_of(tag: Tag) -> dict[str, str]:
    """What is said about keeping an answer. Only what everyone may read is kept for everyone."""
    scope = "public" if tag.caller == ANONYMOUS else "private"
    return {
        "ETag": tag.value,
        "Cache-Control": f"{scope}, no-cache",
        "Vary": "Accept, Authorization, Cookie, X-API-Key",
    }


async def _fresh(request: Request) -> None:
    if request.method != "GET":
        return
    live: LiveIndex = request.app.state.live
    address = f"{request.url.path}?{request.url.query}"
    tag = Tag(live, live.state(), caller_of(request), address)
    request.state.tag = tag
    if tag.value.removeprefix("W/") in _known(request):
        raise NotModified(headers_of(tag))


def refuse_known(request: Request, headers: Mapping[str, str]) -> None:
    """For an answer with a tag of its own in `headers`: raises `NotModified` where the client has it."""
    if headers["ETag"] in _known(request):
        raise NotModified(headers)


def _known(request: Request) -> list[str]:
    known = ",".join(request.headers.getlist("if-none-match")).split(",")
    return [one.strip().removeprefix("W/") for one in known]


FRESH: Any = Depends(_fresh)
"""For routes whose answer depends on nothing else: who has it already is told so with the status 304."""
