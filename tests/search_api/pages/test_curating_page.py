import re
import shutil
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from browsing import Browse, Look, Site, overflows, violations
from faces import Serve
from playwright.sync_api import expect

from corpus.vocabulary import load_vocabulary
from index.additions import Additions
from index.store import Store
from search_api.build_settings import GateSettings

REPORT = """# Clean skies

The Blue Sky Network (BSN) joins nine cities. In 2024 the BSN counted haze on forty days.
"""
QUESTIONS = """
- {id: en-001, language: en, question: "Which network joins nine cities?", document: sky.md, holds: [Blue Sky Network]}
- {id: zh-001, language: zh, question: "谁统计了雾霾天数？", document: sky.md, holds: [ninety days]}
"""


@pytest.fixture(scope="module")
def desk(
    tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any], serve: Serve
) -> Iterator[SimpleNamespace]:
    """A report that defines a name which the vocabulary lacks, and two questions; the second can't be answered."""
    folder, data = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("desk-data")
    shutil.copy(built.store.cache, data)
    store = Store(data)
    (folder / "sky.md").write_text(REPORT, "utf-8")
    build_index([folder / "sky.md"], store)
    (folder / "questions.yaml").write_text(QUESTIONS, "utf-8")
    gate = GateSettings(questions=folder / "questions.yaml", limits=("mrr@10=0.9",))
    with serve(store, gate=gate) as client:
        client.get("/v1/search?q=haze")  # the first question waits for the model
        yield SimpleNamespace(store=store, client=client)


def test_a_name_that_the_vocabulary_lacks_is_suggested_accepted_and_taken_out_again(
    browse: Browse, desk: SimpleNamespace
) -> None:
    page = browse("/vocabulary", site=desk.client)
    one = page.locator(".suggestion", has_text="BSN")
    expect(one).to_contain_text("used 2 times · in 1 report")
    expect(one.locator("blockquote")).to_contain_text("The Blue Sky Network (BSN) joins nine cities.")
    one.locator("summary").click()
    one.get_by_label("Kind").select_option("organization")
    one.get_by_role("button", name="Accept").click()
    expect(page.locator("section", has=page.locator("#own"))).to_contain_text("organization:bsn")
    expect(page.locator(".suggestion")).to_have_count(0)
    added = load_vocabulary(added=desk.store.vocabulary)["organization:bsn"]
    assert (added.label, added.acronyms, added.name("en")) == ("BSN", ("BSN",), "Blue Sky Network")
    page.get_by_role("button", name="Take out").click()
    expect(page.locator(".suggestion")).to_have_count(1)
    assert Additions(desk.store.vocabulary).all() == []


def test_a_known_entity_gets_another_short_form(desk: SimpleNamespace) -> None:
    answer = desk.client.post("/vocabulary/mechanism:neaspec/acronyms", data={"acronym": "NESPEC"})
    assert answer.headers["location"] == "/vocabulary#own"
    assert "NESPEC" in load_vocabulary(added=desk.store.vocabulary)["mechanism:neaspec"].acronyms
    assert desk.client.post("/vocabulary/mechanism:neaspec/remove").status_code == 303
    assert desk.client.post("/vocabulary/mechanism:neaspec/remove").status_code == 404


def test_the_questions_of_the_gate_are_shown_asked_and_diagnosed(browse: Browse, desk: SimpleNamespace) -> None:
    page = browse("/vocabulary/questions", site=desk.client)
    expect(page.get_by_role("link", name="Which network joins nine cities?")).to_be_visible()
    assert violations(page) == []
    page.get_by_role("button", name="Ask all 2 questions").click()
    expect(page.locator("#measured")).to_be_visible()
    expect(page.get_by_role("row", name="English")).to_contain_text("1.000")
    expect(page.locator(".failures li")).to_have_count(1)
    expect(page.locator(".failures")).to_contain_text("not parsed")
    expect(page.locator("main")).to_contain_text("all mrr@10 is 0.500, and has to be 0.9")
    assert violations(page) == []


def test_where_no_question_file_is_set_the_setting_is_named(site: Site, look: Look) -> None:
    assert "SDGSEARCH_GATE__QUESTIONS" in look("/vocabulary/questions", site=site.client)


def test_a_question_file_that_is_spoilt_is_told_with_its_fault(desk: SimpleNamespace, serve: Serve, look: Look) -> None:
    spoilt = desk.store.folder / "spoilt.yaml"
    spoilt.write_text("- {id: en-001}")
    with serve(desk.store, gate=GateSettings(questions=spoilt)) as client:
        assert re.search(r'role="alert"[^>]*>[^<]*en-001', look("/vocabulary/questions", site=client))


def test_only_curators_see_what_is_curated(gated: Site) -> None:
    headers = {"Accept": "text/html"}
    assert gated.client.get("/vocabulary", headers=headers).status_code == 403
    reader = headers | {"Authorization": f"Bearer {gated.keys['reader']}"}
    entry = {"kind": "topic", "label": "Peat", "name": "Peat"}
    assert gated.client.post("/vocabulary", headers=reader, data=entry).status_code == 403
    assert not gated.store.vocabulary.exists()


@pytest.mark.parametrize("width", [390, 820, 1440])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_curating_is_accessible_at_every_width_and_theme(
    browse: Browse, desk: SimpleNamespace, width: int, scheme: str
) -> None:
    page = browse("/vocabulary", site=desk.client, width=width, color_scheme=scheme)
    page.locator(".suggestion summary").click()
    assert violations(page) == []
    assert not overflows(page)


@pytest.mark.parametrize("language", ["zh", "mn"])
def test_curating_speaks_the_language_of_the_browser(browse: Browse, desk: SimpleNamespace, language: str) -> None:
    page = browse("/vocabulary", site=desk.client, locale=language, width=390)
    assert violations(page) == []
    assert not overflows(page)
