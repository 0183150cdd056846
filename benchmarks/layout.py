"""What layout analysis finds, against what is known: `python benchmarks/layout.py [DOCLING]`.

The embedded reports are held against what their generator knows. DOCLING is a folder with `sources/*.pdf` and
`groundtruth/*.json` as in Docling's own tests; there the order of words and the headings are compared.
"""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from itertools import pairwise
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

import corpus
from ingest.document import FURNITURE, Block, Document, Kind, Line
from ingest.parsers.pdf import parse

REPORTS = Path(corpus.__file__).parent / "reports"
HEADINGS = frozenset({Kind.TITLE, Kind.HEADING})


@dataclass
class Score:
    """How many of how many, by what was asked."""

    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, right: bool) -> None:
        self.right[name] += right
        self.asked[name] += 1

    def printed(self) -> Table:
        table = Table("what", "right", "of", "share", box=None)
        for name, asked in self.asked.items():
            table.add_row(name, str(self.right[name]), str(asked), f"{self.right[name] / asked:.3f}")
        return table


def main(docling: Path | None) -> None:
    console = Console()
    console.print(embedded().printed())
    if docling:
        console.print(against_docling(docling))


def embedded() -> Score:
    """The embedded PDF reports against the truth written by their generator."""
    score = Score()
    for truth in json.loads((REPORTS / "truth.json").read_text(encoding="utf-8")).values():
        if truth["file"].endswith(".pdf"):
            judge(score, truth, parse((REPORTS / truth["file"]).read_bytes()))
    return score


def judge(score: Score, truth: dict[str, Any], document: Document) -> None:
    blocks = [(block, squeezed(block.span.of(document.text))) for block in document.blocks]
    _order(score, truth, document)
    _headings(score, truth, blocks)
    for paragraph in truth["paragraphs"]:
        text = without_marks(paragraph["text"])
        held = [block for block, words in blocks if text in (without_marks(words), without_marks(words).lstrip("•."))]
        score.add("paragraphs whole", bool(held))
        if paragraph["kind"] == "item":
            score.add("list items", any(block.kind is Kind.LIST_ITEM for block in held))
    for caption in truth["captions"]:
        score.add("captions", (Kind.CAPTION, squeezed(caption["text"])) in {(b.kind, words) for b, words in blocks})
    _notes(score, truth, document, blocks)
    running = {(line.page, squeezed(line.span.of(document.text))) for line in furniture_lines(document)}
    for page, known in zip(document.pages, truth["pages"], strict=True):
        score.add("page labels", page.label == known["label"])
        for text in known["running"]:
            score.add("running heads and numbers", (page.number, squeezed(text)) in running)
    score.add("titles", document.metadata.title == truth["title"])


def furniture_lines(document: Document) -> Iterator[Line]:
    """The lines of running heads and feet and of page numbers."""
    for block in document.blocks:
        if block.kind in FURNITURE:
            yield from document.lines_of(block.span)


Known = list[tuple[Block, str]]


def _order(score: Score, truth: dict[str, Any], document: Document) -> None:
    """Of the parts that follow each other in the report, how many pairs do so in the document's text."""
    text = without_marks(document.text)
    parts = sorted(
        (part["order"], without_marks(part["text"])) for k in ("headings", "paragraphs") for part in truth[k]
    )
    places = [text.find(words) for _, words in parts if text.count(words) == 1 or len(words) > 60]
    for above, below in pairwise(places):
        score.add("reading order", 0 <= above < below)


def _headings(score: Score, truth: dict[str, Any], blocks: Known) -> None:
    found = {words: block.level for block, words in blocks if block.kind in HEADINGS}
    known = {squeezed(heading["text"]): heading["level"] - 1 for heading in truth["headings"]}
    for words, level in known.items():
        score.add("headings found", words in found)
        score.add("their levels", found.get(words) == level)
    for words in found:
        score.add("headings that are some", words in known)


def _notes(score: Score, truth: dict[str, Any], document: Document, blocks: Known) -> None:
    notes = {words: block for block, words in blocks if block.kind is Kind.FOOTNOTE}
    tied = {note.note: note.mark.of(document.text) for note in document.notes}
    for note in truth["footnotes"]:
        block = notes.get(note["mark"] + squeezed(note["text"]))
        score.add("footnotes", block is not None)
        score.add("tied to their mark", block is not None and tied.get(block.span) == note["mark"])


def against_docling(folder: Path) -> Table:
    """Agreement with Docling's reviewed output: words in one order, and F1 of headings."""
    table = Table("file", "words", "in one order", "headings", "F1", box=None)
    totals = Counter[str]()
    for known in sorted((folder / "groundtruth").glob("*.json")):
        source = folder / "sources" / f"{known.stem}.pdf"
        if not source.exists():
            continue
        theirs, ours = json.loads(known.read_text(encoding="utf-8")), parse(source.read_bytes())
        words, agreeing = in_order(theirs, ours)
        both, either = headings_shared(theirs, ours)
        table.add_row(known.stem, str(words), f"{agreeing / max(1, words):.3f}", str(either), f"{both / either:.2f}")
        totals.update(words=words, agreeing=agreeing, both=both, either=either)
    share, shared = totals["agreeing"] / max(1, totals["words"]), totals["both"] / max(1, totals["either"])
    table.add_row("all", str(totals["words"]), f"{share:.3f}", str(totals["either"]), f"{shared:.2f}")
    return table


def in_order(theirs: dict[str, Any], ours: Document) -> tuple[int, int]:
    """How many words of running text Docling has, and how many of them our text has in the same order."""
    expected = [word for text in _texts(theirs) if text["content_layer"] == "body" for word in _words(text["text"])]
    kept = (block for block in ours.blocks if block.kind not in FURNITURE)
    found = [word for block in kept for word in _words(block.span.of(ours.text))]
    matcher = SequenceMatcher(None, expected, found, autojunk=False)
    return len(expected), sum(match.size for match in matcher.get_matching_blocks())


def headings_shared(theirs: dict[str, Any], ours: Document) -> tuple[float, float]:
    """Headings that both have, and the mean of how many either has: their quotient is F1."""
    expected = {squeezed(t["text"]) for t in _texts(theirs) if t["label"] in ("section_header", "title")}
    found = {squeezed(block.span.of(ours.text)) for block in ours.blocks if block.kind in HEADINGS}
    return len(expected & found), (len(expected) + len(found)) / 2 or 1


def _texts(theirs: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The texts of a Docling document in reading order."""
    stack = [theirs["body"]]
    while stack:
        item = stack.pop()
        if "text" in item:
            yield item
        stack += [_resolved(theirs, child["$ref"]) for child in reversed(item.get("children", ()))]


def _resolved(theirs: dict[str, Any], reference: str) -> dict[str, Any]:
    _, kind, *number = reference.split("/")
    item: dict[str, Any] = theirs[kind][int(number[0])] if number else theirs[kind]
    return item


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", unicodedata.normalize("NFKC", text))


def squeezed(text: str) -> str:
    """Without what line breaks and fonts change: white space, hyphens, compatibility forms."""
    return re.sub(r"[\s\u00ad\u2010-]+", "", unicodedata.normalize("NFKC", text))


def without_marks(text: str) -> str:
    """The same without digits: a footnote's mark stands in the text of a page, not in the generator's."""
    return re.sub(r"\d", "", squeezed(text))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else None)
