"""How good what was read of a page, or of a whole document, is: a grade with its reasons, and remarks in sentences.

Judges only what a parser gave; it opens no file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from ingest.document import Division, Document, Page, PageState


class Grade(StrEnum):
    """How far the text can be relied on: as it is, with a look at the page, hardly, or there is none."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Quality:
    """A grade, and in words what keeps it from being better; the grade `good` needs no reason."""

    grade: Grade
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Assessment:
    """The quality of each page of a document, in their order, and of the document as a whole."""

    pages: tuple[Quality, ...]
    whole: Quality


def assess(document: Document) -> Assessment:
    """Grade `document` and each of its pages."""
    texts = _texts(document)
    faults = [list(_faults(page, texts.get(page.number, ""))) for page in document.pages]
    pages = [_quality(page, found) for page, found in zip(document.pages, faults, strict=True)]
    return Assessment(tuple(pages), _of_all(pages, faults, NOUNS[document.divided]))


def remarks(document: Document) -> tuple[str, ...]:
    """What a reader should know of the document: what befell the file, and which pages were not read from its text."""
    recognised = [page for page in document.pages if page.state is PageState.RECOGNISED]
    silent = [page for page in document.pages if page.state in (PageState.EMPTY, PageState.FAILED)]
    about = [
        _about(document, recognised, "read from a picture by character recognition"),
        _about(document, silent, "without text"),
    ]
    return (*document.remarks, *filter(None, about))


NOUNS = {
    Division.PAGE: "page",
    Division.SLIDE: "slide",
    Division.CHAPTER: "chapter",
    Division.SHEET: "sheet",
    Division.WHOLE: "document",
}
"""What to call one of a document's pages."""


@dataclass(frozen=True, slots=True)
class _Fault:
    """What is wrong with a page: the grade that this leaves it, what it is, and how much of it."""

    grade: Grade
    name: str
    figure: str = ""


@dataclass(frozen=True, slots=True)
class _Measure:
    """A share of a page's text that should be small; from `fair` on the page is no better than fair."""

    name: str
    share: Callable[[str], float]
    fair: float
    poor: float


_WORST = (Grade.GOOD, Grade.FAIR, Grade.POOR, Grade.NONE)
_UNSURE, _GUESSED = 0.8, 0.5
"""A page whose parser is no more certain than this is fair; below the second, poor."""
_WEAK_FAIR, _WEAK_POOR = 0.1, 1 / 3
"""A document with more than this share of weak pages is fair, or poor: a tenth of many reports is covers, plates."""
_FEWEST_LETTERS = 200
"""The vowels of fewer letters than this say nothing."""

_SPACE = re.compile(r"\s+")
_ODD = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufff0-\uffff\U000f0000-\U0010ffff]")
_WORD = re.compile(r"[^\W\d_]+")
_PLAIN_WORD = re.compile(r"(?<![^\W\d_])[A-Za-z]{3,}(?![^\W\d_])")
_VOWEL = re.compile(r"[aeiouy]", re.IGNORECASE)
_RUN_TOGETHER = re.compile(r"[A-Za-z\u00c0-\u024f\u0370-\u052f]{31,}")


def _texts(document: Document) -> dict[int, str]:
    """The text of each page that has some, a line of the page a line."""
    found: dict[int, list[str]] = {}
    for line in document.lines:
        found.setdefault(line.page, []).append(line.span.of(document.text))
    return {number: "\n".join(lines) for number, lines in found.items()}


def _faults(page: Page, text: str) -> Iterator[_Fault]:
    if not text.strip() or page.state in (PageState.EMPTY, PageState.FAILED):
        yield _Fault(Grade.NONE, "no text", page.reason)
        return
    if page.state is PageState.RECOGNISED:
        yield _Fault(Grade.FAIR, "read from a picture", f"{page.certainty:.0%} sure")
    elif page.certainty <= _UNSURE:
        yield _Fault(_grade(page), "its reading is uncertain", page.reason or f"{page.certainty:.0%} sure")
    if page.state is PageState.RECOGNISED and page.certainty < _GUESSED:
        yield _Fault(Grade.POOR, "its letters are guesses")
    for measure in _MEASURES:
        share = measure.share(text)
        if share >= measure.fair:
            yield _Fault(Grade.POOR if share >= measure.poor else Grade.FAIR, measure.name, _percent(share))


