"""From the lines and tables of all pages to the drafts of a document, in reading order.

This is where the pure functions of this folder meet; it knows pages and lines, not PDF.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, pairwise, zip_longest

from ingest.assembly import Draft, Extent, Piece
from ingest.document import FURNITURE, Box, Kind
from ingest.layout import asides, bidi, footnotes, headings, labels, paragraphs, running, tables, titles
from ingest.layout.columns import columns
from ingest.layout.drawings import Drawing
from ingest.layout.figures import Figure, figures, is_label
from ingest.layout.glyphs import Direction, Frame, Rectangle
from ingest.layout.ink import NO_INK, Ink
from ingest.layout.lines import TextLine, drawn_together, join_rows, joined
from ingest.layout.outline import Bookmark, Outline
from ingest.layout.page_labels import printed_labels
from ingest.layout.paragraphs import Group
from ingest.layout.tables import Table

PIECES = 0.6
"""Most space between two pieces of one vertical line, in type sizes; half a square is empty beside a bracket."""
FEWEST_LIKE = 3
"""Headings of a style from which on a sentence in it is one too."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """The lines and tables of one direction on one page, in the coordinates of their frame.

    `grounds` are the rectangles that are filled, framed or pictures, on which lines may stand. `drawings` are known
    of a page's first leaf.
    """

    frame: Frame
    lines: Sequence[TextLine]
    tables: Sequence[Table] = ()
    grounds: Sequence[Rectangle] = ()
    drawings: Sequence[Drawing] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page that was read; its first leaf holds most of its text."""

    number: int
    leaves: Sequence[Leaf]

    @property
    def lines(self) -> Iterator[TextLine]:
        """Every line on it, those of tables too."""
        for leaf in self.leaves:
            yield from leaf.lines
            for table in leaf.tables:
                yield from table.lines


@dataclass(frozen=True, slots=True)
class Flow:
    """The drafts in reading order, and the number printed on each page (by page number) that bears one."""

    drafts: list[Draft]
    printed: dict[int, str]


def compose(sheets: Sequence[Sheet], bookmarks: Iterable[Bookmark] = ()) -> Flow:
    """Everything on the pages as drafts; nothing is left out.

    `bookmarks` are those of the file, if it has any.
    """
    margins = running.furniture([_upright(sheet) for sheet in sheets])
    outline = Outline.of(bookmarks, partial(_words, {s.number: (s, m) for s, m in zip(sheets, margins, strict=True)}))
    body = headings.body_of(line for sheet in sheets for leaf in sheet.leaves for line in leaf.lines)
    strips = [strip for sheet, known in zip(sheets, margins, strict=True) for strip in _strips(sheet, known, body)]
    texts = [run for strip in strips for run in _runs(strip.items)]
    body = headings.body_of(line for run in texts for line in run)
    parts = _Classifier(body, paragraphs.leading(texts), outline).parts(strips)
    printed = {sheets[index].number: label for index, label in printed_labels(margins).items()}
    return Flow(_drafts(_with_ink(_with_tables_whole(parts))), printed)


def _words(sheets: Mapping[int, tuple[Sheet, Mapping[TextLine, Kind]]], page: int) -> str:
    """What a page says, but for its running heads and feet."""
    sheet, margin = sheets.get(page, (Sheet(page, ()), {}))
    return " ".join(line.text for line in sheet.lines if line not in margin)


_Item = TextLine | Table | Figure


@dataclass(frozen=True, slots=True)
class _Turned:
    """Labels of a figure that run in another direction than the page's text."""

    figure: Figure
    frame: Frame
    lines: Sequence[TextLine]


@dataclass(frozen=True, slots=True)
class _Strip:
    """A column, or furniture of one kind, of one page.

    `asides` are the boxes around which its text wraps, `turned` the labels of its figures that run in other directions.
    """

    page: int
    frame: Frame
    items: Sequence[_Item]
    kind: Kind | None = None
    asides: Sequence[Sequence[TextLine]] = ()
    turned: Sequence[_Turned] = ()


