"""What a new generation must pass before it may go live: its files are whole, and they agree with one another."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np

from index.counts import count
from index.engines import engine_of
from index.errors import BuildError
from index.generation import FILES, Generation
from index.rows import Rows, Vectors

Test = Callable[[Generation], Iterator[str]]
"""What is wrong with a generation, each thing in words."""

_BLOCK = 1 << 15
"""Vectors that are looked at at a time."""


def check(folder: Path, uri: str = "") -> None:
    """Raise `BuildError` with everything that is wrong with the generation in `folder`; `uri` as for `Generation`."""
    generation = Generation(folder, uri)
    try:
        faults = [fault for test in _TESTS for fault in _faults(test, generation)]
    finally:
        generation.close()
    if faults:
        raise BuildError("The new generation did not pass its checks, so it is not used: " + "; ".join(faults) + ".")


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _faults(test: Test, generation: Generation) -> list[str]:
    try:
        return list(test(generation))
    except Exception as error:  # the library that reads a damaged file may raise anything
        return [f"it can't be read ({error})"]


def _checksums(generation: Generation) -> Iterator[str]:
    for name in FILES:
        if checksum(generation.folder / name) != generation.manifest.checksums.get(name):
            yield f"{name} is not what was written"


def _integrity(generation: Generation) -> Iterator[str]:
    try:
        [(answer,)] = generation.database.execute("PRAGMA integrity_check(1)")
    except sqlite3.DatabaseError as error:
        answer = error
    if answer != "ok":
        yield f"the database is damaged ({answer})"


def _counts(generation: Generation) -> Iterator[str]:
    if count(generation.database) != generation.manifest.counts:
        yield "the counts are not the manifest's"


def _vectors(generation: Generation) -> Iterator[str]:
    passages = generation.manifest.counts.passages
    for found in {len(generation.wholes), len(generation.vectors), len(generation.bounds) - 1} - {passages}:
        yield f"{found} vectors for {passages} passages"
    [(stretches,)] = generation.database.execute("SELECT count(*) FROM stretches")
    if not stretches == len(generation.stretches) == generation.bounds[-1]:
        yield f"{len(generation.stretches)} vectors for {stretches} stretches"


def _spans(generation: Generation) -> Iterator[str]:
    rows = generation.database.execute(
        "SELECT count(*) FROM passages p LEFT JOIN documents d ON d.id = p.document"
        " WHERE d.id IS NULL OR p.start < 0 OR p.start >= p.end OR p.end > d.characters"
    )
    [(outside,)] = rows
    if outside:
        yield f"{outside} passages are no span of their document"


def _repeats(generation: Generation) -> Iterator[str]:
    rows = generation.database.execute(
        "SELECT count(*) FROM repeats r LEFT JOIN passages p ON p.number = r.passage"
        " LEFT JOIN repeats f ON f.passage = r.first WHERE p.number IS NULL OR f.first IS NOT r.first"
    )
    [(wrong,)] = rows
    if wrong:
        yield f"{wrong} repeats are of no passage or of another repeat"


def _mentions(generation: Generation) -> Iterator[str]:
    rows = generation.database.execute(
        "SELECT count(*) FROM mentions m LEFT JOIN passages p ON p.number = m.passage"
        " LEFT JOIN entities e ON e.id = m.entity"
        " WHERE p.number IS NULL OR e.id IS NULL OR m.start < 0 OR m.end > p.end - p.start"
    )
    [(outside,)] = rows
    if outside:
        yield f"{outside} mentions are outside their passage or of no known entity"


def _engine(generation: Generation) -> Iterator[str]:
    yield from engine_of(generation).faults()


def _norms(generation: Generation) -> Iterator[str]:
    """Of a stretch only the direction is kept, so any norm but 0 will do."""
    wholes = sum(np.count_nonzero(~(np.abs(norms - 1) < 1e-3)) for norms in _lengths(generation.wholes))
    stretches = sum(np.count_nonzero(norms == 0) for norms in _lengths(generation.stretches))
    if wrong := wholes + stretches:
        yield f"{wrong} vectors are not finite or not of norm 1"


def _lengths(rows: Rows) -> Iterator[Vectors]:
    for start in range(0, len(rows), _BLOCK):
        yield np.linalg.norm(rows[start : start + _BLOCK].astype(np.float32), axis=1)


_TESTS: tuple[Test, ...] = (
    _checksums,
    _integrity,
    _counts,
    _vectors,
    _spans,
    _repeats,
    _mentions,
    _norms,
    _engine,
)
