"""Workbooks (XLSX, XLSM): a sheet is a page; its cells as shown, formulas by the value that was last computed."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from dataclasses import dataclass, replace
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.cell import range_boundaries

from ingest.assembly import Draft, Piece
from ingest.document import Division, Document, Kind, Page, PageState
from ingest.errors import Damaged
from ingest.parsers.drawings import read_chart
from ingest.parsers.grids import MOST_CELLS, Area, Grid, Place
from ingest.parsers.markup import document
from ingest.parsers.number_formats import displayed
from ingest.parsers.package import Element, Package, child, named, opened, value
from ingest.parsers.reading import Reading

_FAULTS = (Damaged, ParseError, ValueError, KeyError, TypeError, AttributeError, IndexError)
"""What openpyxl raises at broken parts."""


def parse(data: bytes, reading: Reading = Reading()) -> Document:
    """The document that a workbook holds. Raises `Damaged` where it is broken; a broken sheet costs that sheet."""
    with opened(data, "XLSX") as package:
        reader = _Reader(package, data, reading.most_characters)
        drafts = [draft for sheet in reader.sheets() for draft in reader.read(sheet)]
        metadata = package.metadata()
    return document(
        drafts,
        format="xlsx",
        metadata=metadata,
        pages=reader.pages,
        divided=Division.SHEET,
        remarks=reader.remarks(),
        called="sheet",
    )


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A sheet by its number, its name on the tab and its part in the file."""

    number: int
    name: str
    part: str
    hidden: bool


class _Reader:
    """Reads the sheets of one workbook until its limits are reached."""

    def __init__(self, package: Package, data: bytes, most_characters: int) -> None:
        self.package = package
        self.main = package.related("", "officeDocument") or "xl/workbook.xml"
        self.cells_left = MOST_CELLS
        self.characters_left = most_characters
        self.pages: list[Page] = []
        self.hidden: list[str] = []
        self.cut: list[str] = []
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self.book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        except _FAULTS as error:
            raise Damaged(f"the XLSX file is broken ({type(error).__name__}: {error})") from error

    def sheets(self) -> Iterator[_Sheet]:
        ties = self.package.relations(self.main)
        for number, entry in enumerate(named(child(self.package.xml(self.main), "sheets"), "sheet"), 1):
            tie = ties.get(value(entry, "id"))
            hidden = value(entry, "state") in ("hidden", "veryHidden")
            yield _Sheet(number, value(entry, "name"), tie.target if tie else "", hidden)

    def read(self, sheet: _Sheet) -> list[Draft]:
        """The sheet's name as heading, its tables and words, and the titles of its charts."""
        page = Page(sheet.number, sheet.name)
        try:
            grid = Grid(self._cells(sheet), self._merged(sheet))
            found = [*grid.drafts(sheet.number), *self._charts(sheet, in_full=not grid.cells)]
        except _FAULTS as error:
            reason = f"the sheet could not be read ({type(error).__name__}: {error})"
            self.pages.append(replace(page, state=PageState.FAILED, reason=reason))
            return []
        self.pages.append(page)
        self.hidden += [sheet.name] * (sheet.hidden and bool(found))
        heading = Draft(Kind.HEADING, [Piece(sheet.name, sheet.number)], level=1)
        return [heading, *found] if found else []

    def remarks(self) -> list[str]:
        hidden = f"Hidden in the workbook, but read: sheet {', '.join(self.hidden)}."
        cut = f"Too large to be read to the end: sheet {', '.join(self.cut)}."
        return [hidden] * bool(self.hidden) + [cut] * bool(self.cut)

    def _cells(self, sheet: _Sheet) -> dict[Place, str]:
        found: dict[Place, str] = {}
        if sheet.name not in self.book.sheetnames or not hasattr(self.book[sheet.name], "iter_rows"):
            return found
        worksheet = self.book[sheet.name]
        worksheet.reset_dimensions()
        for row in worksheet.iter_rows():
            for cell in row:
                text = "" if cell.value is None else displayed(cell.value, cell.number_format or "General").strip()
                if text:
                    found[cell.row - 1, cell.column - 1] = text
                    self.cells_left -= 1
                    self.characters_left -= len(text)
            if self.cells_left < 0 or self.characters_left < 0:
                self.cut.append(sheet.name)
                break
        return found

    def _merged(self, sheet: _Sheet) -> dict[Place, Area]:
        """Merged cells stand behind all rows of a sheet's part, where openpyxl's reading of rows does not go."""
        content = self.package.read(sheet.part) or b""
        tail = content[content.rfind(b"</sheetData>") + 1 :] if b"mergeCell" in content else b""
        found: dict[Place, Area] = {}
        for match in re.finditer(rb'mergeCell\s[^>]*?ref="([A-Z]+\d+:[A-Z]+\d+)"', tail):
            left, top, right, bottom = range_boundaries(match[1].decode("ascii"))
            found[top - 1, left - 1] = Area(top - 1, left - 1, bottom, right)
        return found

    def _charts(self, sheet: _Sheet, *, in_full: bool) -> Iterator[Draft]:
        """The titles of charts; their numbers too only where the sheet has no cells, which hold them already."""
        for drawing in (tie.target for tie in self.package.relations(sheet.part).values() if tie.type == "drawing"):
            for tie in self.package.relations(drawing).values():
                root: Element | None = self.package.xml(tie.target) if tie.type == "chart" else None
                yield from (d for d in read_chart(root, sheet.number) if in_full or d.kind is Kind.CAPTION)
