"""`/reports/{id}`: what is known of a report, how well it was read, what it is about, and what is decided of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from index.documents import SILENT, Row, documents, pages
from index.facets import Count
from index.library import UNRULED
from index.outline import Start, sections, starts
from index.question import Question
from ingest.document import Metadata
from ingest.rendering import has_pages
from search_api.access import READER, Curator
from search_api.csl import STYLES, reference_to
from search_api.dependencies import Addressed, AskedDocument, Live
from search_api.pages.addresses import Address
from search_api.pages.naming import colour_class, full_name, shown_name
from search_api.pages.paging import paging
from search_api.pages.viewing import Viewing
from search_api.pages.wheel import wheel
from search_api.routes.documents import decided
from search_api.routes.rulings import rule_on_document
from search_api.ruling_schemas import LABEL, RulingIn
from search_api.turns import TURN

router = APIRouter(include_in_schema=False, dependencies=[READER, TURN])

_THUMBNAILS = 24
_ABOUT = ("mechanism", "topic", "country")
_MOST_ABOUT = 12


@dataclass(frozen=True, slots=True)
class About:
    """Something that the report is about, with the passages that say so; the link leads to them."""

    name: str
    full: str
    css: str
    count: int
    link: Address


@dataclass(frozen=True, slots=True)
class Thumbnail:
    """A page as a small picture, which leads to the first passage that begins on it, or to the page itself."""

    label: str
    picture: str
    link: str
    silent: bool


@router.get("/reports/{id}")
def report_page(
    document: AskedDocument,
    searcher: Addressed,
    live: Live,
    view: Viewing,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The report."""
    generation, id = searcher.generation, document["id"]
    every = pages(generation, id)
    begin = starts(generation, id)
    counts = searcher.search(Question(documents=(id,), facets=("sdg", *_ABOUT), k=1)).facets
    known = decided(live, generation)
    drawn = every[offset : offset + _THUMBNAILS] if has_pages(document["format"]) else []

    def link(entity: str) -> Address:
        return Address("/", (("document", id), ("entity", entity)))

    entities, language = generation.entities, view.words.language
    return view.page(
        "report.html",
        report=document | known[id],
        editions=_editions(documents(generation), known, id),
        citations=[(style, _reference(document, style)) for style in STYLES],
        outline=sections(begin),
        silent=[page for page in every if page["state"] in SILENT],
        sectors=wheel({one.id: one.count for one in counts["sdg"]}, entities, language, link),
        about={
            kind: [_about(one, entities, language, link(one.id)) for one in counts[kind][:_MOST_ABOUT]]
            for kind in _ABOUT
        },
        thumbnails=_thumbnails(document, drawn, begin),
        paging=paging(view.address, len(every), offset, _THUMBNAILS),
        ruling=live.store.library.rulings().get(id, UNRULED),
    )


@router.post("/reports/{id}")
def decide(
    id: str,
    caller: Curator,
    live: Live,
    act: Annotated[Literal["label", "withdraw", "restore", "link", "unlink"], Form()],
    label: Annotated[str | None, Form(pattern=LABEL)] = None,
    reason: Annotated[str, Form(max_length=500)] = "",
    edition_of: Annotated[str | None, Form(pattern="^[0-9a-f]{16}$")] = None,
) -> RedirectResponse:
    """Label, withdraw, restore or link the report; it holds at once."""
    wishes = {
        "label": RulingIn(label=label),
        "withdraw": RulingIn(withdrawn=reason.strip() or "withdrawn"),
        "restore": RulingIn(withdrawn=""),
        "link": RulingIn(edition_of=edition_of),
        "unlink": RulingIn(edition_of=""),
    }
    rule_on_document(id, wishes[act], caller, live)
    return RedirectResponse("/reports#withdrawn" if act == "withdraw" else f"/reports/{id}", HTTPStatus.SEE_OTHER)


def _reference(row: Row, style: str) -> str:
    known = Metadata(row["title"], row["publisher"], row["year"], row["language"], row["url"])
    return reference_to(row["id"], known, row["source"], row["format"], style)


def _editions(rows: Sequence[Row], known: Mapping[str, Mapping[str, Any]], id: str) -> list[Row]:
    """The editions and languages of the report with this id, itself included; none where it is the only one."""
    together = [row | dict(known[row["id"]]) for row in rows if known[row["id"]]["report_id"] == known[id]["report_id"]]
    return together if len(together) > 1 else []


def _about(count: Count, entities: Mapping[str, Any], language: str, link: Address) -> About:
    entity = entities[count.id]
    name, full = shown_name(entity, language), full_name(entity, language)
    return About(name, full, colour_class(count.id), count.count, link)


def _thumbnails(report: Row, drawn: Sequence[Row], begin: Sequence[Start]) -> list[Thumbnail]:
    first: dict[int, str] = {}
    for start in begin:
        first.setdefault(start.page, start.passage)
    return [_thumbnail(report, page, first.get(page["number"])) for page in drawn]


def _thumbnail(report: Row, page: Row, passage: str | None) -> Thumbnail:
    picture = f"/v1/documents/{report['id']}/pages/{page['number']}.png"
    return Thumbnail(
        label=page["label"] or str(page["number"]),
        picture=f"{picture}?width=160",
        link=f"/passages/{passage}" if passage else f"{picture}?width=1200",
        silent=page["state"] in SILENT,
    )
