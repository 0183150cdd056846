"""Why a passage stands where it does: what each signal adds to its score."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from index.fusion import Signals


@dataclass(frozen=True, slots=True)
class Reason:
    """A signal by its name in `index.fusion`, what it adds, and the passage's rank by it alone, where that is known."""

    signal: str
    adds: float
    rank: int | None


def reasons(signals: Signals) -> Iterator[Reason]:
    """Those that say something; together they come to the score."""
    ranks = {"meaning": signals.dense_rank, "words": signals.lexical_rank}
    for signal, adds in signals.parts.items():
        if adds:
            yield Reason(signal, adds, ranks.get(signal))