@dataclass(frozen=True, slots=True)
class _Part:
    """A group of lines or a table, and what it is.

    It `opens` its column if it is the first in it; an `aside` stands in a box beside the text, or is a figure, whose
    `turned` labels run in other directions.
    """

    page: int
    frame: Frame
    kind: Kind
    group: Group | None = None
    table: Table | None = None
    level: int = 0
    mark: str = ""
    opens: bool = False
    aside: bool = False
    ink: Ink = NO_INK
    turned: Sequence[_Part] = ()

    @property
    def lines(self) -> Iterator[TextLine]:
        if self.group:
            yield from self.group.lines
        if self.table:
            yield from self.table.lines


def _upright(sheet: Sheet) -> running.Sheet:
    for leaf in sheet.leaves:
        if leaf.frame.direction is Direction.RIGHT:
            return running.Sheet(leaf.frame.width, leaf.frame.height, leaf.lines)
    return running.Sheet(1.0, 1.0, ())


def _strips(sheet: Sheet, known: dict[TextLine, Kind], body: headings.Body) -> Iterator[_Strip]:
    frame = next((leaf.frame for leaf in sheet.leaves if leaf.frame.direction is Direction.RIGHT), None)
    middle = frame.height / 2 if frame else 0.0
    edge = {line: kind for line, kind in known.items() if line.base < middle}
    if frame:
        yield from _furniture(sheet.number, frame, edge)
    found, turned = _figures(sheet, known, body)
    apart = {
        *known,
        *(line for figure in found for line in figure.lines),
        *(line for one in turned for line in one.lines),
    }
    for leaf in sheet.leaves:
        lines = [line for line in leaf.lines if line not in apart]
        boxed = asides.asides(leaf.grounds, lines, leaf.frame.height)
        beside = {line for aside in boxed for line in aside}
        lines = [line for line in lines if line not in beside]
        items: list[_Item] = [*(_in_one(lines) if leaf.frame.down else lines), *leaf.tables]
        items += found if leaf is sheet.leaves[0] else ()
        for column in columns(items, tiers=_is_vertical(leaf)):
            held = [aside for aside in boxed if any(asides.level_with(aside, line) for line in _text(column))]
            boxed = [aside for aside in boxed if aside not in held]
            yield _Strip(sheet.number, leaf.frame, _in_rows(column), asides=held, turned=turned)
    if frame:
        yield from _furniture(sheet.number, frame, {line: kind for line, kind in known.items() if line not in edge})


def _figures(
    sheet: Sheet, known: Mapping[TextLine, Kind], body: headings.Body
) -> tuple[Sequence[Figure], Sequence[_Turned]]:
    """The figures of a page, and those of their labels that run in other directions than its text."""
    if not sheet.leaves or not sheet.leaves[0].drawings or _is_vertical(sheet.leaves[0]):
        return (), ()
    first, *others = sheet.leaves
    found = figures(first.drawings, [line for line in first.lines if line not in known], body.size)
    turned: list[_Turned] = []
    for figure in found:
        for leaf in others:
            box = first.frame.seen_from(leaf.frame, figure.box)
            lines = [line for line in leaf.lines if line not in known and is_label(line, box)]
            if lines:
                turned.append(_Turned(figure, leaf.frame, lines))
    return found, turned


def _is_vertical(leaf: Leaf) -> bool:
    """Whether most lines are vertical writing, whose columns lie above each other as tiers."""
    return leaf.frame.direction is Direction.DOWN and 2 * sum(line.wide for line in leaf.lines) > len(leaf.lines)


def _text(items: Iterable[_Item]) -> Iterator[TextLine]:
    return (item for item in items if isinstance(item, TextLine))


def _in_one(lines: Iterable[TextLine]) -> Iterator[TextLine]:
    """Lines of vertical writing in one: signs of punctuation, which have another base line, leave them in pieces."""
    rows: list[list[TextLine]] = []
    for line in sorted(lines, key=lambda line: line.bottom):
        if not rows or line.bottom - rows[-1][0].bottom > 0.2 * line.size:
            rows.append([])
        rows[-1].append(line)
    for row in rows:
        run: list[TextLine] = []
        for line in sorted(row, key=lambda line: line.x0):
            if run and line.x0 - run[-1].x1 >= PIECES * line.size:
                yield joined(run)
                run = []
            run.append(line)
        yield joined(run)


