"""Is a citation what the reader sees? `python benchmarks/quotes.py PATH... [--worst N]`, of files or folders.

Three questions, each answered by another library than the one that parses (PDFium):

- What stands inside the boxes of a passage: is it the passage, and does it stand on the pages that are cited?
- Which words of a page have been lost in the document?
- Is every passage of every format the document's own words, letter for letter?

White space, hyphens and compatibility forms are folded before words are compared. Where PDFium reads a glyph as a bare
control character, any ligature of up to three letters passes. PDFium is no witness of recognised words, nor of pages
that tell of hidden text, since it reads that too: their passages and words are counted apart.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import pypdfium2
import typer
from rich.console import Console
from rich.table import Table

from ingest.chunker import chunk
from ingest.document import Box, Document, Passage
from ingest.errors import ParseError
from ingest.parsers import parse

MAX_TOKENS = 128
"""Words to a passage at most; no model is needed to count them."""
FOUND = 0.9
"""Share of a passage's runs of three letters that must stand on its pages for these to be the right ones."""

_FOLDED = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\ufffe\x02\-\u2010\u2011\u2012\u2013]+")
_UNNAMED = re.compile(r"(?<!\r)\n|[\x00\x01\x03-\x08\x0b\x0c\x0e-\x1f]")
"""A glyph that PDFium cannot name; it makes line ends of its own, which have two characters."""
_LIGATURE = "\x1a"
_WORD = re.compile(r"[\u3005-\u9fff\uf900-\ufaff]|[^\W_\u3005-\u9fff\uf900-\ufaff]+")
"""A word; in scripts that put no spaces between words, a character."""


@dataclass(slots=True)
class Figures:
    """What was counted in one file, or in all."""

    passages: int = 0
    verbatim: int = 0
    boxed: int = 0
    equal: int = 0
    in_place: int = 0
    words: int = 0
    unwitnessed: int = 0
    hidden: int = 0
    lost: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            self.passages + other.passages,
            self.verbatim + other.verbatim,
            self.boxed + other.boxed,
            self.equal + other.equal,
            self.in_place + other.in_place,
            self.words + other.words,
            self.unwitnessed + other.unwitnessed,
            self.hidden + other.hidden,
            self.lost + other.lost,
            self.faults + other.faults,
        )

    def row(self) -> tuple[str, ...]:
        boxes = (self.equal, self.boxed), (self.in_place, self.boxed)
        shares = ((self.verbatim, self.passages), *boxes, (self.lost.total(), self.words))
        found = (f"{part / whole:.2%}" if whole else "-" for part, whole in shares)
        return (str(self.passages), *found, str(self.unwitnessed), str(self.hidden))


def main(paths: list[Path], worst: Annotated[int, typer.Option(help="Faults to show of each file.")] = 0) -> None:
    console = Console(width=160)
    names = ("passages", "verbatim", "boxes equal", "right page", "words lost", "not witnessed", "words hidden")
    table = Table("file", *names, box=None)
    total = Figures()
    for path in files(paths):
        try:
            found = figures(path)
        except ParseError as error:
            table.add_row(path.name[:48], f"not read: {error}"[:60])
            continue
        table.add_row(path.name[:48], *found.row())
        for fault in found.faults[:worst]:
            console.print(f"{path.name}: {fault}", markup=False, highlight=False)
        if worst and found.lost:
            console.print(f"{path.name}: lost {found.lost.most_common(3 * worst)}", markup=False, highlight=False)
        total += found
    table.add_row("all", *total.row())
    console.print(table)


def files(paths: Iterable[Path]) -> Iterator[Path]:
    for path in paths:
        yield from sorted(inner for inner in path.rglob("*") if inner.is_file()) if path.is_dir() else [path]


def figures(path: Path) -> Figures:
    data = path.read_bytes()
    document = parse(data, name=path.name)
    passages = chunk(document, path.stem, count_tokens=words_of, max_tokens=MAX_TOKENS)
    found = Figures(len(passages), sum(passage.span.of(document.text) == passage.text for passage in passages))
    if document.format == "pdf":
        with Witness(data) as witness:
            witness.check(document, passages, found)
    return found


