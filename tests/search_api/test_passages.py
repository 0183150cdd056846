"""`/v1/passages/{id}`: the words at any span, verbatim, with their citation and neighbours."""

import hashlib

import httpx
import pytest
from faces import PASSAGE, Get, Library, fits

NOTE = {"mark": [int], "text": str, "start": int, "end": int, "permalink": str}
SHAPE = {
    "generation": str,
    "live": bool,
    "replaced_by": [str],
    "passage": PASSAGE,
    "notes": [NOTE],
    "before": [PASSAGE],
    "after": [PASSAGE],
}


@pytest.fixture(scope="module")
def found(get: Get) -> dict[str, object]:
    """The passage about who pays for the stations: on the second page, with passages around it."""
    [result] = get("/v1/search", q="Who pays for the stations?", kind="paragraph", k=1)["results"]
    return result


def test_a_passage_is_answered_as_it_was_found(get: Get, found: dict[str, object]) -> None:
    answer = get(f"/v1/passages/{found['passage_id']}")
    assert fits(answer, SHAPE)
    assert answer["passage"] == found | {"score": 0.0, "highlights": [], "sentence": None}


def test_any_span_of_a_document_is_a_passage(get: Get, found: dict[str, object]) -> None:
    start = found["citation"]["start"]
    text = found["text"]
    wanted = text.index("secretariat"), text.index("pays for the yearly meeting")
    answer = get(f"/v1/passages/{found['document_id']}-{start + wanted[0]}-{start + wanted[1]}")["passage"]
    assert answer["text"] == text[slice(*wanted)]
    assert answer["citation"]["quote_sha256"] == hashlib.sha256(answer["text"].encode()).hexdigest()
    named = {entity["id"]: answer["text"][entity["start"] : entity["end"]] for entity in answer["entities"]}
    assert named["mechanism:neaspec-secretariat"] == "secretariat of NEASPEC"


def test_a_span_over_two_pages_says_both_and_has_boxes_on_both(get: Get, found: dict[str, object]) -> None:
    [next_one] = get(f"/v1/passages/{found['passage_id']}", context=1)["after"]
    address = f"{found['document_id']}-{found['citation']['start']}-{next_one['citation']['end']}"
    citation = get(f"/v1/passages/{address}")["passage"]["citation"]
    assert (citation["page_first"], citation["page_last"]) == (2, 3)
    assert {box["page"] for box in citation["boxes"]} == {2, 3}


def test_the_boxes_of_part_of_a_line_cover_only_that_part(get: Get, found: dict[str, object]) -> None:
    start = found["citation"]["start"]
    [whole, *_] = found["citation"]["boxes"]
    [part] = get(f"/v1/passages/{found['document_id']}-{start}-{start + 4}")["passage"]["citation"]["boxes"]
    assert part["x0"] == whole["x0"]
    assert part["x1"] < whole["x1"] / 2


def test_neighbours_come_in_reading_order_and_touch_the_passage(get: Get, found: dict[str, object]) -> None:
    answer = get(f"/v1/passages/{found['passage_id']}", context=2)
    order = [*answer["before"], answer["passage"], *answer["after"]]
    starts = [passage["citation"]["start"] for passage in order]
    assert len(answer["before"]) == 2
    assert starts == sorted(starts)
    assert {passage["document_id"] for passage in order} == {found["document_id"]}


def test_the_first_passage_has_nothing_before_it(get: Get, found: dict[str, object]) -> None:
    [first] = get("/v1/search", document=found["document_id"], k=1)["results"]
    assert get(f"/v1/passages/{first['passage_id']}", context=3)["before"] == []


def test_a_passage_is_answered_from_a_kept_generation(get: Get, library: Library, found: dict[str, object]) -> None:
    answer = get(f"/v1/passages/{found['passage_id']}", generation=library.kept)
    assert answer["generation"] == library.kept
    assert answer["passage"]["text"] == found["text"]


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("peat", "one looks like"),
        ("0123456789abcdef-0-9", "There is no passage 0123456789abcdef-0-9"),
        ("{document}-0-999999", "characters"),
        ("{document}-9-9", "characters"),
        ("{document}-9-3", "characters"),
        ("{document}-0-9999999999999", "one looks like"),
    ],
)
def test_an_address_of_nothing_is_not_found_and_says_why(
    client: httpx.Client, found: dict[str, object], address: str, words: str
) -> None:
    response = client.get(f"/v1/passages/{address.format(document=found['document_id'])}")
    assert response.status_code == 404
    assert words in response.json()["detail"]
