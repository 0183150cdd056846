"""How quickly the search page is seen: Lighthouse's measures, taken in a headless Chromium on this machine.

    python benchmarks/pages.py DATA [--question WORDS]

DATA is a data folder with an index. The page is loaded afresh, without a cache, several times; the median counts. Times
are scored with Lighthouse's log-normal curves for a desktop (version 10 and later: 0.5 at the median, 0.9 at the tenth
percentile; developer.chrome.com, "Lighthouse performance scoring"), but without its slowed network and processor; the
speed index is left out, and the weights of the others (contentful paints 10 and 25, blocking 30, shifts 25) are scaled.
The time after an answer is from the last byte of the next results to the frame that shows them.
"""

from __future__ import annotations

import shutil
import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from math import erf, log, sqrt
from pathlib import Path
from threading import Thread
from typing import Annotated

import httpx
import typer
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Request, sync_playwright
from rich.console import Console
from rich.table import Table

from index.live import LiveIndex
from index.store import Store
from search_api.app import create_app
from search_api.service_settings import ServiceSettings
from search_api.serving import server_of

CURVES = {
    "first contentful paint (ms)": (934, 1600, 10),
    "largest contentful paint (ms)": (1200, 2400, 25),
    "total blocking time (ms)": (150, 350, 30),
    "cumulative layout shift": (0.1, 0.25, 25),
}
"""The tenth percentile and the median of desktop pages, and the weight in the score."""

_RUNS = 5

_OBSERVE = """
window.seen = {paint: 0, largest: 0, blocked: 0, shifted: 0};
const watch = (type, each) =>
  new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({type, buffered: true});
watch("paint", (one) => { if (one.name === "first-contentful-paint") seen.paint = one.startTime; });
watch("largest-contentful-paint", (one) => { seen.largest = one.startTime; });
watch("longtask", (one) => { seen.blocked += Math.max(0, one.duration - 50); });
watch("layout-shift", (one) => { if (!one.hadRecentInput) seen.shifted += one.value; });
"""

_NEXT = """
() => new Promise((done) => {
  const address = document.querySelector("a[rel=next]").href;
  const answered = window.fetch;
  let ended = 0;
  window.fetch = async (...asked) => {
    const answer = await answered(...asked);
    const text = await answer.clone().text();
    ended = performance.now();
    return new Response(text, {headers: answer.headers});
  };
  new MutationObserver((_, observer) => {
    observer.disconnect();
    requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - ended)));
  }).observe(document.body, {childList: true});
  document.querySelector("a[rel=next]").click();
})
"""


def score(value: float, tenth: float, median: float) -> float:
    """The complementary log-normal distribution that is 0.9 at `tenth` and 0.5 at `median`."""
    if value <= 0:
        return 1.0
    spread = (log(median) - log(tenth)) / _NINE_TENTHS
    return 0.5 * (1 - erf((log(value) - log(median)) / (spread * sqrt(2))))


_NINE_TENTHS = 1.2815515655446004
"""The standard normal distribution is 0.9 there."""


def measured(browser: Browser, address: str) -> Mapping[str, float]:
    """One load of the page in a fresh browser, and the step to the next results."""
    with browser.new_context(viewport={"width": 1350, "height": 940}) as context:
        page = context.new_page()
        requests: list[Request] = []
        page.on("requestfinished", lambda request: requests.append(request))  # playwright marks it
        page.add_init_script(_OBSERVE)
        page.goto(address)
        page.wait_for_load_state("networkidle")
        seen: Mapping[str, float] = page.evaluate("window.seen")
        loaded = sum(map(_bytes, requests))
        after = page.evaluate(_NEXT)
        return dict(zip(CURVES, seen.values(), strict=True)) | {
            "page weight (kB)": loaded / 1000,
            "after an answer (ms)": after,
        }


def _bytes(request: Request) -> int:
    """What was sent in answer; the pictures of pages don't count."""
    if request.url.split("?")[0].endswith(".png"):
        return 0
    sizes = request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


@contextmanager
def served(data: Path) -> Iterator[str]:
    """The service in a thread, at an address of this machine."""
    settings = ServiceSettings()
    server = server_of(create_app(LiveIndex(Store(data)), settings), settings, port=0)
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


def main(
    data: Annotated[Path, typer.Argument(exists=True, file_okay=False)], question: str = "dust and sandstorms"
) -> None:
    """Print the measures of the page of results, their scores, and what axe-core finds."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with served(data) as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        address = f"{site}/?q={question.replace(' ', '+')}"
        httpx.get(address, timeout=300)  # the first question waits for the model
        runs = [measured(browser, address) for _ in range(_RUNS)]
        page = browser.new_page()
        page.goto(address)
        violations = len(Axe().run(page).response["violations"])
        browser.close()
    table = Table("measure", "median", "score")
    total = 0.0
    for name in runs[0]:
        value = statistics.median(run[name] for run in runs)
        tenth, median, weight = CURVES.get(name, (0, 0, 0))
        points = score(value, tenth, median) if weight else None
        total += weight * points if points is not None else 0
        table.add_row(
            name, f"{value:.3g}" if value < 1 else f"{value:.0f}", "" if points is None else f"{100 * points:.0f}"
        )
    table.add_row("performance, weighted", "", f"{100 * total / sum(weight for *_, weight in CURVES.values()):.0f}")
    table.add_row("axe-core violations", str(violations), "")
    Console().print(table)


if __name__ == "__main__":
    typer.run(main)