def words_of(texts: Sequence[str]) -> list[int]:
    """About as many as a model would count: a word a token, two letters of a script without spaces one."""
    return [max(len(text.split()), len(text.encode()) // 6) for text in texts]


class Witness:
    """PDFium's view of a file."""

    def __init__(self, data: bytes) -> None:
        self.pdf = pypdfium2.PdfDocument(data)
        self.folded_pages: dict[int, str] = {}
        self.opened: dict[int, tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]] = {}

    def __enter__(self) -> Witness:
        return self

    def __exit__(self, *_: object) -> None:
        self.pdf.close()

    def check(self, document: Document, passages: Iterable[Passage], found: Figures) -> None:
        apart = {page.number for page in document.pages if "are hidden" in page.reason} | {*document.pages_recognised}
        for passage in passages:
            if not apart.isdisjoint(range(passage.page_first, passage.page_last + 1)):
                found.unwitnessed += 1
                continue
            found.boxed += 1
            boxes = [line.box_of(passage.span) for line in document.lines_of(passage.span)]
            text = folded("".join(self.inside(box) for box in boxes if box))
            equal = alike(folded(passage.text), text)
            found.equal += equal
            if not equal:
                found.faults.append(f"p. {passage.page_first}: {difference(folded(passage.text), text)}")
            if self.shows(document, passage):
                found.in_place += 1
            else:
                found.faults.append(f"p. {passage.page_first} is not where this stands: {passage.text[:80]!r}")
        for page in document.pages:
            words, lost = self.lost(document, page.number)
            if page.number in apart:
                found.hidden += lost.total()
                continue
            found.words += words
            found.lost += lost

    def inside(self, box: Box) -> str:
        """What PDFium reads inside a rectangle of the page as displayed."""
        page, text = self.page(box.page)
        left, bottom, right, top = page.get_bbox()
        x0, y0, x1, y1 = {
            0: (left + box.x0, top - box.bottom, left + box.x1, top - box.top),
            90: (left + box.top, bottom + box.x0, left + box.bottom, bottom + box.x1),
            180: (right - box.x1, bottom + box.top, right - box.x0, bottom + box.bottom),
            270: (right - box.bottom, top - box.x1, right - box.top, top - box.x0),
        }[page.get_rotation()]
        return _UNNAMED.sub(_LIGATURE, text.get_text_bounded(x0, y0, x1, y1))

    def shows(self, document: Document, passage: Passage) -> bool:
        """Whether what each line says stands on the page that it is said to be on, by its runs of three letters."""
        runs = [
            (text[place : place + 3], line.page)
            for line in document.lines_of(passage.span)
            for text in [folded(line.span.of(document.text))]
            for place in range(max(1, len(text) - 2))
        ]
        shown = sum(run in self.folded_page(page) for run, page in runs)
        return shown >= FOUND * len(runs)

    def lost(self, document: Document, number: int) -> tuple[int, Counter[str]]:
        """How many words PDFium reads on a page, and those of them that the document has not (or not as often)."""
        read = counted(self.text(number))
        kept = " ".join(line.span.of(document.text) for line in document.lines if line.page == number)
        return read.total(), read - counted(kept)

    def folded_page(self, number: int) -> str:
        if number not in self.folded_pages:
            self.folded_pages[number] = folded(self.text(number))
        return self.folded_pages[number]

    def text(self, number: int) -> str:
        return str(self.page(number)[1].get_text_bounded())

    def page(self, number: int) -> tuple[pypdfium2.PdfPage, pypdfium2.PdfTextPage]:
        if number not in self.opened:
            page = self.pdf[number - 1]
            self.opened[number] = page, page.get_textpage()
        return self.opened[number]


def folded(text: str) -> str:
    return _FOLDED.sub("", unicodedata.normalize("NFKC", text))


def alike(wanted: str, read: str) -> bool:
    """Whether two folded texts are the same; what PDFium cannot name is any ligature."""
    return bool(re.fullmatch(".{1,3}".join(map(re.escape, read.split(_LIGATURE))), wanted, re.DOTALL))


def counted(text: str) -> Counter[str]:
    return Counter(_WORD.findall(unicodedata.normalize("NFKC", re.sub("[\ufffe\x02\u00ad]", "-", text))))


def difference(wanted: str, read: str) -> str:
    """The first places where two texts differ, with what stands before."""
    steps = difflib.SequenceMatcher(None, wanted, read, autojunk=False).get_opcodes()
    changed = [step for step in steps if step[0] != "equal"]
    shown = (f"{wanted[max(0, a - 12) : a]}[{wanted[a:b]}|{read[c:d]}]" for _, a, b, c, d in changed[:3])
    return f"{len(changed)} differences, [passage|box]: {' … '.join(shown)}"[:400]


if __name__ == "__main__":
    typer.run(main)
