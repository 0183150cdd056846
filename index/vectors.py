"""The vectors of a generation in FAISS: every passage is scored exactly, filtered or not."""

from __future__ import annotations

from pathlib import Path

import faiss
import numpy as np
from numpy.typing import NDArray

from ingest.errors import StorageError

Vectors = NDArray[np.float32]
Numbers = NDArray[np.int64]


class VectorIndex:
    """A flat inner-product index; the number of a passage is its place in it."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Vectors) -> VectorIndex:
        """The index of these vectors, one a row, each of norm 1."""
        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(np.ascontiguousarray(vectors))
        return cls(index)

    @classmethod
    def read(cls, path: Path) -> VectorIndex:
        """The index kept in `path`."""
        return cls(faiss.read_index(str(path)))

    def write(self, path: Path) -> None:
        """Keep the index in `path`. Raises `StorageError` where the disk is full or refuses."""
        try:
            faiss.write_index(self._index, str(path))
        except RuntimeError as error:
            raise StorageError(f"Could not write the vectors to {path}: {error}. Make room and try again.") from error

    def __len__(self) -> int:
        return int(self._index.ntotal)

    @property
    def vectors(self) -> Vectors:
        """All vectors, in order of their numbers."""
        return np.asarray(self._index.reconstruct_n(0, len(self)), dtype=np.float32)

    def best(self, query: Vectors, depth: int, allowed: Numbers | None = None) -> dict[int, float]:
        """Number -> cosine of the `depth` vectors nearest to `query`, of all or of the `allowed` ones; exact."""
        if not len(self) or (allowed is not None and not len(allowed)):
            return {}
        chosen = None if allowed is None else faiss.SearchParameters(sel=faiss.IDSelectorBatch(allowed))  # type: ignore[call-arg]
        scores, numbers = self._index.search(query[None, :], min(depth, len(self)), params=chosen)
        found = numbers[0] >= 0
        return dict(zip(numbers[0][found].tolist(), scores[0][found].tolist(), strict=True))

    def scores(self, query: Vectors, numbers: Numbers) -> list[float]:
        """The cosines of the vectors of these numbers to `query`."""
        scores: list[float] = (self._index.reconstruct_batch(numbers) @ query).tolist() if len(numbers) else []
        return scores
