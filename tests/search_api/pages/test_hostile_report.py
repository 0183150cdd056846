"""A report whose title and text hold scripts, marks that turn the direction of writing, and endless words."""

import shutil
import time
from collections.abc import Callable, Iterator
from html import escape
from typing import Any

import httpx
import pytest
from browsing import Browse, overflows
from faces import Serve

from index.store import Store

SCRIPT = "<script>alert('title')</script>"
TURNED = "\u202egnp.elif"
ARABIC = "التعاون البيئي"
ENDLESS = "W" * 10_000
REPORT = f"""<!doctype html><html lang="en"><head><title>{escape(SCRIPT)} {TURNED} {ARABIC} {"T" * 300}</title></head>
<body><article><h1>{escape(SCRIPT)} {TURNED} {ARABIC} {"T" * 300}</h1>
<p>The harbour of Rason {escape("<img src=x onerror=alert(1)>")} {TURNED} {ARABIC} counts its cranes every spring.</p>
<p>{ENDLESS} stands in the harbour of Rason as well, between two cranes.</p>
</article></body></html>
"""


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any], serve: Serve
) -> Iterator[httpx.Client]:
    folder, data = tmp_path_factory.mktemp("hostile"), tmp_path_factory.mktemp("hostile-data")
    shutil.copy(built.store.cache, data)
    (folder / "report.html").write_text(REPORT, "utf-8")
    store = Store(data)
    build_index([folder], store)
    with serve(store) as client:
        yield client


def test_a_hostile_report_is_text_everywhere_and_the_layout_holds(browse: Browse, site: httpx.Client) -> None:
    results = site.get("/v1/search", params={"q": "harbour of Rason cranes"}).json()["results"]
    ids = [one["passage_id"] for one in results]
    assert any(SCRIPT in one["citation"]["title"] for one in results)
    assert any("onerror" in one["text"] for one in results)
    assert any("W" * 200 in one["text"] for one in results)
    basket = "/basket?" + "&".join(f"passage={id}" for id in ids)
    for address in ("/?q=harbour+of+Rason", f"/?q=harbour+of+Rason&show={ids[0]}", f"/passages/{ids[-1]}", basket):
        page = browse(address, site=site, width=390)
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        assert page.locator("main script, main img[onerror]").count() == 0, address
        assert not overflows(page), address
        assert SCRIPT in page.locator("main").inner_text(), address
        assert page.locator("blockquote[dir=auto]").count() > 0, address


def test_no_file_of_a_hostile_report_holds_a_working_script(site: httpx.Client) -> None:
    started = time.perf_counter()
    for format in ("csv", "ris", "bibtex", "csl-json", "docx"):
        answer = site.get("/v1/search", params={"q": "harbour of Rason", "format": format})
        assert answer.status_code == 200, format
    assert "<script>" not in site.get("/v1/search", params={"q": "harbour", "format": "markdown"}).text
    assert time.perf_counter() - started < 20
