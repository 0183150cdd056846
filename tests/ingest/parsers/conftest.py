"""What the tests of parsers may ask for: how much of an expected text a document holds, as the F1 of their words."""

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import ParseError
from ingest.parsers import parse

_MARKUP = re.compile(r"<!--.*?-->|(?<=\])\([^)]*\)", re.DOTALL)


@pytest.fixture
def word_scores() -> Callable[[Path], dict[str, float]]:
    """F1 of every file in a folder's `sources` that has its Markdown in `groundtruth`."""
    return _scores


def _scores(folder: Path) -> dict[str, float]:
    found: dict[str, float] = {}
    for file in sorted((folder / "sources").iterdir()):
        truth = folder / "groundtruth" / f"{file.name}.md"
        if truth.exists():
            expected = _MARKUP.sub("", truth.read_text(encoding="utf-8")).replace("\\_", "_")
            found[file.name] = _f1(_words(expected), _words(_text(file)))
    return found


def _words(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.lower()))


def _f1(expected: Counter[str], found: Counter[str]) -> float:
    total = expected.total() + found.total()
    return 2 * (expected & found).total() / total if total else 1.0


def _text(file: Path) -> str:
    try:
        return parse(file.read_bytes(), name=file.name).text
    except ParseError:
        return ""
