"""Questions that come at the same time are embedded together: a pass of the model over eight costs less than eight.

Nobody waits for company: whoever comes while the model is busy is embedded in its next pass, with all who came too.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future

import numpy as np
from numpy.typing import NDArray

Embed = Callable[[Sequence[str]], NDArray[np.float32]]

_MOST = 16
"""Questions in one pass: the first of them waits for all."""


class QueryBatches:
    """Gives the vector of a question; threads may share it. `embed` is never called by two at once."""

    def __init__(self, embed: Embed) -> None:
        self._embed = embed
        self._waiting: list[tuple[str, Future[NDArray[np.float32]]]] = []
        self._busy = threading.Lock()

    def vector(self, text: str) -> NDArray[np.float32]:
        """The vector of `text`. Raises what `embed` raises."""
        own: Future[NDArray[np.float32]] = Future()
        self._waiting.append((text, own))
        with self._busy:
            while not own.done():
                self._pass()
        return own.result()

    def _pass(self) -> None:
        """Embed those who wait the longest."""
        together = [self._waiting.pop(0) for _ in range(min(_MOST, len(self._waiting)))]
        try:
            vectors = self._embed([text for text, _ in together])
        except Exception as error:
            for _, future in together:
                future.set_exception(error)
        else:
            for (_, future), vector in zip(together, vectors, strict=True):
                future.set_result(vector)
