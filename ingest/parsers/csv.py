"""Values in rows (CSV, TSV), whatever parts them: comma, semicolon, tab or pipe."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterator

from ingest.assembly import Draft
from ingest.document import Document, Metadata
from ingest.parsers.decoding import decode
from ingest.parsers.grids import MOST_CELLS, Grid
from ingest.parsers.markup import Slot, document, pieces, table
from ingest.parsers.reading import Reading

_DELIMITERS = ",;\t|"
_SAMPLE = 200
_LONGEST = 200
_DECLARED = re.compile(r"\Asep=(.)\r?\n", re.IGNORECASE)


def parse(data: bytes, reading: Reading = Reading()) -> Document:
    """The document whose tables the rows make; empty rows part one from the next."""
    text = decode(data)
    declared = _DECLARED.match(text)
    text = text[declared.end() :] if declared else text
    rows = list(_rows(text, declared[1] if declared else delimiter_of(text) or ","))
    cells: dict[tuple[int, int], str] = {}
    left = reading.most_characters
    remarks = []
    for number, row in enumerate(rows):
        cells |= {(number, column): cell.strip() for column, cell in enumerate(row) if cell.strip()}
        left -= sum(map(len, row))
        if len(cells) > MOST_CELLS or left < 0:
            remarks.append(f"Too large to be read to the end: {number + 1:,} of {len(rows):,} rows were read.")
            break
    return document(_drafts(cells), format="csv", metadata=Metadata(), remarks=remarks)


def delimiter_of(text: str) -> str:
    """What parts the values of a row: what makes rows of equal and greatest length; empty where nothing does."""
    sample = "\n".join(text.splitlines()[:_SAMPLE])
    evenness = {mark: _evenness(sample, mark) for mark in _DELIMITERS}
    best = max(_DELIMITERS, key=evenness.__getitem__)
    return best if evenness[best][0] >= 0.5 else ""


def looks_like_rows(text: str) -> bool:
    """Whether a text whose name says nothing is rows of short values, all of the same number, and no prose."""
    lines = text.splitlines()[:_SAMPLE]
    mark = delimiter_of(text)
    if len(lines) < 3 or not mark or not all(lines[:-1]):
        return False
    rows = list(_rows("\n".join(lines[:-1] if len(lines) == _SAMPLE else lines), mark))
    widths = {len(row) for row in rows if row}
    values = [cell for row in rows for cell in row]
    prose = sum(len(cell.split()) > 6 for cell in values)
    return len(widths) == 1 and min(widths) >= 3 and max(map(len, values)) <= _LONGEST and prose * 5 < len(values)


def _evenness(sample: str, mark: str) -> tuple[float, int]:
    """The share of rows that have as many values as most have, and that number; (0, 1) where it parts nothing."""
    widths = Counter(len(row) for row in _rows(sample, mark) if any(cell.strip() for cell in row))
    wide = {width: count for width, count in widths.items() if width > 1}
    if not wide:
        return 0.0, 1
    width, count = max(wide.items(), key=lambda item: item[1])
    return count / widths.total(), width


def _rows(text: str, mark: str) -> Iterator[list[str]]:
    """The rows; where a quotation mark was left open, so that a value would swallow lines, the marks mean nothing."""
    quoting = csv.QUOTE_MINIMAL
    rows: list[list[str]] = []
    try:
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=mark, skipinitialspace=True))
    except csv.Error:
        quoting = csv.QUOTE_NONE
    if quoting or any(cell.count("\n") > 50 for row in rows for cell in row):
        rows = [line.split(mark) for line in text.splitlines()]
    yield from rows


def _drafts(cells: dict[tuple[int, int], str]) -> list[Draft]:
    """A single column is a list under its name; a grid may hold several tables."""
    if any(column for _, column in cells):
        return Grid(cells).drafts()
    slots = {place: Slot(pieces(text)) for place, text in cells.items()}
    return table(slots, {min(cells)[0]} if cells else ())
