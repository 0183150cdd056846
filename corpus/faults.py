"""What is wrong with an entry of a data file, in the words of a curator who knows no Python."""

from __future__ import annotations

from collections.abc import Iterator

from pydantic import ValidationError

_IN_PLAIN_WORDS = {
    "extra_forbidden": "there is no such field; the comment at the top of the file lists those there are",
    "missing": "this field must be there",
    "string_pattern_mismatch": "it is not written as it should be; see the comment at the top of the file",
}


def in_words(error: ValidationError) -> Iterator[str]:
    """Each fault as field, given value and what is wrong with it."""
    for one in error.errors():
        where = ".".join(str(part) for part in one["loc"])
        given = "" if one["type"] == "missing" else f" = {one['input']!r}"
        yield f"{where}{given}: {_IN_PLAIN_WORDS.get(one['type'], one['msg'])}"
