"""What parsing PDFs costs: time beside bare pdfplumber, two workers beside one, and memory by number of pages.

python benchmarks/pdf_cost.py FOLDER [--pages 3] [--files 8]

FOLDER holds real PDFs. The long files are made from the pages of those in it that can be read.
"""

from __future__ import annotations

import resource
import tempfile
import time
from collections.abc import Iterable
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated

import pdfplumber
import pypdfium2
import typer

from ingest.errors import ParseError
from ingest.parsers.pdf import parse
from ingest.parsers.reading import Reading
from ingest.parsers.sandbox import ParserPool

_MEMORY = 4 * 2**30
_SHORT, _LONG = 40, 400
_UNREAD = Reading(ocr="off")


def main(
    folder: Path,
    files: Annotated[int, typer.Option(help="How many of the files, evenly chosen.")] = 8,
    pages: Annotated[int, typer.Option(help="How many pages of each, from the middle.")] = 3,
) -> None:
    found = sorted(folder.rglob("*.pdf"))
    chosen = found[:: max(1, len(found) // files)][:files]
    with tempfile.TemporaryDirectory() as scratch:
        parts = [part for file in chosen if (part := _part(file, pages, Path(scratch) / file.name))]
        ratio = speed(parts)
        print(f"our parse / extract_words: {ratio:.2f} ({len(parts)} files of {pages} pages, one process, in turns)")
        print(f"two workers / one: {scaling(parts):.2f} times as fast")
        short, long = (peak(made(parts, count, Path(scratch) / f"{count}.pdf")) for count in (_SHORT, _LONG))
    print(f"peak memory: {short} MiB for {_SHORT} pages, {long} MiB for {_LONG}: {long / short:.2f} times")


def speed(files: Iterable[Path]) -> float:
    """Seconds of our parse over those of pdfplumber's words, over the same pages, one file after the other."""
    ours = bare = 0.0
    for file in files:
        data = file.read_bytes()
        began = time.process_time()
        parse(data, _UNREAD)
        between = time.process_time()
        with pdfplumber.open(file) as pdf:
            for page in pdf.pages:
                page.extract_words()
                page.close()
        ours += between - began
        bare += time.process_time() - between
    return ours / bare


def scaling(files: list[Path]) -> float:
    """How many times as fast two worker processes read the files as one does; each has started before."""
    one, two = (_seconds(files, workers) for workers in (1, 2))
    return one / two


def peak(file: Path) -> int:
    """MiB that a process of its own takes at most to parse the file."""
    with get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (file,))


def made(sources: Iterable[Path], count: int, path: Path) -> Path:
    """A PDF of so many pages, those of `sources` over and over; they share fonts and pictures, as a report's do."""
    once, out = pypdfium2.PdfDocument.new(), pypdfium2.PdfDocument.new()
    for source in sources:
        with pypdfium2.PdfDocument(source) as pdf:
            once.import_pages(pdf)
    out.import_pages(once, [number % len(once) for number in range(count)])
    out.save(path)
    return path


def _part(file: Path, pages: int, path: Path) -> Path | None:
    """A PDF of some pages from the middle of a file; None where it can't be read or has no text."""
    try:
        with pypdfium2.PdfDocument(file) as pdf:
            first = max(0, (len(pdf) - pages) // 2)
            out = pypdfium2.PdfDocument.new()
            out.import_pages(pdf, list(range(first, min(first + pages, len(pdf)))))
            out.save(path)
        return path if parse(path.read_bytes(), _UNREAD).text.strip() else None
    except (pypdfium2.PdfiumError, ParseError):
        return None


def _seconds(files: list[Path], workers: int) -> float:
    with ParserPool(workers=workers, seconds_per_file=600, memory_per_worker=_MEMORY) as pool:
        for future in [pool.submit(files[0], "", _UNREAD) for _ in range(2 * workers)]:
            pool.result(future)
        began = time.monotonic()
        for future in [pool.submit(file, file.name, _UNREAD) for file in files]:
            pool.result(future)
        return time.monotonic() - began


def _peak(file: Path) -> int:
    parse(file.read_bytes(), _UNREAD)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    typer.run(main)
