"""Typeset a report as PDF, and ask the layout engine where everything went.

The only module that needs WeasyPrint and its fonts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint
from weasyprint.formatting_structure import boxes as layout

from corpus.reports.source import Report
from corpus.reports.texts import environment


@dataclass(frozen=True)
class Box:
    """Where a part of a block lies: its page (1-based) and PDF points from the page's top left corner."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float


@dataclass(frozen=True)
class Page:
    """A page as printed: its label, and the running heads and feet around the text."""

    number: int
    label: str
    running: tuple[str, ...]


@dataclass(frozen=True)
class Typeset:
    """A PDF with the layout's own account of it: `boxes` by the `data-truth` name of the block."""

    pdf: bytes
    pages: tuple[Page, ...]
    boxes: Mapping[str, tuple[Box, ...]]


def typeset(report: Report) -> Typeset:
    """The PDF of `report`: the same bytes for the same source, libraries and fonts."""
    html = environment().get_template("print.html.j2").render(report=report)
    document = weasyprint.HTML(string=html).render()
    fronts = sum(page._page_box.page_type.name in _FRONT_MATTER for page in document.pages)
    pdf = document.write_pdf(finisher=lambda _, file: _label_pages(file, fronts), pdf_identifier=report.slug.encode())
    boxes: defaultdict[str, list[Box]] = defaultdict(list)
    for number, page in enumerate(document.pages, 1):
        for name, box in _named_boxes(page._page_box, number):
            boxes[name].append(box)
    pages = tuple(_page(page, number, fronts) for number, page in enumerate(document.pages, 1))
    return Typeset(pdf, pages, {name: tuple(parts) for name, parts in boxes.items()})


_FRONT_MATTER = ("cover", "front")
_ROMAN = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_POINTS = 0.75  # WeasyPrint lays out in CSS pixels of 1/96 inch


def _label_pages(file: pydyf.PDF, fronts: int) -> None:
    """Write /PageLabels: roman for the front matter, then arabic from 1."""
    ranges: list[Any] = [0, pydyf.Dictionary({"S": "/r"})] if fronts else []
    ranges += [fronts, pydyf.Dictionary({"S": "/D"})]
    file.catalog["PageLabels"] = pydyf.Dictionary({"Nums": pydyf.Array(ranges)})


def _page(page: Any, number: int, fronts: int) -> Page:
    label = _ROMAN[number] if number <= fronts else str(number - fronts)
    margins = [box for box in page._page_box.children if isinstance(box, layout.MarginBox)]
    running = (" ".join(part.text for part in box.descendants() if _is_text(part)) for box in margins)
    return Page(number, label, tuple(filter(None, (words.strip() for words in running))))


def _named_boxes(box: Any, page: int) -> Iterator[tuple[str, Box]]:
    """The boxes of the elements that bear a `data-truth` name; a block cut in two gives two."""
    name = box.element.get("data-truth") if box.element is not None else None
    if name is not None and not _is_text(box):
        yield name, _box(box, page)
        return
    for child in getattr(box, "children", ()):
        yield from _named_boxes(child, page)


def _is_text(box: Any) -> bool:
    return isinstance(box, layout.TextBox)


def _box(box: Any, page: int) -> Box:
    left, top = box.border_box_x(), box.border_box_y()
    right, bottom = left + box.border_width(), top + box.border_height()
    return Box(page, *(round(edge * _POINTS, 1) for edge in (left, top, right, bottom)))
