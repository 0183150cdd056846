"""`/openapi.json`: a sound document, with an example of every operation's answer that is one indeed."""

from typing import Any

import httpx
import pytest
from pydantic import TypeAdapter

from search_api import examples, job_schemas, key_schemas, parameters, ruling_schemas, schemas
from search_api.problems import common

OPERATIONS = {
    ("get", "/v1/search"): (schemas.SearchAnswer, {"200", "404", "409", "422"}),
    ("post", "/v1/search"): (schemas.SearchAnswer, {"200", "404", "409", "422"}),
    ("get", "/v1/passages/{id}"): (schemas.PassageInContext, {"200", "404", "410", "422"}),
    ("get", "/v1/passages/{id}/citation"): (schemas.StyledCitation, {"200", "404", "410", "422"}),
    ("post", "/v1/citations/verify"): (schemas.VerifiedQuote, {"200", "404", "422"}),
    ("get", "/v1/entities"): (schemas.EntityList, {"200", "404", "422"}),
    ("get", "/v1/entities/suggest"): (schemas.EntitySuggestions, {"200", "404", "422"}),
    ("get", "/v1/entities/{id}"): (schemas.EntityDetail, {"200", "404", "422"}),
    ("get", "/v1/entities/{id}/passages"): (schemas.SearchAnswer, {"200", "404", "409", "422"}),
    ("get", "/v1/matrix"): (schemas.MatrixAnswer, {"200", "404", "422"}),
    ("get", "/v1/documents"): (schemas.DocumentList, {"200", "404", "422"}),
    ("get", "/v1/documents/{id}"): (schemas.DocumentDetail, {"200", "404", "422"}),
    ("post", "/v1/documents"): (job_schemas.UploadOut, {"202", "415", "422"}),
    ("patch", "/v1/documents/{id}"): (ruling_schemas.RulingOut, {"200", "404", "422"}),
    ("get", "/v1/rulings"): (ruling_schemas.RulingList, {"200"}),
    ("get", "/v1/unread-files"): (job_schemas.UnreadFileList, {"200"}),
    ("post", "/v1/unread-files/{sha256}/retry"): (job_schemas.JobOut, {"202", "404", "422"}),
    ("post", "/v1/jobs"): (job_schemas.JobOut, {"202", "422"}),
    ("get", "/v1/jobs"): (job_schemas.JobList, {"200", "422"}),
    ("get", "/v1/jobs/{id}"): (job_schemas.JobOut, {"200", "404", "422"}),
    ("post", "/v1/jobs/{id}/cancel"): (job_schemas.JobOut, {"200", "404", "409", "422"}),
    ("get", "/v1/generations"): (job_schemas.GenerationList, {"200"}),
    ("post", "/v1/generations/{id}/activate"): (job_schemas.GenerationOut, {"200", "404", "422"}),
    ("get", "/v1/documents/{id}/file"): (None, {"200", "206", "304", "400", "404", "416", "422"}),
    ("get", "/v1/documents/{id}/pages/{number}.png"): (None, {"200", "304", "404", "422"}),
    ("get", "/v1/keys"): (key_schemas.KeyList, {"200"}),
    ("post", "/v1/keys"): (key_schemas.KeyMade, {"201", "422"}),
    ("delete", "/v1/keys/{id}"): (key_schemas.KeyOut, {"200", "404", "409", "422"}),
    ("get", "/healthz"): (schemas.Health, {"200"}),
    ("get", "/readyz"): (schemas.Readiness, {"200", "409", "503"}),
}


@pytest.fixture(scope="module")
def document(client: httpx.Client) -> dict[str, Any]:
    answer: dict[str, Any] = client.get("/openapi.json").json()
    return answer


def test_the_document_is_sound_openapi(document: dict[str, Any]) -> None:
    validator = pytest.importorskip("openapi_spec_validator")
    validator.validate(document)


def test_the_document_lists_exactly_these_operations(document: dict[str, Any]) -> None:
    listed = {(method, path) for path, methods in document["paths"].items() for method in methods}
    assert listed == {*OPERATIONS, ("get", "/metrics"), ("get", "/v1/jobs/{id}/events")}


@pytest.mark.parametrize("operation", OPERATIONS, ids=" ".join)
def test_the_example_of_an_operation_is_an_answer_that_it_may_give(
    document: dict[str, Any], operation: tuple[str, str]
) -> None:
    method, path = operation
    model, statuses = OPERATIONS[operation]
    responses = document["paths"][path][method]["responses"]
    assert responses.keys() == statuses | common(method, path).keys()
    if model is None:  # a file
        return
    example = responses[min(responses)]["content"]["application/json"]["example"]
    assert TypeAdapter(model).validate_python(example).model_dump(mode="json") == example


def test_every_error_is_a_problem_with_an_example(document: dict[str, Any]) -> None:
    for methods in document["paths"].values():
        for operation in methods.values():
            for status, response in operation["responses"].items():
                if status > "400":
                    assert response["content"].keys() == {"application/problem+json"}
                    schemas.Problem.model_validate(response["content"]["application/problem+json"]["example"])


def test_every_parameter_and_field_that_is_asked_for_is_explained(document: dict[str, Any]) -> None:
    parameters = [
        parameter
        for methods in document["paths"].values()
        for operation in methods.values()
        for parameter in operation.get("parameters", [])
    ]
    fields = document["components"]["schemas"]["SearchBody"]["properties"].values()
    assert [item for item in (*parameters, *fields) if not item.get("description")] == []


def test_the_quote_in_the_example_has_its_true_checksum_and_place() -> None:
    from search_api.citations import permalink, quote_sha256

    [result] = examples.SEARCH["results"]
    citation = result["citation"]
    assert citation["quote_sha256"] == quote_sha256(result["text"])
    assert citation["end"] - citation["start"] == len(result["text"])
    assert citation["permalink"] == permalink(result["passage_id"])


def test_the_kinds_of_passages_are_all_that_a_report_can_have() -> None:
    from typing import get_args

    from ingest.document import FURNITURE, Kind

    assert set(get_args(parameters.PassageKind)) == set(Kind) - FURNITURE


def test_every_kind_of_entity_that_the_vocabulary_has_can_be_counted() -> None:
    from typing import get_args

    from corpus.vocabulary import DATA_FILES

    assert set(DATA_FILES) <= set(get_args(parameters.EntityKind))
