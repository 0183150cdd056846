"""A passage where it stands: the page as a picture with its boxes, the text around it, and how it is cited."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.documents import Row, document, pages
from ingest.originals import Originals
from ingest.rendering import has_pages
from search_api.answers import passage_in_context
from search_api.csl import STYLES, Citation, cited
from search_api.pages.addresses import Address
from search_api.pages.chips import Chip, chips
from search_api.pages.viewing import View
from search_api.parameters import MOST_NEIGHBOURS
from search_api.permalinks import Addressed, addressed
from search_api.schemas import BoxOut, PassageInContext, PassageOut
from search_api.sight import Sight

_AROUND = {True: 1, False: 3}
"""So many passages before and after one are seen at first: fewer where its page is seen as a picture."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page of the report: its picture, the same in more dots, its size in points, and the passage's boxes on it."""

    number: int
    label: str
    picture: str
    larger: str
    width: float
    height: float
    boxes: Sequence[BoxOut]


@dataclass(frozen=True, slots=True)
class Evidence:
    """A passage with all that proves it. `previous` and `next` lead to the neighbouring results.

    `is_drawn` where the report has pages and its original is kept; `page_before` and `page_after` lead to the pages
    beside those that are seen, `wider` to more of the text around.
    """

    context: PassageInContext
    report: Row
    sheets: Sequence[Sheet]
    has_pages: bool
    is_drawn: bool
    citations: Sequence[Citation]
    chips: Sequence[Chip]
    previous: Address | None = None
    next: Address | None = None
    page_before: Address | None = None
    page_after: Address | None = None
    wider: Address | None = None

    @property
    def passage(self) -> PassageOut:
        """The passage itself."""
        return self.context.passage


def evidence(view: View, seen: Sight, id: str, results: Sequence[PassageOut] = ()) -> Evidence:
    """What proves the passage with this id, among the `results` of a search; marked as there. Raises `NotFound`."""
    asked = addressed(seen, id, next(iter(view.address.all("generation")), None))
    drawable = has_pages(asked.found.format)
    around = _number(view.address, "around", MOST_NEIGHBOURS) or _AROUND[drawable]
    context = passage_in_context(asked, around)
    marked = next((one for one in results if one.passage_id == id), None)
    if marked is not None:
        context = context.model_copy(update={"passage": marked})
    report = _report(asked)
    sheets = _sheets(asked, context.passage, _number(view.address, "page", report["pages"])) if drawable else []
    return Evidence(
        context=context,
        report=report,
        sheets=sheets,
        has_pages=drawable,
        is_drawn=drawable and Originals(seen.live.store.files).find(report["id"]) is not None,
        citations=[cited(asked.found, style) for style in STYLES],
        chips=chips(context.passage, asked.generation.entities, view.words.language),
        wider=_wider(view.address, around, context),
        **_neighbouring_results(view.address, id, results),
        **_neighbouring_pages(view.address, sheets, report["pages"]),
    )


def _number(address: Address, name: str, most: int) -> int:
    """A number in the address, from 1 to `most`; 0 where there is none."""
    given = next(iter(address.all(name)), "")
    number = int(given) if given.isascii() and given.isdigit() and len(given) < _DIGITS else 0
    return number if number <= most else 0


_DIGITS = 9


def _neighbouring_results(address: Address, id: str, results: Sequence[PassageOut]) -> dict[str, Address | None]:
    ids = [one.passage_id for one in results]
    if id not in ids:
        return {}
    place = ids.index(id)
    return {
        "previous": address.showing(ids[place - 1]) if place else None,
        "next": address.showing(ids[place + 1]) if place + 1 < len(ids) else None,
    }


def _neighbouring_pages(address: Address, sheets: Sequence[Sheet], pages: int) -> dict[str, Address | None]:
    if not sheets:
        return {}
    first, last = sheets[0].number, sheets[-1].number
    return {
        "page_before": address.having(page=first - 1) if first > 1 else None,
        "page_after": address.having(page=last + 1) if last < pages else None,
    }


def _wider(address: Address, around: int, context: PassageInContext) -> Address | None:
    """With about three times as much of the text around, where there is more."""
    ends = len(context.before) < around and len(context.after) < around
    return None if ends or around == MOST_NEIGHBOURS else address.having(around=min(MOST_NEIGHBOURS, 3 * around + 1))


def _report(asked: Addressed) -> Row:
    row = document(asked.generation, asked.found.document_id)
    assert row is not None  # a passage's report is in its generation
    return row


def _sheets(asked: Addressed, passage: PassageOut, page: int) -> list[Sheet]:
    """The page that is asked for; else those that the passage stands on."""
    first, last = (page, page) if page else (passage.citation.page_first, passage.citation.page_last)
    return [
        Sheet(
            number=row["number"],
            label=row["label"],
            picture=_picture(asked, row["number"], 1200),
            larger=_picture(asked, row["number"], 2400),
            width=row["width"],
            height=row["height"],
            boxes=[box for box in passage.citation.boxes if box.page == row["number"]],
        )
        for row in pages(asked.generation, asked.found.document_id)
        if first <= row["number"] <= last
    ]


def _picture(asked: Addressed, number: int, width: int) -> str:
    kept = "" if asked.live else f"&generation={asked.generation.id}"
    return f"/v1/documents/{asked.found.document_id}/pages/{number}.png?width={width}{kept}"
