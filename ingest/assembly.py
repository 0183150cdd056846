"""Drafts of blocks in, a document out: the one place where a document's text and its offsets are made.

A parser says which pieces of text make a block, and where on the page each piece stands; what stands between
two pieces (a space, nothing, a mended hyphen) and between two blocks is decided here, the same for all formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from ingest.document import Block, Box, Cell, Division, Document, Kind, Line, Metadata, Page, Span
from ingest.edges import NO_EDGES, Edges
from ingest.line_joins import LineJoins
from ingest.notes import tied_notes

BLOCK_END = "\n\n"
ROW_END = "\n"
CELL_END = "\t"


@dataclass(frozen=True, slots=True)
class Piece:
    """A line's text as it stands on the page; `edges` as in `Line` (one more than the characters), or empty.

    `confidence` and `down` as in `Line`. `glue` is what parts it from the piece before, where the parser has seen
    that (both stand on one line); None where that is to be decided. `marks` are its raised characters, among which
    footnotes' marks are looked for.
    """

    text: str
    page: int = 1
    box: Box | None = None
    edges: Edges = NO_EDGES
    confidence: float | None = None
    down: bool = False
    glue: str | None = None
    marks: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Extent:
    """How many rows and columns a cell of a table reaches over, and its own rectangles, where a format has any."""

    rows: int = 1
    columns: int = 1
    boxes: tuple[Box, ...] = ()


@dataclass(slots=True)
class Draft:
    """A block before it has offsets. A table has `rows` of cells, each cell its pieces; all others have `pieces`.

    A cell's column is its place in its row, so the places that a cell reaches over are cells without pieces.
    `extents` tells, by row and column, of the cells that reach further than their own place or have a ground.
    """

    kind: Kind
    pieces: list[Piece] = field(default_factory=list)
    level: int = 0
    rows: list[list[list[Piece]]] = field(default_factory=list)
    header_rows: int = 0
    mark: str = ""
    extents: dict[tuple[int, int], Extent] = field(default_factory=dict)


def draft_pieces(draft: Draft) -> list[Piece]:
    """All pieces of a draft, those of a table's cells too."""
    return draft.pieces + [piece for row in draft.rows for cell in row for piece in cell]


def assemble(
    drafts: Iterable[Draft],
    *,
    format: str,
    pages: Sequence[Page],
    metadata: Metadata = Metadata(),
    divided: Division = Division.PAGE,
    remarks: Sequence[str] = (),
) -> Document:
    """The document whose blocks are `drafts`, in this order. Empty drafts are left out."""
    kept = [draft for draft in drafts if any(piece.text.strip() for piece in draft_pieces(draft))]
    writer = _Writer(LineJoins(piece.text for draft in kept for piece in draft_pieces(draft)))
    for draft in kept:
        writer.write(draft)
    text = "".join(writer.text)
    return Document(
        format=format,
        text=text,
        blocks=tuple(writer.blocks),
        lines=tuple(writer.lines),
        pages=tuple(pages),
        metadata=metadata,
        divided=divided,
        notes=tied_notes(text, writer.blocks, writer.lines, writer.raised),
        remarks=tuple(remarks),
    )


class _Writer:
    """Appends drafts to a text and keeps the offsets."""

    def __init__(self, joins: LineJoins) -> None:
        self.joins = joins
        self.text: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.lines: list[Line] = []
        self.raised: list[Span] = []

    def write(self, draft: Draft) -> None:
        start = self.length
        cells: list[Cell] = []
        rows = tuple(self._row(row, number, draft.extents, cells) for number, row in enumerate(draft.rows))
        self._pieces(draft.pieces)
        self._append(BLOCK_END)
        self.blocks.append(
            Block(
                kind=draft.kind,
                span=Span(start, self.length),
                level=draft.level,
                rows=rows,
                header_rows=draft.header_rows,
                mark=draft.mark,
                cells=tuple(cells),
            )
        )

    def _row(
        self,
        row: Sequence[Sequence[Piece]],
        number: int,
        extents: Mapping[tuple[int, int], Extent],
        cells: list[Cell],
    ) -> Span:
        """Write a row, and add its filled cells to `cells`."""
        start = self.length
        for column, pieces in enumerate(row):
            if column:
                self._append(CELL_END)
            first = self.length
            self._pieces(pieces)
            if self.length > first:
                extent = extents.get((number, column), Extent())
                span = Span(first, self.length)
                cells.append(Cell(span, number, column, extent.rows, extent.columns, extent.boxes))
        span = Span(start, self.length)
        self._append(ROW_END)
        return span

    def _pieces(self, pieces: Sequence[Piece]) -> None:
        filled = [piece for piece in pieces if piece.text.strip()]
        for piece, following in zip_longest(filled, filled[1:]):
            kept, glue = self._join(piece.text, following) if following else (len(piece.text), "")
            self._line(piece, kept)
            self._append(glue)

    def _line(self, piece: Piece, kept: int) -> None:
        start = self.length
        self._append(piece.text[:kept])
        span = Span(start, self.length)
        self.raised += [Span(start + first, start + last) for first, last in piece.marks if last <= kept]
        self.lines.append(Line(span, piece.page, piece.box, piece.edges[: kept + 1], piece.confidence, piece.down))

    def _append(self, text: str) -> None:
        self.text.append(text)
        self.length += len(text)

    def _join(self, before: str, following: Piece) -> tuple[int, str]:
        """How many characters of `before` to keep, and what to put between it and what follows."""
        if following.glue is not None:
            return len(before), following.glue
        return self.joins.join(before, following.text)