def _furniture(page: int, frame: Frame, known: dict[TextLine, Kind]) -> Iterator[_Strip]:
    for line, kind in sorted(known.items(), key=lambda item: (item[0].base, item[0].x0)):
        yield _Strip(page, frame, [line], kind)


def _in_rows(column: Sequence[_Item]) -> list[_Item]:
    """A column with the parts of each line joined; tables and figures part what stands above from what is below."""
    found: list[_Item] = []
    lines: list[TextLine] = []
    for item in column:
        if isinstance(item, TextLine):
            lines.append(item)
        else:
            found += [*_joined(lines), item]
            lines = []
    return [*found, *_joined(lines)]


def _joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """The parts of each line joined, but for a table's unit, which stands apart from the caption beside it."""
    captions = [line for line in lines if labels.is_caption(line.text)]
    beside = [line for line in lines if any(abs(line.base - caption.base) <= 0.3 * line.size for caption in captions)]
    units = [line for line in beside if labels.is_unit(line.text)]
    found = list(join_rows(line for line in lines if line not in units))
    for unit in units:
        place = next((n for n, line in enumerate(found) if line.base > unit.base + 0.3 * unit.size), len(found))
        found.insert(place, unit)
    return found


def _runs(items: Iterable[_Item]) -> Iterator[list[TextLine]]:
    """The lines between the tables and figures."""
    run: list[TextLine] = []
    for item in items:
        if isinstance(item, TextLine):
            run.append(item)
        else:
            yield run
            run = []
    yield run


@dataclass
class _Classifier:
    """Says what each group of lines is; remembers under which heading it stands."""

    body: headings.Body
    leading: paragraphs.Leading
    outline: Outline
    found: list[_Part] = field(default_factory=list)

    def parts(self, strips: Iterable[_Strip]) -> list[_Part]:
        for strip in strips:
            if strip.kind is None:
                self._column(strip)
            else:
                self.found.append(_Part(strip.page, strip.frame, strip.kind, _group(tuple(_text(strip.items)))))
        found = _with_numbered_paragraphs(_with_like_headings(self.found, self.body))
        return _with_list_levels(_with_levels(_with_title(found), self.outline))

    def _column(self, strip: _Strip) -> None:
        first = len(self.found)
        run: list[TextLine] = []
        for item in strip.items:
            if isinstance(item, TextLine):
                run.append(item)
                continue
            self._lines(strip, run)
            self.found.append(_figure(strip, item) if isinstance(item, Figure) else _table(strip, item))
            run = []
        text, notes = footnotes.split(run, self.body.size)
        rules = [line for line in text if footnotes.is_rule(line)]
        self._lines(strip, [line for line in text if line not in rules])
        if first < len(self.found):
            self.found[first] = replace(self.found[first], opens=True)
        for aside in reversed(strip.asides):
            self._aside(strip, aside, first)
        for note in notes:
            part = _Part(strip.page, strip.frame, Kind.FOOTNOTE, _group(note), mark=footnotes.mark(note[0]))
            self.found.append(part)
        for rule in rules:
            self.found.append(_Part(strip.page, strip.frame, Kind.RUNNING_FOOT, _group([rule])))

    def _lines(self, strip: _Strip, lines: Sequence[TextLine]) -> None:
        for group in paragraphs.groups(lines, self.leading):
            self.found.append(_Part(strip.page, strip.frame, self._kind(group, strip.page), group))

    def _aside(self, strip: _Strip, aside: Sequence[TextLine], first: int) -> None:
        """A box behind the part of its column beside which it begins; what is large in it heads no section."""
        top = min(line.top for line in aside)
        lower = (i for i in range(first, len(self.found)) if max(line.bottom for line in self.found[i].lines) > top)
        place = next(lower, len(self.found) - 1) + 1
        groups = [g for column in columns(aside) for g in paragraphs.groups(join_rows(column), self.leading)]
        kinds = [self._kind(group, strip.page) for group in groups]
        self.found[place:place] = [
            _Part(strip.page, strip.frame, Kind.PARAGRAPH if kind is Kind.HEADING else kind, group, aside=True)
            for group, kind in zip(groups, kinds, strict=True)
        ]

    def _kind(self, group: Group, page: int) -> Kind:
        text = group.text
        if labels.is_contents_entry(text):
            return Kind.CONTENTS
        if labels.is_caption(text):
            return Kind.CAPTION
        if labels.is_unit(text):
            return Kind.PARAGRAPH
        if paragraphs.is_bulleted(text):
            return Kind.LIST_ITEM
        if headings.is_heading(group, self.body) or (headings.is_short(group) and self.outline.level(text, page)):
            return Kind.HEADING
        return Kind.LIST_ITEM if paragraphs.list_mark(text) else Kind.PARAGRAPH


