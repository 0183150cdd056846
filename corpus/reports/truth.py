"""What is known of a made report: its parts in reading order, and in a PDF the pages they were laid on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import astuple
from typing import TYPE_CHECKING, Any

from corpus.reports.source import (
    Block,
    Figure,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Report,
    Runs,
    Table,
    plain,
)

if TYPE_CHECKING:
    from corpus.reports.pdf import Box, Page

Entry = dict[str, Any]
Boxes = Mapping[str, "tuple[Box, ...]"]


def truth(report: Report, pages: Iterable[Page] = (), boxes: Boxes | None = None) -> Entry:
    """The truth about `report` as JSON values; `order` counts through all kinds in reading order.

    Without `boxes` (every format but PDF) nothing is said about pages.
    """
    known: Entry = {
        "file": report.file,
        "language": report.front.language,
        "title": report.front.title,
        "pages": [{"number": p.number, "label": p.label, "running": list(p.running)} for p in pages],
        "headings": [],
        "paragraphs": [],
        "tables": [],
        "captions": [],
        "footnotes": [],
    }
    entries = [*_front(report, printed=boxes is not None), *_body(report), *_notes(report)]
    for order, (kind, name, entry) in enumerate(entries):
        known[kind].append({"order": order} | entry | _place((boxes or {}).get(name, ())))
    return known


Named = tuple[str, str, Entry]


def _front(report: Report, *, printed: bool) -> list[Named]:
    front, labels = report.front, report.labels
    words = {"publisher": front.publisher, "title": front.title, "subtitle": front.subtitle}
    words["year"] = str(front.year)
    parts = [
        ("headings", name, {"level": 1, "text": text})
        if name == "title"
        else ("paragraphs", name, {"kind": "imprint", "text": text})
        for name, text in words.items()
        if text
    ]
    if printed and front.style == "report":
        parts.append(("headings", "contents", {"level": 2, "text": labels["contents"]}))
    if front.abstract:
        parts.append(("headings", "summary", {"level": 2, "text": labels["summary"]}))
        parts.append(("paragraphs", "abstract", {"kind": "abstract", "text": front.abstract}))
    return parts


def _body(report: Report) -> list[Named]:
    return [part for index, block in enumerate(report.blocks) for part in _block(f"b{index}", block)]


def _block(name: str, block: Block) -> list[Named]:
    match block:
        case Heading(level, runs):
            return [("headings", name, {"level": level, "text": plain(runs)})]
        case Paragraph(runs, kind):
            return [("paragraphs", name, {"kind": kind, "text": plain(runs)})]
        case Items(items, _):
            return [
                ("paragraphs", f"{name}.{number}", {"kind": "item", "text": plain(item)})
                for number, item in enumerate(items)
            ]
        case Table(caption, header, rows, _):
            cells = {"header": _words(header), "rows": [_words(row) for row in rows]}
            caption_part = ("captions", f"{name}.caption", {"kind": "table", "text": caption})
            return [caption_part, ("tables", name, {"caption": caption} | cells)]
        case Figure(caption, _):
            return [("captions", f"{name}.caption", {"kind": "figure", "text": caption})]
        case PageBreak():
            return []


def _notes(report: Report) -> list[Named]:
    return [
        ("footnotes", f"n{number}", {"mark": str(number), "text": plain(note)})
        for number, note in enumerate(report.notes, 1)
    ]


def _words(cells: tuple[Runs, ...]) -> list[str]:
    return [plain(cell) for cell in cells]


def _place(boxes: tuple[Box, ...]) -> Entry:
    """Its first and last page, and its boxes as [page, x0, top, x1, bottom]."""
    if not boxes:
        return {}
    edges = [list(astuple(box)) for box in boxes]
    return {"page_first": boxes[0].page, "page_last": boxes[-1].page, "boxes": edges}
