"""How well are scans read? Pages with a text layer are read from their pictures, and compared with that layer.

`python benchmarks/ocr.py PATHS [--pages 20]` prints for each file the F1 of words (of characters where scripts put no
spaces), how many of the recognised words have a box that overlaps the text layer's (intersection over union), how sure
recognition says it is, and the seconds that a page takes.
"""

from __future__ import annotations

import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median
from time import perf_counter
from typing import Annotated

import pypdfium2
import typer

from ingest.document import Box, Document, Span
from ingest.parsers.ocr import engine
from ingest.parsers.pdf import parse
from ingest.parsers.reading import Reading

LEAST = 400
"""Characters that a page must have to be compared."""
SPACELESS = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")


@dataclass(frozen=True)
class Result:
    """One page: F1, overlap of each word's boxes, confidence, seconds."""

    f1: float
    overlaps: Sequence[float]
    confidence: float
    seconds: float


def main(
    paths: list[Path], pages: Annotated[int, typer.Option(help="Pages in all, spread over the files.")] = 20
) -> None:
    files = sorted({file for path in paths for file in ([path] if path.is_file() else path.rglob("*.pdf"))})
    share = max(1, pages // max(1, len(files)))
    files = files[:: max(1, len(files) // pages)]
    print(f"{engine()}\n\n| file | pages | F1 | boxes: median IoU | IoU > 0.5 | confidence | s/page |")
    print("|---|--:|--:|--:|--:|--:|--:|")
    results: list[Result] = []
    for file in files:
        found = [result(page) for page in sampled(file, share)]
        results += found
        if found:
            print(row(file.name[:40], found), flush=True)
    if results:
        print(row("all", results))


def sampled(file: Path, count: int) -> Iterator[bytes]:
    """Pages with enough text from all over the file, each as a file of its own."""
    try:
        pdf = pypdfium2.PdfDocument(file)
    except pypdfium2.PdfiumError:
        return
    full = [n for n in range(len(pdf)) if len(pdf[n].get_textpage().get_text_bounded()) >= LEAST]
    for number in full[len(full) // (2 * count) :: max(1, len(full) // count)][:count]:
        alone = pypdfium2.PdfDocument.new()
        alone.import_pages(pdf, [number])
        out = io.BytesIO()
        alone.save(out)
        yield out.getvalue()


def result(page: bytes) -> Result:
    truth = parse(page, Reading(ocr="off"))
    begun = perf_counter()
    read = parse(page, Reading(ocr="force", seconds_per_page=60))
    seconds = perf_counter() - begun
    expected, found = units(truth.text), units(read.text)
    same = (expected & found).total()
    f1 = 2 * same / (expected.total() + found.total())
    return Result(f1, list(overlaps(truth, read)), read.pages[0].certainty, seconds)


def units(text: str) -> Counter[str]:
    pattern = r"\w" if len(SPACELESS.findall(text)) > len(text) / 5 else r"\w+"
    return Counter(re.findall(pattern, text))


def overlaps(truth: Document, read: Document) -> Iterator[float]:
    """For each longer word that was read, the best overlap with the same word of the text layer."""
    places = defaultdict(list)
    for word, box in words(truth):
        places[word].append(box)
    for word, box in words(read):
        if places[word]:
            yield max(overlap(box, other) for other in places[word])


def words(document: Document) -> Iterator[tuple[str, Box]]:
    for match in re.finditer(r"\w{4,}", document.text):
        span = Span(*match.span())
        lines = list(document.lines_of(span))
        box = lines[0].box_of(span) if len(lines) == 1 else None
        if box:
            yield match[0], box


def overlap(box: Box, other: Box) -> float:
    across = min(box.x1, other.x1) - max(box.x0, other.x0)
    down = min(box.bottom, other.bottom) - max(box.top, other.top)
    shared = max(0.0, across) * max(0.0, down)
    return shared / (sum((b.x1 - b.x0) * (b.bottom - b.top) for b in (box, other)) - shared or 1.0)


def row(name: str, results: Sequence[Result]) -> str:
    boxes = [value for one in results for value in one.overlaps] or [0.0]
    figures = (
        f"{mean(one.f1 for one in results):.3f}",
        f"{median(boxes):.2f}",
        f"{mean(value > 0.5 for value in boxes):.3f}",
        f"{mean(one.confidence for one in results):.3f}",
        f"{mean(one.seconds for one in results):.1f}",
    )
    return f"| {name} | {len(results)} | {' | '.join(figures)} |"


if __name__ == "__main__":
    typer.run(main)
