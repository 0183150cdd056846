"""Paragraphs made whole again: what interrupts one, a footnote, a page number, a table, moves behind it."""

from __future__ import annotations

from collections.abc import Sequence

from ingest.document import FURNITURE, Kind
from ingest.parsers.plain.lines import display_width, runs_on, terminated
from ingest.parsers.plain.marks import URL_ONLY
from ingest.parsers.plain.units import Unit

_FLOATS = FURNITURE | {Kind.FOOTNOTE, Kind.CAPTION, Kind.TABLE}
_TEXT = frozenset({Kind.PARAGRAPH, Kind.LIST_ITEM})


def join(units: Sequence[Unit]) -> list[Unit]:
    """`units` with every broken paragraph in one piece, and what stood inside it behind it."""
    joined: list[Unit] = []
    waiting: list[Unit] = []
    """Floats behind the paragraph that may still go on."""
    for unit in units:
        if unit.kind in _FLOATS and joined and joined[-1].kind in _TEXT:
            waiting.append(unit)
        elif joined and _goes_on(joined[-1], unit, waiting):
            joined[-1].lines += unit.lines
        else:
            joined += [*waiting, unit]
            waiting = []
    return joined + waiting


def _goes_on(unit: Unit, following: Unit, between: Sequence[Unit]) -> bool:
    """Whether `following` is the rest of the sentence that `unit` breaks off."""
    if unit.kind not in _TEXT or following.kind is not Kind.PARAGRAPH or following.mark:
        return False
    before, after = unit.lines[-1].text, following.lines[0].text
    if terminated(before) or URL_ONLY.match(after) or URL_ONLY.match(before):
        return False
    if after[0].islower() or runs_on(before):
        return True
    crossed = bool(between) or following.lines[0].page_start
    if crossed:
        return after[0].isalnum() and len(unit.text) > 40 and unit.kind is Kind.PARAGRAPH
    return _fills_its_line(before) and display_width(after[0]) == 2


def _fills_its_line(text: str) -> bool:
    """Whether `text`, in a script without capitals, is a line so long that only a paragraph's can be."""
    return display_width(text[-1]) == 2 and display_width(text) > 60
