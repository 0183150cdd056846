"""How long something will still take, told from how fast it went lately."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

_WINDOW = 60.0
"""Seconds that are looked back on: files from the cache are quick, those after them are not."""
_LEAST_TIME, _LEAST_SHARE = 2.0, 0.01
"""Of less nothing is told: it would be a guess."""


class Pace:
    """Told now and then which share of the work is done."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._told = deque([(clock(), 0.0)])

    def remaining(self, done: float) -> float | None:
        """The seconds left when the share `done` (0 to 1) is done; None as long as that can't be known."""
        now = self._clock()
        self._told.append((now, done))
        while len(self._told) > 2 and self._told[1][0] <= now - _WINDOW:
            self._told.popleft()
        then, share = self._told[0]
        if now - then < _LEAST_TIME or done - share < _LEAST_SHARE:
            return None
        return (1 - done) * (now - then) / (done - share)
