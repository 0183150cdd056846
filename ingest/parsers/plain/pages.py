"""Pages of a plain text: where they begin, told from form feeds and page numbers, and what is printed on each."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from ingest.document import Kind, Page
from ingest.parsers.plain.lines import TextLine, runs_on, terminated
from ingest.parsers.plain.marks import PAGE_NUMBER
from ingest.roman_numerals import roman_value

_MAX_STEP = 12
"""Page numbers that an extraction may lose in a row."""
_RUNNING = 120
"""Characters of the longest running head."""
_MIN_PAGE = 200
"""Characters between two page numbers; closer numbers are a table's."""


@dataclass(slots=True)
class Pagination:
    """The pages, whether the text has any of its own, and the lines that are no part of the running text."""

    pages: tuple[Page, ...]
    paged: bool
    furniture: dict[int, Kind] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Number:
    """A line that holds a page number, and how far into the text it stands."""

    line: int
    value: int
    label: str
    offset: int


def paginate(lines: Sequence[TextLine]) -> Pagination:
    """The pages of `lines`; writes each line's page into it.

    A text has pages where form feeds (or what an extraction left of them) or rising page numbers say so;
    where numbers are missing between two that are there, one page carries the labels of all ("3–10").
    """
    _mend_form_feeds(lines)
    numbers = _printed_numbers(lines)
    marked = any(line.page_start for line in lines[1:])
    if not numbers and not marked:
        return Pagination((Page(1, "", characters=_size(lines)),), paged=False, furniture=_stray_numbers(lines))
    at_top = bool(numbers) and _stand_at_top(lines, numbers)
    starts = _starts(lines, numbers, at_top=at_top)
    _number_pages(lines, starts)
    furniture = {number.line: Kind.PAGE_NUMBER for number in numbers}
    furniture |= _running_lines(lines, starts, furniture)
    labels = _labels(lines, numbers, complete=marked, at_top=at_top)
    sizes: Counter[int] = Counter()
    for line in lines:
        sizes[line.page] += len(line.text)
    pages = tuple(Page(n, labels.get(n, ""), characters=sizes[n]) for n in range(1, lines[-1].page + 1))
    return Pagination(pages, paged=True, furniture=furniture)


def page_number(text: str) -> str:
    """The label that a line shows if it holds a page number and nothing else, otherwise nothing."""
    match = PAGE_NUMBER.match(text)
    label = next((group for group in match.groups() if group), "") if match else ""
    return label if label.isascii() else ""


def _mend_form_feeds(lines: Sequence[TextLine]) -> None:
    """Some extractions put a space where a page began: before the first line, and right below the last of a page."""
    if not lines or lines[0].indent != 1:
        return
    marked = [line for line in lines if line.indent == 1 and not line.gap]
    if len(marked) <= max(2, len(lines) / 15):
        for line in marked:
            line.page_start = True


def _printed_numbers(lines: Sequence[TextLine]) -> list[_Number]:
    offsets = [0, *accumulate(len(line.text) for line in lines)]
    found = [
        _Number(index, int(label) if label.isdigit() else roman_value(label), label, offsets[index])
        for index, line in enumerate(lines)
        if (label := page_number(line.text)) and _stands_alone(lines, index)
    ]
    arabic = _chain([number for number in found if number.label.isdigit()], least=2)
    roman = _chain([number for number in found if not number.label.isdigit()], least=3)
    if roman and arabic and roman[-1].line > arabic[0].line:
        roman = []
    return roman + arabic


def _stray_numbers(lines: Sequence[TextLine]) -> dict[int, Kind]:
    """Page numbers too few to tell pages, known by the sentence that they interrupt."""
    return {
        index: Kind.PAGE_NUMBER
        for index in range(1, len(lines) - 1)
        if page_number(lines[index].text)
        and _stands_alone(lines, index)
        and len(lines[index - 1].text) > 40
        and not terminated(lines[index - 1].text)
        and (runs_on(lines[index - 1].text) or lines[index + 1].text[0].islower())
    }


