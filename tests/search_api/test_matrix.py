"""`/v1/matrix`: entities of two kinds in the same passages, with the zeros, each cell a link."""

import httpx
from faces import ANSWER, Get, Library, fits

SHAPE = {
    "generation": str,
    "coverage": ANSWER["coverage"],
    "rows": [{"id": str, "label": str, "passages": int}],
    "cols": [{"id": str, "label": str, "passages": int}],
    "counts": [[int]],
    "cell": str,
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
    filled = [
        (row["id"], column["id"], count)
        for row, counts in zip(answer["rows"], answer["counts"], strict=True)
        for column, count in zip(answer["cols"], counts, strict=True)
        if count
    ]
    assert "year_from=2000" in answer["cell"]
    assert filled
    for row, column, count in filled[:5]:
        address = answer["cell"].replace("{row}", row).replace("{col}", column)
        path, _, query = address.partition("?")
        assert get(path, **dict(part.split("=") for part in query.split("&")))["total"] == count


def test_an_axis_that_is_no_kind_is_a_problem_that_names_it(client: httpx.Client) -> None:
    answer = client.get("/v1/matrix", params={"rows": "mechanisms"})
    assert answer.status_code == 422
    assert "rows" in answer.json()["detail"]
