"""Tables in a grid of cells, as spreadsheets are: empty rows and columns part them, words around them stay words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby

from ingest.assembly import Draft
from ingest.document import Kind
from ingest.parsers.markup import Slot, pieces, table

MOST_CELLS = 200_000
"""Filled cells of a file that are read; they take 250 MB and ten seconds or more. What lies beyond is named."""

Place = tuple[int, int]
"""Row and column, from 0."""

_MOST_HEADERS = 5
_NUMBER = re.compile(
    r"[-+−(<>~≈]?\s*[$€£¥₩₽]?\s*\d[\d\s.,'’]*(?:e[-+]?\d+)?\s*[%‰)*]?|[-–—.…]{1,3}|n/?a\.?|nan", re.IGNORECASE
)
_YEAR = re.compile(r"(?:1[89]|20|21)\d\d(?:\s*[-/–]\s*\d{2,4})?")


@dataclass(frozen=True, slots=True)
class Area:
    """Rows and columns from the first to the one behind the last."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """The words of the filled cells by their place, and how far merged cells reach, by their first place."""

    cells: Mapping[Place, str]
    merged: Mapping[Place, Area] = field(default_factory=dict)

    def drafts(self, page: int = 1) -> list[Draft]:
        """The tables of the grid in reading order, and paragraphs for what is none."""
        return [draft for area in self._areas() for draft in _Part(self, area, page).drafts()]

    def _areas(self) -> list[Area]:
        covered = set(self.cells)
        for area in self.reaching.values():
            covered |= {(r, c) for r in range(area.top, area.bottom) for c in range(area.left, area.right)}
        return self._parted(sorted(covered)) if covered else []

    @cached_property
    def reaching(self) -> dict[Place, Area]:
        """The merged cells that have words, no further than to the last filled row and column."""
        bottom, right = (1 + max((place[axis] for place in self.cells), default=0) for axis in (0, 1))
        return {
            place: Area(area.top, area.left, min(area.bottom, bottom), min(area.right, right))
            for place, area in self.merged.items()
            if place in self.cells
        }

    def _parted(self, places: Sequence[Place]) -> list[Area]:
        """Cut along empty rows, then along empty columns, until there are none inside a part."""
        for axis in (0, 1):
            groups = self._groups(places, axis)
            if len(groups) > 1:
                return [area for group in groups for area in self._parted(group)]
        rows, columns = ({place[axis] for place in places} for axis in (0, 1))
        return [Area(min(rows), min(columns), max(rows) + 1, max(columns) + 1)]

    def _groups(self, places: Sequence[Place], axis: int) -> list[list[Place]]:
        """Places that no empty row (axis 0) or column (1) parts; one empty line before mere numbers parts nothing."""
        groups: list[list[Place]] = []
        reach = -1
        for index, line in groupby(sorted(places, key=lambda place: place[axis]), key=lambda place: place[axis]):
            found = list(line)
            gap = index - reach - 1
            if groups and (not gap or (gap == 1 and self._goes_on(groups[-1], found, axis))):
                groups[-1] += found
            else:
                groups.append(found)
            reach = index
        return groups

    def _goes_on(self, before: Sequence[Place], line: Sequence[Place], axis: int) -> bool:
        """Whether a line that holds mostly numbers belongs to the table before the gap: it has no header of its own."""
        texts = [self.cells[place] for place in line if place in self.cells]
        numbers = [text for text in texts if _NUMBER.fullmatch(text) and not _YEAR.fullmatch(text)]
        across = {place[1 - axis] for place in before}
        inside = {place[1 - axis] for place in line} <= across
        return inside and len(across) > 1 and len(texts) > 1 and len(numbers) * 2 >= len(texts)


@dataclass(frozen=True)
class _Part:
    """One area of a grid that no empty row or column parts."""

    grid: Grid
    area: Area
    page: int

    def drafts(self) -> list[Draft]:
        """A table between the lone words above it, its captions, and those below it; or only words."""
        rows = range(self.area.top, self.area.bottom)
        if not self._is_table(rows):
            return self._words(rows, Kind.PARAGRAPH)
        above = self._lone(rows)
        below = self._lone(rows[above:][::-1])
        body = rows[above : len(rows) - below]
        if len(body) < 2:
            above, below, body = 0, 0, rows
        ending = self._words(rows[len(rows) - below :], Kind.PARAGRAPH)
        return [*self._words(rows[:above], Kind.CAPTION), *self._table(body), *ending]

    def _table(self, rows: range) -> list[Draft]:
        slots = {
            (row - rows.start, column - self.area.left): self._slot((row, column), text)
            for row in rows
            for column in range(self.area.left, self.area.right)
            if (text := self.grid.cells.get((row, column)))
        }
        return table(slots, range(self._header_rows(rows)))

    def _slot(self, place: Place, text: str) -> Slot:
        area = self.grid.reaching.get(place)
        reach = (area.bottom - area.top, area.right - area.left) if area else (1, 1)
        return Slot(pieces(text, self.page), *reach)

    def _header_rows(self, rows: range) -> int:
        """Rows above the first that has numbers; a further one only below a row with merged or empty cells."""
        found = 0
        for row in rows[: min(_MOST_HEADERS, len(rows) - 1)]:
            texts = self._texts(row)
            if any(_NUMBER.fullmatch(text) and not _YEAR.fullmatch(text) for text in texts):
                return found
            found += 1
            columns = range(self.area.left + 1, self.area.right)
            if all((row, column) in self.grid.cells for column in columns):
                return found
        later = (text for row in rows[found:] for text in self._texts(row))
        return found if any(map(_NUMBER.fullmatch, later)) else min(1, len(rows) - 1)

    def _is_table(self, rows: range) -> bool:
        """Several cells side by side in more than one row, or a column of numbers."""
        wide = sum(len(self._texts(row)) > 1 for row in rows)
        numbers = sum(_NUMBER.fullmatch(text) is not None for row in rows for text in self._texts(row))
        return len(rows) > 1 and (wide > 0 or numbers * 2 > len(rows))

    def _lone(self, rows: Sequence[int]) -> int:
        """How many of the first `rows` hold the words of one cell alone, as a title above a table does."""
        narrow = self.area.right - self.area.left == 1
        count = 0
        for row in () if narrow else rows:
            texts = self._texts(row)
            if len(texts) != 1 or _NUMBER.fullmatch(texts[0]) or len(texts[0]) < 2:
                break
            count += 1
        return count

    def _words(self, rows: Iterable[int], kind: Kind) -> list[Draft]:
        return [Draft(kind, pieces(" ".join(texts), self.page)) for row in rows if (texts := self._texts(row))]

    def _texts(self, row: int) -> list[str]:
        columns = range(self.area.left, self.area.right)
        return [text for column in columns if (text := self.grid.cells.get((row, column)))]