def _table(strip: _Strip, table: Table) -> _Part:
    return _Part(strip.page, strip.frame, Kind.TABLE, table=table)


def _figure(strip: _Strip, figure: Figure) -> _Part:
    turned = [
        _Part(strip.page, one.frame, Kind.FIGURE, _group(one.lines)) for one in strip.turned if one.figure is figure
    ]
    return _Part(strip.page, strip.frame, Kind.FIGURE, _group(figure.lines), aside=True, turned=turned)


def _group(lines: Sequence[TextLine]) -> Group:
    return Group(tuple(lines), min(line.x0 for line in lines), max(line.x1 for line in lines))


def _with_like_headings(parts: Sequence[_Part], body: headings.Body) -> list[_Part]:
    """Large type that reads as a sentence is a heading where most of its style are; so is a line in italics."""
    plain = [(part, part.group) for part in parts if part.group and part.kind in _PLAIN]
    known = Counter(headings.style_of(part.group) for part in parts if part.group and part.kind is Kind.HEADING)
    like = Counter(headings.style_of(group) for _, group in plain if headings.is_like_heading(group, body))
    styles = {style for style, times in like.items() if known[style] >= max(FEWEST_LIKE, times)}
    found: list[_Part] = []
    for part, below in zip_longest(parts, parts[1:]):
        group, under = part.group, below.group if below and below.kind in _PLAIN and not below.opens else None
        if group and part.kind in _PLAIN and not part.aside:
            is_like = headings.style_of(group) in styles and headings.is_like_heading(group, body)
            if is_like or (under and headings.is_italic_heading(group, under)):
                part = replace(part, kind=Kind.HEADING)
        found.append(part)
    return found


def _with_numbered_paragraphs(parts: Sequence[_Part]) -> list[_Part]:
    """Numbered paragraphs are no list items; a single line goes with most of the others."""
    numbered = [
        part.kind is Kind.LIST_ITEM and paragraphs.is_numbered(part.group.text) if part.group else False
        for part in parts
    ]
    told = [paragraphs.is_set_out(p.group) if n and p.group else None for p, n in zip(parts, numbered, strict=True)]
    usual = told.count(True) > told.count(False)
    return [
        replace(part, kind=Kind.PARAGRAPH) if is_numbered and (usual if out is None else out) else part
        for part, is_numbered, out in zip(parts, numbered, told, strict=True)
    ]


def _with_list_levels(parts: Sequence[_Part]) -> list[_Part]:
    """Items set further in than the item before are one level deeper."""
    found: list[_Part] = []
    lefts: list[float] = []
    for part in parts:
        if part.kind is Kind.LIST_ITEM and part.group:
            left, reach = part.group.first.x0, paragraphs.INDENT * part.group.size
            while lefts and (left < lefts[-1] - reach or part.opens):
                lefts.pop()
            if not lefts or left > lefts[-1] + reach:
                lefts.append(left)
            part = replace(part, level=len(lefts))
        elif part.kind not in _WAITING:
            lefts = []
        found.append(part)
    return found


