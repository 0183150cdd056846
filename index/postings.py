"""Postings: for each term the passages that hold it, and what it is worth to each, computed when they are written.

Names of several words have postings too, so that no question has to find their words side by side.

SQLite's own bm25() scores row by row, which takes seconds for a frequent word among a million passages. Here BM25's
part that no question changes is kept beside each passage's number (eager scoring: Lù, "BM25S: Orders of magnitude
faster lexical search via eager sparse scoring", 2024), so a question adds up arrays.
"""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, groupby, pairwise
from operator import itemgetter

import numpy as np
from numpy.typing import NDArray

from index.rows import Numbers, Vectors

K1, B = 1.2, 0.75
"""As in SQLite's bm25()."""

CONTEXT_WEIGHT = 0.5
"""A word of the title or the section path counts half of one in the passage."""

_UNIT = (K1 + 1) / 65535
"""What 1 stands for in a posting: a term without end in one passage is worth K1 + 1 times its weight."""


class NamePlaces:
    """Names of several terms, and in which passages they stand: filled passage by passage."""

    def __init__(self, names: Iterable[str]) -> None:
        """Each of the `names` is its terms with a space between."""
        self._found: dict[str, array[float]] = defaultdict(lambda: array("d"))
        self._names: dict[tuple[str, str], list[str]] = defaultdict(list)
        for name in dict.fromkeys(names):
            first, second, *_ = name.split(" ")
            self._names[first, second].append(name)

    def add(self, passage: int, text: str, weight: float = 1.0) -> None:
        """Note which names stand in these terms of a passage; `weight` is what one of them counts."""
        terms = text.split(" ")
        for place, pair in enumerate(pairwise(terms)):
            for name in self._names.get(pair, ()):
                if terms[place : place + name.count(" ") + 1] == name.split(" "):
                    self._found[name].extend((passage, weight))

    def places(self) -> Iterator[tuple[str, NDArray[np.float64]]]:
        """Each name that was found, with passage and weight of each time that it was."""
        return ((name, np.frombuffer(found).reshape(-1, 2)) for name, found in sorted(self._found.items()))


def write_postings(database: sqlite3.Connection, names: NamePlaces) -> None:
    """Fill the table of postings from the full-text table and from where names of several terms stand."""
    database.execute("CREATE VIRTUAL TABLE temp.places USING fts5vocab('main', 'words', 'instance')")
    norms = _norms(database)
    rows = (_row(term, found, norms) for term, found in chain(_places(database), names.places()))
    database.executemany("INSERT INTO postings VALUES (?, ?, ?, ?)", rows)
    database.execute("DROP TABLE temp.places")


def passages_with(database: sqlite3.Connection, *terms: str) -> int:
    """How many passages hold one of these terms or names of several terms."""
    if len(terms) == 1:
        row = database.execute("SELECT count FROM postings WHERE term = ?", terms).fetchone()
        return row[0] if row else 0
    rows = (database.execute("SELECT passages FROM postings WHERE term = ?", (term,)).fetchone() for term in terms)
    held = [np.frombuffer(row[0], np.uint32) for row in rows if row]
    seen = np.zeros(1 + max((int(numbers[-1]) for numbers in held), default=0), bool)
    for numbers in held:
        seen[numbers] = True
    return int(np.count_nonzero(seen))


def scores(database: sqlite3.Connection, weights: Mapping[str, float], passages: int) -> Vectors:
    """The BM25 of each of so many passages for these terms with their weights; 0 where it holds none of them."""
    found = np.zeros(passages, np.float32)
    for numbers, worth in _posted(database, weights):
        found[numbers] += worth
    return found


def scores_of(database: sqlite3.Connection, weights: Mapping[str, float], numbers: Numbers) -> Vectors:
    """The same of just these passages, which ascend."""
    found = np.zeros(len(numbers), np.float32)
    for posted, worth in _posted(database, weights):
        places = np.searchsorted(posted, numbers).clip(max=len(posted) - 1)
        found += np.where(posted[places] == numbers, worth[places], np.float32(0))
    return found


def lift(found: Vectors, database: sqlite3.Connection, weights: Mapping[str, float]) -> None:
    """Have each passage found worth no less than any one of these terms alone makes it."""
    for numbers, worth in _posted(database, weights):
        found[numbers] = np.maximum(found[numbers], worth)


def term_ids(database: sqlite3.Connection, terms: Iterable[str]) -> dict[str, int]:
    """The number of each of these terms, and of names, that some passage holds."""
    asked = "SELECT p.term, p.rowid FROM json_each(?) j JOIN postings p ON p.term = j.value"
    return dict(database.execute(asked, (json.dumps(list(terms)),)).fetchall())


def worths(database: sqlite3.Connection, start: int, end: int) -> list[dict[int, float]]:
    """What the terms of each passage from `start` to `end` are worth to it, by the term's number."""
    found: list[dict[int, float]] = [{} for _ in range(start, end)]
    for term, passages, worth in database.execute("SELECT rowid, passages, worth FROM postings"):
        numbers = np.frombuffer(passages, np.uint32)
        first, last = np.searchsorted(numbers, (start, end))
        worthy = np.frombuffer(worth, np.uint16)[first:last].astype(np.float32) * np.float32(_UNIT)
        for number, value in zip(numbers[first:last].tolist(), worthy.tolist(), strict=True):
            found[number - start][term] = value
    return found


def _posted(database: sqlite3.Connection, weights: Mapping[str, float]) -> Iterator[tuple[Numbers, Vectors]]:
    """Of each of these terms that some passage holds, the passages, and what it is worth to them with its weight."""
    for term, weight in weights.items():
        row = database.execute("SELECT passages, worth FROM postings WHERE term = ?", (term,)).fetchone()
        if row:
            worth = np.frombuffer(row[1], np.uint16).astype(np.float32) * np.float32(weight * _UNIT)
            yield np.frombuffer(row[0], np.uint32).astype(np.int64), worth


def _norms(database: sqlite3.Connection) -> NDArray[np.float64]:
    """By passage, BM25's correction for its length: K1 for one of the average length."""
    rows = database.execute("SELECT doc FROM temp.places")
    lengths = np.bincount(np.fromiter((row[0] for row in rows), np.int64), minlength=1)
    held = max(1, database.execute("SELECT count(*) FROM words_docsize").fetchone()[0])
    norms: NDArray[np.float64] = K1 * (1 - B + B * lengths / max(1, lengths.sum() / held))
    return norms


def _places(database: sqlite3.Connection) -> Iterator[tuple[str, NDArray[np.float64]]]:
    """Each term of the full-text table, with passage and weight of each of its places."""
    places = database.execute(
        "SELECT term, doc, CASE col WHEN 'text' THEN 1.0 ELSE ? END FROM temp.places", (CONTEXT_WEIGHT,)
    )
    for term, group in groupby(places, itemgetter(0)):
        yield term, np.array([row[1:] for row in group])


def _row(term: str, found: NDArray[np.float64], norms: NDArray[np.float64]) -> tuple[str, int, bytes, bytes]:
    numbers, places = np.unique(found[:, 0].astype(np.uint32), return_inverse=True)
    frequencies = np.bincount(places, found[:, 1])
    worth = frequencies * (K1 + 1) / (frequencies + norms[numbers])
    fixed = np.maximum(1, np.rint(worth / _UNIT)).astype(np.uint16)
    return term, len(numbers), numbers.tobytes(), fixed.tobytes()
