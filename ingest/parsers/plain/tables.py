"""Tables of a plain text: cells set apart by tabs or wide spaces, or broken over lines below a caption."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import pairwise

from ingest.assembly import Piece
from ingest.document import Kind
from ingest.parsers.plain.lines import Setting, TextLine, runs_on, terminated
from ingest.parsers.plain.marks import (
    BULLET,
    CAPTION,
    CONTENTS,
    FUNCTION_WORD,
    KNOWN_SECTION,
    NUMERIC,
    REFERENCES,
    RULER,
    TABLE_CAPTION,
    TABLE_NOTE,
    numbering,
)
from ingest.parsers.plain.units import Claims, Unit

Cell = list[Piece]
Row = list[Cell]
Group = list[TextLine]

_DASHES = re.compile(r"[-=]{2,}(?:\s+[-=]{2,})+$")
_RULE = re.compile(r"[|\s:+=-]+$")
_LONGEST = 120
"""Lines of one table broken over lines."""
_LEAST_FORM = 5
"""Short lines in a row that are a form or a figure's labels, not headings."""
_ALIKE = 0.5
"""Share of a table's lines that have the same number of cells."""
_SPACED = 200
"""Lines of one table whose cells only wide spaces set apart."""
_FRONT = 4
"""Lines at the start among which title, authors and date stand, which look like a form."""
_FIELD_WORDS = 6
_CELL = 60
_PROSE = 200


def find_tables(lines: Sequence[TextLine], setting: Setting, taken: Mapping[int, object]) -> Claims:
    """The tables and the captions above them. What cannot be put into cells with certainty keeps a row for each
    line, a single cell wide."""
    claims: Claims = {}
    bigrams = _bigrams(lines)
    index = 0
    while index < len(lines):
        end, units = _table_at(lines, index, setting, taken, bigrams)
        if units:
            claims[index] = end, units
        index = max(end, index + 1)
    return claims


def _table_at(
    lines: Sequence[TextLine], index: int, setting: Setting, taken: Mapping[int, object], bigrams: Mapping[str, int]
) -> tuple[int, list[Unit]]:
    if index in taken:
        return index, []
    end = _columns_end(lines, index, taken)
    if end > index:
        return end, [_columns(lines[index:end])]
    if CAPTION.match(lines[index].text) and TABLE_CAPTION.match(lines[index].text):
        return _captioned(lines, index, setting, taken, bigrams)
    end = _form_end(lines, index, setting, taken)
    return end, [_form(lines[index:end])] if end > index else []


# Cells set apart by tabs, wide spaces or upright lines


def _columns_end(lines: Sequence[TextLine], start: int, taken: Mapping[int, object]) -> int:
    """Where the lines end that have cells; `start` where they are no table."""
    marked = "\t" in lines[start].text or lines[start].text.startswith("|")
    drawn = _is_drawn(lines, start)
    end = start
    while end < len(lines) and end not in taken and (marked or end - start < _SPACED):
        cells = _cells(lines[end].text, drawn=drawn)
        if (end > start and lines[end].gap > 1) or (len(cells) < 2 and not _RULE.match(lines[end].text)):
            break
        end += 1
    counts = Counter(len(_cells(line.text, drawn=drawn)) for line in lines[start:end])
    least = 2 if counts and max(counts) > 2 else 3
    alike = marked or (counts and counts.most_common(1)[0][1] >= _ALIKE * (end - start))
    return end if end - start >= least and alike else start


def _is_drawn(lines: Sequence[TextLine], start: int) -> bool:
    """Whether a row of dashes under the first line shows where the columns are."""
    return start + 1 < len(lines) and _DASHES.match(lines[start + 1].text) is not None


def _cells(text: str, *, drawn: bool) -> list[str]:
    if "\t" in text:
        return re.split(r" *\t *", text)
    if text.startswith("|") and text.endswith("|"):
        return [cell.strip() for cell in text.strip("|").split("|")]
    return re.split(r"\s{2,}" if drawn else r"\s{3,}", text)


def _columns(lines: Sequence[TextLine]) -> Unit:
    drawn = _is_drawn(lines, 0)
    rows = [
        [[Piece(cell.strip(), line.page)] if cell.strip() else [] for cell in _cells(line.text, drawn=drawn)]
        for line in lines
        if not _RULE.match(line.text)
    ]
    ruled = drawn or (len(lines) > 1 and lines[0].text.startswith("|") and _RULE.match(lines[1].text) is not None)
    return Unit(Kind.TABLE, list(lines), rows=rows, header_rows=1 if ruled or _has_header(rows) else 0)