def _stands_alone(lines: Sequence[TextLine], index: int) -> bool:
    """Whether no number stands on the line before or after, as in a table's column."""
    around = [*lines[max(index - 1, 0) : index], *lines[index + 1 : index + 2]]
    return not any(page_number(line.text) for line in around)


def _chain(numbers: list[_Number], *, least: int) -> list[_Number]:
    """The longest run of rising numbers that can be pages; empty where it is too short to be believed."""
    best: dict[int, list[_Number]] = {}
    for number in numbers:
        below = (best.get(number.value - step, []) for step in range(1, _MAX_STEP + 1))
        before = (chain for chain in below if chain and number.offset - chain[-1].offset >= _MIN_PAGE)
        chain = [*max(before, key=len, default=[]), number]
        if len(chain) >= len(best.get(number.value, [])):
            best[number.value] = chain
    longest = max(best.values(), key=len, default=[])
    steady = sum(after.value - before.value == 1 for before, after in pairwise(longest))
    return longest if len(longest) >= least and steady * 2 >= len(longest) - 1 else []


def _stand_at_top(lines: Sequence[TextLine], numbers: Sequence[_Number]) -> bool:
    """Whether the numbers begin their pages: told from how much text stands before the first and after the last."""
    total = _size(lines)
    mean = (numbers[-1].offset - numbers[0].offset) / max(numbers[-1].value - numbers[0].value, 1)
    before, after = numbers[0].offset, total - numbers[-1].offset
    if after < 0.15 * mean:
        return False
    return before < 0.15 * mean or numbers[0].value == 2


def _starts(lines: Sequence[TextLine], numbers: Sequence[_Number], *, at_top: bool) -> list[int]:
    """The lines that begin a page, the first included."""
    marks = {index for index, line in enumerate(lines) if line.page_start}
    turns = {number.line if at_top else number.line + 1 for number in numbers}
    doubled = {turn for turn in turns if any(abs(turn - mark) <= 3 for mark in marks)}
    return sorted({0} | marks | {turn for turn in turns - doubled if turn < len(lines)})


def _number_pages(lines: Sequence[TextLine], starts: Sequence[int]) -> None:
    page, turns = 0, set(starts)
    for index, line in enumerate(lines):
        page += index in turns
        line.page = page
        line.page_start = index in turns and index > 0


def _labels(lines: Sequence[TextLine], numbers: Sequence[_Number], *, complete: bool, at_top: bool) -> dict[int, str]:
    """The label of each page. Where only the numbers tell the pages, those between two numbers share one."""
    labels = {lines[number.line].page: number.label for number in numbers}
    if complete:
        return labels
    for before, after in pairwise(numbers):
        if after.value - before.value > 1 and before.label.isdigit() == after.label.isdigit():
            first, last = (before.value, after.value - 1) if at_top else (before.value + 1, after.value)
            labels[lines[(before if at_top else after).line].page] = f"{first}–{last}"
    return labels


def _running_lines(lines: Sequence[TextLine], starts: Sequence[int], furniture: dict[int, Kind]) -> dict[int, Kind]:
    """Lines that come back, but for their digits, at the heads or feet of three pages or more.

    The first line is never one: it may be the title.
    """
    plain = [index for index in range(1, len(lines)) if index not in furniture]
    turns = set(starts)
    heads = [index for index in plain if turns & set(range(index - 1, index + 1))]
    feet = [index for index in plain if turns & set(range(index + 1, index + 3)) or index == len(lines) - 1]
    found: dict[int, Kind] = {}
    for kind, indices in ((Kind.RUNNING_HEAD, heads), (Kind.RUNNING_FOOT, feet)):
        indices = [index for index in indices if _may_run(lines[index].text)]
        repeated = Counter(_shape(lines[index].text) for index in indices)
        often = [index for index in indices if repeated[_shape(lines[index].text)] >= 3]
        found = dict.fromkeys(often, kind) | found
    return found


def _may_run(text: str) -> bool:
    return len(text) < _RUNNING and not terminated(text) and sum(map(str.isalpha, text)) > 3


def _shape(text: str) -> str:
    return re.sub(r"\d+", "#", text)


def _size(lines: Sequence[TextLine]) -> int:
    return sum(len(line.text) for line in lines)
