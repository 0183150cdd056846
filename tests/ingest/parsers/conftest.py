"""What the tests of parsers may ask for: how much of an expected text is found, as the benchmark measures it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks.formats import measure


@pytest.fixture
def word_scores() -> Callable[[Path], dict[str, float]]:
    """F1 of every file in a folder's `sources` that has its Markdown in `groundtruth`."""
    return lambda folder: {measured.name: measured.f1 for measured in measure(folder)}
