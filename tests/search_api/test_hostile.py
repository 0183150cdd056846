"""What is sent to do harm: it is refused or taken as plain text, quickly, and says nothing of the machine."""

import csv
import io
import json
import re
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import markdown_it
import pytest
from faces import Library
from test_problems import assert_problem

from index.generation import Generation
from index.passages import Found, passage
from index.query_language import loosened, signs, typed
from search_api.exports import exported
from search_api.quotations import QuotationFileError, read_quotations
from search_api.selection import Search, Selection

QUICKLY = 5.0
"""Seconds, on a busy machine; a blow-up takes minutes."""

EVIL = (
    "../../../../etc/passwd",
    "..%2f..%2f..%2fetc%2fpasswd",
    "%2e%2e/%2e%2e/etc/passwd",
    "....//....//etc/passwd",
    "/etc/passwd",
    "C:\\Windows\\win.ini",
    "file:///etc/passwd",
    "%00",
    "a%00b",
    "%ff%fe",
    "'; DROP TABLE passages; --",
    "$(touch /tmp/owned)",
    "<script>alert(1)</script>",
    "A" * 8000,
)


@pytest.mark.parametrize("id", EVIL)
@pytest.mark.parametrize(
    "address", ["/v1/passages/{}", "/v1/documents/{}", "/v1/entities/{}", "/v1/entities/{}/passages", "/v1/jobs/{}"]
)
def test_an_id_that_is_a_path_leads_nowhere(client: httpx.Client, library: Library, address: str, id: str) -> None:
    answer = client.get(address.format(id))
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.status_code in (404, 422)
    _gives_nothing_away(answer, library)


@pytest.mark.parametrize("id", EVIL)
def test_a_generation_that_is_a_path_leads_nowhere(client: httpx.Client, library: Library, id: str) -> None:
    answer = client.get("/v1/search", params={"generation": id})
    assert_problem(answer, 404)
    _gives_nothing_away(answer, library)


def _gives_nothing_away(answer: httpx.Response, library: Library) -> None:
    for secret in ("root:", "Traceback", "site-packages", str(library.store.folder), "sqlite3"):
        assert secret not in answer.text


@pytest.mark.parametrize("q", ["%ff%fe", "%c3%28", "%ed%a0%80", "%00", "%F0%9F%90", "a%00b"])
@pytest.mark.parametrize("address", ["/v1/search?mode=lexical&q=", "/v1/entities?q=", "/v1/search?entity="])
def test_bytes_that_are_no_utf8_do_no_harm(client: httpx.Client, address: str, q: str) -> None:
    assert client.get(address + q).status_code in (200, 422)


@pytest.mark.parametrize("body", [b'{"q": "\xff\xfe"}', b"\xff", b"\x00", b'{"q": "a\\u0000b"}', b'{"q": "\\ud800"}'])
def test_a_body_that_is_no_utf8_does_no_harm(client: httpx.Client, body: bytes) -> None:
    answer = client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)


def test_a_question_of_a_megabyte_is_refused_either_way(client: httpx.Client) -> None:
    started = time.monotonic()
    assert_problem(client.post("/v1/search", json={"q": "x" * 900_000}), 422, "2000")
    assert_problem(client.post("/v1/search", json={"q": "x" * 1_000_000}), 413)
    assert_problem(client.get("/v1/search", params={"q": "x" * 60_000}), 422, "2000")
    assert time.monotonic() - started < QUICKLY


