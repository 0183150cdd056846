"""Where the characters of a line stand. A report has millions of such places, so each takes two bytes."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from struct import Struct
from typing import overload


@dataclass(frozen=True, slots=True)
class Edges(Sequence[float]):
    """Places along a line in points, each to a tenth of one; they need not ascend.

    `packed` is empty, or the type code of an `array` and then its bytes, whole tenths in the machine's byte order:
    of two bytes ("h") or, where a place lies beyond 3276.7 points, of four ("i") or eight ("q"). No page is too large.
    """

    packed: bytes = b""

    @classmethod
    def of(cls, points: Iterable[float]) -> Edges:
        """These places, rounded to a tenth of a point."""
        tenths = [round(point * 10) for point in points]
        if not tenths:
            return cls()
        furthest = max(-min(tenths), max(tenths))
        code = "h" if furthest < 1 << 15 else "i" if furthest < 1 << 31 else "q"
        return cls(code.encode() + array(code, tenths).tobytes())

    @property
    def reach(self) -> tuple[float, float]:
        """The lowest and the highest place, of which there has to be one."""
        tenths = self._tenths()
        return min(tenths) / 10, max(tenths) / 10

    def __len__(self) -> int:
        return (len(self.packed) - 1) // _ONE[self.packed[0]].size if self.packed else 0

    def __iter__(self) -> Iterator[float]:
        return iter([tenth / 10 for tenth in self._tenths()])

    @overload
    def __getitem__(self, place: int) -> float: ...
    @overload
    def __getitem__(self, place: slice) -> Edges: ...
    def __getitem__(self, place: int | slice) -> float | Edges:
        if isinstance(place, slice):
            return self if place.indices(len(self)) == (0, len(self), 1) else self._slice(place)
        one = _ONE[self.packed[0]]
        (tenth,) = one.unpack_from(self.packed, 1 + range(len(self))[place] * one.size)
        return float(tenth / 10)

    def _slice(self, place: slice) -> Edges:
        kept = self._tenths()[place]
        return Edges(self.packed[:1] + kept.tobytes() if kept else b"")

    def _tenths(self) -> array[int]:
        return array(chr(self.packed[0]), self.packed[1:]) if self.packed else array("h")


NO_EDGES = Edges()

_ONE = {ord(code): Struct(f"={code}") for code in "hiq"}
