"""Counts as bars, placed in per cent of a picture that is as wide as there is room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.entities import DocumentCount, YearCount

_MOST_YEARS = 60
"""Between the first and the last: where there are more, a report is misdated, and only years with passages stand."""
_MOST_SIGNS = 8
"""Years whose number fits under the bars on a phone."""
_WIDEST = 14.0
"""Per cent of the picture that a year has at most."""


@dataclass(frozen=True, slots=True)
class Bar:
    """Passages of a year: those that name the entity, and on top of them those that are only inferred to mean it.

    `x`, `width`, `top`, `stated_height` and `other_height` are per cent of the picture, from its top left corner.
    """

    year: int | None
    passages: int
    stated: int
    inferred: int
    documents: int
    signed: bool
    x: float
    width: float
    top: float
    stated_height: float
    other_height: float

    @property
    def middle(self) -> float:
        """Where its year stands."""
        return round(self.x + self.width / 2, 2)


def year_bars(counts: Sequence[YearCount]) -> list[Bar]:
    """A bar for each year from the first to the last, and for those reports that have none."""
    rows = _without_gaps(counts)
    most = max((row.passages for row in rows), default=0) or 1
    slot = min(100 / max(1, len(rows)), _WIDEST)
    every = -(-len(rows) // _MOST_SIGNS)
    return [
        Bar(
            year=row.year,
            passages=row.passages,
            stated=row.stated,
            inferred=row.inferred,
            documents=row.documents,
            signed=place % every == 0,
            x=round(place * slot + slot * 0.1, 2),
            width=round(slot * 0.8, 2),
            top=_per_cent(most - row.passages, most),
            stated_height=_per_cent(row.stated, most),
            other_height=_per_cent(row.passages - row.stated, most),
        )
        for place, row in enumerate(rows)
    ]


def _without_gaps(counts: Sequence[YearCount]) -> list[YearCount]:
    known = {row.year: row for row in counts}
    years = sorted(year for year in known if year is not None)
    if years and years[-1] - years[0] < _MOST_YEARS:
        years = [*range(years[0], years[-1] + 1)]
    undated = [known[None]] if None in known else []
    return [known.get(year) or YearCount(year, 0, 0, 0, 0) for year in years] + undated


@dataclass(frozen=True, slots=True)
class Share:
    """A report with its passages; `stated_width` and `other_width` are per cent of the longest bar."""

    report: DocumentCount
    stated_width: float
    other_width: float


def report_bars(counts: Sequence[DocumentCount]) -> list[Share]:
    """A bar for each report, in the order given."""
    most = max((row.passages for row in counts), default=0) or 1
    return [Share(row, _per_cent(row.stated, most), _per_cent(row.passages - row.stated, most)) for row in counts]


def _per_cent(part: int, whole: int) -> float:
    return round(100 * part / whole, 2)
