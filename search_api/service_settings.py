"""How the HTTP service listens, and to whom it answers what."""

from __future__ import annotations

from ipaddress import ip_address

from pydantic import BaseModel, ConfigDict, Field


class ServiceSettings(BaseModel):
    """Settings of `sdgsearch serve`, by SDGSEARCH_SERVICE__NAME."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="The address to listen on.")
    anonymous: bool | None = Field(
        None, description="Whether what is public may be read without a key; None: on loopback only."
    )

    @property
    def is_local(self) -> bool:
        """Whether only this machine can reach it."""
        return is_loopback(self.host)

    @property
    def anonymous_reading(self) -> bool:
        """Whether a caller without a key may read what is public."""
        return self.is_local if self.anonymous is None else self.anonymous


def is_loopback(host: str) -> bool:
    """Whether a name or address of a host is this machine's own."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"
