"""Who sends a request: by its key, in a header or in the cookie of who signed in; without one, by where it listens."""

from __future__ import annotations

from urllib.parse import urlsplit

from anyio.to_thread import run_sync
from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Receive, Scope, Send

from search_api.access import ANONYMOUS, LOCAL, Caller, Stranger
from search_api.keys import Keys
from search_api.service_settings import ServiceSettings, is_loopback

COOKIE = "sdgsearch_key"
"""Has the key of a person who signed in on the pages."""

_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via")
_CHANGING = frozenset({"POST", "PUT", "PATCH", "DELETE"})


class Identifying:
    """Puts the `Caller` or `Stranger` into the request's state; the routes say whom they let in."""

    def __init__(self, app: ASGIApp, keys: Keys, settings: ServiceSettings) -> None:
        self._app = app
        self._keys = keys
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Identify, and pass on."""
        if scope["type"] == "http":
            caller = await run_sync(self.caller, Headers(scope=scope), scope["method"])
            scope.setdefault("state", {})["caller"] = caller
        await self._app(scope, receive, send)

    def caller(self, headers: Headers, method: str) -> Caller | Stranger:
        """Who sends these headers. A key that opens nothing is never taken for none."""
        if given := _key_in(headers):
            return self._with(given)
        if given := cookie_parser(headers.get("cookie", "")).get(COOKIE, ""):
            return _REFUSED if _is_foreign(headers, method, self._settings) else self._with(given)
        if self._settings.is_local and not self._keys.exist():
            return self._local(headers, method)
        if self._settings.anonymous_reading:
            return ANONYMOUS
        return Stranger("This takes a key. Send it as: Authorization: Bearer sdgs_...")

    def _with(self, words: str) -> Caller | Stranger:
        key = self._keys.find(words)
        return key.caller if key else Stranger("This key opens nothing: it is mistyped, expired or revoked.")

    def _local(self, headers: Headers, method: str) -> Caller | Stranger:
        """Without keys only the person at this machine is let in: no proxy's guests, and no other site's page."""
        if any(name in headers for name in _FORWARDED):
            return Stranger(f"This came through a proxy, so it takes a key. {_MAKE_ONE}")
        host = _name(headers.get("host", ""))
        if not is_loopback(host) and host not in self._settings.hosts:
            return Stranger(f"This machine is not known as {host!r} here (DNS rebinding looks like that). {_MAKE_ONE}")
        return _REFUSED if _is_foreign(headers, method, self._settings) else LOCAL


def is_from_elsewhere(headers: Headers, settings: ServiceSettings) -> bool:
    """Whether a browser says that a page of another origin sends this (Fetch Metadata; RFC 6454)."""
    origin = headers.get("origin")
    if origin is None:
        return headers.get("sec-fetch-site", "none") not in ("none", "same-origin")
    return origin not in settings.origins and urlsplit(origin).netloc != headers.get("host")


def _is_foreign(headers: Headers, method: str, settings: ServiceSettings) -> bool:
    """Whether another site's page would change something with what a browser adds by itself."""
    return method in _CHANGING and is_from_elsewhere(headers, settings)


def _name(host: str) -> str:
    """The name in the header Host, without a port."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return host


_MAKE_ONE = "Make a key with: sdgsearch keys add NAME"
_REFUSED = Stranger(f"A page of another site may change nothing here. {_MAKE_ONE}")


def _key_in(headers: Headers) -> str:
    scheme, _, words = headers.get("authorization", "").partition(" ")
    bearer = words.strip() if scheme.lower() == "bearer" else scheme
    return bearer or headers.get("x-api-key", "").strip()
