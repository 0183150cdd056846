"""What becomes of files that break parsers: each one's outcome and seconds, and the text that only PDFium finds.

python benchmarks/robustness.py FOLDER [--seconds 120] [--all]

Exit code 1 where a worker crashed or a file hit its limit on time.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Annotated, Any

import pypdfium2
import typer
from pebble import ProcessPool

from ingest.document import Document, PageState
from ingest.errors import OverLimit, ParseError
from ingest.parsers.reading import Reading
from ingest.parsers.sandbox import ParserPool, decode

PAGES = 50
"""Pages of a file that PDFium is asked for."""
_MEMORY = 4 * 2**30


@dataclass(frozen=True)
class Result:
    """What became of a file; `missed` are its pages where PDFium finds text and we none."""

    file: str
    outcome: str
    words: str
    seconds: float
    pages: int = 0
    second: int = 0
    missed: tuple[int, ...] = ()


def main(
    folder: Path,
    seconds: Annotated[float, typer.Option(help="Limit on a file.")] = 120,
    all_: Annotated[bool, typer.Option("--all", help="Print files without anything to tell, too.")] = False,
) -> None:
    results = list(measure(sorted(folder.rglob("*.pdf")), seconds))
    for result in results:
        if all_ or result.outcome != "read" or result.missed or result.second:
            row = (result.outcome, f"{result.seconds:.1f} s", f"{result.second} of {result.pages} pages by PDFium")
            print("\t".join((result.file, *row, f"missed {list(result.missed)}", result.words[:160])))
    print(_summary(results))
    raise typer.Exit(any(result.outcome in ("crashed", "over a limit") for result in results))


def measure(files: list[Path], seconds: float) -> Iterator[Result]:
    """The result of each file, in order; PDFium, which a file may crash, looks at it in a process of its own."""
    pool = ParserPool(workers=1, seconds_per_file=seconds, memory_per_worker=_MEMORY)
    with pool, ProcessPool(max_workers=1) as other:
        for file in files:
            expected = _outcome(other.schedule(_characters, args=(file,), timeout=seconds))
            yield _result(pool, file, expected)


def _result(pool: ParserPool, file: Path, expected: list[int]) -> Result:
    began = time.monotonic()
    try:
        document = decode(pool.result(pool.submit(file, file.name, Reading(ocr="off"))).encoded)
    except OverLimit as error:
        return Result(file.name, "over a limit", str(error), time.monotonic() - began)
    except ParseError as error:
        kind = type(error).__name__.lower()
        outcome = "crashed" if type(error) is ParseError else kind
        return Result(file.name, outcome, str(error), time.monotonic() - began, missed=_filled(expected))
    return Result(
        file.name,
        "read" if document.text.strip() else "without text",
        "; ".join([*document.remarks, *dict.fromkeys(page.reason for page in document.pages if page.reason)]),
        time.monotonic() - began,
        len(document.pages),
        sum("PDFium" in page.reason for page in document.pages),
        _missed(document, expected),
    )


def _characters(file: Path) -> list[int]:
    """How many characters PDFium finds on each of the first pages."""
    with pypdfium2.PdfDocument(file) as pdf:
        return [len("".join(page.get_textpage().get_text_bounded().split())) for page in islice(pdf, PAGES)]


def _outcome(future: Any) -> list[int]:
    try:
        found: list[int] = future.result()
    except Exception:
        return []
    return found


def _filled(expected: list[int]) -> tuple[int, ...]:
    return tuple(number for number, count in enumerate(expected, 1) if count)


def _missed(document: Document, expected: list[int]) -> tuple[int, ...]:
    read = {page.number for page in document.pages if page.state is PageState.TEXT}
    return tuple(number for number in _filled(expected) if number not in read)


def _summary(results: list[Result]) -> str:
    outcomes = Counter(result.outcome for result in results)
    named = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.most_common())
    missed = [result for result in results if result.missed]
    pages = sum(len(result.missed) for result in missed)
    slowest = max((result.seconds for result in results), default=0.0)
    alone = f"PDFium alone finds text on {pages} pages of {len(missed)} files"
    return f"{len(results)} files: {named}; {alone}; the slowest took {slowest:.1f} s"


if __name__ == "__main__":
    typer.run(main)
