"""Keys on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console

from index import labels
from search_api.keys import Key
from search_api.terminal import print_rows

_HEADINGS = ("id", "role", "reads", "made", "last used", "", "name")


def print_keys(console: Console, keys: Iterable[Key]) -> None:
    """A row for each, with what keeps it from opening anything."""
    now = datetime.now(UTC)
    print_rows(console, _HEADINGS, [_cells(key, now) for key in keys])


def _cells(key: Key, now: datetime) -> tuple[str, ...]:
    used = f"{key.used:%Y-%m-%d %H:00}" if key.used else "never"
    reads = " ".join(labels.written(key.labels))
    return key.id, key.role, reads, f"{key.created:%Y-%m-%d}", used, _state(key, now), key.name


def _state(key: Key, now: datetime) -> str:
    if key.revoked:
        return f"revoked {key.revoked:%Y-%m-%d}"
    if key.expires is None:
        return ""
    return f"{'expires' if now < key.expires else 'expired'} {key.expires:%Y-%m-%d}"
