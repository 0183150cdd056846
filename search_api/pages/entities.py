"""`/entities`: the names that reports mention, by kind or by what is typed, the most mentioned first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, get_args

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, ConfigDict, Field

from index.completion import completions
from index.entities import CountedEntity, counted_entities
from index.errors import NoGeneration
from index.generation import Generation
from search_api.access import READER
from search_api.dependencies import Seen
from search_api.pages.naming import colour_class, other_name, shown_name
from search_api.pages.paging import paging
from search_api.pages.viewing import View, Viewing
from search_api.parameters import EntityKind

router = APIRouter(include_in_schema=False, dependencies=[READER])

KINDS: tuple[str, ...] = get_args(EntityKind)

_ON_A_PAGE = 50
_MOST_FOUND = 500
_OF_A_KIND = 12
"""Names of each kind that are seen before one of the kinds is chosen."""


class EntitiesPage(BaseModel):
    """Which names, and which slice of them; `all`: those that nothing mentions too."""

    model_config = ConfigDict(extra="ignore")

    kind: EntityKind | Literal[""] = ""
    q: str = Field("", max_length=200)
    all: bool = False
    offset: int = Field(0, ge=0)


@dataclass(frozen=True, slots=True)
class Name:
    """An entity as a line or a label: `full` explains `name` where that is short, `found` is a name that was typed."""

    id: str
    name: str
    full: str
    css: str
    passages: int
    documents: int
    found: str = ""


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal with its targets."""

    name: Name
    targets: Sequence[Name]


@router.get("/entities")
def entities_page(parameters: Annotated[EntitiesPage, Query()], view: Viewing, seen: Seen) -> HTMLResponse:
    """Some of each kind; all of a kind; or those with a name that begins with `q`."""
    try:
        generation = seen.searcher(None, "latest").generation
    except NoGeneration:
        return view.page("nothing_indexed.html")
    counted = counted_entities(generation)
    mentioned = Counter(one.entity.kind for one in counted if one.passages)
    values: dict[str, Any] = {"parameters": parameters, "kinds": KINDS, "mentioned": mentioned}
    if parameters.q.strip():
        listed = _searched(generation, parameters.q.strip(), parameters.kind, view.words.language)
        return view.page("entities.html", **values, **_slice(view, listed, parameters))
    if parameters.kind == "sdg":
        return view.page("entities.html", **values, goals=_goals(view, counted, every=parameters.all))
    if parameters.kind:
        own = [one for one in counted if one.entity.kind == parameters.kind and (one.passages or parameters.all)]
        return view.page("entities.html", **values, **_slice(view, names(own, view.words.language), parameters))
    return view.page("entities.html", **values, shelves=_shelves(view, counted))


def names(counted: Iterable[CountedEntity], language: str) -> list[Name]:
    """As they are shown in a language of the interface."""
    return [
        Name(
            id=one.entity.id,
            name=shown_name(one.entity, language),
            full=other_name(one.entity, language),
            css=colour_class(one.entity.id),
            passages=one.passages,
            documents=one.documents,
        )
        for one in counted
    ]


def _searched(generation: Generation, typed: str, kind: str, language: str) -> list[Name]:
    """Those with a name, or a word in a name, that begins so; else that hold it; else that may be meant by it."""
    near = completions(generation, typed, kind=kind, k=_MOST_FOUND)
    begun = sorted((one for one in near if one.match != "typo"), key=lambda one: -one.counted.passages)
    held = [] if begun else counted_entities(generation, kind=kind, name=typed)
    if held:
        return names(held, language)
    return [_under(name, one.name) for one in begun or near for name in names([one.counted], language)]


def _under(name: Name, found: str) -> Name:
    """With the name in which what was typed stands, where another one is shown."""
    seen = f"{name.name}\n{name.full}".casefold()
    return name if found.casefold() in seen or found == name.id else replace(name, found=found)


def _slice(view: View, listed: Sequence[Name], parameters: EntitiesPage) -> dict[str, Any]:
    return {
        "listed": listed[parameters.offset : parameters.offset + _ON_A_PAGE],
        "paging": paging(view.address, len(listed), parameters.offset, _ON_A_PAGE),
    }


def _shelves(view: View, counted: Sequence[CountedEntity]) -> dict[str, list[Name]]:
    """The most mentioned of each kind; all goals, in their order."""
    found = {}
    for kind in KINDS:
        own = [one for one in counted if one.entity.kind == kind]
        first = _in_order(own) if kind == "sdg" else [one for one in own if one.passages][:_OF_A_KIND]
        found[kind] = names(first, view.words.language)
    return found


def _in_order(counted: Iterable[CountedEntity]) -> list[CountedEntity]:
    """The goals among these, by their numbers."""
    goals = [one for one in counted if not one.entity.parents]
    return sorted(goals, key=lambda one: int(one.entity.id.partition(":")[2]))


def _goals(view: View, counted: Sequence[CountedEntity], *, every: bool) -> list[Goal]:
    """The goals with those of their targets that something mentions, or with `every` one, the most mentioned first."""
    language, below = view.words.language, [one for one in counted if one.entity.parents and (one.passages or every)]
    return [
        Goal(
            names([goal], language)[0], names([one for one in below if goal.entity.id in one.entity.parents], language)
        )
        for goal in _in_order(one for one in counted if one.entity.kind == "sdg")
    ]
