"""From glyphs to lines of text with the edge of every character.

A `TextLine` here may still be a part of a line: what stands apart by more than a word's space (the next column,
a number behind a tab) is a line of its own until the columns are known, and is joined then.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice, pairwise
from statistics import median

from ingest.edges import Edges
from ingest.layout.glyphs import RIGHT_TO_LEFT, Glyph, Rectangle

WORD_GAP = 0.18
"""Empty space, in type sizes, that separates two words where the PDF draws no space."""
WIDE_GAP = 0.5
"""The same beside an ideograph."""
PART_GAP = 0.75
"""Empty space, in type sizes, that separates two parts of a line, unless the PDF draws a space there."""
SPACED_PART_GAP = 1.3
"""The same where a space is drawn: justified lines stretch it."""
CLEARANCE = 0.3
"""Points that a stretch keeps clear of one that touches it: glyphs reach over their own edges by as much."""


@dataclass(frozen=True, slots=True)
class TextLine:
    """Characters on one base line, in the coordinates of their frame.

    `edges` as in `ingest.document.Line`. `size` is that of most characters. `marks` are the stretches of small
    characters that stand above the base line (a footnote's mark, an exponent), as half-open places in `text`. `parts`
    are the places of those characters but the first that begin something drawn apart: behind a gap, or earlier in
    the file. What stands askew is not `level` and has no base line. `confidence` as in `ingest.document.Line`.
    """

    text: str
    edges: Edges
    top: float
    bottom: float
    base: float
    size: float
    font: str
    marks: tuple[tuple[int, int], ...] = ()
    parts: tuple[int, ...] = ()
    level: bool = True
    confidence: float | None = None

    @property
    def raised(self) -> int:
        """How many characters at the start stand above the base line."""
        return self.marks[0][1] if self.marks and self.marks[0][0] == 0 else 0

    @property
    def x0(self) -> float:
        return self.edges[0]

    @property
    def x1(self) -> float:
        return self.edges[-1]

    @property
    def box(self) -> Rectangle:
        """Around all characters."""
        left, right = self.edges.reach
        return (left, self.top, right, self.bottom)

    @property
    def wide(self) -> bool:
        """Whether ideographs or the like stand in it."""
        return bool(_WIDE.search(self.text))

    @property
    def bold(self) -> bool:
        return bool(_BOLD.search(self.font))

    @property
    def weight(self) -> int:
        """How heavy its type is: 400 the regular one, 700 bold (ISO 14496-22, usWeightClass)."""
        return _weight(self.font)

    @property
    def italic(self) -> bool:
        return bool(_ITALIC.search(self.font))


def text_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """The parts of lines that the glyphs make, from top to bottom and left to right."""
    rows = _rows(_runs(glyphs))
    return [_line(part) for row in rows for part in _parts(row)]


def chained_lines(glyphs: Sequence[Glyph]) -> list[TextLine]:
    """Lines of glyphs that stand askew or along a curve: those that follow each other in the file and touch.

    Their edges only tell from where to where a line reaches.
    """
    chains: list[list[Glyph]] = []
    for glyph in glyphs:
        if not chains or not _touches(chains[-1][-1], glyph):
            chains.append([])
        chains[-1].append(glyph)
    return [_chained(chain) for chain in chains if any(glyph.text != " " for glyph in chain)]


def join_rows(lines: Iterable[TextLine]) -> list[TextLine]:
    """Lines of one column with the parts that stand on one base line joined, from top to bottom."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: (line.base, line.x0)):
        if rows and _same_row(rows[-1], line):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [joined(row) for row in rows]


def joined(parts: Sequence[TextLine]) -> TextLine:
    """Parts of one line as one line, a space between each two."""
    if len(parts) == 1:
        return parts[0]
    ordered = sorted(parts, key=lambda part: part.x0)
    main = max(ordered, key=lambda part: len(part.text))
    edges: list[float] = []
    starts: list[int] = []
    marks: list[tuple[int, int]] = []
    for part in ordered:
        starts += [len(edges) + start for start in (0, *part.parts)]
        marks += [(len(edges) + start, len(edges) + end) for start, end in part.marks]
        edges.extend(part.edges)
    return TextLine(
        " ".join(part.text for part in ordered),
        Edges.of(edges),
        min(part.top for part in ordered),
        max(part.bottom for part in ordered),
        main.base,
        main.size,
        main.font,
        tuple(marks),
        tuple(starts[1:]),
        confidence=_mean((part.confidence, len(part.text)) for part in ordered),
    )


def _mean(weighted: Iterable[tuple[float | None, int]]) -> float | None:
    """The mean of what was recognised; None where nothing was."""
    known = [(value, weight) for value, weight in weighted if value is not None]
    return round(sum(value * weight for value, weight in known) / sum(w for _, w in known), 3) if known else None


def _same_row(row: Sequence[TextLine], line: TextLine) -> bool:
    """Whether `line` stands beside the parts of `row`, on their base line or as a script raised or lowered."""
    main = max(row, key=lambda part: part.size)
    size = min(main.size, line.size)
    beside = all(line.x0 >= part.x1 - 0.3 * size or line.x1 <= part.x0 + 0.3 * size for part in row)
    return beside and (line.base - main.base <= 0.25 * size or _is_script(main, line) or _is_script(line, main))


def _is_script(line: TextLine, other: TextLine) -> bool:
    """Whether `line` is a superscript or subscript of `other`."""
    shared = min(line.bottom, other.bottom) - max(line.top, other.top)
    return len(line.text) <= _SCRIPT and line.size < 0.85 * other.size and shared > 0.5 * line.size


def cut(line: TextLine, stops: Sequence[float], least: float) -> list[TextLine]:
    """A line cut at those of its spaces that are at least `least` points wide and hold one of the stops."""
    parts: list[TextLine] = []
    start = 0
    for place, character in enumerate(line.text):
        left, right = line.edges[place], line.edges[place + 1]
        if character == " " and right - left >= least and any(left - 1 <= stop <= right + 1 for stop in stops):
            parts.append(_stretch(line, start, place))
            start = place + 1
    if not parts:
        return [line]
    return [part for part in (*parts, _stretch(line, start, len(line.text))) if part.text.strip()]


def drawn_together(line: TextLine) -> list[TextLine]:
    """A line as the stretches of it that are drawn in one go, without the spaces between them; none touches another."""
    starts = (0, *line.parts)
    ends = (*(start - (line.text[start - 1] == " ") for start in line.parts), len(line.text))
    return [
        _clear(_stretch(line, start, end), before=start in ends, after=end in starts)
        for start, end in zip(starts, ends, strict=True)
    ]


def _clear(line: TextLine, *, before: bool, after: bool) -> TextLine:
    """The line with its ends drawn in where another stretch touches them, so that its box holds nothing of that."""
    if not (before or after):
        return line
    first, *inner, last = line.edges
    room = min(CLEARANCE, abs(last - first) / 4)
    return replace(line, edges=Edges.of((first + room * before, *inner, last - room * after)))


def _stretch(line: TextLine, start: int, end: int) -> TextLine:
    return replace(
        line,
        text=line.text[start:end],
        edges=line.edges[start : end + 1],
        marks=tuple((first - start, last - start) for first, last in line.marks if start <= first and last <= end),
        parts=tuple(place - start for place in line.parts if start < place < end),
    )


@lru_cache(maxsize=4096)
def _weight(font: str) -> int:
    if _BOLD.search(font):
        return 700
    return 300 if _LIGHT.search(font) else 500 if _MEDIUM.search(font) else 400


_BOLD = re.compile(r"bold|black|heavy|semibd|demi|-bd|,b\b|cmb|[a-z]{2}bx\d|-medi(?:ital)?$", re.IGNORECASE)
_LIGHT = re.compile(r"(?:[a-z\d]L|[-,_ ][lL])(?:ight|t\b)(?![a-z])|[tT]hin(?![a-z])")
_MEDIUM = re.compile(r"(?:[a-z\d]M|[-,_ ][mM])(?:edium|d\b)(?![a-z])")
_ITALIC = re.compile(r"italic|oblique|-it\b|cmti", re.IGNORECASE)
_WIDE = re.compile(r"[\u1100-\u11ff\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60]")


@dataclass(slots=True)
class _Run:
    """Glyphs that follow each other both in the file and on the page, and whether spaces stand around them."""

    glyphs: list[Glyph]
    spaced_before: bool = False
    spaced_after: bool = False

    @property
    def first(self) -> Glyph:
        return self.glyphs[0]

    @property
    def last(self) -> Glyph:
        return self.glyphs[-1]

    @property
    def length(self) -> int:
        return sum(len(glyph.text) for glyph in self.glyphs)


def _touches(last: Glyph, glyph: Glyph) -> bool:
    across = (glyph.x0 + glyph.x1 - last.x0 - last.x1) / 2
    down = (glyph.top + glyph.bottom - last.top - last.bottom) / 2
    return bool(across**2 + down**2 <= (1.2 * max(last.size, glyph.size)) ** 2)


def _chained(chain: Sequence[Glyph]) -> TextLine:
    text = " ".join("".join(glyph.text for glyph in chain).split())
    left, right = min(glyph.x0 for glyph in chain), max(glyph.x1 for glyph in chain)
    edges = Edges.of(left + (right - left) * n / len(text) for n in range(len(text) + 1))
    top, bottom = min(glyph.top for glyph in chain), max(glyph.bottom for glyph in chain)
    return TextLine(text, edges, top, bottom, bottom, median(g.size for g in chain), chain[0].font, level=False)


def _runs(glyphs: Iterable[Glyph]) -> list[_Run]:
    runs: list[list[Glyph]] = []
    last: Glyph | None = None
    for glyph in glyphs:
        if last is None or not _follows(last, glyph):
            runs.append([])
        runs[-1].append(glyph)
        last = glyph
    return [_trimmed(run) for run in runs if any(_is_word(glyph.text) for glyph in run)]


def _is_word(text: str) -> bool:
    """Whether a glyph says something by itself: neither a space nor a dot that marks the letter below it."""
    return text != " " and not all(unicodedata.category(character) == "Mn" for character in text)


def _follows(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    spaced = last.text == " " or glyph.text == " "
    return (
        abs(glyph.base - last.base) <= 0.05 * size
        and -0.3 * size <= glyph.x0 - last.x1 <= (SPACED_PART_GAP if spaced else PART_GAP) * size
        and min(last.size, glyph.size) > 0.8 * size
    )


def _trimmed(run: list[Glyph]) -> _Run:
    start, end = 0, len(run)
    while run[start].text == " ":
        start += 1
    while run[end - 1].text == " ":
        end -= 1
    return _Run(run[start:end], start > 0, end < len(run))


def _rows(runs: Sequence[_Run]) -> list[list[_Run]]:
    """Runs on one base line together; a short run that is raised or lowered goes with its neighbour."""
    rows = _on_base_lines([run for run in runs if run.length > _SCRIPT])
    bases = _bases(rows)
    alone = [run for run in runs if run.length <= _SCRIPT and not _adopted(run, rows, bases)]
    # once more: the number before a raised "th" stands in the row when its "th" does
    rest = _on_base_lines([run for run in alone if not _adopted(run, rows, bases)])
    bases = _bases(rest)
    # the smallest first, so that none is adopted by a row that has gone into another
    for row in sorted(rest, key=lambda row: row[0].first.size):
        if len(row) == 1 and _adopted(row[0], rest, bases):
            row.clear()
    return sorted(rows + [row for row in rest if row], key=lambda row: row[0].first.base)


_SCRIPT = 8
"""Characters of a superscript or subscript at most."""


def _on_base_lines(runs: Iterable[_Run]) -> list[list[_Run]]:
    rows: list[list[_Run]] = []
    for run in sorted(runs, key=lambda run: run.first.base):
        glyph = run.first
        if rows and glyph.base - rows[-1][0].first.base <= 0.12 * min(glyph.size, rows[-1][0].first.size):
            rows[-1].append(run)
        else:
            rows.append([run])
    return rows


def _bases(rows: Sequence[list[_Run]]) -> list[float]:
    return [row[0].first.base for row in rows]


def _adopted(run: _Run, rows: Sequence[list[_Run]], bases: Sequence[float]) -> bool:
    """Put a short run into the row that it stands on or (raised, lowered) beside; False if there is none."""
    best: tuple[float, list[_Run]] | None = None
    reach = 2 * run.first.size
    for row in rows[bisect_left(bases, run.first.base - reach) : bisect_right(bases, run.first.base + reach)]:
        if not row or row[0] is run:
            continue
        size = row[0].first.size
        off = abs(run.first.base - row[0].first.base)
        raised = off > 0.12 * size
        if off > 0.6 * size or (raised and run.first.size > 0.85 * size):
            continue
        if (best is None or off < best[0]) and _gap(run, row) <= (0.35 if raised else PART_GAP) * size:
            best = off, row
    if best is None:
        return False
    best[1].append(run)
    return True


def _gap(run: _Run, row: Iterable[_Run]) -> float:
    return min(max(run.first.x0 - other.last.x1, other.first.x0 - run.last.x1) for other in row)


def _parts(row: Iterable[_Run]) -> list[list[Glyph]]:
    """The glyphs of a row from left to right, cut where they stand apart."""
    parts: list[list[Glyph]] = []
    before: _Run | None = None
    for run in sorted(row, key=lambda run: run.first.x0):
        if before and _beside(parts[-1][-1], run.first):
            if before.spaced_after or run.spaced_before:
                parts[-1].append(parts[-1][-1]._replace(text=" "))
            parts[-1] += run.glyphs
        else:
            parts.append(list(run.glyphs))
        before = run
    return parts


def _beside(last: Glyph, glyph: Glyph) -> bool:
    size = max(last.size, glyph.size)
    return -0.5 * size <= glyph.x0 - last.x1 <= PART_GAP * size


def _line(part: list[Glyph]) -> TextLine:
    text, edges, parts = _text(part)
    sizes = Counter[tuple[float, str]]()
    for glyph in part:
        sizes[round(glyph.size, 1), glyph.font] += len(glyph.text)
    (size, font), _ = sizes.most_common(1)[0]
    main = [glyph for glyph in part if round(glyph.size, 1) == size] or part
    base = main[0].base
    return TextLine(
        text,
        edges,
        min(glyph.top for glyph in main),
        max(glyph.bottom for glyph in main),
        base,
        size,
        font,
        _marks(part, base, size, text),
        parts,
        confidence=_mean((glyph.confidence, len(glyph.text)) for glyph in part),
    )


def _marks(part: list[Glyph], base: float, size: float, text: str) -> tuple[tuple[int, int], ...]:
    drawn = [glyph for glyph in part if glyph.text != " "]
    raised = [glyph.size <= 0.85 * size and base - glyph.base >= 0.12 * size for glyph in drawn]
    if not any(raised):
        return ()
    places = (place for place, character in enumerate(text) if character != " ")
    found: list[tuple[int, int]] = []
    for glyph, is_raised in zip(drawn, raised, strict=True):
        own = list(islice(places, len(glyph.text.replace(" ", ""))))
        if is_raised and found and found[-1][1] == own[0]:
            found[-1] = found[-1][0], own[-1] + 1
        elif is_raised:
            found.append((own[0], own[-1] + 1))
    return tuple(found)


def _text(part: list[Glyph]) -> tuple[str, Edges, tuple[int, ...]]:
    """The characters with one space between words, their edges, and the places where the file draws an earlier one."""
    drawn = [glyph for glyph in part if glyph.text != " "]
    spaced = _letter_spacing(part)
    after_space = _after_space(part) if spaced == 0 else frozenset()
    text: list[str] = []
    edges: list[float] = []
    parts: list[int] = []
    last: Glyph | None = None
    for index, glyph in enumerate(drawn):
        if last is not None and (index in after_space or glyph.x0 - last.x1 > _limit(last, glyph) + spaced):
            text.append(" ")
            edges.append(last.x1)
        if last is not None and glyph.place < last.place and not _leftward(last, glyph):
            parts.append(len(edges))
        _append(glyph, text, edges)
        last = glyph
    edges.append(drawn[-1].x1)
    return "".join(text), Edges.of(edges), tuple(parts)


def _leftward(last: Glyph, glyph: Glyph) -> bool:
    """Whether one of them is written from right to left, so that what stands right of it is drawn before it."""
    return bool(RIGHT_TO_LEFT.search(last.text) or RIGHT_TO_LEFT.search(glyph.text))


def _append(glyph: Glyph, text: list[str], edges: list[float]) -> None:
    """A ligature's characters share its width."""
    text.append(glyph.text)
    count = len(glyph.text)
    edges.append(glyph.x0)
    if count > 1:
        width = (glyph.x1 - glyph.x0) / count
        edges.extend(glyph.x0 + width * number for number in range(1, count))


def _limit(last: Glyph, glyph: Glyph) -> float:
    wide = _WIDE.match(last.text) or _WIDE.match(glyph.text)
    return max(last.size, glyph.size) * (WIDE_GAP if wide else WORD_GAP)


def _after_space(part: list[Glyph]) -> frozenset[int]:
    """The places, among the drawn glyphs, of those before which a space is drawn."""
    places: set[int] = set()
    drawn = 0
    for glyph in part:
        if glyph.text == " ":
            places.add(drawn)
        else:
            drawn += 1
    return frozenset(places)


def _letter_spacing(part: list[Glyph]) -> float:
    """The space put between all letters of a s p a c e d line, in points; 0 for an ordinary line."""
    drawn = [glyph for glyph in part if glyph.text != " "]
    if len(drawn) < 4 or any(_WIDE.match(glyph.text) for glyph in drawn):
        return 0.0
    gaps = [max(0.0, after.x0 - before.x1) for before, after in pairwise(drawn)]
    usual = median(gaps)
    return usual if usual > WORD_GAP * drawn[0].size and max(gaps) < 6 * usual else 0.0
