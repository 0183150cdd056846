"""What each page is called: the label that the file states, else the number printed on it or that it would bear."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.document import Kind
from ingest.layout.lines import TextLine
from ingest.layout.running import printed_number, value
from ingest.roman_numerals import roman

FEWEST = 2
"""Printed numbers of one series from which on pages before and behind them get the numbers that they would bear."""
FEWEST_BESIDE = 3
"""Pages whose running heads must count with them before a number beside a head is one of the page."""


def printed_labels(pages: Sequence[Mapping[TextLine, Kind]]) -> dict[int, str]:
    """The number that each page bears, by its place counted from 0, told from the furniture of all pages.

    It stands alone, beside a running head in its line, or twice where two pages of paper are one of the file ("4–5").
    """
    found = {index: _numbers(page) for index, page in enumerate(pages)}
    alone = {index: "–".join(numbers) for index, numbers in found.items() if numbers}
    beside = {index: _beside(page) for index, page in enumerate(pages)}
    offsets = Counter(number - index for index, numbers in beside.items() for number in numbers)
    rising = {offset for offset, times in offsets.items() if times >= FEWEST_BESIDE}
    told = {index: [n for n in numbers if n - index in rising] for index, numbers in beside.items()}
    return {index: str(numbers[0]) for index, numbers in told.items() if numbers} | alone


def labels(count: int, stated: Sequence[str], printed: Mapping[int, str]) -> list[str]:
    """A label for each of `count` pages: as the file states it, else as printed, else what its series would have.

    `printed` has the numbers found on pages, by their place counted from 0. A page outside of any series is called by
    its count only where that is what other pages are called by, so that no label means two pages; else by nothing.
    """
    known = [_plain(stated[index]) if index < len(stated) else "" for index in range(count)]
    if any(label and label != str(index + 1) for index, label in enumerate(known)):
        return [label or str(index + 1) for index, label in enumerate(known)]
    found = dict(printed) | _between(printed)
    found = _around(count, found, printed)
    counts = all(number == str(index + 1) for index, number in found.items())
    return [found.get(index, str(index + 1) if counts else "") for index in range(count)]


_SECTION = re.compile(r"^Sec\d+:")
"""What a layout program puts before a label to tell its sections apart."""
_END = re.compile(r"^\d{1,4}(?=\s)|(?<=\s)\d{1,4}$")


def _plain(stated: str) -> str:
    return _SECTION.sub("", stated.strip())


def _numbers(page: Mapping[TextLine, Kind]) -> list[str]:
    lines = sorted((line for line, kind in page.items() if kind is Kind.PAGE_NUMBER), key=lambda line: line.x0)
    return list(dict.fromkeys(printed_number(line.text) for line in lines))


def _beside(page: Mapping[TextLine, Kind]) -> list[int]:
    """The numbers at the ends of running heads and feet."""
    return [int(n) for line, kind in page.items() if kind is not Kind.PAGE_NUMBER for n in _END.findall(line.text)]


def _between(printed: Mapping[int, str]) -> dict[int, str]:
    """The numbers of pages that bear none between two pages of one series."""
    found: dict[int, str] = {}
    for before, after in pairwise(index for index in sorted(printed) if _is_single(printed[index])):
        first, second = value(printed[before]), value(printed[after])
        if first * second > 0 and abs(second) - abs(first) == after - before:
            found |= {index: _moved(printed[before], index - before) for index in range(before + 1, after)}
    return found


def _around(count: int, known: Mapping[int, str], printed: Mapping[int, str]) -> dict[int, str]:
    """With the numbers of pages before a series, down to 1, and then behind it, up to the next."""
    series: dict[tuple[bool, int], list[int]] = defaultdict(list)
    for index, number in printed.items():
        if _is_single(number):
            series[value(number) > 0, abs(value(number)) - index].append(index)
    runs = [sorted(places) for places in series.values() if len(places) >= FEWEST]
    found = dict(known)
    for places in runs:
        first = places[0]
        for index in range(first - 1, max(-1, first - abs(value(printed[first]))), -1):
            if index in found:
                break
            found[index] = _moved(printed[first], index - first)
    for places in runs:
        last = places[-1]
        for index in range(last + 1, count):
            if index in found:
                break
            found[index] = _moved(printed[last], index - last)
    return found


def _is_single(number: str) -> bool:
    return "–" not in number


def _moved(number: str, by: int) -> str:
    """The number of the page `by` pages on; a roman one in capitals where `number` is."""
    count = abs(value(number)) + by
    if number.isdigit():
        return str(count)
    return roman(count).upper() if number.isupper() else roman(count)
