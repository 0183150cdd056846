"""Figures: the labels that stand in and around a drawing, told from the running text beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from statistics import median

from ingest.layout.drawings import Drawing
from ingest.layout.glyphs import Rectangle, area, stands_in
from ingest.layout.labels import is_caption
from ingest.layout.lines import TextLine

NARROWEST, LOWEST = 80.0, 50.0
"""Points; a smaller drawing is an emblem, an icon or an ornament."""
FEWEST_DRAWN = 3
"""Curves, slanted lines or bars of a figure, at least; round corners and ornaments are fewer."""
FEWEST_LABELS = 4
FEWEST_CAPTIONED = 2
"""The same of a drawing that a caption names."""
FEWEST_ON_PICTURE = 6
"""The same of a picture without anything drawn: fewer are the words of a cover, or who took the photograph."""
NEAR = 1.2
"""Type sizes from a drawing, or from a label of it, to the next label, at most."""
BESIDE = 2.0
"""The same of the title of an axis that runs up the page, which stands beside the axis' numbers."""
CAPTION_NEAR = 40.0
"""Points from a drawing to its caption, at most."""
LARGEST = 1.3
"""Size of a label within a drawing, in sizes of the running text, at most; larger is a heading."""
LARGEST_BESIDE = 1.09
"""The same of one outside."""
UNEQUAL = 1.25
"""Size of a label outside a drawing, in sizes of its labels, at most; larger is a heading."""
LEAST_SHARE = 0.3
"""Letters of labels on a drawing to those of running text on it, at least; on a page's design they are fewer."""
LEADING = 2.3
"""Type sizes from one base line of a label to the next, at most."""
LONGEST = 60
"""Letters of a label of one line, at most; an ideograph counts as two."""
PROSE_LINE, PROSE = 20, 80
"""Letters of the usual line, and of all lines, from which on several lines are running text."""


FLOWING = 0.4
"""Share of the lines below the first that go on with a sentence, in running text; those of a legend are its entries."""