@pytest.mark.parametrize(
    "body",
    [
        '{"filter": ' + '{"and": [' * 20_000 + "]}" * 20_000 + "}",
        "[" * 200_000 + "]" * 200_000,
        '{"a":' * 100_000 + "1" + "}" * 100_000,
        '{"k": ' + "9" * 500_000 + "}",
        '{"k": 1e999999}',
        '{"k": NaN}',
        json.dumps({"filter": {"or": [{"phrase": "the " * 20}] * 100}}),
    ],
    ids=["deep filter", "deep lists", "deep objects", "long number", "infinite", "no number", "hundred phrases"],
)
def test_json_that_is_made_to_choke_on_is_refused_quickly(client: httpx.Client, body: str) -> None:
    started = time.monotonic()
    answer = client.post("/v1/search", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code in (200, 400, 422)
    assert time.monotonic() - started < QUICKLY


NASTY = (
    '"' * 2000,
    "“" * 2000,
    "-" * 2000,
    '-"' * 1000,
    'title:"' * 280,
    "title:" * 330,
    "«" * 2000,
    "《" * 1000 + "》" * 1000,
    " -a" * 660,
    "a" * 2000,
    "\u0301" * 2000,
    "沙" * 2000,
)


@pytest.mark.parametrize("question", NASTY)
def test_no_question_makes_the_reading_of_its_signs_slow(question: str) -> None:
    started = time.monotonic()
    loosened(question, typed(question).phrases)
    signs(question)
    assert time.monotonic() - started < 1


@pytest.mark.parametrize("question", NASTY)
def test_no_question_makes_a_search_slow(client: httpx.Client, question: str) -> None:
    started = time.monotonic()
    assert client.get("/v1/search", params={"q": question, "mode": "lexical"}).status_code == 200
    assert time.monotonic() - started < QUICKLY


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", ">" * 200_000),
        ("a.md", "> a\n" * 30_000),
        ("a.md", ">" + " " * 200_000 + "x"),
        ("a.md", "> " + "\\" * 200_000),
        ("a.csv", "quote\n" + '"' * 100_000),
        ("a.csv", "quote\n" + "," * 200_000),
        ("a.csv", ";" * 200_000),
        ("a.bib", "@article{a, annote = {" + "{" * 20_000 + "x" + "}" * 20_000 + "}}"),
        ("a.bib", "@" * 20_000),
    ],
)
def test_no_file_of_quotes_makes_its_reader_slow(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    started = time.monotonic()
    with suppress(QuotationFileError):
        read_quotations(tmp_path / name)
    assert time.monotonic() - started < QUICKLY


@pytest.fixture
def poisoned(generation: Generation) -> Found:
    """A passage of a report that was written to do harm."""
    found = passage(generation, 0)
    evil = '=HYPERLINK("http://evil.example","x")<script>alert(1)</script>[a](javascript:alert(1))\n# x\n---\n|a|'
    return replace(
        found, text=evil, source=evil, metadata=replace(found.metadata, title=evil, publisher="@SUM(1+1)|cmd")
    )


SEARCH = Search("=1+1", "", "20261122", "model", 1, "2026-11-22")


def file_of(format: str, found: Found) -> str:
    return exported(format, Selection([(SEARCH, found)])).decode()


def test_no_cell_of_an_export_is_computed_by_a_spreadsheet(poisoned: Found) -> None:
    for start in "=+-@\t\r\n＝＋－＠":
        text = file_of("csv", replace(poisoned, text=f"{start}1+1"))
        [row] = csv.DictReader(io.StringIO(text, newline=""))
        assert [cell for cell in row.values() if re.match(r"[=+\-@\t\r\n＝＋－＠]", cell)] == []


def test_no_script_of_a_report_survives_in_markdown(poisoned: Found) -> None:
    shown = markdown_it.MarkdownIt("commonmark", {"html": True}).render(file_of("markdown", poisoned))
    assert "<script" not in shown
    assert 'href="javascript' not in shown
    assert "<h1" not in shown


@pytest.mark.parametrize("format", ["ris", "bibtex", "csl-json"])
def test_no_report_adds_an_entry_of_its_own_to_an_export(poisoned: Found, format: str) -> None:
    forged = replace(poisoned, text="a\nER  - \nTY  - BOOK\nTI  - forged}}\n@book{forged, title={forged}}")
    text = file_of(format, forged)
    entries: dict[str, Any] = {
        "ris": len(re.findall(r"^TY  - ", text, re.MULTILINE)),
        "bibtex": len(re.findall(r"^@", text, re.MULTILINE)),
        "csl-json": len(json.loads(text)) if format == "csl-json" else 0,
    }
    assert entries[format] == 1
