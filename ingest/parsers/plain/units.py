"""Lines gathered into units: what will be a block, once headings are told and broken paragraphs are whole again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ingest.assembly import Draft, Piece
from ingest.document import Kind
from ingest.parsers.plain.lines import Setting, TextLine, display_width, runs_on, terminated
from ingest.parsers.plain.marks import BARE_MARK, BULLET, CAPTION, ITEM_STYLES, RULER, TABLE_NOTE, numbering

_NEAR = 5
"""Lines before and after that show how wide the lines run here."""
_HEADING_LINES = 2
"""Lines of the longest heading that a ruler underlines."""
_FIRST_LABELS = frozenset("1aiAIа")


@dataclass(slots=True)
class Unit:
    """Lines that belong together. `rows` are a table's."""

    kind: Kind
    lines: list[TextLine]
    level: int = 0
    mark: str = ""
    rows: list[list[list[Piece]]] = field(default_factory=list)
    header_rows: int = 0

    @property
    def text(self) -> str:
        return " ".join(line.text for line in self.lines)

    def draft(self) -> Draft:
        """The block to be."""
        pieces = [] if self.rows else [Piece(line.text, line.page) for line in self.lines]
        mark = self.mark if self.kind is Kind.FOOTNOTE else ""
        return Draft(self.kind, pieces, level=self.level, rows=self.rows, header_rows=self.header_rows, mark=mark)


Claims = dict[int, tuple[int, list[Unit]]]
"""Where a special part of the text begins -> where it ends, and its units."""


def gather(lines: Sequence[TextLine], setting: Setting, claims: Mapping[int, tuple[int, list[Unit]]]) -> list[Unit]:
    """All units in the order of the lines; what no claim covers becomes paragraphs and list items."""
    units: list[Unit] = []
    index = 0
    while index < len(lines):
        if index in claims:
            index, claimed = claims[index]
            units += claimed
        else:
            end = _body_end(lines, index, setting, claims)
            units.append(_body(list(lines[index:end])))
            index = end
    return units


def _body(lines: list[TextLine]) -> Unit:
    text = lines[0].text
    if len(lines) > 1 and RULER.match(lines[-1].text):
        return Unit(Kind.HEADING, lines[:-1], mark=lines[-1].text[0])
    style, mark, _ = numbering(" ".join(line.text for line in lines))
    if CAPTION.match(text) or TABLE_NOTE.match(text):
        return Unit(Kind.CAPTION, lines)
    if bullet := BULLET.match(text) or (BARE_MARK.match(text) if len(lines) > 1 else None):
        return Unit(Kind.LIST_ITEM, lines, mark=bullet[0].strip())
    return Unit(Kind.LIST_ITEM if style in ITEM_STYLES else Kind.PARAGRAPH, lines, mark=mark)


def _body_end(lines: Sequence[TextLine], start: int, setting: Setting, claims: Mapping[int, object]) -> int:
    end = start + 1
    while end < len(lines) and end not in claims and not _begins(lines, start, end, setting):
        end += 1
    return end


def _begins(lines: Sequence[TextLine], start: int, index: int, setting: Setting) -> bool:
    """Whether the line at `index` begins a unit of its own, and does not go on with the one from `start`."""
    before, line = lines[index - 1], lines[index]
    if not setting.adjacent(line):
        return True
    if RULER.match(line.text):
        return index - start > _HEADING_LINES or len(line.text) < before.width / 2
    if RULER.match(before.text):
        return True
    if index - start == 1 and BARE_MARK.match(before.text):
        return BARE_MARK.match(line.text) is not None
    width = _width_here(lines, index, setting)
    room = before.width + 1 + _first_word(line.text) <= 0.9 * width
    ended = terminated(before.text)
    if setting.width and before.width > 1.3 * setting.width and not line.text[0].islower():
        return True
    if CAPTION.match(line.text) or TABLE_NOTE.match(line.text):
        return ended or room
    if bullet := BULLET.match(line.text):
        return ended or room or bullet[0][0] not in "-–—*" or BULLET.match(lines[start].text) is not None
    style, mark, rest = numbering(line.text)
    if mark:
        return _mark_begins(style, mark, rest, lines[start:index], ended or room or not setting.width)
    if BULLET.match(lines[start].text) and line.indent > lines[start].indent + 1:
        return False
    return _prose_begins(before, line, width, setting, ended=ended, room=room)


def _mark_begins(style: str, mark: str, rest: str, unit: Sequence[TextLine], free: bool) -> bool:
    """Whether a number at a line's start numbers something, and is not a number that happens to stand there."""
    if style == numbering(unit[0].text)[0]:
        return True
    before = _predecessor(mark)
    if before and any(before in line.text[1:] for line in unit):
        return False
    return free


def _predecessor(mark: str) -> str:
    """`(a)` for `(b)`; nothing where `mark` is the first or not of that kind."""
    label = mark.strip("()（）.． ")
    if label in _FIRST_LABELS or not mark.startswith(("(", "（")) or not label.isascii():
        return ""
    if label.isdigit():
        return mark.replace(label, str(int(label) - 1))
    return mark.replace(label, chr(ord(label) - 1)) if len(label) == 1 else ""


def _prose_begins(before: TextLine, line: TextLine, width: float, setting: Setting, *, ended: bool, room: bool) -> bool:
    if not ended and (line.text[0].islower() or runs_on(before.text)):
        return False
    if _in_capitals(before.text) and _in_capitals(line.text.split()[0]):
        return False
    if not setting.width:
        return True
    if ended and (line.indent > before.indent + 1 or (setting.trailing and before.tail > 1)):
        return True
    return room if ended else before.width < 0.6 * width


def _in_capitals(text: str) -> bool:
    return len(text) > 1 and text.isupper()


def _first_word(text: str) -> int:
    word = text.split()[0]
    return 2 if display_width(text[0]) == 2 else display_width(word)


def _width_here(lines: Sequence[TextLine], index: int, setting: Setting) -> float:
    """How wide lines run around `index`, at most the file's own width."""
    near = max(line.width for line in lines[max(index - _NEAR, 0) : index + _NEAR])
    return min(max(near, 0.6 * setting.width), setting.width)
