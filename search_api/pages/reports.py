"""`/reports`: the reports, those of which something could not be read, and where more are handed in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import HTMLResponse
from pydantic import ConfigDict, Field, model_validator

from corpus.errors import SdgSearchError
from index.documents import Row, documents, silent_pages
from index.errors import NoGeneration
from index.generation import Generation
from index.labels import PUBLIC, may_see
from index.library import Ruling
from index.names import bare
from search_api.access import READER, Caller, Curator, Reader, Role
from search_api.dependencies import Seen, Stored, Wake
from search_api.pages.addresses import Address
from search_api.pages.paging import paging
from search_api.pages.unread import unread
from search_api.pages.viewing import View, Viewing
from search_api.parameters import DocumentsParameters
from search_api.routes.documents import decided
from search_api.ruling_schemas import LABEL
from search_api.sight import Sight
from search_api.uploads import Received, check_label, receive

router = APIRouter(include_in_schema=False, dependencies=[READER])

Sort = Literal["title", "year", "language", "format", "pages", "silent", "passages", "grade"]

_ON_A_PAGE = 50
_MOST_FILES = 100
_GRADES = ("good", "fair", "poor", "none")

_KEYS: Mapping[Sort, Callable[[Row], Any]] = {
    "title": lambda row: bare(row["title"] or row["source"]),
    "year": lambda row: row["year"] or 0,
    "language": lambda row: row["language"],
    "format": lambda row: row["format"],
    "pages": lambda row: row["pages"],
    "silent": lambda row: row["pages_without_text"],
    "passages": lambda row: row["passages"],
    "grade": lambda row: _GRADES.index(row["grade"]),
}
_LARGEST_FIRST = frozenset({"year", "pages", "silent", "passages", "grade"})
"""What people look for at the upper end of."""


class ReportsPage(DocumentsParameters):
    """The same parameters as those of `/v1/documents`, and the order; any others mean nothing here."""

    model_config = ConfigDict(extra="ignore")

    k: int = Field(_ON_A_PAGE, ge=1, le=200)
    sort: Sort = "title"
    reverse: bool = False

    @model_validator(mode="before")
    @classmethod
    def _without_empty_fields(cls, fields: dict[str, Any]) -> dict[str, Any]:
        """A form sends those too that nothing was written into."""
        return {name: value for name, value in fields.items() if value not in ("", [""])}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list, and the link that sorts by it; `sorted` is ascending, descending or none, as ARIA says."""

    name: Sort
    sorted: str
    link: Address


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What became of a file that was handed in: it was received, or why it was not."""

    name: str
    received: Received | None = None
    fault: str = ""


@router.get("/reports")
def reports_page(
    parameters: Annotated[ReportsPage, Query()], view: Viewing, seen: Seen, caller: Reader, store: Stored
) -> HTMLResponse:
    """The list, what is silent in it, and for curators the form for more."""
    try:
        generation = seen.searcher(parameters.generation, "all").generation
    except NoGeneration:
        return view.page("reports.html", **_nothing(parameters), unread=unread(store, caller, None))
    return view.page(
        "reports.html",
        **_list(parameters, view, seen, generation),
        silent=_silent(generation),
        withdrawn=_withdrawn(seen) if view.may(Role.CURATOR) else {},
        unread=unread(store, caller, generation),
    )


@router.post("/reports")
def hand_in(
    view: Viewing,
    caller: Curator,
    store: Stored,
    wake: Wake,
    files: Annotated[list[UploadFile], File(alias="file", max_length=_MOST_FILES)],
    label: Annotated[str, Form(pattern=LABEL)] = PUBLIC,
) -> HTMLResponse:
    """Keep these files and index them; each is told what became of it."""
    check_label(caller, label)
    taken = [_taken(file, label, caller, store) for file in files if file.filename]
    wake()
    bad = not taken or all(one.fault for one in taken)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if bad else HTTPStatus.ACCEPTED
    return view.page("handed_in.html", status=status, taken=taken, job=_job(taken))


def _list(parameters: ReportsPage, view: View, seen: Sight, generation: Generation) -> dict[str, Any]:
    known = decided(seen.live, generation)
    all_rows = [row | known[row["id"]] for row in documents(generation)]
    rows = [row for row in all_rows if parameters.reports.has(row)]
    downwards = (parameters.sort in _LARGEST_FIRST) != parameters.reverse
    rows.sort(key=_KEYS["title"])
    rows.sort(key=_KEYS[parameters.sort], reverse=downwards)
    shown = rows[parameters.offset : parameters.offset + parameters.k]
    return {
        "parameters": parameters,
        "rows": shown,
        "paging": paging(view.address, len(rows), parameters.offset, parameters.k),
        "columns": [_column(name, parameters, view.address) for name in get_args(Sort)],
        "others": _others(all_rows, shown),
        "languages_of_reports": sorted({row["language"] for row in all_rows}),
        "coverage": generation.coverage,
    }


def _nothing(parameters: ReportsPage) -> dict[str, Any]:
    empty: dict[str, Any] = {"rows": [], "columns": [], "languages_of_reports": [], "silent": [], "withdrawn": {}}
    return empty | {"parameters": parameters, "coverage": None, "others": {}}


def _column(name: Sort, parameters: ReportsPage, address: Address) -> Column:
    here = name == parameters.sort
    turned = here and not parameters.reverse
    down = (name in _LARGEST_FIRST) != parameters.reverse
    link = address.having(sort=name, reverse="true" if turned else None, offset=None)
    return Column(name, ("descending" if down else "ascending") if here else "none", link)


def _others(rows: Sequence[Row], shown: Sequence[Row]) -> dict[str, list[Row]]:
    """By document that is shown: the other editions and languages of the same report."""
    together: dict[str, list[Row]] = {}
    for row in rows:
        together.setdefault(row["report_id"], []).append(row)
    return {row["id"]: [one for one in together[row["report_id"]] if one["id"] != row["id"]] for row in shown}


def _silent(generation: Generation) -> list[tuple[Row, list[Row]]]:
    """The reports with pages without text, and these pages."""
    pages = silent_pages(generation)
    return [(row, pages[row["id"]]) for row in documents(generation) if row["id"] in pages]


def _withdrawn(seen: Sight) -> dict[str, tuple[str, Ruling]]:
    """By document that is withdrawn: its title, and what was decided of it."""
    titles = {row["id"]: row["title"] or row["source"] for row in documents(seen.live.whole())}
    rulings = seen.live.store.library.rulings().items()
    return {
        id: (titles.get(id, id), ruling)
        for id, ruling in rulings
        if ruling.withdrawn and may_see(seen.labels, ruling.label)
    }


def _taken(file: UploadFile, label: str, caller: Caller, store: Any) -> HandedIn:
    name = file.filename or ""
    try:
        return HandedIn(name, receive(file.file, name, store=store, by=caller.name, label=label))
    except SdgSearchError as error:
        return HandedIn(name, fault=str(error))


def _job(taken: Sequence[HandedIn]) -> str:
    """The id of the job that indexes what was taken in; empty where there is nothing to do."""
    return next((one.received.job.id for one in taken if one.received and one.received.job), "")