def _has_header(rows: Sequence[Row]) -> bool:
    """The first row is a header where it has words in columns that hold figures below."""
    if len(rows) < 2:
        return False
    first, rest = rows[0], rows[1:]
    if any(_is_figure(cell) for cell in first):
        return False
    columns = range(1, len(first))
    return any(sum(len(row) > n and _is_figure(row[n]) for row in rest) >= 0.5 * len(rest) for n in columns)


def _is_figure(cell: Cell) -> bool:
    text = " ".join(piece.text for piece in cell)
    return bool(text) and sum(map(str.isdigit, text)) >= 0.3 * len(text.replace(" ", ""))


# Tables below a caption, their cells broken over lines


def _captioned(
    lines: Sequence[TextLine], index: int, setting: Setting, taken: Mapping[int, object], bigrams: Mapping[str, int]
) -> tuple[int, list[Unit]]:
    start = index + 1
    while start < len(lines) and _caption_goes_on(lines[start - 1], lines[start]):
        start += 1
    caption = Unit(Kind.CAPTION, list(lines[index:start]))
    end = _columns_end(lines, start, taken) if start < len(lines) else start
    if end > start:
        return end, [caption, _columns(lines[start:end])]
    end = _broken_end(lines, start, setting, taken)
    kept = [number for number in range(start, end) if number not in taken]
    if len(kept) < 3:
        return start, [caption]
    table = _broken([lines[number] for number in kept], bigrams)
    numbers = [Unit(Kind.PAGE_NUMBER, [lines[number]]) for number in range(start, end) if number in taken]
    return end, [caption, table, *numbers]


def _caption_goes_on(before: TextLine, line: TextLine) -> bool:
    return line.gap == 0 and not terminated(before.text) and (line.text[0].islower() or runs_on(before.text))


def _broken_end(lines: Sequence[TextLine], start: int, setting: Setting, taken: Mapping[int, object]) -> int:
    end = start
    while end < min(start + _LONGEST, len(lines)) and not _leaves_table(lines, end, setting, taken):
        end += 1
    while end > start and end - 1 in taken:
        end -= 1
    return end


def _leaves_table(lines: Sequence[TextLine], index: int, setting: Setting, taken: Mapping[int, object]) -> bool:
    text = lines[index].text
    if index in taken:
        return len(text) > 10
    if index + 1 < len(lines) and RULER.match(lines[index + 1].text):
        return True
    if CAPTION.match(text) or TABLE_NOTE.match(text) or KNOWN_SECTION.match(text) or REFERENCES.match(text):
        return True
    style, _, words = numbering(text)
    if style in ("number", "decimal2", "decimal3", "chapter", "section", "roman") and words[:1].isupper():
        return True
    return _is_prose(lines, index, setting)


def _is_prose(lines: Sequence[TextLine], index: int, setting: Setting) -> bool:
    """Whether running text begins: lines as wide, and as far apart, as the text's own."""
    line = lines[index]
    following = lines[index + 1] if index + 1 < len(lines) else None
    if not setting.width or not following:
        return len(line.text) > _PROSE or (len(line.text) > 100 and terminated(line.text))
    wide = line.width >= 0.85 * setting.width
    if setting.double_spaced:
        return wide and line.gap > 0 and following.gap == 1
    return wide and line.gap > 0 and following.width >= 0.7 * setting.width and following.gap == 0


def _broken(lines: Sequence[TextLine], bigrams: Mapping[str, int]) -> Unit:
    for restore in (_figures, _grid):
        if unit := restore(lines, bigrams):
            return unit
    return Unit(Kind.TABLE, list(lines), rows=_labelled(_groups(lines)))


def _figures(lines: Sequence[TextLine], bigrams: Mapping[str, int]) -> Unit | None:
    """A table of figures: rows of a label and as many numbers each."""
    parts = [_label_and_figures(line.text) for line in lines]
    counts = Counter(len(figures) for _, figures in parts if len(figures) >= 2)
    if not counts:
        return None
    width, times = counts.most_common(1)[0]
    first = next((n for n, (_, figures) in enumerate(parts) if len(figures) == width), 0)
    if times < 2 or times * 2 < len(lines) - first - times:
        return None
    while first and not parts[first][0] and len(lines[first - 1].text) < _CELL and lines[first - 1].gap:
        first -= 1
    if first and not parts[first][0]:
        first -= 1
    header = _header(_groups(lines[:first]), width + 1, bigrams)
    rows = _figure_rows(lines[first:], parts[first:], width)
    return Unit(Kind.TABLE, list(lines), rows=[*header, *rows], header_rows=len(header))