_SENTENCE = re.compile(r"[a-zа-я\u3040-\u9fff\uac00-\ud7a3)”’\"'][.;:。；：]$")
_OPENING = re.compile(r"[^\Wa-zа-я_\u3040-\u9fff\uac00-\ud7a3]|[^\w\s(\"'“‘]")


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing with the labels that belong to it, in an order that keeps the lines of each label together."""

    x0: float
    top: float
    x1: float
    bottom: float
    size: float
    lines: tuple[TextLine, ...]

    @property
    def box(self) -> Rectangle:
        return (self.x0, self.top, self.x1, self.bottom)


def figures(drawings: Sequence[Drawing], lines: Sequence[TextLine], body: float) -> list[Figure]:
    """The figures of a page; `body` is the type size of the running text.

    A drawing without labels, or with more running text than labels in it (a page's design), is none.
    """
    stacks = _stacks(lines)
    captions = [stack.box for stack in stacks if is_caption(stack.text)]
    free = [stack for stack in stacks if not is_caption(stack.text)]
    found: list[Figure] = []
    for box, members in _regions(drawings, free, body):
        captioned = any(_is_near(box, caption) for caption in captions)
        labels = _labels(box, free, body)
        if _is_figure(members, box, labels, free, captioned):
            found.append(_figure(labels))
            free = [stack for stack in free if stack not in labels]
    return found


def is_label(line: TextLine, box: Rectangle) -> bool:
    """Whether a line that runs in another direction stands in, or right beside, the figure with this box."""
    return _letters(line) <= LONGEST and max(_gaps(line.box, box)) <= BESIDE * line.size and _overlaps(line.box, box)


@dataclass(frozen=True, slots=True)
class _Stack:
    """Lines of one size right below each other: a label, or a paragraph."""

    lines: tuple[TextLine, ...]
    box: Rectangle

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    @property
    def size(self) -> float:
        return self.lines[0].size

    @property
    def letters(self) -> int:
        return sum(map(_letters, self.lines))

    @property
    def is_prose(self) -> bool:
        lengths = [_letters(line) for line in self.lines]
        if max(lengths) > LONGEST or (sum(lengths) > LONGEST / 2 and _SENTENCE.search(self.text)):
            return True
        flowing = sum(not _OPENING.match(line.text) for line in self.lines[1:])
        return sum(lengths) >= PROSE and median(lengths) >= PROSE_LINE and flowing >= FLOWING * (len(lengths) - 1)


def _letters(line: TextLine) -> int:
    return len(line.text) * (2 if line.wide else 1)


def _stacks(lines: Iterable[TextLine]) -> list[_Stack]:
    """Lines with those that go on below them, from top to bottom."""
    found: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (round(line.base), line.x0)):
        above = [stack for stack in found if _goes_on(stack[-1], line)]
        if above:
            max(above, key=lambda stack: stack[-1].base).append(line)
        else:
            found.append([line])
    return [_Stack(tuple(stack), _around([line.box for line in stack])) for stack in found]


def _goes_on(above: TextLine, below: TextLine) -> bool:
    near = 0.5 * below.size < below.base - above.base <= LEADING * below.size
    alike = abs(above.size - below.size) <= 0.1 * below.size
    shared = min(above.x1, below.x1) - max(above.x0, below.x0)
    return near and alike and shared >= 0.6 * min(above.x1 - above.x0, below.x1 - below.x0)


def _around(boxes: Sequence[Rectangle]) -> Rectangle:
    left, top, right, bottom = zip(*boxes, strict=True)
    return (min(left), min(top), max(right), max(bottom))


def _regions(
    drawings: Sequence[Drawing], stacks: Sequence[_Stack], body: float
) -> list[tuple[Rectangle, list[Drawing]]]:
    """Drawings by the ground that they share once their labels are put to them, largest first."""
    regions = [(_grown(drawing.box, stacks, body), [drawing]) for drawing in drawings]
    found: list[tuple[Rectangle, list[Drawing]]] = []
    for box, members in sorted(regions, key=lambda region: -area(region[0])):
        for place, (other, held) in enumerate(found):
            if _meets(box, other):
                found[place] = (_around([box, other]), [*held, *members])
                break
        else:
            found.append((box, members))
    return found


def _grown(box: Rectangle, stacks: Sequence[_Stack], body: float) -> Rectangle:
    return _around([box, *(stack.box for stack in _labels(box, stacks, body))])


def _labels(box: Rectangle, stacks: Sequence[_Stack], body: float) -> list[_Stack]:
    """What stands on a drawing or right beside it and is no running text; then what stands right beside that."""
    short = [stack for stack in stacks if not stack.is_prose]
    inner = [stack for stack in short if stack.size <= LARGEST * body and stands_in(stack.box, box)]
    small = [stack for stack in short if stack.size <= LARGEST_BESIDE * body and stack not in inner]
    if inner:
        usual = median(stack.size for stack in inner)
        small = [stack for stack in small if stack.size <= UNEQUAL * usual]
    first = [stack for stack in small if _touches(stack, box)]
    second = [stack for stack in small if stack not in first and any(_touches(stack, other.box) for other in first)]
    return [*inner, *first, *second]


def _touches(stack: _Stack, box: Rectangle) -> bool:
    """Whether a label stands right beside, above or below a box."""
    across, down = _gaps(stack.box, box)
    return max(across, down) <= NEAR * stack.size and min(across, down) <= 0


def _gaps(box: Rectangle, other: Rectangle) -> tuple[float, float]:
    """The empty space between two boxes, across and down; negative where they overlap."""
    return max(box[0] - other[2], other[0] - box[2]), max(box[1] - other[3], other[1] - box[3])


def _overlaps(box: Rectangle, other: Rectangle) -> bool:
    """Whether most of a box stands within, above, below or beside the other."""
    across, down = min(box[2], other[2]) - max(box[0], other[0]), min(box[3], other[3]) - max(box[1], other[1])
    return across >= 0.5 * (box[2] - box[0]) or down >= 0.5 * (box[3] - box[1])


def _meets(box: Rectangle, other: Rectangle) -> bool:
    return max(_gaps(box, other)) <= 0


def _is_near(box: Rectangle, caption: Rectangle) -> bool:
    across, down = _gaps(box, caption)
    return across <= 0 and down <= CAPTION_NEAR


def _is_figure(
    members: Sequence[Drawing], box: Rectangle, labels: Sequence[_Stack], stacks: Sequence[_Stack], captioned: bool
) -> bool:
    drawn, pictured = sum(member.drawn for member in members), any(member.pictured for member in members)
    if box[2] - box[0] < NARROWEST or box[3] - box[1] < LOWEST:
        return False
    if captioned:
        fewest = FEWEST_CAPTIONED if drawn or pictured else FEWEST_LABELS
    elif drawn >= FEWEST_DRAWN or any(member.plotted for member in members):
        fewest = FEWEST_LABELS
    else:
        fewest = FEWEST_ON_PICTURE
        if not pictured or sum(any(stands_in(label.box, m.box) for m in members) for label in labels) < fewest:
            return False
    prose = sum(stack.letters for stack in stacks if stack.is_prose and stands_in(stack.box, box))
    return len(labels) >= fewest and sum(stack.letters for stack in labels) >= LEAST_SHARE * prose


def _figure(labels: Sequence[_Stack]) -> Figure:
    lines = tuple(chain.from_iterable(stack.lines for stack in _ordered(labels)))
    return Figure(*_around([stack.box for stack in labels]), median(line.size for line in lines), lines)


def _ordered(labels: Sequence[_Stack]) -> list[_Stack]:
    """Labels from top to bottom; those whose first lines stand on one height from left to right."""
    rows: list[list[_Stack]] = []
    for label in sorted(labels, key=lambda label: label.lines[0].base):
        if rows and label.lines[0].base - rows[-1][0].lines[0].base <= 0.4 * label.size:
            rows[-1].append(label)
        else:
            rows.append([label])
    return [label for row in rows for label in sorted(row, key=lambda label: label.box[0])]
