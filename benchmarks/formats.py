"""Words kept of DOCX, HTML, PPTX and other files beside PDF: `python benchmarks/formats.py FOLDER [FORMAT ...]`.

FOLDER holds a folder for each format with `sources/NAME` and what is expected of each, `groundtruth/NAME.md`.
The figure is the F1 of the multiset of words; a merged cell counts in every place that it covers, as Docling
writes it. Reviewers' comments and the heads and feet of pages, which are in no passage, count on neither side.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from ingest.document import FURNITURE, Block, Document
from ingest.errors import ParseError
from ingest.parsers import parse

LOW = 0.8
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af]|[^\W_\u2e80-\u9fff\uac00-\ud7af]+")
_COMMENT = re.compile(r"^\[author: .*?\]:.*$", re.MULTILINE)
_NOT_WORDS = (
    (re.compile(r"<!--.*?-->", re.DOTALL), " "),
    (_COMMENT, " "),
    (re.compile(r"\]\([^)]*\)"), "]"),
    (re.compile(r"&amp;"), "&"),
    (re.compile(r"&lt;"), "<"),
    (re.compile(r"&gt;"), ">"),
    (re.compile(r"&#124;"), "|"),
    (re.compile(r"^\s*- \[[x ]\]", re.MULTILINE), " "),
)
"""What Markdown adds to the words."""


@dataclass(frozen=True)
class Measured:
    """How much of one file's words was found, and what became of the others."""

    name: str
    f1: float
    lost: Counter[str]
    added: Counter[str]
    error: str = ""

    @property
    def reason(self) -> str:
        lost, added = (" ".join(word for word, _ in words.most_common(6)) for words in (self.lost, self.added))
        return self.error or f"lost: {lost}; added: {added}"


def main(folder: Path, formats: tuple[str, ...]) -> None:
    table = Table("format", "files", "median", "lowest", "below 0.8", box=None)
    low: list[Measured] = []
    for kind in sorted(path.name for path in folder.iterdir() if path.is_dir()):
        found = list(measure(folder / kind)) if not formats or kind in formats else []
        if found:
            below = [measured for measured in found if measured.f1 < LOW]
            figures = [measured.f1 for measured in found]
            table.add_row(kind, str(len(found)), f"{median(figures):.3f}", f"{min(figures):.3f}", str(len(below)))
            low += below
    Console().print(table)
    for measured in low:
        print(f"{measured.f1:.3f} {measured.name}: {measured.reason}")


def measure(folder: Path) -> Iterator[Measured]:
    for source in sorted((folder / "sources").iterdir()):
        expected = folder / "groundtruth" / f"{source.name}.md"
        if expected.exists():
            yield compare(source, words(plain(expected.read_text(encoding="utf-8"))))


def compare(source: Path, expected: Counter[str]) -> Measured:
    try:
        found = words(" ".join(shown(parse(source.read_bytes(), name=source.name))))
    except ParseError as error:
        return Measured(source.name, 0.0, expected, Counter(), str(error))
    both = (expected & found).total()
    f1 = 2 * both / max(1, expected.total() + found.total())
    return Measured(source.name, f1, expected - found, found - expected)


def shown(document: Document) -> Iterator[str]:
    """The text of each block but furniture; of a table, every cell as often as it covers places."""
    for block in (block for block in document.blocks if block.kind not in FURNITURE):
        yield block.span.of(document.text)
        yield from repeated(block, document.text)


def repeated(block: Block, text: str) -> Iterator[str]:
    for cell in block.cells:
        yield from [cell.span.of(text)] * (cell.rows * cell.columns - 1)


def words(text: str) -> Counter[str]:
    return Counter(_WORD.findall(text.casefold()))


def plain(markdown: str) -> str:
    for pattern, replacement in _NOT_WORDS:
        markdown = pattern.sub(replacement, markdown)
    return markdown.replace("\\", "")


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]))
