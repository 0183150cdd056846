"""Who may do what: the caller of a request, three roles that include each other, and what a route asks of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated

from fastapi import Depends, Request

from index.labels import PUBLIC, Labels, may_see
from search_api.errors import Forbidden, Unauthenticated


class Role(StrEnum):
    """What a caller may do; each role may do all that those before it may."""

    READER = "reader"
    """Search and read."""
    CURATOR = "curator"
    """Upload and withdraw documents, and run jobs."""
    ADMIN = "admin"
    """Keep the keys, and say which generation is live."""

    def includes(self, other: Role) -> bool:
        """Whether this one may do all that `other` may."""
        order = list(Role)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who sends a request. `labels` are those of the documents that it may read; None: all.

    `key` is the id of its key; None for a caller without one, whose `name` is then local or anonymous.
    """

    name: str
    role: Role
    labels: Labels
    key: str | None = None

    def may_read(self, label: str) -> bool:
        """Whether it may read what carries this label."""
        return may_see(self.labels, label)


LOCAL = Caller("local", Role.ADMIN, None)
"""Whoever works at the machine itself, as long as no key is made: the index is theirs."""

ANONYMOUS = Caller("anonymous", Role.READER, frozenset({PUBLIC}))
"""Whoever comes without a key to where reading is open."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """Who sends a request that proves nothing: no key, or one that opens nothing; `reason` says what to do."""

    reason: str


def caller_of(request: Request) -> Caller:
    """Who sends it. Raises `Unauthenticated`."""
    who: Caller | Stranger = request.state.caller
    if isinstance(who, Stranger):
        raise Unauthenticated(who.reason)
    return who


def _at_least(role: Role) -> Callable[[Request], Awaitable[Caller]]:
    async def caller(request: Request) -> Caller:  # async: what waits for nothing needs no thread of its own
        found = caller_of(request)
        if not found.role.includes(role):
            raise Forbidden(f"This takes a key with the role {role}; {found.name} has the role {found.role}.")
        return found

    return caller


READER, CURATOR, ADMIN = (Depends(_at_least(role)) for role in Role)
"""For the `dependencies` of a router, whose routes need not know who asks."""

Reader = Annotated[Caller, READER]
Curator = Annotated[Caller, CURATOR]
Admin = Annotated[Caller, ADMIN]
"""The caller, who has this role or a higher one; else the answer is a problem with the status 401 or 403."""
