"""Tables of PDFs against tables marked by people: `python benchmarks/tables.py FOLDER [--camelot PYTHON]`.

FOLDER holds PDFs with `NAME-reg.xml` (regions) and `NAME-str.xml` (cells), as the ICDAR 2013 table competition made
them (Göbel, Hassan, Oro, Orsi: ICDAR 2013 Table Competition). What is measured, summed over all files (micro) and as
the mean of the files' figures (macro, as the competition ranked):

- characters: those inside found regions against those inside marked regions (the competition's measure of location);
- regions: a found region counts if its box and a marked one have IoU >= 0.5, one to one;
- whole: a found region counts if it is complete and pure: it holds just the characters of a marked one;
- adjacency: relations between each filled cell and its nearest filled neighbour to the right and below, blank cells
  passed over, as (text, text, direction), white space and case folded and odd characters alike; found regions are
  paired with marked ones by IoU, and all relations of a region without a partner are wrong.

A table over several pages counts as one region a page. `--camelot` names a Python that has camelot-py, which is run in
a process of its own.
"""

from __future__ import annotations

import json
import re
import subprocess
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Annotated
from xml.etree import ElementTree

import pdfplumber
import typer
from rich.console import Console
from rich.table import Table as Printed

from ingest.document import Kind
from ingest.parsers.pdf import parse

ENOUGH = 0.5
"""IoU from which on a region is found."""
NEAR = 3.0
"""Points by which a character's middle may stand outside a region: the boxes of the marks cut their last line."""
WIDTH = 170
"""Characters of the printed tables: no figure is cut off where there is no terminal."""
FLAVOURS = ("lattice", "stream", "hybrid")

Rectangle = tuple[float, float, float, float]
"""x0, top, x1, bottom."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Words and their place: first and last row and column."""

    text: str
    row: int
    column: int
    last_row: int
    last_column: int


@dataclass(frozen=True, slots=True)
class Region:
    """A table, or as much of it as stands on one page."""

    page: int
    box: Rectangle
    cells: tuple[Cell, ...]


Finder = Callable[[Path], list[Region]]


@dataclass(frozen=True, slots=True)
class Count:
    """How many were right, found and marked."""

    right: int = 0
    found: int = 0
    marked: int = 0

    def __add__(self, other: Count) -> Count:
        return Count(self.right + other.right, self.found + other.found, self.marked + other.marked)

    @property
    def precision(self) -> float:
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.marked if self.marked else 1.0

    @property
    def f1(self) -> float:
        return 2 * self.right / (self.found + self.marked) if self.found + self.marked else 1.0


Counts = dict[str, Count]


def main(
    folder: Annotated[Path, typer.Argument(help="Folder with PDFs, -reg.xml and -str.xml.")],
    camelot: Annotated[str, typer.Option(help="A Python interpreter that has camelot-py.")] = "",
    name: Annotated[str, typer.Option(help="Only files whose name holds this.")] = "",
) -> None:
    """Measure ours, pdfplumber's default settings and, if asked for, Camelot."""
    files = [file for file in sorted(folder.rglob("*.pdf")) if name in file.name and _marks(file, "reg").exists()]
    finders: dict[str, Finder] = {"ours": ours, "pdfplumber": plumbed}
    if camelot:
        finders |= {f"camelot {flavour}": _camelot(camelot, flavour) for flavour in FLAVOURS}
    figures = {finder: {file.name: measured(file, find(file)) for file in files} for finder, find in finders.items()}
    if not files:
        raise typer.BadParameter(f"no PDF with marks (NAME-reg.xml) in {folder}")
    console = Console(width=WIDTH)
    console.print(by_file(figures["ours"]))
    console.print(summary(figures))


def ours(file: Path) -> list[Region]:
    """The tables of the document that our parser makes."""
    document = parse(file.read_bytes())
    found: list[Region] = []
    for block in document.blocks:
        if block.kind is not Kind.TABLE:
            continue
        pages: dict[int, list[tuple[Cell, Rectangle]]] = defaultdict(list)
        for cell in block.cells:
            text = cell.span.of(document.text)
            for box in cell.boxes:
                place = Cell(text, cell.row, cell.column, cell.row + cell.rows - 1, cell.column + cell.columns - 1)
                pages[box.page].append((place, (box.x0, box.top, box.x1, box.bottom)))
        for page, cells in pages.items():
            found.append(Region(page, around([box for _, box in cells]), tuple(cell for cell, _ in cells)))
    return found