def _figure_rows(lines: Sequence[TextLine], parts: Sequence[tuple[str, list[str]]], width: int) -> list[Row]:
    """A row for each line with `width` figures; the lines before it without them are the rest of its label."""
    rows: list[Row] = []
    label: Cell = []
    for line, (name, figures) in zip(lines, parts, strict=True):
        if len(figures) != width:
            label.append(Piece(line.text, line.page))
            continue
        named = [*label, *([Piece(name, line.page)] if name else [])]
        rows.append([named, *([Piece(figure, line.page)] for figure in figures)])
        label = []
    return rows + [[[piece]] for piece in label]


def _label_and_figures(text: str) -> tuple[str, list[str]]:
    words = text.split()
    count = 0
    while count < len(words) and NUMERIC.fullmatch(words[-1 - count]):
        count += 1
    return " ".join(words[: len(words) - count]), words[len(words) - count :]


def _grid(lines: Sequence[TextLine], bigrams: Mapping[str, int]) -> Unit | None:
    """A header line that names the columns, then the cells in reading order; believed only if they fill the rows."""
    header, body = _header_line(lines)
    if not header:
        return None
    names = header.text.split()
    for cells in (_groups(body), _merged(_groups(body))):
        for columns in range(min(len(names), 8), 1, -1):
            named = _columns_named(names, columns, bigrams)
            if named is None:
                continue
            for lead in (0, 1):
                if len(cells) % (columns + lead) == 0 and len(cells) > 0 and (lead or len(cells) == columns):
                    return _grid_unit(lines, header, named, cells, lead)
    return None


def _grid_unit(
    lines: Sequence[TextLine], header: TextLine, named: list[str], cells: Sequence[Group], lead: int
) -> Unit:
    width = len(named) + lead
    first: Row = [*([[]] * lead), *([Piece(name, header.page)] for name in named)]
    filled = [[Piece(line.text, line.page) for line in cell] for cell in cells]
    rows = [first, *(filled[n : n + width] for n in range(0, len(filled), width))]
    return Unit(Kind.TABLE, list(lines), rows=rows, header_rows=1)


def _header_line(lines: Sequence[TextLine]) -> tuple[TextLine | None, Sequence[TextLine]]:
    """The line of column names: the first, where it is wider than any cell's line or stands alone."""
    first, rest = lines[0], lines[1:]
    narrow = max((line.width for line in rest[:8]), default=0)
    capital = all(word[0].isupper() or FUNCTION_WORD.search(word) for word in first.text.split())
    if not capital or terminated(first.text) or len(rest) < 3:
        return None, lines
    alone = rest[0].gap > 0 and len(first.text.split()) > 2 and narrow < _CELL
    return (first, rest) if alone or first.width > 1.3 * narrow else (None, lines)


def _columns_named(names: Sequence[str], columns: int, bigrams: Mapping[str, int]) -> list[str] | None:
    """The words of a header line as `columns` names: words that often stand together are one name."""
    named = _held_together(names)
    while len(named) > columns:
        pairs = [(bigrams.get(f"{a.split()[-1]} {b.split()[0]}", 0), n) for n, (a, b) in enumerate(pairwise(named))]
        count, place = max(pairs)
        if count < 3:
            return None
        named[place : place + 2] = [f"{named[place]} {named[place + 1]}"]
    return named if len(named) == columns and not _often_together(named, bigrams) else None


def _often_together(named: Sequence[str], bigrams: Mapping[str, int]) -> bool:
    return any(bigrams.get(f"{a.split()[-1]} {b.split()[0]}", 0) >= 3 for a, b in pairwise(named))


def _held_together(words: Sequence[str]) -> list[str]:
    """Words with the small words between them ("Republic of Korea") as one."""
    held: list[str] = []
    for word in words:
        if held and (FUNCTION_WORD.search(held[-1]) or (word.islower() or word == "&")):
            held[-1] += f" {word}"
        else:
            held.append(word)
    return held


def _header(groups: Sequence[Group], width: int, bigrams: Mapping[str, int]) -> list[Row]:
    """The column names above figures, in one row if they come to `width`, otherwise as their lines stand."""
    cells = [cell for group in groups for cell in _names(group)]
    if len(cells) == width:
        return [cells]
    if len(cells) == width - 1:
        return [[[], *cells]]
    return [[[Piece(line.text, line.page) for line in group]] for group in groups]


