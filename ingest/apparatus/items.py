"""What the finders of apparatus look at: each block that is no furniture, its lines and the weight of its words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.document import FURNITURE, Block, Document, Kind, Line, Span

HEADINGS = frozenset({Kind.HEADING, Kind.TITLE})
TEXTS = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.REFERENCE, Kind.CONTENTS, Kind.CAPTION})

_NUMBERED = re.compile(
    r"(?:第?\s*[\d〇一二三四五六七八九十IVX]{1,4}(?:\.\d+)*\s*[.)章节節、．:]?|[A-Z][.)]|제?\s*\d+\s*[장절.])\s+"
)
_SENTENCE = re.compile(r"[.!?。！？…:;：；][\"'”’»」』)）\]\d]*$")


@dataclass(frozen=True, slots=True)
class Item:
    """A block by its number: what it says, line by line (a table: row by row), and on which page of how many."""

    number: int
    kind: Kind
    level: int
    text: str
    lines: tuple[str, ...]
    page: int
    pages: int
    paged: bool
    weight: int

    @property
    def is_heading(self) -> bool:
        return self.kind in HEADINGS

    @property
    def is_prose(self) -> bool:
        """Whether it is a sentence or more, and no line of a list or a cover."""
        long = self.weight >= _LONG or (self.weight >= _PROSE and _SENTENCE.search(self.text) is not None)
        return self.kind in TEXTS and long

    @property
    def bare(self) -> str:
        return bare(self.text)


_PROSE = 150
_LONG = 400
"""Latin letters of a short paragraph, with and without a stop: the lines of a cover are shorter."""


def items_of(document: Document) -> list[Item]:
    """The items of `document` in reading order."""
    return [
        _item(document, number, block) for number, block in enumerate(document.blocks) if block.kind not in FURNITURE
    ]


def bare(heading: str) -> str:
    """A heading's words alone: without number, spaces between letters and signs around them."""
    words = _NUMBERED.sub("", heading, count=1).strip(" .:：#*-–—\t").casefold()
    return re.sub(r"(?<=[\u2e80-\uffff])\s+(?=[\u2e80-\uffff])", "", words)


def weight(text: str) -> int:
    """Length in Latin letters; a Chinese, Japanese or Korean character says about as much as three."""
    return sum(3 if character > "\u2e7f" else 1 for character in text if not character.isspace())


def _item(document: Document, number: int, block: Block) -> Item:
    text = block.span.of(document.text).strip()
    lines = tuple(_lines(document, block))
    page, _ = document.pages_of(block.span)
    return Item(
        number=number,
        kind=block.kind,
        level=block.level,
        text=" ".join(text.split()),
        lines=lines,
        page=page,
        pages=len(document.pages),
        paged=len(document.pages) > 1,
        weight=weight(text),
    )


def _lines(document: Document, block: Block) -> Iterator[str]:
    """The lines of a block as a reader sees them: a number, its words and a page beside each other are one."""
    spans = list(block.rows)
    last: Line | None = None
    for line in () if spans else document.lines_of(block.span):
        if last and _beside(last, line) and not (_worded(document, spans[-1]) and _worded(document, line.span)):
            spans[-1] = Span(spans[-1].start, line.span.end)
        else:
            spans.append(line.span)
        last = line
    yield from (text for span in spans if (text := span.of(document.text).strip()))


def _beside(line: Line, following: Line) -> bool:
    if not line.box or not following.box or line.page != following.page:
        return False
    middle = (following.box.top + following.box.bottom) / 2
    return line.box.top < middle < line.box.bottom and following.box.x0 >= line.box.x1 - 1


def _worded(document: Document, span: Span) -> bool:
    return any(map(str.isalpha, span.of(document.text)))