def _grade(page: Page) -> Grade:
    return Grade.POOR if page.certainty < _GUESSED else Grade.FAIR


def _odd(text: str) -> float:
    """Characters that stand for no letter: replacements, controls, private use, which only the file's font explains."""
    return len(_ODD.findall(text)) / max(1, len(_SPACE.sub("", text)))


def _consonants(text: str) -> float:
    """Consonants among the letters of plain Latin words: too many where a font maps its letters to others."""
    letters = "".join(_PLAIN_WORD.findall(text))
    return 1 - len(_VOWEL.findall(letters)) / len(letters) if len(letters) >= _FEWEST_LETTERS else 0.0


def _run_together(text: str) -> float:
    """Letters in words longer than any is: spaces were lost. Scripts that set none are not counted."""
    letters = sum(map(len, _WORD.findall(text)))
    return sum(map(len, _RUN_TOGETHER.findall(text))) / max(1, letters)


_MEASURES = (
    _Measure("unreadable characters", _odd, fair=0.01, poor=0.1),
    _Measure("too many consonants for words", _consonants, fair=0.67, poor=0.7),
    _Measure("words run together", _run_together, fair=0.1, poor=0.3),
)
"""Measured on 440 sampled pages of real reports and of files that break parsers. Unreadable: sound pages reach 0.8 %
(bullets of symbol fonts), mathematics 1.2 %, drawings 2.6 %. Consonants: sound pages reach 65.5 %; of the same pages
with each letter shifted in the alphabet nine in ten have 70 % and more. Run together: sound pages have none, a page
without spaces 64 %."""


def _quality(page: Page, faults: Sequence[_Fault]) -> Quality:
    grade = max((fault.grade for fault in faults), key=_WORST.index, default=Grade.GOOD)
    return Quality(grade, tuple(f"{fault.name} ({fault.figure})" if fault.figure else fault.name for fault in faults))


def _of_all(pages: Sequence[Quality], faults: Sequence[Sequence[_Fault]], noun: str) -> Quality:
    counts = Counter(page.grade for page in pages)
    if counts[Grade.NONE] == len(pages):
        return Quality(Grade.NONE, ("no text",))
    weak = counts[Grade.POOR] + counts[Grade.NONE]
    lacking = weak + counts[Grade.FAIR]
    if lacking <= _WEAK_FAIR * len(pages):
        return Quality(Grade.GOOD)
    names = Counter(fault.name for found in faults for fault in found)
    reasons = tuple(f"{name}: {count} of {_many(len(pages), noun)}" for name, count in names.most_common())
    return Quality(Grade.POOR if weak > _WEAK_POOR * len(pages) else Grade.FAIR, reasons)


def _about(document: Document, pages: Sequence[Page], what: str) -> str:
    """`3 of 12 pages without text (PDF pages 1-3): no text layer`; empty for no pages."""
    if not pages:
        return ""
    noun = NOUNS[document.divided]
    which = ("PDF " if document.format == "pdf" else "") + (noun if len(pages) == 1 else f"{noun}s")
    numbers = _ranges([page.number for page in pages])
    words = f"{len(pages)} of {_many(len(document.pages), noun)} {what} ({which} {numbers})"
    reasons = ", ".join(sorted({page.reason for page in pages if page.reason}))
    return f"{words}: {reasons}" if reasons else words


def _ranges(numbers: Sequence[int]) -> str:
    """`[1, 2, 3, 7]` as `1-3, 7`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1].append(number)
        else:
            runs.append([number])
    return ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _percent(share: float) -> str:
    return f"{share:.0%}" if share >= 0.01 else f"{share:.1%}"
