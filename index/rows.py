"""Vectors as rows of a file that is mapped into memory: only the rows that are asked for are read, and none stay."""

from __future__ import annotations

import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]
Bytes = NDArray[np.int8]

_READ_AROUND = 1 << 16
"""Linux maps so many bytes around one that is read, where it has them in its cache."""

_RESIDENT = 1 << 27
"""Bytes that what was read may hold of the process's memory before it is let go (the system's cache keeps it)."""


class Rows:
    """The rows of one file, all of one type and width; a `width` of 0 is a file of plain numbers."""

    def __init__(self, path: Path, dtype: DTypeLike, width: int = 0) -> None:
        with path.open("rb") as file:
            self._map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) if path.stat().st_size else None
        flat: NDArray[Any] = np.frombuffer(self._map or b"", dtype)
        self._rows = flat.reshape(-1, width) if width else flat
        self._held = 0

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, chosen: slice | Numbers) -> NDArray[Any]:
        """A copy of the rows with these numbers."""
        rows: NDArray[Any] = np.array(self._rows[chosen])
        self._held += rows.nbytes if isinstance(chosen, slice) else len(rows) * _READ_AROUND
        if self._map is not None and self._held > _RESIDENT:
            self._map.madvise(mmap.MADV_DONTNEED)
            self._held = 0
        return rows


def quantized(vectors: Vectors) -> Bytes:
    """Vectors in a byte a component, each stretched over the whole range: all but their lengths is kept.

    Cosines stay within 0.002 (689 stretches with one another, multilingual-e5-small, centred).
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
