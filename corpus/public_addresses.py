"""Requests to the public internet only: an address of this machine or network is refused, whatever its name.

The name is looked up once and the connection goes to just the address that was checked, so that a name which answers
differently the second time (DNS rebinding) gains nothing; each redirect is a new request and checked anew. (OWASP,
"Server-Side Request Forgery Prevention".)
"""

from __future__ import annotations

import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

import httpx

from corpus.errors import SdgSearchError


class PrivateAddress(SdgSearchError):
    """A web address leads to this machine or network."""


class PublicOnly(httpx.HTTPTransport):
    """A transport that connects to nothing else. Raises `PrivateAddress`."""

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Look the host up, check what it is, and ask just that address, by TLS under the host's name."""
        host = request.url.host
        *others, last = public_addresses(host, request.url.port or _PORTS[request.url.scheme])
        for address in others:
            try:
                return super().handle_request(_pinned(request, address))
            except httpx.ConnectError:
                continue
        return super().handle_request(_pinned(request, last))


def public_addresses(host: str, port: int) -> list[str]:
    """The addresses of a host. Raises `PrivateAddress` where one is not public, `ConnectError` if there is none."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise httpx.ConnectError(f"{host} has no address ({error})") from error
    addresses = list(dict.fromkeys(str(place[0]) for *_, place in found))
    for address in addresses:
        if not is_public(address):
            raise PrivateAddress(f"{host} is {address}, an address of this machine or network, not of the internet.")
    return addresses


def is_public(address: str) -> bool:
    """Whether an IP address is one of the internet, also where it wraps an IPv4 address in one of IPv6."""
    parsed = ip_address(address.partition("%")[0])
    wrapped = _wrapped(parsed) if isinstance(parsed, IPv6Address) else None
    return parsed.is_global and not parsed.is_multicast and (wrapped is None or is_public(str(wrapped)))


def _wrapped(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside: mapped (RFC 4291), 6to4 (RFC 3056), translated (RFC 6052)."""
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour


def _pinned(request: httpx.Request, address: str) -> httpx.Request:
    return httpx.Request(
        request.method,
        request.url.copy_with(host=address),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


_PORTS = {"http": 80, "https": 443}
_TRANSLATED = IPv6Network("64:ff9b::/96")
