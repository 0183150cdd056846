"""From the order in which Arabic or Hebrew stands on the page to the order in which it is read.

Layout knows characters by their places, from left to right. How they came to stand so is told by the Unicode
Bidirectional Algorithm (UAX #9), of which rule L2 is undone here, after the simplest of its rules for what is neither
a letter nor a number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from ingest.edges import Edges
from ingest.layout.glyphs import MARKS, RIGHT_TO_LEFT
from ingest.layout.lines import TextLine

Stretch = tuple[TextLine, bool]
"""A part of a line that runs one way, and whether a space stands before it; edges descend where it runs to the left."""


def is_bidirectional(lines: Sequence[TextLine]) -> bool:
    """Whether some of it runs from right to left."""
    return any(line.level and RIGHT_TO_LEFT.search(line.text) for line in lines)


def in_reading_order(lines: Sequence[TextLine]) -> list[list[Stretch]]:
    """The lines of a paragraph, each as its stretches in the order in which they are read."""
    letters = [kind for line in lines for kind in map(unicodedata.bidirectional, line.text)]
    leftward = 2 * sum(kind in _LEFTWARD for kind in letters) > sum(kind in _STRONG for kind in letters)
    found = [list(_stretches(line, leftward)) for line in lines]
    text = " ".join(part.text for line in found for part, _ in line)
    return [[_mirrored(stretch) for stretch in line] for line in found] if _is_inside_out(text) else found


_LEFTWARD = frozenset({"R", "AL"})
_STRONG = frozenset({"L", "R", "AL"})
_KINDS = {
    **dict.fromkeys(("R", "AL"), "r"),
    **dict.fromkeys(("EN", "AN"), "n"),
    **dict.fromkeys(("ES", "CS"), "s"),
    "L": "l",
    "ET": "t",
    "NSM": "m",
}
"""Letters for the bidirectional types, of which patterns are made: leftward, number, separator, Latin, sign, mark."""


def _stretches(line: TextLine, leftward: bool) -> Iterator[Stretch]:
    levels = _levels(line.text, leftward)
    order = _turned(_turned(range(len(levels)), levels, 2), levels, 1)  # rule L2 undoes itself
    spaced = False
    for places in _runs(order, levels):
        text = "".join(line.text[place] for place in places)
        kept = places[len(text) - len(text.lstrip()) : len(text.rstrip())]
        if kept:
            yield _stretch(line, kept, levels[kept[0]] == 1), spaced or text[0] == " "
            spaced = False
        spaced = spaced or text[-1] == " "


def _turned(order: Sequence[int], levels: Sequence[int], least: int) -> list[int]:
    """The places with each stretch of them that has at least this level turned round."""
    runs = [(inner, list(run)) for inner, run in groupby(order, lambda place: levels[place] >= least)]
    return [place for inner, run in runs for place in (reversed(run) if inner else run)]


def _levels(text: str, leftward: bool) -> list[int]:
    """The level of each character: leftward text has 1, and numbers and Latin words within it 2."""
    kinds = "".join(_KINDS.get(unicodedata.bidirectional(character), "o") for character in text)
    kinds = re.sub(r"(.)m+", lambda found: found[1] * len(found[0]), kinds)  # W1
    kinds = re.sub(r"t*n(?:[st]?n)*t*", lambda found: "n" * len(found[0]), kinds)  # W4, W5
    kinds = re.sub(r"l[^r]*", lambda found: found[0].replace("n", "l"), kinds)  # W7
    if not leftward:
        apart = re.split(r"(r[^l]*r)", kinds)
        kinds = "".join(part.replace("n", "l") if place % 2 == 0 else part for place, part in enumerate(apart))
    kinds = re.sub(r"(?<=l)[^rln]+(?=l)", lambda found: "l" * len(found[0]), kinds)  # N1
    kinds = re.sub(r"(?<=[rn])[^rln]+(?=[rn])", lambda found: "r" * len(found[0]), kinds)
    return [{"r": 1, "n": 2, "l": 2 * leftward}.get(kind, int(leftward)) for kind in kinds]


def _runs(order: Sequence[int], levels: Sequence[int]) -> Iterator[list[int]]:
    """The places in reading order, cut where the next one does not stand beside the last."""
    run: list[int] = []
    for place in order:
        step = -1 if levels[place] == 1 else 1
        if run and (place != run[-1] + step or levels[place] % 2 != levels[run[-1]] % 2):
            yield run
            run = []
        run.append(place)
    yield run


def _stretch(line: TextLine, places: Sequence[int], leftward: bool) -> TextLine:
    """The part of a line at these places, which ascend or descend; marks follow the letter that they stand on."""
    text = "".join(line.text[place] for place in places)
    if leftward:
        text = _MARKS_FIRST.sub(r"\2\1", text)
    edges = [line.edges[place + leftward] for place in places] + [line.edges[places[-1] + (not leftward)]]
    return replace(line, text=text, edges=Edges.of(edges), marks=(), parts=())


_MARKS_FIRST = re.compile(rf"({MARKS}+)([^\s{MARKS[1:]})")
_BRACKETS = "([{<«‹"
_MIRRORED = str.maketrans(f"{_BRACKETS})]}}>»›", f")]}}>»›{_BRACKETS}")


def _is_inside_out(text: str) -> bool:
    """Whether more brackets stand the wrong way round than the right one: some files name what a bracket looks like."""
    depth = wrong = 0
    for bracket in re.findall(r"[()]", text):
        if bracket == "(":
            depth += 1
        elif depth:
            depth -= 1
        else:
            wrong += 1
    return wrong > text.count(")") - wrong


def _mirrored(stretch: Stretch) -> Stretch:
    line, spaced = stretch
    leftward = line.edges[0] > line.edges[-1]
    return (replace(line, text=line.text.translate(_MIRRORED)) if leftward else line), spaced
