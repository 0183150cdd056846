"""Postings: for each term the passages that hold it, and what it is worth to each, computed when they are written.

SQLite's own bm25() scores row by row, which takes seconds for a frequent word among a million passages. Here BM25's
part that no question changes is kept beside each passage's number (eager scoring: Lù, "BM25S: Orders of magnitude
faster lexical search via eager sparse scoring", 2024), so a question adds up arrays.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from itertools import groupby
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.rows import Vectors

K1, B = 1.2, 0.75
"""As in SQLite's bm25(), which scores the phrases."""

CONTEXT_WEIGHT = 0.5
"""A word of the title or the section path counts half of one in the passage."""

_UNIT = (K1 + 1) / 65535
"""What 1 stands for in a posting: a term without end in one passage is worth K1 + 1 times its weight."""


def write_postings(database: sqlite3.Connection) -> None:
    """Fill the table of postings from the full-text table."""
    database.execute("CREATE VIRTUAL TABLE temp.places USING fts5vocab('main', 'words', 'instance')")
    norms = _norms(database)
    database.executemany("INSERT INTO postings VALUES (?, ?, ?, ?)", _rows(database, norms))
    database.execute("DROP TABLE temp.places")


def passages_with(database: sqlite3.Connection, term: str) -> int:
    """How many passages hold a term."""
    row = database.execute("SELECT count FROM postings WHERE term = ?", (term,)).fetchone()
    return row[0] if row else 0


def scores(database: sqlite3.Connection, weights: Mapping[str, float], passages: int) -> Vectors:
    """The BM25 of each of so many passages for these terms with their weights; 0 where it holds none of them."""
    found = np.zeros(passages, np.float32)
    for term, weight in weights.items():
        row = database.execute("SELECT passages, worth FROM postings WHERE term = ?", (term,)).fetchone()
        if row:
            worth = np.frombuffer(row[1], np.uint16).astype(np.float32)
            found[np.frombuffer(row[0], np.uint32)] += worth * np.float32(weight * _UNIT)
    return found


def _norms(database: sqlite3.Connection) -> NDArray[np.float64]:
    """By passage, BM25's correction for its length: K1 for one of the average length."""
    rows = database.execute("SELECT doc FROM temp.places")
    lengths = np.bincount(np.fromiter((row[0] for row in rows), np.int64), minlength=1)
    held = max(1, database.execute("SELECT count(*) FROM words_docsize").fetchone()[0])
    norms: NDArray[np.float64] = K1 * (1 - B + B * lengths / max(1, lengths.sum() / held))
    return norms


def _rows(database: sqlite3.Connection, norms: NDArray[np.float64]) -> Iterator[tuple[str, int, bytes, bytes]]:
    places = database.execute(
        "SELECT term, doc, CASE col WHEN 'text' THEN 1.0 ELSE ? END FROM temp.places", (CONTEXT_WEIGHT,)
    )
    for term, group in groupby(places, itemgetter(0)):
        found = np.array([row[1:] for row in group])
        numbers, first = np.unique(found[:, 0].astype(np.uint32), return_index=True)
        frequencies = np.add.reduceat(found[:, 1], first)
        worth = frequencies * (K1 + 1) / (frequencies + norms[numbers])
        fixed = np.maximum(1, np.rint(worth / _UNIT)).astype(np.uint16)
        yield term, len(numbers), numbers.tobytes(), fixed.tobytes()
