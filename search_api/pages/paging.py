"""The links to the other slices of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from search_api.pages.addresses import Address


@dataclass(frozen=True, slots=True)
class Paging:
    """Where a slice stands: its first and last item, counted from 1, of `total`, and links to others (None: a gap)."""

    first: int
    last: int
    total: int
    previous: Address | None
    next: Address | None
    pages: Sequence[tuple[int, Address | None]]
    page: int


def paging(address: Address, total: int, offset: int, size: int) -> Paging:
    """Of the slice of `size` items after `offset` others."""
    page, pages = offset // size + 1, max(1, -(-total // size))

    def to(number: int) -> Address:
        return address.having(offset=(number - 1) * size or None, show=None)

    near = sorted({1, *(number for number in range(page - 2, page + 3) if 1 <= number <= pages)})
    return Paging(
        first=min(offset + 1, total),
        last=min(offset + size, total),
        total=total,
        previous=to(page - 1) if page > 1 else None,
        next=to(page + 1) if page < pages else None,
        pages=[(number, None if number == page else to(number)) for number in near],
        page=page,
    )
