"""`/v1/matrix`."""

from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query

from index.matrix import matrix
from index.question import Question
from search_api import examples
from search_api.answers import matrix_answer
from search_api.dependencies import Seen
from search_api.parameters import MatrixParameters
from search_api.problems import described
from search_api.schemas import MatrixAnswer

router = APIRouter(tags=["entities"])

_RESPONSES = examples.answer(examples.MATRIX) | described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


@router.get("/v1/matrix", summary="Entities of two kinds in the same passages", responses=_RESPONSES)
def read_matrix(parameters: Annotated[MatrixParameters, Query()], seen: Seen) -> MatrixAnswer:
    """How many passages mention both the entity of a row and that of a column, zeros included.

    With by=year also for each year; the address of a cell has exactly as many passages as the cell counts.
    """
    generation = seen.searcher(parameters.generation, parameters.wanted).generation
    question = Question(**parameters.filters)
    found = matrix(generation, question, parameters.rows, parameters.cols, by_year=parameters.by == "year")
    return matrix_answer(found, generation.id, generation.coverage, partial(_cell, parameters))


def _cell(parameters: MatrixParameters, further: Mapping[str, object]) -> str:
    kept = {**parameters.model_dump(exclude_defaults=True, exclude={"rows", "cols", "by"}), **further}
    return "/v1/entities/{row}/passages?beside={col}" + (f"&{urlencode(kept, doseq=True)}" if kept else "")
