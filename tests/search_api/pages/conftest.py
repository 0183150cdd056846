"""A real Chromium, without a window, and the site that it looks at."""

import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from browsing import Browse, Look, Site
from faces import Library, Linked, Serve
from playwright.sync_api import Browser, Page, sync_playwright

from search_api.access import Role
from search_api.keys import Keys

_LONGEST = 20_000
"""Milliseconds: two cores share what a page needs with all other tests."""


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The browser; tests that need it are skipped where the machine has none.

    Each module has its own: as long as one is there an event loop runs, beside which no other can.
    """
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium), which is not here")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def browse(chromium: Browser, client: httpx.Client) -> Iterator[Browse]:
    """Opens an address of the site in a fresh browser; whatever the page complains of fails the test."""
    contexts: list[Any] = []
    complaints: list[str] = []

    def open_page(address: str = "/", *, site: httpx.Client = client, width: int = 1280, **options: Any) -> Page:
        given = {"locale": "en", "viewport": {"width": width, "height": 900}, **options}
        context = chromium.new_context(base_url=str(site.base_url), **given)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(_LONGEST)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture
def look(client: httpx.Client) -> Look:
    """The page at an address as it is sent: what a browser without scripts has."""

    def fetch(address: str, *, site: httpx.Client = client, status: int = 200, **headers: str) -> str:
        answer = site.get(address, headers={"Accept": "text/html", "Accept-Language": "en", **headers})
        assert answer.status_code == status, answer.text
        assert answer.headers["content-type"].startswith("text/html")
        return answer.text

    return fetch


@pytest.fixture(scope="module")
def site(library: Library, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site of the person at the machine, who may do everything."""
    store = Linked(library, tmp_path_factory.mktemp("site") / "data")
    with serve(store) as client:
        yield Site(store, client, {})


@pytest.fixture(scope="module")
def gated(library: Library, serve: Serve, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site where anybody may read, and a key of each role is needed for more."""
    store = Linked(library, tmp_path_factory.mktemp("gated") / "data")
    keys = Keys(store.keys)
    words = {role.value: keys.add(f"a {role}", role)[1] for role in Role}
    with serve(store) as client:
        yield Site(store, client, words)
