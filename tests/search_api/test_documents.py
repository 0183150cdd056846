"""`/v1/documents`: the reports, their originals and pages, and what could not be read."""

import hashlib
import io
from types import NoneType
from typing import Any

import httpx
import pytest
from faces import Get, Library, fits
from PIL import Image, ImageChops
from test_problems import assert_problem

from search_api.originals import disposition

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
    "label": str,
    "report_id": str,
    "latest": bool,
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
LIST = {
    "generation": str,
    "total": int,
    "reports": int,
    "documents": [DOCUMENT],
    "failed_files": [{"source": str, "reason": str}],
}


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


def _listed(get: Get, source: str) -> dict[str, Any]:
    [row] = [row for row in get("/v1/documents")["documents"] if row["source"] == source]
    return row


@pytest.mark.parametrize(
    ("asked", "sources"),
    [
        ({"q": "HAZE small office"}, {"haze.pdf"}),
        ({"q": "парки"}, {"nature.docx"}),
        ({"language": ["zh", "ru"]}, {"shamo.txt", "nature.docx"}),
        ({"year_from": 2016, "year_to": 2021}, {"register.md", "nature.docx"}),
        ({"q": "nothing of the kind"}, set()),
    ],
)
def test_reports_are_found_by_words_language_and_year(get: Get, asked: dict[str, Any], sources: set[str]) -> None:
    answer = get("/v1/documents", **asked)
    assert {row["source"] for row in answer["documents"]} == sources
    assert answer["total"] == len(sources)


def test_slices_of_the_reports_follow_one_another(get: Get) -> None:
    whole = get("/v1/documents")["documents"]
    parts = [get("/v1/documents", k=4, offset=offset) for offset in (0, 4, 8)]
    assert [row for part in parts for row in part["documents"]] == whole
    assert {part["total"] for part in parts} == {9}


def test_the_original_of_a_report_is_answered_in_its_media_type(client: httpx.Client, get: Get, built: Any) -> None:
    answer = client.get(f"/v1/documents/{_listed(get, 'haze.pdf')['id']}/file")
    assert answer.content == (built.folder / "haze.pdf").read_bytes()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-disposition"].startswith("inline; filename=")
    assert answer.headers["etag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'


def test_parts_of_an_original_are_answered_by_range(client: httpx.Client, get: Get) -> None:
    address = f"/v1/documents/{_listed(get, 'haze.pdf')['id']}/file"
    part = client.get(address, headers={"Range": "bytes=0-7"})
    assert (part.status_code, part.content[:5]) == (206, b"%PDF-")


@pytest.mark.parametrize("form", ["pages=1-2", "bytes", "bytes=", "bytes=7-3"])
def test_a_range_that_is_none_is_a_problem(client: httpx.Client, get: Get, form: str) -> None:
    address = f"/v1/documents/{_listed(get, 'haze.pdf')['id']}/file"
    assert_problem(client.get(address, headers={"Range": form}), 400, "ange")


def test_a_range_behind_the_end_of_a_file_is_a_problem_that_says_how_long_it_is(client: httpx.Client, get: Get) -> None:
    address = f"/v1/documents/{_listed(get, 'haze.pdf')['id']}/file"
    answer = client.get(address, headers={"Range": "bytes=99999999-"})
    assert_problem(answer, 416, "no such bytes")
    assert answer.headers["content-range"] == f"bytes */{len(client.get(address).content)}"
    assert client.head(address, headers={"Range": "bytes=99999999-"}).status_code == 416


def test_an_original_that_the_client_has_is_not_sent_again(client: httpx.Client, get: Get) -> None:
    address = f"/v1/documents/{_listed(get, 'shamo.txt')['id']}/file"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_scripts_of_a_web_page_can_t_run(client: httpx.Client, get: Get) -> None:
    answer = client.get(f"/v1/documents/{_listed(get, 'umi.html')['id']}/file")
    assert answer.headers["content-type"] == "text/html"
    assert answer.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ['报告 "1".pdf', "a\r\nSet-Cookie: x.pdf", "../../etc/passwd", "\N{SNOWMAN}%0a;.pdf"])
def test_no_name_of_a_file_breaks_out_of_its_header(name: str) -> None:
    header = disposition(name, shown=False)
    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert "/" not in header


@pytest.fixture(scope="module")
def haze(get: Get) -> dict[str, Any]:
    [found] = get("/v1/search", q='"Each ministry pays for its own stations"')["results"]
    return found


def _page(client: httpx.Client, address: str, **parameters: Any) -> Image.Image:
    answer = client.get(address, params=parameters)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png"), answer.text
    return Image.open(io.BytesIO(answer.content)).convert("RGB")


def test_a_page_is_drawn_as_wide_as_asked_and_the_words_of_a_span_are_marked(
    client: httpx.Client, haze: dict[str, Any]
) -> None:
    address, place = f"/v1/documents/{haze['document_id']}/pages/2.png", haze["citation"]
    plain = _page(client, address, width=600)
    marked = _page(client, address, width=600, highlight=f"{place['start']}-{place['end']}")
    changed = ImageChops.difference(plain, marked).getbbox()
    scale = 600 / 595.28
    assert plain.width == marked.width == 600
    assert changed is not None
    assert changed[1] == pytest.approx(scale * min(box["top"] for box in place["boxes"]), abs=3)
    assert changed[3] == pytest.approx(scale * max(box["bottom"] for box in place["boxes"]), abs=3)


def test_a_span_on_another_page_marks_nothing(client: httpx.Client, haze: dict[str, Any]) -> None:
    address, place = f"/v1/documents/{haze['document_id']}/pages/1.png", haze["citation"]
    plain, marked = (
        _page(client, address, width=100, highlight=wanted) for wanted in ("", f"{place['start']}-{place['end']}")
    )
    assert ImageChops.difference(plain, marked).getbbox() is None


def test_a_page_that_the_client_has_is_not_sent_again(client: httpx.Client, haze: dict[str, Any]) -> None:
    address = f"/v1/documents/{haze['document_id']}/pages/1.png?width=100"
    tag = client.get(address).headers["etag"]
    assert client.get(address, headers={"If-None-Match": tag}).status_code == 304


def test_a_report_without_pages_has_no_picture_and_says_so(client: httpx.Client, get: Get) -> None:
    answer = client.get(f"/v1/documents/{_listed(get, 'meonji.md')['id']}/pages/1.png")
    assert (answer.status_code, "no pages to draw" in answer.json()["detail"]) == (404, True)


def test_a_page_behind_the_last_one_is_not_found(client: httpx.Client, haze: dict[str, Any]) -> None:
    answer = client.get(f"/v1/documents/{haze['document_id']}/pages/4.png")
    assert (answer.status_code, "has 3 pages" in answer.json()["detail"]) == (404, True)
