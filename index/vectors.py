"""The passages' vectors in FAISS, which names the near ones among all; what is near is then scored exactly elsewhere.

The layout goes by how many there are. A flat index compares all vectors; SQ8 does so with a byte a component; IVF has
them in lists, of which a search reads the likeliest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt
from faiss.contrib.exhaustive_search import knn_ground_truth

from index.manifest import LayoutName, VectorLayout
from index.rows import Numbers, Rows, Vectors, as_vectors
from ingest.errors import StorageError

FLAT_UP_TO, SQ8_UP_TO = 20_000, 50_000
"""Passages. Beyond, a search takes over a tenth of the time that embedding the question takes (60 ms on the same
core): flat 2.7 ms for 20,000 and 33 for 100,000, SQ8 1.6 and 19, IVF under 1."""

PROBES = 32
"""Lists that a search reads, of as many as the square root of the number of vectors. Of the ten nearest of 100,000
in four times as many lists, 8, 16 and 64 probes find 0.988, 0.998 and 0.998."""

_TRAINING = 50
"""Vectors for each list that the lists are found from; FAISS asks for 39 or more."""

_QUERIES, _NEAREST, _LOOKED_AT = 100, 10, 100
"""The recall is the share of the ten nearest to each of a hundred queries that is among the first hundred found."""

_BLOCK = 1 << 15

Bits = npt.NDArray[np.uint8]


class VectorIndex:
    """A FAISS index by inner product; the number of a passage is its place in it."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def of(cls, vectors: Rows | Vectors, width: int) -> VectorIndex:
        """The index of these vectors, one a row, each of norm 1 and `width` long."""
        lists = round(len(vectors) ** 0.5)
        index = faiss.index_factory(
            width, _FACTORY[_name(len(vectors))].format(lists=lists), faiss.METRIC_INNER_PRODUCT
        )
        if not index.is_trained:
            index.train(vectors[_spread(len(vectors), _TRAINING * lists)])
        if isinstance(index, faiss.IndexIVF):
            index.nprobe = PROBES
        for block in _blocks(vectors):
            index.add(block)
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

    def nearest(self, query: Vectors, depth: int, among: Bits | None = None) -> Numbers:
        """The numbers of the `depth` vectors nearest to `query`, as far as the layout finds them.

        `among` are packed bits, the first the lowest of the first byte; a vector whose bit is not set is left out.
        """
        found: Numbers = self._search(query[None, :], depth, among)[0]
        return found[found >= 0]

    def layout(self, vectors: Rows | Vectors, queries: Rows | Vectors) -> VectorLayout:
        """How this index of `vectors` is laid out, and what share of the nearest to some of `queries` it finds."""
        asked = as_vectors(queries[_spread(len(queries), _QUERIES)])
        nearest = min(_NEAREST, len(self))
        wanted = len(asked) * nearest
        return VectorLayout(
            name=_name(len(self)),
            width=self._index.d,
            lists=getattr(self._index, "nlist", 0),
            probes=getattr(self._index, "nprobe", 0),
            queries=len(asked),
            nearest=nearest,
            recall=self._hits(vectors, asked, nearest) / wanted if wanted else 1.0,
        )

    def _hits(self, vectors: Rows | Vectors, queries: Vectors, nearest: int) -> int:
        _, truth = knn_ground_truth(queries, _blocks(vectors), nearest, faiss.METRIC_INNER_PRODUCT)  # type: ignore[no-untyped-call]
        found = self._search(queries, _LOOKED_AT)
        return sum(len(np.intersect1d(*pair)) for pair in zip(truth, found, strict=True))

    def _search(self, queries: Vectors, depth: int, among: Bits | None = None) -> Numbers:
        parameters = None if among is None else self._only(among)
        found: Numbers = self._index.search(queries, max(1, min(depth, len(self))), params=parameters)[1]
        return found

    def _only(self, among: Bits) -> Any:
        """The search of those whose bits are set; FAISS's own signatures do not know how Python calls them."""
        wrapped: Any = faiss
        chosen = wrapped.IDSelectorBitmap(among)
        if isinstance(self._index, faiss.IndexIVF):
            return wrapped.SearchParametersIVF(sel=chosen, nprobe=self._index.nprobe)
        return wrapped.SearchParameters(sel=chosen)


def _name(count: int) -> LayoutName:
    if count <= FLAT_UP_TO:
        return "flat"
    return "sq8" if count <= SQ8_UP_TO else "ivf"


_FACTORY: dict[LayoutName, str] = {"flat": "Flat", "sq8": "SQ8", "ivf": "IVF{lists},SQ8"}


def _spread(count: int, most: int) -> Numbers:
    """At most so many numbers below `count`, spread evenly: the same ones in each build."""
    return np.unique(np.linspace(0, count - 1, min(count, most), dtype=np.int64))


def _blocks(vectors: Rows | Vectors) -> Iterator[Vectors]:
    for start in range(0, len(vectors), _BLOCK):
        yield vectors[start : start + _BLOCK]
