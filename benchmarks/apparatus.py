"""How well contents, references, indexes and covers are told: precision, recall and F1 by page and kind.

The pages were labelled by eye in tests/ingest/apparatus.csv: a row names a file, a kind and the pages that bear it,
and so says that its other pages do not. Files are found by their names below the folders given (manuals in Chinese,
Japanese, Korean and Russian are those of Debian's packages of documentation); a hash of the name parts them into
those that the rules were written on and those held out.
"""

from __future__ import annotations

import csv
import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated

import typer

from ingest.apparatus import marked
from ingest.document import FURNITURE, Kind
from ingest.errors import ParseError
from ingest.parsers import parse

LABELS = Path(__file__).parents[1] / "tests" / "ingest" / "apparatus.csv"
KINDS = ("contents", "reference", "index", "cover")
LEAST = 40
"""Characters of a kind on a page that make it one of that kind; so does half of a page that has fewer."""

Truth = Mapping[str, Mapping[str, frozenset[int]]]


def main(folders: Annotated[list[Path], typer.Argument(help="Where the labelled PDFs lie.")]) -> None:
    """Print a table for the files that the rules were written on, and one for those held out."""
    truth = _labels()
    counts: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for path in _files(folders, truth):
        part = "held out" if hashlib.sha256(path.name.encode()).digest()[0] % 2 else "development"
        try:
            found = _found(path)
        except ParseError as error:
            typer.echo(f"{path.name}: {error}", err=True)
            continue
        for kind, pages in truth[path.name].items():
            counts[part, kind] += Counter(
                hit=len(pages & found[kind]), extra=len(found[kind] - pages), missed=len(pages - found[kind]), files=1
            )
            for name, wrong in (("extra", found[kind] - pages), ("missed", pages - found[kind])):
                if wrong:
                    typer.echo(f"{path.name}: {kind} {name} on {sorted(wrong)}", err=True)
    for part in ("development", "held out"):
        _print(part, {kind: counts[part, kind] for kind in KINDS})


def _labels() -> Truth:
    truth: dict[str, dict[str, frozenset[int]]] = defaultdict(dict)
    with LABELS.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            truth[row["file"]][row["kind"]] = frozenset(_pages(row["pages"]))
    return truth


def _pages(ranges: str) -> Iterator[int]:
    for part in ranges.split():
        first, _, last = part.partition("-")
        yield from range(int(first), int(last or first) + 1)


def _files(folders: list[Path], truth: Truth) -> list[Path]:
    found = {path.name: path for folder in folders for path in sorted(folder.rglob("*.pdf")) if path.name in truth}
    return [found[name] for name in sorted(found)]


def _found(path: Path) -> dict[str, frozenset[int]]:
    document = marked(parse(path.read_bytes(), name=path.name))
    sizes: dict[str, Counter[int]] = defaultdict(Counter)
    for block in document.blocks:
        for line in document.lines_of(block.span) if block.kind not in FURNITURE else ():
            sizes["all"][line.page] += len(line.span)
            sizes[block.kind][line.page] += len(line.span)
    return {kind: frozenset(_pages_of(kind, sizes)) for kind in KINDS}


def _pages_of(kind: str, sizes: Mapping[str, Counter[int]]) -> Iterator[int]:
    """The pages that bear `kind`; a title with little else on its page is a cover."""
    for page, size in sizes["all"].items():
        with_title = sizes[kind][page] + (sizes[Kind.TITLE][page] if kind == Kind.COVER else 0)
        if sizes[kind][page] >= LEAST or 2 * with_title > size:
            yield page


def _print(part: str, counts: Mapping[str, Counter[str]]) -> None:
    typer.echo(f"\n| {part} | files | pages | precision | recall | F1 |\n|---|---|---|---|---|---|")
    for kind, count in counts.items():
        hit, extra, missed = count["hit"], count["extra"], count["missed"]
        precision, recall = hit / max(1, hit + extra), hit / max(1, hit + missed)
        f1 = 2 * hit / max(1, 2 * hit + extra + missed)
        row = f"{count['files']} | {hit + missed} | {precision:.2f} | {recall:.2f} | {f1:.2f}"
        typer.echo(f"| {kind} | {row} |")


if __name__ == "__main__":
    typer.run(main)
