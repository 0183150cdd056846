"""`/entities/{id}`: what an entity is called, where and when it is mentioned, beside what, and in which passages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import RedirectResponse, Response
from pydantic import ConfigDict, Field

from corpus.vocabulary import LANGUAGES, Entity
from index.entities import EntityProfile, known_entity, profile, successor
from index.errors import NoGeneration, QueryError
from index.searcher import Searcher
from search_api.access import READER
from search_api.answers import search_answer
from search_api.dependencies import Seen
from search_api.errors import NotFound
from search_api.pages.addresses import Address
from search_api.pages.charts import report_bars, year_bars
from search_api.pages.chips import chips
from search_api.pages.entities import Name, names
from search_api.pages.evidence import evidence
from search_api.pages.naming import colour_class, other_name, shown_name
from search_api.pages.paging import paging
from search_api.pages.together import together
from search_api.pages.viewing import View, Viewing
from search_api.pages.words import Words
from search_api.parameters import EntityPassagesParameters, of_year
from search_api.sight import Sight
from search_api.turns import TURN

router = APIRouter(include_in_schema=False, dependencies=[READER, TURN])

_ON_A_PAGE = 10


class EntityPage(EntityPassagesParameters):
    """The same parameters as those of its passages in the HTTP contract, and which passage is looked at."""

    model_config = ConfigDict(extra="ignore")

    k: int = Field(_ON_A_PAGE, ge=1, le=50)
    show: str = Field("", max_length=50, description="Id of the passage whose page is seen beside the others.")


@dataclass(frozen=True, slots=True)
class Names:
    """What an entity is called in a language; `translated` where no published name is known."""

    language: str
    first: str
    others: Sequence[str]
    translated: bool


@dataclass(frozen=True, slots=True)
class Member:
    """A member country; `id` is that of the country's own page, empty where there is none."""

    id: str
    name: str


@router.get("/entities/{id}")
def entity_page(id: str, parameters: Annotated[EntityPage, Query()], view: Viewing, seen: Seen) -> Response:
    """All that is known and counted of it; an id that is no longer used leads to the one that took its place."""
    if other := successor(id):
        return RedirectResponse(str(view.address.at(f"/entities/{other}")), HTTPStatus.MOVED_PERMANENTLY)
    try:
        searcher = seen.searcher(parameters.generation, parameters.wanted)
        entity = known_entity(searcher.generation, id)
    except NoGeneration:
        return view.page("nothing_indexed.html")
    except QueryError as error:
        raise NotFound(str(error)) from error
    found = profile(searcher.generation, entity)
    return view.page(
        "entity.html",
        entity=entity,
        parameters=parameters,
        together=together,
        years=year_bars(found.by_year),
        year_link=partial(_of_a_year, id),
        shares=report_bars(found.by_document),
        **_known(view.words, found, searcher.generation.entities),
        **_passages(view, seen, searcher, parameters, entity),
    )


def _of_a_year(id: str, year: int | None) -> Address:
    """Its passages in the reports of a year, or in those that state none."""
    return Address("/", (("entity", id),)).having(**of_year(year))


def _known(words: Words, found: EntityProfile, entities: Mapping[str, Entity]) -> dict[str, Any]:
    """What the vocabulary says of it, and the counts."""
    entity, language = found.counted.entity, words.language
    return {
        "found": found,
        "name": shown_name(entity, language),
        "full": other_name(entity, language),
        "css": colour_class(entity.id),
        "called": _called(entity),
        "members": [_member(words, code, entities) for code in entity.members],
        "serves": [entities[id] for id in entity.sdgs],
        "parents": names(found.parents, language),
        "children": names(found.children, language),
        "beside": names(found.beside, language),
    }


def _called(entity: Entity) -> list[Names]:
    return [
        Names(language, entity.names[language][0], entity.names[language][1:], language in entity.translated)
        for language in LANGUAGES
        if entity.names.get(language)
    ]


def _member(words: Words, code: str, entities: Mapping[str, Entity]) -> Member:
    country = entities.get(f"country:{code}")
    return Member(country.id, country.name(words.language)) if country else Member("", words.country_name(code))


def _passages(view: View, seen: Sight, searcher: Searcher, parameters: EntityPage, entity: Entity) -> dict[str, Any]:
    """One slice of its passages, as results are shown."""
    entities, language = searcher.generation.entities, view.words.language
    answer = search_answer(searcher.search(parameters.question(entity)), entities, explain=False)
    return {
        "answer": answer,
        "also": [Name(id, shown_name(entities[id], language), "", colour_class(id), 0, 0) for id in parameters.beside],
        "chips": lambda passage: chips(passage, entities, language),
        "paging": paging(view.address, answer.total, parameters.offset, parameters.k),
        "evidence": evidence(view, seen, parameters.show, answer.results) if parameters.show else None,
    }