def _with_title(parts: list[_Part]) -> list[_Part]:
    """The headings of the first two pages that make the title are one part, and what stands under it is no heading."""
    first = [(i, p, p.group) for i, p in enumerate(parts) if p.group and p.page <= titles.FIRST_PAGES]
    headlines = [titles.Headline(i, part.page, group) for i, part, group in first if part.kind is Kind.HEADING]
    found = titles.title(headlines, head=titles.head_of([group for _, part, group in first if part.page == 1]))
    if not found:
        return parts
    index, end = found[0].place, found[-1].place + 1
    lines = tuple(line for headline in found for line in headline.group.lines)
    whole = replace(parts[index], kind=Kind.TITLE, group=_group(lines))
    titled = [*parts[:index], whole, *parts[end:]]
    if index + 1 < len(titled) and _is_subtitle(titled, index + 1):
        titled[index + 1] = replace(titled[index + 1], kind=Kind.PARAGRAPH)
    return titled


def _is_subtitle(parts: Sequence[_Part], index: int) -> bool:
    """Whether the heading right under the title is of a style that no other heading has."""
    group = parts[index].group
    if parts[index].kind is not Kind.HEADING or parts[index].page != parts[index - 1].page or not group:
        return False
    styles = [headings.style_of(p.group) for p in parts if p.kind is Kind.HEADING and p.group]
    return styles.count(headings.style_of(group)) == 1


def _with_levels(parts: Sequence[_Part], outline: Outline) -> list[_Part]:
    found = [(part.group, part.page) for part in parts if part.kind is Kind.HEADING and part.group]
    outlined = [outline.level(group.text, page) for group, page in found]
    levels = iter(headings.levels([group for group, _ in found], outlined))
    return [replace(part, level=next(levels)) if part.kind is Kind.HEADING else part for part in parts]


_PLAIN = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})
_WAITING = FURNITURE | {Kind.FOOTNOTE}


def _with_ink(parts: Sequence[_Part]) -> list[_Part]:
    """Parts that know the lines around them, of which their boxes keep clear."""
    lines: dict[tuple[int, Frame], list[TextLine]] = defaultdict(list)
    for part in chain.from_iterable((part, *part.turned) for part in parts):
        lines[part.page, part.frame] += part.lines
    inks = {place: Ink.of(found) for place, found in lines.items()}

    def inked(part: _Part) -> _Part:
        return replace(part, ink=inks[part.page, part.frame], turned=[inked(one) for one in part.turned])

    return [inked(part) for part in parts]


def _with_tables_whole(parts: Sequence[_Part]) -> list[_Part]:
    """Parts in which a caption that says "continued" stands in no table's way: it is a running head."""
    found = list(parts)
    last: _Part | None = None
    for place, (part, below) in enumerate(pairwise(parts)):
        says_so = part.opens and part.group and labels.is_continued(part.group.text)
        if says_so and last and last.table and below.table and tables.continues(last.table, below.table):
            found[place : place + 2] = replace(part, kind=Kind.RUNNING_HEAD), replace(below, opens=True)
        elif part.kind not in _WAITING and not part.aside:
            last = part
    return found


def _drafts(parts: Iterable[_Part]) -> list[Draft]:
    """Parts as drafts; what interrupts a paragraph or a table waits until it has ended."""
    found: list[Draft] = []
    waiting: list[Draft] = []
    last: _Part | None = None
    for part in parts:
        if part.aside or part.kind in _WAITING:
            waiting.append(_draft(part))
        elif last and _extend(found[-1], last, part):
            waiting += _repeated(last, part)
            last = part
        else:
            found += waiting
            waiting = []
            found.append(_draft(part))
            last = part
    return found + waiting


