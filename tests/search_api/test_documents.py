"""`/v1/documents`: the reports, their pages, and what could not be read."""

from types import NoneType

import httpx
from faces import Get, Library, fits

DOCUMENT = {
    "id": str,
    "source": str,
    "format": str,
    "unit": str,
    "title": str,
    "publisher": str,
    "year": (int, NoneType),
    "language": str,
    "url": str,
    "characters": int,
    "pages": int,
    "pages_without_text": int,
    "pages_recognised": int,
    "grade": str,
    "grade_reasons": [str],
    "remarks": [str],
    "passages": int,
}
PAGE = {
    "number": int,
    "label": str,
    "width": float,
    "height": float,
    "characters": int,
    "state": str,
    "reason": str,
    "certainty": float,
    "grade": str,
    "grade_reasons": [str],
}
LIST = {"generation": str, "total": int, "documents": [DOCUMENT], "failed_files": [{"source": str, "reason": str}]}


def test_every_report_is_listed_with_exactly_these_fields(get: Get, library: Library) -> None:
    answer = get("/v1/documents")
    assert fits(answer, LIST)
    assert answer["generation"] == library.live
    assert answer["total"] == len(answer["documents"]) == 9


def test_a_file_that_could_not_be_read_is_named_with_its_reason(get: Get) -> None:
    [unread] = get("/v1/documents")["failed_files"]
    assert unread["source"] == "torn.pdf"
    assert unread["reason"]


def test_a_report_lists_its_pages_and_names_the_silent_one(get: Get) -> None:
    listed = next(report for report in get("/v1/documents")["documents"] if report["source"] == "half.pdf")
    report = get(f"/v1/documents/{listed['id']}")
    assert fits(report, DOCUMENT | {"page_list": [PAGE]})
    assert [(page["number"], page["state"]) for page in report["page_list"]] == [(1, "text"), (2, "empty")]
    assert report["page_list"][1]["reason"]
    assert report["pages_without_text"] == 1
    [remark] = report["remarks"]
    assert remark.startswith("1 of 2 pages without text (PDF page 2): ")
    assert [page["grade"] for page in report["page_list"]] == ["good", "none"]
    assert (report["grade"], report["grade_reasons"]) == ("poor", ["no text: 1 of 2 pages"])


def test_the_reports_of_a_kept_generation_can_be_listed(get: Get, library: Library) -> None:
    assert get("/v1/documents", generation=library.kept)["total"] == 8


def test_a_report_that_is_not_indexed_is_not_found(client: httpx.Client) -> None:
    response = client.get("/v1/documents/0123456789abcdef")
    assert response.status_code == 404
    assert "/v1/documents lists" in response.json()["detail"]
