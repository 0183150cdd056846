"""What the faces of the service may answer beside what the index says, and faults of a request in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from corpus.errors import SdgSearchError


class NotFound(SdgSearchError):
    """There is nothing at this address; the message says what was looked for."""


class Gone(NotFound):
    """What stood at this address is not there any more; the message says what is known of it."""


class Busy(SdgSearchError):
    """As much is being done as the machine can do; a little later there is room again."""


class Unauthenticated(SdgSearchError):
    """The request does not prove who sends it; the message says how it could."""


class Forbidden(SdgSearchError):
    """Who sends the request may not do this; the message says who may."""


class NotModified(Exception):
    """The client has the answer already; `headers` tell it which one."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        super().__init__()
        self.headers = headers


_PLACES = ("query", "path", "body")
_LONGEST_VALUE = 60
_IN_PLAIN_WORDS = {
    "extra_forbidden": "there is no such parameter",
    "json_invalid": "it is not sound JSON",
    "missing": "it must be there",
}


def in_words(faults: Iterable[Mapping[str, Any]]) -> str:
    """What pydantic found, each fault with the parameter's name: `k = '0': Input should be greater than ...`."""
    return "; ".join(map(_in_words, faults))


def _in_words(fault: Mapping[str, Any]) -> str:
    words = _IN_PLAIN_WORDS.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
    location = [part for part in fault["loc"] if isinstance(part, str)]
    names = location[1:] if location[0] in _PLACES and len(location) > 1 else location
    given = "" if fault["type"] in _IN_PLAIN_WORDS else f" = {_shortened(repr(fault['input']))}"
    return f"{'.'.join(names)}{given}: {words}"


def _shortened(value: str) -> str:
    return value if len(value) <= _LONGEST_VALUE else value[:_LONGEST_VALUE] + "..."
