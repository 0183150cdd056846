"""A report's outline: its sections in the order in which they are read, as its passages have them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec

from index.generation import Generation
from ingest.document import Span, passage_id


@dataclass(slots=True)
class Section:
    """A section: its headings from the top, where it begins, and how many passages stand in it or below it."""

    path: tuple[str, ...]
    page: int
    label: str
    passage: str
    passages: int = 0

    @property
    def depth(self) -> int:
        """1 for a section that stands in no other."""
        return len(self.path)


@dataclass(frozen=True, slots=True)
class Start:
    """Where a passage begins: in which section, and on which page."""

    passage: str
    path: tuple[str, ...]
    page: int
    label: str


def outline(generation: Generation, document: str) -> list[Section]:
    """The sections of a report."""
    return sections(starts(generation, document))


def starts(generation: Generation, document: str) -> list[Start]:
    """Where each passage of a report begins, in reading order."""
    rows = generation.database.execute(
        "SELECT p.start, p.end, p.section, p.page_first, g.label FROM passages p"
        " LEFT JOIN pages g ON g.document = p.document AND g.number = p.page_first"
        " WHERE p.document = ? ORDER BY p.start, p.end",
        (document,),
    )
    return [
        Start(
            passage_id(document, Span(row["start"], row["end"])),
            tuple(msgspec.json.decode(row["section"])),
            row["page_first"],
            row["label"] or "",
        )
        for row in rows
    ]


def sections(starts: Iterable[Start]) -> list[Section]:
    """Every section, those too that begin with one below them; a heading that comes again later is a section again."""
    found: list[Section] = []
    opened: list[int] = []
    for start in starts:
        kept = _common([found[number].path[-1] for number in opened], start.path)
        opened = opened[:kept]
        for depth in range(kept + 1, len(start.path) + 1):
            opened.append(len(found))
            found.append(Section(start.path[:depth], start.page, start.label, start.passage))
        for number in opened:
            found[number].passages += 1
    return found


def _common(opened: list[str], path: tuple[str, ...]) -> int:
    """How many headings of the open sections are those of a path as well."""
    same = 0
    while same < min(len(opened), len(path)) and opened[same] == path[same]:
        same += 1
    return same
