"""The matrix counts passages that mention both, parents with their children, and says zero where there are none."""

from typing import Any

import pytest

from index.errors import QueryError
from index.generation import Generation
from index.matrix import Matrix, matrix
from index.question import Question


def cells(found: Matrix) -> dict[tuple[str, str], int]:
    return {
        (row.id, column.id): count
        for row, counts in zip(found.rows, found.counts, strict=True)
        for column, count in zip(found.columns, counts, strict=True)
    }


def expected(rows: list[Any], row: str, column: str, basis: str = "") -> int:
    def mentions(passage: Any, entity: str) -> bool:
        return any((id == entity or id.startswith(f"{entity}.")) and basis in ("", b) for id, b in passage.mentions)

    return sum(mentions(passage, row) and mentions(passage, column) for passage in rows)


def test_each_cell_is_the_passages_that_mention_both(handmade: Generation, handmade_rows: list[Any]) -> None:
    found = cells(matrix(handmade, Question(), "mechanism", "sdg"))
    assert len(found) == 17 * len({row for row, _ in found})
    assert sum(found.values()) > 0
    for row in ("mechanism:nowpap", "mechanism:neacap"):
        for goal in range(1, 18):
            assert found[row, f"sdg:{goal}"] == expected(handmade_rows, row, f"sdg:{goal}")


def test_the_children_of_an_entity_can_be_an_axis_and_stand_in_the_order_of_their_numbers(handmade: Generation) -> None:
    found = matrix(handmade, Question(), "mechanism", "sdg:14")
    assert [column.id for column in found.columns][:3] == ["sdg:14.1", "sdg:14.2", "sdg:14.3"]
    assert cells(found)["mechanism:nowpap", "sdg:14.1"] == 1


def test_only_passages_that_pass_the_filters_and_mentions_of_the_basis_count(handmade: Generation) -> None:
    assert sum(cells(matrix(handmade, Question(year_from=2021), "mechanism", "sdg")).values()) == 0
    assert sum(cells(matrix(handmade, Question(basis="inferred"), "mechanism", "sdg")).values()) == 0


def test_totals_are_passages_and_no_sums(handmade: Generation, handmade_rows: list[Any]) -> None:
    found = matrix(handmade, Question(), "mechanism", "sdg")
    totals = dict(zip((column.id for column in found.columns), found.column_totals, strict=True))
    assert totals["sdg:14"] == expected(handmade_rows, "sdg:14", "sdg:14")
    assert totals["sdg:1"] == 0


def test_an_unknown_entity_as_an_axis_is_refused_with_those_like_it(handmade: Generation) -> None:
    with pytest.raises(QueryError, match="sdg:14"):
        matrix(handmade, Question(), "mechanism", "sdg:144")
