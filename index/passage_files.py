"""Which file each passage is of, without asking the database: a file's passages are numbered one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from index.generation import Generation
from index.rows import Numbers


@dataclass(frozen=True, slots=True)
class Files:
    """The files that have passages, in order: the number of the first passage of each, the report that it is of, and
    the year of that, None where it states none.
    """

    firsts: Numbers
    reports: Sequence[str]
    years: Sequence[int | None]

    def of(self, numbers: ArrayLike) -> NDArray[np.intp]:
        """The place of each passage's file."""
        return np.searchsorted(self.firsts, numbers, side="right") - 1


REPORT = "coalesce(nullif(d.title, ''), d.id)"
"""What the passages of a report have in common: it may come in several files."""


@lru_cache(maxsize=3)  # of the generations that a service has open
def files_of(generation: Generation) -> Files:
    """The files of a generation."""
    rows = generation.database.execute(
        f"SELECT min(p.number) AS first, {REPORT}, d.year FROM passages p JOIN documents d ON d.id = p.document"
        " GROUP BY p.document ORDER BY first"
    ).fetchall()
    return Files(np.array([row[0] for row in rows], np.int64), [row[1] for row in rows], [row[2] for row in rows])
