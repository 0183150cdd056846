"""`/v1/matrix`: entities of two kinds in the same passages, with the zeros, each cell a link."""

from types import NoneType
from typing import Any

import httpx
from faces import ANSWER, Get, Library, fits

SHAPE = {
    "generation": str,
    "coverage": ANSWER["coverage"],
    "rows": [{"id": str, "label": str, "passages": int}],
    "cols": [{"id": str, "label": str, "passages": int}],
    "counts": [[int]],
    "cell": str,
    "by_year": [{"year": (int, NoneType), "counts": [[int]], "cell": str}],
}


def test_a_matrix_has_exactly_these_fields_and_every_goal(get: Get, library: Library) -> None:
    answer = get("/v1/matrix")
    assert fits(answer, SHAPE)
    assert answer["generation"] == library.live
    assert [column["id"] for column in answer["cols"]] == [f"sdg:{goal}" for goal in range(1, 18)]
    assert {len(row) for row in answer["counts"]} == {17}
    assert 0 in answer["counts"][0]


def test_the_address_of_a_cell_lists_as_many_passages_as_the_cell_counts(get: Get) -> None:
    answer = get("/v1/matrix", rows="country", cols="topic", year_from=2000)
    filled = _cells(answer, answer)
    assert "year_from=2000" in answer["cell"]
    assert filled
    for address, count in filled[:5]:
        assert _total(get, address) == count


def test_the_years_of_a_matrix_are_all_from_first_to_last_and_their_cells_add_up(get: Get) -> None:
    answer = get("/v1/matrix", rows="country", cols="topic", by="year")
    years = [one["year"] for one in answer["by_year"]]
    assert years == [*range(years[0], years[-2] + 1), None]
    assert any(not any(map(any, one["counts"])) for one in answer["by_year"])
    for number, row in enumerate(answer["counts"]):
        assert row == [
            sum(column) for column in zip(*(one["counts"][number] for one in answer["by_year"]), strict=True)
        ]


def test_the_address_of_a_years_cell_lists_as_many_passages_as_the_cell_counts(get: Get) -> None:
    answer = get("/v1/matrix", rows="country", cols="topic", by="year", basis="stated", year_from=1990)
    undated = get("/v1/matrix", rows="country", cols="topic", by="year")["by_year"][-1]
    filled = [cell for one in (*answer["by_year"], undated) for cell in _cells(answer, one)[:2]]
    assert len(filled) > 2
    for address, count in filled:
        assert _total(get, address) == count


def _cells(answer: dict[str, Any], of: dict[str, Any]) -> list[tuple[str, int]]:
    """Address and count of each cell that is not empty."""
    return [
        (of["cell"].replace("{row}", row["id"]).replace("{col}", column["id"]), count)
        for row, counts in zip(answer["rows"], of["counts"], strict=True)
        for column, count in zip(answer["cols"], counts, strict=True)
        if count
    ]


def _total(get: Get, address: str) -> int:
    path, _, query = address.partition("?")
    total: int = get(path, **dict(part.split("=") for part in query.split("&")))["total"]
    return total


def test_an_axis_that_is_no_kind_is_a_problem_that_names_it(client: httpx.Client) -> None:
    answer = client.get("/v1/matrix", params={"rows": "mechanisms"})
    assert answer.status_code == 422
    assert "rows" in answer.json()["detail"]
