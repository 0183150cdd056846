"""A web client with manners: one request at a time, pauses between two at a host, and heed to robots.txt.

Knows nothing of reports; `corpus.fetching` tells it where to go.

    SdgSearchError
      +- VisitError           this address cannot be had; the message is the reason
           +- TryLaterError   it might be had in a while
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from itertools import islice
from urllib.request import getproxies
from urllib.robotparser import RobotFileParser

import httpx

from corpus.errors import SdgSearchError
from corpus.public_addresses import PrivateAddress, PublicOnly

ROBOT = "sdgsearch"
"""The name by which a robots.txt may address this program."""
PIECE = 65_536
"""Bytes that are read at a time."""


class VisitError(SdgSearchError):
    """This address cannot be had; the message is the reason."""


class TryLaterError(VisitError):
    """It might be had in a while: after `wait` seconds, where that is known; infinite: not in this run."""

    def __init__(self, reason: str, wait: float | None = None) -> None:
        super().__init__(reason)
        self.wait = wait


class Visitor:
    """Asks for addresses, one after the other; a context manager that closes its connections."""

    def __init__(
        self,
        *,
        user_agent: str,
        timeout_s: float,
        delay_s: float,
        max_wait_s: float,
        sleep: Callable[[float], None],
        private: bool = False,
    ) -> None:
        """`delay_s` lies between two requests to a host, or what its robots.txt asks for, if that is longer.

        A host that asks for more than `max_wait_s` is not visited twice. `private` lets it visit this machine and
        network too. A proxy that the environment names decides by itself what it can reach.
        """
        # `identity`: an answer that is compressed on the way cannot be resumed.
        headers = {"User-Agent": user_agent, "Accept-Encoding": "identity"}
        transport = None if private or getproxies() else PublicOnly()
        self._client = httpx.Client(headers=headers, timeout=timeout_s, transport=transport)
        self._delay_s = delay_s
        self._max_wait_s = max_wait_s
        self._sleep = sleep
        self._rules: dict[str, RobotFileParser] = {}
        self._left: dict[str, float] = {}

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *exception: object) -> None:
        self._client.close()

    @contextmanager
    def get(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        """The answer at this address, its body still to be read; redirects are followed as politely.

        Raises VisitError where robots.txt forbids it or the address is not of the web, TryLaterError where
        the connection fails, also while the body is read. Any status is an answer.
        """
        try:
            with self._follow(url, headers) as response:
                yield response
        except PrivateAddress as error:
            raise VisitError(f"{url} is not fetched: {error}") from error
        except httpx.InvalidURL as error:
            raise VisitError(f"{url} is no web address ({error}); mend it in the catalogue.") from error
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise TryLaterError(f"{url} cannot be reached ({str(error) or 'no answer'}).", math.inf) from error
        except httpx.RequestError as error:
            raise TryLaterError(f"The connection failed ({str(error) or type(error).__name__}).") from error

    @contextmanager
    def _follow(self, url: str, headers: Mapping[str, str]) -> Iterator[httpx.Response]:
        for _ in range(_MAX_REDIRECTS + 1):
            where = _web_address(url)
            rules = self._robots(where)
            if not rules.can_fetch(ROBOT, url):
                raise VisitError(f"{where.host} does not want programs to fetch {url} (robots.txt).")
            pause = max(self._delay_s, float(rules.crawl_delay(ROBOT) or 0))
            with self._turn(where.host, pause), self._client.stream("GET", where, headers=headers) as answer:
                if not answer.has_redirect_location:
                    yield answer
                    return
                url = str(where.join(answer.headers["location"]))
        raise VisitError(f"More than {_MAX_REDIRECTS} redirects; mend the address in the catalogue.")

    @contextmanager
    def _turn(self, host: str, pause: float) -> Iterator[None]:
        """Waits until `pause` seconds have gone since the last request to this host ended."""
        due = self._left[host] + pause - time.monotonic() if host in self._left else 0.0
        if due > self._max_wait_s:
            raise TryLaterError(f"{host} asks for {pause:.0f} seconds between two requests.", due)
        if due > 0:
            self._sleep(due)
        try:
            yield
        finally:
            self._left[host] = time.monotonic()

    def _robots(self, where: httpx.URL) -> RobotFileParser:
        """The host's rules; none where it has no such file, and no visit while it cannot say (RFC 9309)."""
        file = str(where.copy_with(raw_path=b"/robots.txt", fragment=None))
        if file not in self._rules:
            rules = RobotFileParser(file)
            with self._turn(where.host, self._delay_s):
                rules.parse(self._read(file).splitlines())
            self._rules[file] = rules
        return self._rules[file]

    def _read(self, file: str) -> str:
        """The text of a robots.txt, empty where there is none."""
        with self._client.stream("GET", file, follow_redirects=True) as response:
            if response.status_code == httpx.codes.TOO_MANY_REQUESTS or response.is_server_error:
                raise TryLaterError(f"{file} cannot be read ({status(response)}).", retry_after(response))
            if not response.is_success:
                return ""
            return b"".join(islice(response.iter_bytes(PIECE), _ROBOTS_PIECES)).decode("utf-8", "replace")


def status(response: httpx.Response) -> str:
    """`404 Not Found`."""
    return f"{response.status_code} {response.reason_phrase}".strip()


def retry_after(response: httpx.Response) -> float | None:
    """Seconds that the server asks to wait, whether it gives them or a date; None where it does not."""
    value = response.headers.get("retry-after", "").strip()
    if value.isdigit():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except ValueError:
        return None


_MAX_REDIRECTS = 5
_ROBOTS_PIECES = 8  # half a MiB: RFC 9309 asks for at least 500 KiB of a robots.txt


def _web_address(url: str) -> httpx.URL:
    address = httpx.URL(url)
    if address.scheme not in ("http", "https") or not address.host:
        raise VisitError(f"{url!r} is not an http or https address; mend it in the catalogue.")
    return address
