"""The address of the passages that mention two entities."""

from __future__ import annotations

from collections.abc import Iterable

from index.question import kind_of
from search_api.pages.addresses import Address


def together(one: str, other: str, filters: Iterable[tuple[str, str]] = ()) -> str:
    """Where the passages that mention both stand: a search; of two of one kind, which a search would OR, a page."""
    if kind_of(one) != kind_of(other):
        return str(Address("/", (("entity", one), ("entity", other), *filters)))
    return f"{Address(f'/entities/{one}', (('beside', other), *filters))}#passages"
