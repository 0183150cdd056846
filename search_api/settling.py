"""What a process that answers does once: loads what all searches need, and spares the garbage collector that."""

from __future__ import annotations

import gc

from index.lease import any_held

_THRESHOLDS = (700, 10, 100)
"""When the collector looks; the last is ten times Python's. Each full collection stops a busy process for 0.2 seconds,
and came every 350 searches: that alone was the hundredth search that p99 is about."""


def settle() -> None:
    """Have the collector look at nothing that is loaded by now, and seldom at the rest.

    The modules that a search by meaning needs are 660,000 objects. A full collection looks at each, for 0.3 seconds in
    which nothing is answered, and it comes when a new generation is opened. Where a question has opened one already,
    nothing is spared, since that generation would never be given up.
    """
    import sentence_transformers  # noqa: F401

    gc.set_threshold(*_THRESHOLDS)
    gc.collect()
    if not any_held():
        gc.freeze()
