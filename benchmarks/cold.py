"""What a search from the shell costs when nothing runs yet: processor time of whole commands, children included."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Annotated

import typer
from rows import row

_QUESTION = "Who monitors acid rain?"


def main(
    data: Annotated[Path, typer.Argument(help="Data folder of an index.")],
    times: Annotated[int, typer.Option(help="How often each command runs; the median counts.")] = 3,
) -> None:
    """Print two rows of a Markdown table."""
    lexical, dense = (_seconds(["search", _QUESTION, "--mode", mode, "--data", str(data)], times) for mode in _MODES)
    print(row("search by words, cold, over a dense search, cold", lexical / dense, 0.1))
    print(row("sdgsearch --help over a dense search, cold", _seconds(["--help"], times) / dense, 0.1))


_MODES = ("lexical", "dense")


def _seconds(arguments: list[str], times: int) -> float:
    """The first run, which may read files from the disk, does not count."""
    return median([_once(arguments) for _ in range(times + 1)][1:])


def _once(arguments: list[str]) -> float:
    before = _children()
    command = [sys.executable, "-c", "from search_api.cli import main; main()", *arguments]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return _children() - before


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


if __name__ == "__main__":
    typer.run(main)
