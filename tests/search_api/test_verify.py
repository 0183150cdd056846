"""`POST /v1/citations/verify` and `GET /v1/passages/{id}/citation`."""

from typing import Any

import httpx
import pytest
from faces import Get

SENTENCE = "Twelve stations along the coast of the Yellow Sea weigh the haze every hour."


@pytest.fixture(scope="module")
def place(get: Get) -> dict[str, Any]:
    [found] = get("/v1/search", q=f'"{SENTENCE}"')["results"]
    start = found["citation"]["start"] + found["text"].index(SENTENCE)
    return {"document": found["document_id"], "start": start, "end": start + len(SENTENCE)}


def _verified(client: httpx.Client, **quote: Any) -> dict[str, Any]:
    response = client.post("/v1/citations/verify", json=quote)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_a_quote_in_its_place_is_exact(client: httpx.Client, place: dict[str, Any]) -> None:
    answer = _verified(client, quote=SENTENCE, **place)
    assert (answer["state"], answer["start"], answer["end"]) == ("exact", place["start"], place["end"])
    assert answer["citation"]["page_first"] == 1


def test_a_quote_in_another_place_is_moved_with_the_place(client: httpx.Client, place: dict[str, Any]) -> None:
    answer = _verified(client, quote=SENTENCE, document=place["document"], start=0, end=7)
    assert (answer["state"], answer["start"]) == ("moved", place["start"])


def test_a_quote_of_a_report_that_is_not_there_any_more_is_moved_to_the_one_that_is(
    client: httpx.Client, place: dict[str, Any]
) -> None:
    answer = _verified(client, quote=SENTENCE, document="0123456789abcdef", start=0, end=7)
    assert (answer["state"], answer["document"]) == ("moved", place["document"])


def test_a_changed_quote_comes_with_the_difference(client: httpx.Client, place: dict[str, Any]) -> None:
    answer = _verified(client, quote=SENTENCE.replace("Yellow", "East"), **place)
    assert answer["state"] == "changed"
    assert answer["difference"] == [{"quoted": "East", "now": "Yellow"}]
    assert answer["text"] == SENTENCE


def test_a_quote_that_no_report_has_is_gone(client: httpx.Client, place: dict[str, Any]) -> None:
    answer = _verified(client, quote="Penguins of the south sleep on their feet in winter.", **place)
    assert (answer["state"], answer["start"], answer["citation"]) == ("gone", None, None)


@pytest.mark.parametrize(
    "quote",
    [
        {"quote": ""},
        {"quote": "x", "start": 1, "end": 2},
        {"quote": "x", "document": "a", "start": 2},
        {"quote": "x", "document": "a", "start": 2, "end": 2},
    ],
)
def test_a_quote_that_can_t_be_placed_is_refused(client: httpx.Client, quote: dict[str, Any]) -> None:
    assert client.post("/v1/citations/verify", json=quote).status_code == 422


@pytest.mark.parametrize(
    ("style", "in_text", "reference"),
    [
        (
            "apa",
            "(Office of Small Reports, 2015, p. 1)",
            "Office of Small Reports. (2015). Haze over three borders (p. 1).",
        ),
        ("chicago", "(Office of Small Reports 2015, 1)", "Office of Small Reports. 2015. Haze over Three Borders."),
        (
            "chicago-notes",
            "Office of Small Reports, Haze over Three Borders (2015), 1.",
            "Office of Small Reports. Haze over Three Borders. 2015.",
        ),
        (
            "harvard",
            "(Office of Small Reports, 2015, p. 1)",
            "Office of Small Reports (2015) Haze over three borders, p. 1.",
        ),
    ],
)
def test_a_passage_is_cited_in_a_style(
    get: Get, place: dict[str, Any], style: str, in_text: str, reference: str
) -> None:
    answer = get(f"/v1/passages/{place['document']}-{place['start']}-{place['end']}/citation", style=style)
    assert (answer["in_text"], answer["reference"]) == (in_text, reference)
