"""`/matrix`: how often entities of two kinds stand in the same passages, as a table whose cells are coloured."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse
from pydantic import ConfigDict

from corpus.vocabulary import Entity
from index.errors import NoGeneration
from index.matrix import matrix
from index.question import Question
from search_api.access import READER
from search_api.answers import coverage
from search_api.dependencies import Seen
from search_api.pages.addresses import Address
from search_api.pages.entities import KINDS
from search_api.pages.heat import heat, most, shades
from search_api.pages.naming import shown_name
from search_api.pages.together import together
from search_api.pages.viewing import Viewing
from search_api.pages.wheel import GOALS
from search_api.pages.words import Words
from search_api.parameters import MatrixParameters, Year
from search_api.turns import TURN

router = APIRouter(include_in_schema=False, dependencies=[READER, TURN])

_OF_THE_FORM = ("rows", "cols", "basis", "when", "year")
_OF_A_PART = ("document", "language", "kind", "year_from", "year_to", "undated", "generation", "editions")


class MatrixPage(MatrixParameters):
    """The same parameters as those of `/v1/matrix`, the year of the reports, and whether empty rows are seen too."""

    model_config = ConfigDict(extra="ignore")

    when: Literal["all", "year", "undated"] = "all"
    year: Year | None = None
    empty: bool = False

    def narrowed(self, question: Question) -> Question:
        """The same question of the reports of the year that is chosen."""
        if self.when == "undated":
            return replace(question, undated=True)
        return replace(question, year_from=self.year, year_to=self.year) if self.one_year else question

    @property
    def one_year(self) -> bool:
        """Whether a year is chosen, and not all of them or none."""
        return self.when == "year" and self.year is not None

    @property
    def passed_on(self) -> tuple[tuple[str, str], ...]:
        """The filters that a search takes over, so that it finds what a cell counts."""
        rest = self.model_dump(include={*_OF_A_PART, "basis"}, exclude_defaults=True, mode="json")
        if self.when == "undated":
            rest["undated"] = "true"
        if self.one_year:
            rest |= {"year_from": self.year, "year_to": self.year}
        return tuple((name, str(one)) for name, value in rest.items() for one in _each(value))


@router.get("/matrix")
def matrix_page(parameters: Annotated[MatrixPage, Query()], view: Viewing, seen: Seen) -> HTMLResponse:
    """The table, and the form that changes it."""
    try:
        generation = seen.searcher(parameters.generation, parameters.wanted).generation
    except NoGeneration:
        return view.page("nothing_indexed.html")
    question = Question(**parameters.filters)
    whole = matrix(generation, question, parameters.rows, parameters.cols, by_year=True)
    narrowed = parameters.narrowed(question)
    found = whole if narrowed == question else matrix(generation, narrowed, parameters.rows, parameters.cols)
    scale, filters = shades(most(whole, in_a_year=found is not whole)), parameters.passed_on
    return view.page(
        "matrix.html",
        parameters=parameters,
        heat=heat(
            found, whole, scale, lambda row, column: together(row.id, column.id, filters), empty=parameters.empty
        ),
        scale=scale,
        total_link=lambda id: Address("/", (("entity", id), *filters)),
        years=[year for year in whole.by_year if year is not None],
        undated=None in whole.by_year,
        axes=_axes(view.words, generation.entities, (parameters.rows, parameters.cols)),
        kept=[pair for pair in view.address.parameters if pair[0] not in _OF_THE_FORM],
        part=any(view.address.all(name) for name in _OF_A_PART),
        whole_address=view.address.without(*_OF_A_PART),
        coverage=coverage(generation.coverage),
    )


def _axes(words: Words, entities: Mapping[str, Entity], chosen: Sequence[str]) -> dict[str, str]:
    """What a row or column may stand for, and how that is called: kinds, targets of goals, what is chosen otherwise."""
    kinds = {kind: words(f"kind-{kind}") for kind in KINDS}
    return kinds | {id: _below(words, entities[id]) for id in (*chosen, *GOALS) if id in entities}


def _below(words: Words, entity: Entity) -> str:
    message = "targets-of" if entity.id in GOALS else "below-of"
    return words(message, name=shown_name(entity, words.language))


def _each(value: object) -> list[object]:
    return [*value] if isinstance(value, list) else [str(value).lower() if isinstance(value, bool) else value]