def _names(group: Group) -> list[Cell]:
    """Column names, one word each; a name broken over lines begins with the last word of a line."""
    cells: list[Cell] = []
    for number, line in enumerate(group):
        words = [Piece(word, line.page) for word in _held_together(line.text.split())]
        if number:
            cells[-1].append(Piece(line.text, line.page))
        else:
            cells += [[word] for word in words]
    return cells


def _groups(lines: Sequence[TextLine]) -> list[Group]:
    """Lines without an empty line between them; a line of spaces separates paragraphs of one cell."""
    groups: list[Group] = []
    for number, line in enumerate(lines):
        if number and (line.gap == 0 or line.soft) and not line.page_start:
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _merged(groups: Sequence[Group]) -> list[Group]:
    """Cells set with wide line distance are groups of one line each; they are put together again."""
    merged: list[Group] = []
    spaced = False
    for group in groups:
        if merged and spaced and len(group) == 1 and group[0].gap == 1:
            merged[-1] += group
        else:
            merged.append(list(group))
        spaced = len(group) == 1
    return merged


def _labelled(groups: Sequence[Group]) -> list[Row]:
    """A row for each group; a label such as "Goal 3." that comes again and again begins a row of two cells."""
    firsts = Counter(_label_word(group[0].text) for group in groups)
    rows: list[Row] = []
    waiting: Cell = []
    for group in groups:
        pieces = [Piece(line.text, line.page) for line in group]
        word = _label_word(group[0].text)
        if word and firsts[word] > 1 and not waiting:
            waiting, pieces = pieces[:1], pieces[1:]
        if not pieces:
            continue
        rows.append([waiting, pieces] if waiting else [pieces])
        waiting = []
    return rows + ([[waiting]] if waiting else [])


def _label_word(text: str) -> str:
    match = re.fullmatch(r"([^\W\d_]+)\s*[\d.]+[.:]?", text)
    return match[1] if match else ""


def _bigrams(lines: Sequence[TextLine]) -> Counter[str]:
    """How often two words with capitals stand together in the text."""
    text = " ".join(line.text for line in lines)
    words = re.findall(r"\S+", text)
    return Counter(f"{a} {b.strip(',.;:()')}" for a, b in pairwise(words) if a[0].isupper() and b[0].isupper())


# Forms: labels and values line by line, the labels of a figure


def _form_end(lines: Sequence[TextLine], start: int, setting: Setting, taken: Mapping[int, object]) -> int:
    """Where a run of short lines ends that no running text follows; `start` where there is none."""
    headed = start > 0 and (KNOWN_SECTION.match(lines[start - 1].text) or numbering(lines[start - 1].text)[0])
    if start == 0 or not (lines[start].gap or headed) or lines[start].text[0].islower():
        return start
    end = start
    while end < len(lines) and end not in taken and _may_be_field(lines[end], setting):
        end += 1
    if end < len(lines) and end not in taken and len(lines[end].text) > _CELL:
        while _is_tight(lines[end]) and end > start:
            end -= 1
    fields = len(_fields(lines[start:end]))
    return end if fields >= (_LEAST_FORM if start >= _FRONT else _LEAST_FORM + 3) else start


def _may_be_field(line: TextLine, setting: Setting) -> bool:
    text = line.text
    share = 0.8 if line.gap else 0.6
    sentence = terminated(text) and not (text.endswith((".", ")")) and len(text.split()) <= _FIELD_WORDS)
    if len(text) > min(_CELL, share * (setting.width or 75)) or sentence or BULLET.match(text):
        return False
    signs = (CAPTION, TABLE_NOTE, KNOWN_SECTION, REFERENCES, CONTENTS)
    return not numbering(text)[0] and not any(sign.match(text) for sign in signs)


def _fields(lines: Sequence[TextLine]) -> list[Group]:
    """A row for each few lines that stand together; where many do, one for each line."""
    groups = _groups(lines)
    return [part for group in groups for part in ([group] if len(group) <= 3 else [[line] for line in group])]


def _is_tight(line: TextLine) -> bool:
    return line.gap == 0 and not line.page_start


def _form(lines: Sequence[TextLine]) -> Unit:
    rows = [[[Piece(line.text, line.page) for line in field]] for field in _fields(lines)]
    return Unit(Kind.TABLE, list(lines), rows=rows)
