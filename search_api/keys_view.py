"""Keys on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from rich.console import Console

from search_api.access import ALL_LABELS
from search_api.keys import Key
from search_api.terminal import print_rows

_HEADINGS = ("id", "role", "reads", "made", "last used", "", "name")


def print_keys(console: Console, keys: Iterable[Key]) -> None:
    """A row for each, with what keeps it from opening anything."""
    now = datetime.now(UTC)
    print_rows(console, _HEADINGS, [_cells(key, now) for key in keys])


def _cells(key: Key, now: datetime) -> tuple[str, ...]:
    reads = ALL_LABELS if key.labels is None else " ".join(sorted(key.labels))
    used = f"{key.used:%Y-%m-%d %H:00}" if key.used else "never"
    return key.id, key.role, reads, f"{key.created:%Y-%m-%d}", used, _state(key, now), key.name


def _state(key: Key, now: datetime) -> str:
    if key.revoked:
        return f"revoked {key.revoked:%Y-%m-%d}"
    if key.expires is None:
        return ""
    return f"{'expires' if now < key.expires else 'expired'} {key.expires:%Y-%m-%d}"