def plumbed(file: Path) -> list[Region]:
    """The tables that pdfplumber finds with its default settings."""
    found: list[Region] = []
    with pdfplumber.open(file) as pdf:
        for page in pdf.pages:
            for table in page.find_tables():
                cells = [
                    (text or "", box)
                    for row, texts in zip(table.rows, table.extract(), strict=True)
                    for box, text in zip(row.cells, texts, strict=True)
                    if box
                ]
                found.append(Region(page.page_number, table.bbox, tuple(_placed(cells))))
    return found


def marked(file: Path, heights: Sequence[float]) -> list[Region]:
    """The tables that people marked in a file whose pages are so high."""
    boxes = {key: _box(region, heights) for key, region in _regions(_marks(file, "reg"))}
    found: list[Region] = []
    for key, region in _regions(_marks(file, "str")):
        cells = tuple(_cell(cell) for cell in region.findall("cell"))
        box = boxes.get(key) or around([_box(cell, heights, key[0]) for cell in region.findall("cell")])
        found.append(Region(key[0], box, cells))
    return found


def measured(file: Path, found: Sequence[Region]) -> Counts:
    """What the docstring of this file says, for one file."""
    with pdfplumber.open(file) as pdf:
        true = marked(file, [float(page.height) for page in pdf.pages])
        characters = {page.page_number: _centres(page) for page in pdf.pages}
    inside = {region: _inside(region, characters[region.page]) for region in {*found, *true}}
    found_characters = frozenset().union(*(inside[region] for region in found))
    true_characters = frozenset().union(*(inside[region] for region in true))
    pairs = _pairs(found, true)
    whole = sum(inside[a] == inside[b] for a, b, _ in pairs)
    relations = sum((relations_of(a) & relations_of(b)).total() for a, b, _ in pairs)
    return {
        "characters": Count(
            len(found_characters & true_characters),
            len(found_characters),
            len(true_characters),
        ),
        "regions": Count(sum(share >= ENOUGH for *_, share in pairs), len(found), len(true)),
        "whole": Count(whole, len(found), len(true)),
        "adjacency": Count(
            relations,
            sum(relations_of(region).total() for region in found),
            sum(relations_of(region).total() for region in true),
        ),
    }


def relations_of(region: Region) -> Counter[tuple[str, str, str]]:
    """Each two filled cells between which no other stands, to the right or below."""
    cells = [cell for cell in region.cells if folded(cell.text)]
    grid = {
        (row, column): number
        for number, cell in enumerate(cells)
        for row in range(cell.row, cell.last_row + 1)
        for column in range(cell.column, cell.last_column + 1)
    }
    rows, columns = sorted({row for row, _ in grid}), sorted({column for _, column in grid})
    across = [([grid[row, column] for column in columns if (row, column) in grid], "right") for row in rows]
    down = [([grid[row, column] for row in rows if (row, column) in grid], "below") for column in columns]
    pairs = {
        (before, after, direction)
        for numbers, direction in (*across, *down)
        for before, after in pairwise(numbers)
        if before != after
    }
    return Counter((folded(cells[a].text), folded(cells[b].text), direction) for a, b, direction in pairs)


def folded(text: str) -> str:
    """The text without white space, in one case, compatibility forms and odd characters made alike."""
    plain = "".join(unicodedata.normalize("NFKC", text).split()).casefold()
    return re.sub(r"\W", "_", plain)


def around(boxes: Sequence[Rectangle]) -> Rectangle:
    """The smallest rectangle that holds all of them."""
    return (
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
    )


def by_file(figures: Mapping[str, Counts]) -> Printed:
    """Precision and recall of each measure, file by file."""
    table = Printed("file", *(f"{measure} P/R" for measure in MEASURES), box=None)
    for name, counts in figures.items():
        table.add_row(name, *(f"{counts[m].precision:.2f}/{counts[m].recall:.2f}" for m in MEASURES))
    return table


def summary(figures: Mapping[str, Mapping[str, Counts]]) -> Printed:
    """Precision, recall and F1 of each finder: micro, and the macro F1 behind it."""
    table = Printed("found by", *(f"{measure} P/R/F1 (macro F1)" for measure in MEASURES), box=None)
    for finder, files in figures.items():
        row = []
        for measure in MEASURES:
            counts = [counts[measure] for counts in files.values()]
            total = sum(counts, Count())
            macro = _harmonic(*_means(counts))
            row.append(f"{total.precision:.3f}/{total.recall:.3f}/{total.f1:.3f} ({macro:.3f})")
        table.add_row(finder, *row)
    return table


MEASURES = ("characters", "regions", "whole", "adjacency")


def _means(counts: Sequence[Count]) -> tuple[float, float]:
    return (
        sum(count.precision for count in counts) / len(counts),
        sum(count.recall for count in counts) / len(counts),
    )


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _marks(file: Path, kind: str) -> Path:
    return file.with_name(f"{file.stem}-{kind}.xml")


