"""`/`: one box, the passages that answer, the filters beside them, and the page that a passage stands on."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import ConfigDict, Field

from index.errors import NoGeneration
from search_api.access import READER
from search_api.answers import search_answer
from search_api.dependencies import Seen
from search_api.pages.chips import chips
from search_api.pages.chosen import chosen
from search_api.pages.evidence import evidence
from search_api.pages.facets import KINDS, facets
from search_api.pages.paging import paging
from search_api.pages.reasons import reasons
from search_api.pages.viewing import View, Viewing
from search_api.pages.wheel import GOALS
from search_api.parameters import SearchParameters
from search_api.sight import Sight
from search_api.turns import TURN

router = APIRouter(include_in_schema=False, dependencies=[READER, TURN])

_ON_A_PAGE = 10


class SearchPage(SearchParameters):
    """The same parameters as those of `/v1/search`, and which passage is looked at; any others mean nothing here."""

    model_config = ConfigDict(extra="ignore")

    k: int = Field(_ON_A_PAGE, ge=1, le=50)
    format: Literal["json"] = "json"
    show: str = Field("", max_length=50, description="Id of the passage whose page is seen beside the results.")


@router.get("/")
def search_page(parameters: Annotated[SearchPage, Query()], view: Viewing, seen: Seen) -> HTMLResponse:
    """The results, or, where nothing is asked, what can be."""
    try:
        searcher = seen.searcher(parameters.generation, parameters.wanted)
    except NoGeneration:
        return view.page("nothing_indexed.html")
    if not _asked(parameters):
        return view.page("start.html", parameters=parameters, **_start(view, seen))
    answer = searcher.search(replace(parameters.question(), facets=KINDS))
    entities = searcher.generation.entities
    shown = search_answer(answer, entities, explain=False)
    return view.page(
        "search.html",
        parameters=parameters,
        answer=shown,
        chosen=chosen(view.address, searcher.generation, view.words),
        signals={found.id: found.signals for found in answer.results},
        reasons=reasons,
        entities=entities,
        facets=facets(shown.facets, view.address, entities, view.words),
        chips=lambda passage: chips(passage, entities, view.words.language),
        paging=paging(view.address, shown.total, parameters.offset, parameters.k),
        evidence=evidence(view, seen, parameters.show, shown.results) if parameters.show else None,
    )


def _asked(parameters: SearchPage) -> bool:
    """Whether there is anything to search for, be it only a filter."""
    filters = (*parameters.filters.values(), parameters.entity, parameters.exclude, parameters.generation)
    return bool(parameters.q.strip()) or any(value for value in filters if value != "any")


def _start(view: View, seen: Sight) -> dict[str, Any]:
    generation = seen.searcher(None, "latest").generation
    goals = [generation.entities[goal] for goal in GOALS]
    return {"coverage": generation.coverage, "goals": goals, "language": view.words.language}
