"""Access labels: every report carries one, and whoever reads may see some of them, or all."""

from __future__ import annotations

from collections.abc import Iterable

PUBLIC = "public"
"""The label of every report that nobody gave another one; everyone may see it."""

PATTERN = r"[a-z0-9][a-z0-9._-]{0,63}"
"""What a label looks like, as a regular expression."""

ALL = "*"
"""Stands for all labels where they are written."""

Labels = frozenset[str] | None
"""Those that somebody may see; None: all."""


def may_see(labels: Labels, label: str) -> bool:
    """Whether who may see `labels` may see what carries this one."""
    return labels is None or label in labels


def written(labels: Labels) -> list[str]:
    """Labels as people and databases write them, in the order of the alphabet."""
    return [ALL] if labels is None else sorted(labels)


def read(labels: Iterable[str]) -> Labels:
    """Labels as they were written."""
    given = frozenset(labels)
    return None if ALL in given else given
