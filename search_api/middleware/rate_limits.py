"""So many requests a minute for each key, and for each address that sends none, in a window that moves with the clock.

Answers say where the caller stands (draft-ietf-httpapi-ratelimit-headers-10).
"""

from __future__ import annotations

import math
import time
from http import HTTPStatus
from ipaddress import IPv6Address, ip_address
from typing import Protocol

from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from limits.util import WindowStats
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.access import LOCAL, Caller, Stranger
from search_api.problems import problem
from search_api.service_settings import ServiceSettings


class Limiter(Protocol):
    """Counts requests; the processes of one service share one."""

    def hit(self, item: RateLimitItem, *who: str) -> bool:
        """Count a request; whether it is within the limit."""
        ...

    def get_window_stats(self, item: RateLimitItem, *who: str) -> WindowStats:
        """When the minute ends that counts, and how many requests are left of it."""
        ...


def own_limiter() -> Limiter:
    """One that counts in this process."""
    return MovingWindowRateLimiter(MemoryStorage())


_UNLIMITED_PATHS = frozenset({"/healthz", "/readyz"})


class RateLimits:
    """Refuses with the status 429. The person at the machine itself, and questions after its health, are free."""

    def __init__(self, app: ASGIApp, settings: ServiceSettings, limiter: Limiter) -> None:
        self._app = app
        self._limiter = limiter
        self._by_key = RateLimitItemPerMinute(settings.requests_per_key)
        self._by_address = RateLimitItemPerMinute(settings.requests_per_address)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the request, and pass it on or refuse it."""
        if scope["type"] != "http" or scope["path"] in _UNLIMITED_PATHS or scope["state"]["caller"] == LOCAL:
            await self._app(scope, receive, send)
            return
        limit, who = self._limit(scope)
        allowed = self._limiter.hit(limit, who)
        headers, wait = self._standing(limit, who)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(headers)
            await send(message)

        if allowed:
            await self._app(scope, receive, with_headers)
            return
        sentence = f"More than {limit.amount} requests in a minute. Ask again in {wait} seconds."
        refusal = problem(Request(scope), HTTPStatus.TOO_MANY_REQUESTS, sentence, {"Retry-After": str(wait)})
        await refusal(scope, receive, with_headers)

    def _limit(self, scope: Scope) -> tuple[RateLimitItem, str]:
        caller: Caller | Stranger = scope["state"]["caller"]
        if isinstance(caller, Caller) and caller.key:
            return self._by_key, caller.key
        return self._by_address, _network(scope["client"][0] if scope["client"] else "")

    def _standing(self, limit: RateLimitItem, who: str) -> tuple[dict[str, str], int]:
        """The headers, and the seconds until there is room again."""
        window = self._limiter.get_window_stats(limit, who)
        wait = max(1, math.ceil(window.reset_time - time.time()))
        policy = f'"minute";q={limit.amount};w={limit.get_expiry()}'
        return {"RateLimit-Policy": policy, "RateLimit": f'"minute";r={max(0, window.remaining)};t={wait}'}, wait


def _network(address: str) -> str:
    """One home or office has a whole /64 of IPv6, and one address of IPv4."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    return str(int(parsed) >> 64) if isinstance(parsed, IPv6Address) else address