def _regions(file: Path) -> Iterable[tuple[tuple[int, int, int], ElementTree.Element]]:
    """The regions of a file of marks by page, table and number in the table."""
    for number, table in enumerate(ElementTree.parse(file).getroot().iter("table")):
        for place, region in enumerate(table.findall("region")):
            yield (int(region.get("page", "1")), number, place), region


def _box(element: ElementTree.Element, heights: Sequence[float], page: int = 0) -> Rectangle:
    box = element.find("bounding-box")
    assert box is not None
    height = heights[(page or int(element.get("page", "1"))) - 1]
    x1, y1, x2, y2 = (float(box.get(key, "0")) for key in ("x1", "y1", "x2", "y2"))
    return (min(x1, x2), height - max(y1, y2), max(x1, x2), height - min(y1, y2))


def _cell(cell: ElementTree.Element) -> Cell:
    row, column = int(cell.get("start-row", "0")), int(cell.get("start-col", "0"))
    last_row, last_column = int(cell.get("end-row", row)), int(cell.get("end-col", column))
    return Cell(cell.findtext("content") or "", row, column, last_row, last_column)


def _placed(cells: Sequence[tuple[str, Rectangle]]) -> Iterable[Cell]:
    """Cells with boxes as cells of a grid."""
    tops = sorted({round(box[1]) for _, box in cells})
    lefts = sorted({round(box[0]) for _, box in cells})
    for text, (x0, top, x1, bottom) in cells:
        rows = [place for place, edge in enumerate(tops) if round(top) <= edge < round(bottom)] or [0]
        columns = [place for place, edge in enumerate(lefts) if round(x0) <= edge < round(x1)] or [0]
        yield Cell(text, rows[0], columns[0], rows[-1], columns[-1])


def _centres(page: pdfplumber.page.Page) -> list[tuple[float, float]]:
    return [
        ((char["x0"] + char["x1"]) / 2, (char["top"] + char["bottom"]) / 2)
        for char in page.chars
        if char["text"].strip()
    ]


def _inside(region: Region, centres: Sequence[tuple[float, float]]) -> frozenset[tuple[int, int]]:
    x0, top, x1, bottom = region.box
    return frozenset(
        (region.page, number)
        for number, (x, y) in enumerate(centres)
        if x0 - NEAR <= x <= x1 + NEAR and top - NEAR <= y <= bottom + NEAR
    )


def _pairs(found: Sequence[Region], true: Sequence[Region]) -> list[tuple[Region, Region, float]]:
    """Found and marked regions of one page that overlap, one to one, those that overlap most first."""
    shares = sorted(
        ((_iou(a, b), i, j) for i, a in enumerate(found) for j, b in enumerate(true) if a.page == b.page), reverse=True
    )
    pairs: dict[int, tuple[int, float]] = {}
    for share, i, j in shares:
        if share > 0 and i not in pairs and j not in {taken for taken, _ in pairs.values()}:
            pairs[i] = (j, share)
    return [(found[i], true[j], share) for i, (j, share) in pairs.items()]


def _iou(a: Region, b: Region) -> float:
    width = min(a.box[2], b.box[2]) - max(a.box[0], b.box[0])
    height = min(a.box[3], b.box[3]) - max(a.box[1], b.box[1])
    shared = max(0.0, width) * max(0.0, height)
    return shared / (_area(a.box) + _area(b.box) - shared) if shared else 0.0


def _area(box: Rectangle) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def _camelot(python: str, flavour: str) -> Finder:
    def find(file: Path) -> list[Region]:
        run = subprocess.run(
            [python, "-c", _CAMELOT, str(file), flavour], capture_output=True, text=True, check=False, timeout=600
        )
        if run.returncode:
            typer.echo(f"Camelot ({flavour}) failed at {file.name}: {run.stderr.strip().splitlines()[-1:]}", err=True)
            return []
        with pdfplumber.open(file) as pdf:
            heights = [float(page.height) for page in pdf.pages]
        return [
            Region(page, (x0, heights[page - 1] - y1, x1, heights[page - 1] - y0), tuple(_grid(rows)))
            for page, (x0, y0, x1, y1), rows in json.loads(run.stdout.splitlines()[-1])
        ]

    return find


_CAMELOT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import camelot
tables = camelot.read_pdf(sys.argv[1], flavor=sys.argv[2], pages="all", suppress_stdout=True)
print(json.dumps([[int(t.page), [float(edge) for edge in t._bbox], t.df.values.tolist()] for t in tables]))
"""


def _grid(rows: Sequence[Sequence[str]]) -> Iterable[Cell]:
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            yield Cell(text, row, column, row, column)


if __name__ == "__main__":
    typer.run(main)
