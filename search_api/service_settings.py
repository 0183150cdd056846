"""How the HTTP service listens, and to whom it answers what."""

from __future__ import annotations

from ipaddress import ip_address
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class PictureSettings(BaseModel):
    """What drawing pages may cost."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    seconds: float = Field(20, gt=0, description="A page that takes longer to draw is given up.")
    memory: int = Field(2**31, ge=2**28, description="Bytes of address space of the process that draws.")
    waiting: int = Field(8, ge=1, description="So many requests wait for a page to be drawn; more are sent away.")
    room: int = Field(2**28, ge=0, description="Bytes of pictures that are kept on disk, those used last.")


class ServiceSettings(BaseModel):
    """Settings of `sdgsearch serve`, by SDGSEARCH_SERVICE__NAME."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    host: str = Field("127.0.0.1", description="The address to listen on.")
    workers: int = Field(1, ge=1, description="Processes that answer; the builder is another one.")
    anonymous: bool | None = Field(
        None, description="Whether what is public may be read without a key; None: on loopback only."
    )

    hosts: tuple[str, ...] = Field(
        (), description="Names of this machine, beside localhost, under which it may be asked while there is no key."
    )
    origins: tuple[str, ...] = Field((), description="Sites whose pages may ask (CORS), as https://example.org.")
    proxies: tuple[str, ...] = Field(
        (), description="Addresses and networks of proxies that are believed when they say whom they ask for."
    )
    requests_per_key: int = Field(600, ge=1, description="Requests a minute with one key.")
    requests_per_address: int = Field(300, ge=1, description="The same without a key, from one address.")
    body_bytes: int = Field(1_000_000, ge=1, description="The longest body of a request.")
    upload_bytes: int = Field(300_000_000, ge=1, description="The longest body of an upload.")
    searches_at_once: int = Field(8, ge=1, description="Searches that run at the same time.")
    searches_waiting: int = Field(32, ge=0, description="Searches that wait for their turn; more are sent away.")
    stop_seconds: int = Field(30, ge=0, description="When told to stop: for what is being answered.")
    open_metrics: bool = Field(False, description="Whether /metrics takes no key.")
    log_format: Literal["auto", "json", "console"] = Field(
        "auto", description="Form of the log; auto: for a person on a terminal, else json."
    )
    log_queries: bool = Field(False, description="Whether the log has the words of questions.")
    pictures: PictureSettings = PictureSettings()

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