def _extend(draft: Draft, last: _Part, part: _Part) -> bool:
    """Whether `part` goes on with `last`, and if so its pieces are now in `draft`."""
    if not part.opens:
        return False
    if last.table and part.table and tables.continues(last.table, part.table):
        rows = tables.without_repeated_header(last.table, part.table)
        torn = bool(rows) and tables.goes_on_in_row(last.table, rows[0])
        if torn:
            _add_to_last_row(draft, part, part.table, len(part.table.rows) - len(rows))
        _add_rows(draft, part, part.table, len(rows) - torn)
        return True
    joining = part.kind is last.kind and part.kind in _PLAIN
    if joining and last.group and part.group and paragraphs.goes_on(last.group, part.group):
        draft.pieces += _pieces(part, part.group.lines)
        return True
    return False


def _repeated(last: _Part, part: _Part) -> list[Draft]:
    """The header of a table that goes on, which its rows do not repeat: a running head."""
    if not (last.table and part.table):
        return []
    rows = part.table.rows
    header = rows[: len(rows) - len(tables.without_repeated_header(last.table, part.table))]
    return [Draft(Kind.RUNNING_HEAD, _pieces(part, cell)) for row in header for cell in row if cell]


def _draft(part: _Part) -> Draft:
    if part.table:
        draft = Draft(part.kind, header_rows=part.table.header_rows)
        _add_rows(draft, part, part.table, len(part.table.rows))
        return draft
    pieces = [piece for one in (part, *part.turned) for piece in _pieces(one, one.lines)]
    return Draft(part.kind, pieces, level=part.level, mark=part.mark)


def _add_to_last_row(draft: Draft, part: _Part, table: Table, row: int) -> None:
    """Put the words of a row to those of the draft's last, cell by cell."""
    for column, cell in enumerate(table.rows[row]):
        draft.rows[-1][column] += _pieces(part, cell)
        if cell:
            place = (len(draft.rows) - 1, column)
            before = draft.extents.get(place, Extent())
            box = _box(part.page, part.frame, table.reaches[row, column].box)
            draft.extents[place] = replace(before, boxes=(*before.boxes, box))


def _add_rows(draft: Draft, part: _Part, table: Table, count: int) -> None:
    """Put the last `count` rows of a table under those that the draft has."""
    skipped = len(table.rows) - count
    shift = len(draft.rows) - skipped
    for (row, column), reach in table.reaches.items():
        if row >= skipped:
            boxes = (_box(part.page, part.frame, reach.box),)
            draft.extents[row + shift, column] = Extent(reach.rows, reach.columns, boxes)
    draft.rows += [[_pieces(part, cell) for cell in row] for row in table.rows[skipped:]]


def _pieces(part: _Part, lines: Iterable[TextLine]) -> list[Piece]:
    lines = list(lines)
    if bidi.is_bidirectional(lines):
        return [piece for line in bidi.in_reading_order(lines) for piece in _bidi_pieces(part, line)]
    return [piece for line in lines for piece in _line_pieces(part, line)]


def _line_pieces(part: _Part, line: TextLine) -> Iterator[Piece]:
    """A piece for each stretch of the line that is drawn in one go."""
    reach = part.ink.reach(line)
    glues = (None, *(" " if line.text[place - 1] == " " else "" for place in line.parts))
    for stretch, glue in zip(drawn_together(line), glues, strict=True):
        yield _piece(part, stretch, reach, glue)


def _bidi_pieces(part: _Part, line: Sequence[bidi.Stretch]) -> Iterator[Piece]:
    """A piece for each stretch of the line that runs one way."""
    for place, (stretch, spaced) in enumerate(line):
        yield _piece(part, stretch, part.ink.reach(stretch), (" " if spaced else "") if place else None)


def _piece(part: _Part, stretch: TextLine, reach: tuple[float, float], glue: str | None) -> Piece:
    left, right = stretch.edges.reach
    return Piece(
        stretch.text,
        part.page,
        _box(part.page, part.frame, (left, reach[0], right, reach[1])),
        part.frame.along(stretch.edges),
        confidence=stretch.confidence,
        down=part.frame.down,
        glue=glue,
        marks=stretch.marks,
    )


def _box(page: int, frame: Frame, box: Rectangle) -> Box:
    return Box(page, *(round(edge, 2) for edge in frame.back(box)))
