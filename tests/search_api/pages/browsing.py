"""What the tests of the pages share."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httpx
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from index.store import Store

Browse = Callable[..., Page]
"""Opens an address of the site: `browse("/?q=haze", width=390, locale="zh", color_scheme="dark")`."""

Look = Callable[..., str]
"""The page at an address as it is sent: what a browser without scripts has."""


def violations(page: Page) -> list[str]:
    """What axe-core finds against the rules of accessibility."""
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def overflows(page: Page) -> bool:
    """Whether something is wider than the window."""
    return bool(page.evaluate("document.documentElement.scrollWidth > innerWidth"))


@dataclass(frozen=True)
class Site:
    """The library's generations with rulings, keys and jobs of the test's own; `keys` opens, by role."""

    store: Store
    client: httpx.Client
    keys: Mapping[str, str]
