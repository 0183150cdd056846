"""Vectors as rows of a file: a small one stays in memory, of a large one only the rows that are asked for are read."""

from __future__ import annotations

import mmap
import os
import weakref
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Bytes = NDArray[np.int8]

_STAYS = 1 << 28
"""Bytes of a file that may stay in memory, 170,000 passages; reading a search's 1,100 runs takes 5 ms, copying 0.7."""

_LONGEST_RUN = 1 << 16
"""Rows that are read at once; Linux reads no more than 2 GiB."""

_AT_ONCE = 128
"""Rows that are converted at a time, so that they stay in the processor's cache."""


class Rows:
    """The rows of one file, all of one type and width."""

    def __init__(self, path: Path, dtype: DTypeLike, width: int) -> None:
        self._file = os.open(path, os.O_RDONLY)
        weakref.finalize(self, os.close, self._file)
        self._dtype = np.dtype(dtype)
        self._width = width
        self._bytes = self._dtype.itemsize * width
        size = os.fstat(self._file).st_size
        self._count = size // self._bytes
        self._mapped: NDArray[Any] | None = None
        if 0 < size <= _STAYS:
            mapped = mmap.mmap(self._file, 0, access=mmap.ACCESS_READ)
            self._mapped = np.frombuffer(mapped, self._dtype).reshape(-1, width)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, chosen: slice | Numbers) -> NDArray[Any]:
        """The rows with these numbers, read-only. Those of a run (7, 8, 9) are read at once."""
        if self._mapped is not None:
            return self._mapped[chosen]
        numbers = np.arange(self._count)[chosen] if isinstance(chosen, slice) else chosen
        read = (os.pread(self._file, count * self._bytes, first * self._bytes) for first, count in _runs(numbers))
        return np.frombuffer(b"".join(read), self._dtype).reshape(len(numbers), self._width)


def quantized(vectors: Vectors) -> Bytes:
    """Vectors in a byte a component, each stretched over the whole range: all but their lengths is kept.

    A cosine changes by 0.0019 at most with a vector that is not quantized, as a question's, by 0.0027 with one that is
    (689 stretches with one another, multilingual-e5-small, centred).
    """
    largest = np.abs(vectors).max(axis=1, keepdims=True, initial=1e-12)
    bytes: Bytes = np.rint(np.nan_to_num(vectors / largest) * 127).astype(np.int8)
    return bytes


def as_vectors(rows: NDArray[Any]) -> Vectors:
    """Rows as vectors of norm 1, whatever their lengths and type."""
    vectors = rows.astype(np.float32)
    lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    unit: Vectors = vectors / np.maximum(lengths, 1e-12)[:, None]
    return unit


def products(rows: Vectors, query: Vectors) -> Vectors:
    """The inner product of each row with `query`; unlike a matrix product's, a row's does not depend on the others."""
    found: Vectors = np.einsum("ij,j->i", rows, query)
    return found


def cosines(rows: NDArray[Any], query: Vectors) -> Vectors:
    """The same for rows of any length and type as vectors of norm 1."""
    found = np.empty(len(rows), np.float32)
    for start in range(0, len(rows), _AT_ONCE):
        block = slice(start, start + _AT_ONCE)
        vectors = rows[block].astype(np.float32)
        lengths = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
        found[block] = products(vectors, query) / np.maximum(lengths, 1e-12)
    return found


def is_among(numbers: Numbers, others: Numbers) -> NDArray[np.bool_]:
    """Whether each of the numbers is one of the others, which ascend and may be very many."""
    places = np.searchsorted(others, numbers)
    inside = places < len(others)
    inside[inside] = others[places[inside]] == numbers[inside]
    return inside


def _runs(numbers: Numbers) -> Iterator[tuple[int, int]]:
    """First number and length of each run of numbers that follow one another."""
    breaks = np.flatnonzero(np.diff(numbers) != 1) + 1
    for start, end in pairwise([0, *breaks.tolist(), len(numbers)]):
        for first in range(start, end, _LONGEST_RUN):
            yield int(numbers[first]), min(end - first, _LONGEST_RUN)
