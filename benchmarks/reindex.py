"""What an index costs again when nothing changed, and when one file in a hundred did: shares of the first index.

Counted is processor time, of all processes. `build` is the function alone, as in a running process; the command has
the start of Python and its imports in it, too. The first index includes parsing, tagging and embedding, with the model
unpacked before; the files are cut from the text of the reports of an index.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Annotated

import typer
from rows import row

from corpus.catalogue import KnownFiles
from corpus.vocabulary import load_vocabulary
from index.build import build
from index.generation import Generation
from index.store import Store
from ingest.discovery import discover
from ingest.document import Span
from ingest.settings import IngestSettings, Limits


def main(
    data: Annotated[Path, typer.Argument(help="Data folder of an index.")],
    files: Annotated[int, typer.Option(help="How many files are cut from its reports.")] = 100,
    characters: Annotated[int, typer.Option(help="Length of each.")] = 4000,
) -> None:
    """Print four rows of a Markdown table."""
    with tempfile.TemporaryDirectory() as folder:
        reports = Path(folder) / "reports"
        _cut(Store(data).open(), reports, files, characters)
        for name, index in (("build()", _build), ("sdgsearch index", _command)):
            target = Path(folder) / name
            first = index(reports, target)
            print(row(f"{name}, nothing changed, over the first ({first:.0f} s)", index(reports, target) / first, 0.02))
            for path in sorted(reports.iterdir())[: max(1, files // 100)]:
                path.write_text(path.read_text() + f"\nOne more sentence, added before {name}.\n")
            print(row(f"{name}, 1 % changed, over the first", index(reports, target) / first, 0.05))


def _cut(generation: Generation, folder: Path, files: int, characters: int) -> None:
    """Text files of the reports' own words; where these are too few, the same words begin at another place."""
    reports = generation.database.execute("SELECT id, characters FROM documents").fetchall()
    words = "\n\n".join(generation.text(id, Span(0, length)) for id, length in reports)
    folder.mkdir()
    for number in range(files):
        start = number * characters % max(1, len(words) - characters) + number
        (folder / f"{number:04}.txt").write_text(words[start : start + characters])


def _build(reports: Path, data: Path) -> float:
    before = _seconds()
    build(
        discover([reports]),
        store=Store(data),
        vocabulary=load_vocabulary(),
        known=KnownFiles([]),
        settings=IngestSettings(),
        limits=Limits(),
        progress=_Silent(),
        keep_unchanged=True,
    )
    return _seconds() - before


def _command(reports: Path, data: Path) -> float:
    before = _seconds()
    script = "from search_api.cli import main; main()"
    subprocess.run(
        [sys.executable, "-c", script, "index", str(reports), "--data", str(data)],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return _seconds() - before


def _seconds() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


class _Silent:
    def file(self, done: int, total: int, source: str) -> None: ...

    def embedded(self, texts: int) -> None: ...

    def stage(self, stage: str) -> None: ...


if __name__ == "__main__":
    typer.run(main)
