"""Which engine answers for a generation."""

from __future__ import annotations

from index.embedded import Embedded
from index.engine import Engine
from index.generation import Generation


def engine_of(generation: Generation) -> Engine:
    """The engine that the generation was made for."""
    return Embedded(generation)
