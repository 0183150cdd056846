"""Results in the order of the years in which their reports were published."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from index.generation import Generation
from index.passage_files import files_of
from index.rows import Numbers

_UNDATED = 10_000
"""Later than any year, and earlier too: reports that state no year come last."""


def years_in_order(generation: Generation, sort: str) -> list[int | None]:
    """The years of the reports, the newest or the oldest first and last None, for those that state none."""
    years = {year for (year,) in generation.database.execute("SELECT DISTINCT year FROM documents")}
    known = sorted((year for year in years if year is not None), reverse=sort == "newest")
    return [*known, *([None] if None in years else [])]


def by_year(generation: Generation, numbers: Numbers, sort: str) -> NDArray[np.intp]:
    """The places of these passages, the newest or the oldest first; those of one year stay in their order."""
    files = files_of(generation)
    years = np.array([_UNDATED if year is None else year for year in files.years], np.int64)
    of_each = years[files.of(numbers)]
    keys = np.where(of_each == _UNDATED, of_each, -of_each if sort == "newest" else of_each)
    return np.argsort(keys, kind="stable")
