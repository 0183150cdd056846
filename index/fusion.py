"""How the signals are weighed into one score."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any, overload

import numpy as np
from numpy.typing import NDArray

from index.nearness import Nearness
from index.rows import Numbers
from ingest.document import Kind

LEXICAL_WEIGHT = 0.4
ENTITY_WEIGHT = 0.07
REPORT_WEIGHT = 0.3
NEIGHBOUR_WEIGHT = 0.5
READ_AGAIN = 2.0
"""More than all parts come to: what a cross-encoder has read stands before the rest, in the order that it gives."""

DEMOTED = {
    Kind.REFERENCE: 0.3,
    Kind.CONTENTS: 0.3,
    Kind.INDEX: 0.3,
    Kind.COVER: 0.2,
    Kind.FIGURE: 0.2,
    Kind.HEADING: 0.2,
    Kind.TITLE: 0.2,
    Kind.CAPTION: 0.15,
    Kind.FOOTNOTE: 0.1,
}
"""What is taken off a passage that names things without saying much about them."""

SHORT = 60
SHORT_DEMOTION = 0.1
"""A passage of fewer Latin letters (a third of it in Chinese, Japanese or Korean) is a line of a cover or a form."""


@dataclass(frozen=True, slots=True)
class Signals:
    """What is known of one candidate. A rank counts from 1; a signal that did not find the candidate is None.

    `dense` is the nearness of the centred vectors (-1 to 1), `lexical` the share of the words, `entities` the share of
    the entities (0 to 1), `stretch` the number of the stretch that is nearest, `report` how well its report answers as
    a whole, `neighbour` the score of a better passage close by, `reranker` what a cross-encoder says (0 to 1).
    """

    dense: float | None = None
    dense_rank: int | None = None
    lexical: float | None = None
    lexical_rank: int | None = None
    entities: float = 0.0
    demotion: float = 0.0
    stretch: int | None = None
    report: float = 0.0
    neighbour: float | None = None
    reranker: float | None = None

    @property
    def parts(self) -> dict[str, float]:
        """What each signal adds to the score, by name."""
        own = {
            "meaning": self.dense or 0.0,
            "words": LEXICAL_WEIGHT * (self.lexical or 0.0),
            "entities": ENTITY_WEIGHT * self.entities,
            "demotion": -self.demotion,
            "report": REPORT_WEIGHT * self.report,
        }
        if self.neighbour is not None:
            own["neighbour"] = NEIGHBOUR_WEIGHT * (self.neighbour - sum(own.values()))
        if self.reranker is not None:
            own["reranker"] = READ_AGAIN + self.reranker - sum(own.values())
        return own

    @property
    def score(self) -> float:
        """The sum of the parts.

        All are absolute, so a question whose words can't match (another language) has a share near 0 and leaves the
        order to the vectors, which a fusion of ranks can't do (Bruch, Gai and Ingber, "An Analysis of Fusion Functions
        for Hybrid Retrieval", 2023).
        """
        return sum(self.parts.values())


class Ranking(Sequence[tuple[int, Signals]]):
    """Passages by number with their signals, the best first, equal ones in reading order.

    All signals are columns of one array; those of a passage are made when they are asked for, since few are shown.
    """

    def __init__(self, rows: NDArray[np.void]) -> None:
        """The rows (`_ROW`) in their order."""
        self._rows = rows

    @property
    def numbers(self) -> Numbers:
        return self._rows["number"]

    @property
    def demotions(self) -> NDArray[np.float64]:
        return self._rows["demotion"]

    @property
    def scores(self) -> NDArray[np.float64]:
        """What `Signals.score` is of each."""
        dense, words, neighbour, reranker = (self._rows[name] for name in _MAY_LACK)
        meaning, words = np.nan_to_num(dense), LEXICAL_WEIGHT * np.nan_to_num(words)
        own = meaning + words + ENTITY_WEIGHT * self._rows["entities"] - self._rows["demotion"]
        own = own + REPORT_WEIGHT * self._rows["report"]
        lifted = np.where(np.isnan(neighbour), own, own + NEIGHBOUR_WEIGHT * (neighbour - own))
        return np.where(np.isnan(reranker), lifted, READ_AGAIN + reranker)

    def knowing(self, signal: str, values: Sequence[float | None]) -> Ranking:
        """The same passages in the order that these values of a signal give, one for each; None where it is silent."""
        rows = self._rows.copy()
        rows[signal] = np.array(values, np.float64)
        return Ranking(rows).sorted()

    def sorted(self) -> Ranking:
        """Best first; equal ones in reading order."""
        return Ranking(self._rows[np.lexsort((self.numbers, -self.scores))])

    def __len__(self) -> int:
        return len(self._rows)

    @overload
    def __getitem__(self, place: int) -> tuple[int, Signals]: ...
    @overload
    def __getitem__(self, place: slice) -> Ranking: ...
    def __getitem__(self, place: int | slice) -> tuple[int, Signals] | Ranking:
        if isinstance(place, slice):
            return Ranking(self._rows[place])
        number, *values = self._rows[place].item()
        signals: list[Any] = [None if _is_lacking(value) else value for value in values]
        return number, Signals(*signals)

    def __add__(self, other: Ranking) -> Ranking:
        return Ranking(np.concatenate([self._rows, other._rows]))


def candidates(
    near: Nearness,
    lexical: Mapping[int, float],
    overlap: Callable[[Numbers], NDArray[np.float64]],
    demotions: Callable[[Numbers], NDArray[np.float64]],
) -> Ranking:
    """Every passage that a signal found, with what all say of it.

    `overlap` gives what entities say of passages with these numbers, `demotions` what each of them loses.
    """
    words = np.fromiter(lexical, np.int64, len(lexical))
    shares = np.fromiter(lexical.values(), np.float64, len(lexical))
    numbers = np.union1d(near.numbers, words)
    rows = np.full(len(numbers), _SILENT, _ROW)
    rows["number"], rows["entities"], rows["demotion"] = numbers, overlap(numbers), demotions(numbers)
    places = np.searchsorted(numbers, near.numbers)
    rows["dense"][places], rows["stretch"][places] = near.scores, near.stretches
    rows["dense_rank"][places] = _ranks(near.numbers, near.scores)
    places = np.searchsorted(numbers, words)
    rows["lexical"][places], rows["lexical_rank"][places] = shares, _ranks(words, shares)
    return Ranking(rows).sorted()


def demotion(kind: str, language: str, characters: int) -> float:
    """What a passage of this kind and length loses."""
    letters = 3 * characters if language in ("zh", "ja", "ko") else characters
    return DEMOTED.get(Kind(kind), 0.0) + (SHORT_DEMOTION if letters < SHORT else 0.0)


def ranked(found: Mapping[int, Signals]) -> Ranking:
    """These signals, each of the passage with its number, best first; equal ones in reading order."""
    rows = [(number, *astuple(signals)) for number, signals in found.items()]
    lacking = [
        tuple(none if value is None else value for value, none in zip(row, _SILENT.item(), strict=True)) for row in rows
    ]
    return Ranking(np.array(lacking, _ROW)).sorted()


_ROW = np.dtype(
    [
        ("number", np.int64),
        ("dense", np.float64),
        ("dense_rank", np.int64),
        ("lexical", np.float64),
        ("lexical_rank", np.int64),
        ("entities", np.float64),
        ("demotion", np.float64),
        ("stretch", np.int64),
        ("report", np.float64),
        ("neighbour", np.float64),
        ("reranker", np.float64),
    ]
)
"""A passage's number and the fields of its `Signals`, in their order."""

_SILENT = np.array((-1, np.nan, -1, np.nan, -1, 0.0, 0.0, -1, 0.0, np.nan, np.nan), _ROW)
"""What a row holds where nothing is known: a rank or a stretch is -1, a score not a number."""

_MAY_LACK = ("dense", "lexical", "neighbour", "reranker")


def _is_lacking(value: float) -> bool:
    return value != value or (isinstance(value, int) and value < 0)


def _ranks(numbers: Numbers, scores: NDArray[Any]) -> Numbers:
    """The rank of each, from 1; of equal ones the first in reading order comes first."""
    ranks = np.empty(len(numbers), np.int64)
    ranks[np.lexsort((numbers, -scores))] = np.arange(1, len(numbers) + 1)
    return ranks
