"""A library with two kept generations, served over loopback, and the command line in this process."""

import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest
from faces import Get, Library, Prepared, Ran, Serve, Shelf
from reportlab.pdfgen.canvas import Canvas

from corpus.vocabulary import Vocabulary
from index.live import LiveIndex
from index.store import Store
from ingest.embedding import Embedder
from ingest.settings import IngestSettings
from ingest.taggers.stated import StatedTagger
from search_api import cli
from search_api.app import create_app
from search_api.build_settings import GateSettings
from search_api.service_settings import ServiceSettings
from search_api.serving import server_of
from search_api.settings import Settings


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any]) -> Library:
    folder = shutil.copytree(built.folder, tmp_path_factory.mktemp("library") / "reports")
    data = tmp_path_factory.mktemp("library-data")
    shutil.copy(built.store.cache, data)
    store = Store(data)
    kept = build_index([folder], store).manifest.id
    _write_half_silent(folder / "half.pdf")
    (folder / "torn.pdf").write_bytes(b"%PDF-1.7\nnothing but a beginning")
    return Library(folder, store, kept, build_index([folder], store).manifest.id)


@pytest.fixture(scope="session")
def serve() -> Serve:
    """Serves a data folder on a free port of this machine; gives a client of it."""
    return _serving


@pytest.fixture(scope="session")
def client(library: Library) -> Iterator[httpx.Client]:
    """A client of the library's server."""
    with _serving(library.store) as client:
        yield client


@pytest.fixture(scope="session")
def shelf(tmp_path_factory: pytest.TempPathFactory, built: Any, build_index: Callable[..., Any]) -> Iterator[Shelf]:
    folder, data = tmp_path_factory.mktemp("shelf"), tmp_path_factory.mktemp("shelf-data")
    shutil.copy(built.store.cache, data)
    store = Store(data)
    (folder / "peat.md").write_text(PEAT, "utf-8")
    (folder / "haze.md").write_text(COPIED, "utf-8")
    old = build_index([folder], store).manifest.id
    (folder / "peat.md").write_text(PEAT_ANEW, "utf-8")
    new = build_index([folder], store).manifest.id
    with _serving(store) as client:
        yield Shelf(store, old, new, client)


@pytest.fixture(scope="session")
def prepared(built: Any) -> Prepared:
    """Makes a data folder for a report on bogs; what is measured once for each model is known there already."""

    def prepare(folder: Path, **more: object) -> Settings:
        (folder / "reports").mkdir()
        (folder / "reports" / "bog.txt").write_text(BOG)
        settings = Settings(data=folder / "data", **QUICK | more)
        settings.data.mkdir()
        shutil.copy(built.store.cache, settings.store.cache)
        settings.store.library.set_roots([folder / "reports"])
        return settings

    return prepare


@pytest.fixture(scope="session")
def get(client: httpx.Client) -> Get:
    """Asks for an address with parameters; an answer that is no 200 fails the test."""

    def ask(path: str, **parameters: Any) -> dict[str, Any]:
        response = client.get(path, params=parameters)
        assert response.status_code == 200, response.text
        answer: dict[str, Any] = response.json()
        return answer

    return ask


@pytest.fixture(scope="session")
def tagger(vocabulary: Vocabulary) -> StatedTagger:
    """The tagger of stated mentions, made once."""
    return StatedTagger(vocabulary)


@pytest.fixture
def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], embedder: Embedder, tagger: StatedTagger
) -> Callable[..., Ran]:
    """Runs a command as the shell does, in this process, so that model and tagger are loaded once."""
    monkeypatch.setattr("index.build.StatedTagger", lambda _: tagger)
    monkeypatch.setattr("index.evaluation.indexing.StatedTagger", lambda _: tagger)
    for module in ("index.build", "search_api.doctor", "search_api.drawing", "search_api.evaluating"):
        monkeypatch.setattr(f"{module}.embedder_of", lambda *_, **__: embedder)
    for variable in ("SDGSEARCH_DATA", "SDGSEARCH_MODEL", "SDGSEARCH_SERVER", "SDGSEARCH_KEY"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setenv("SDGSEARCH_LIMITS__THREADS", "1")  # as the server has: more add up in another order

    def command(*arguments: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["sdgsearch", *map(str, arguments)])
        code = 0
        try:
            cli.main()
        except SystemExit as end:
            code = end.code if isinstance(end.code, int) else 0
        said = capsys.readouterr()
        return Ran(code, said.out, said.err)

    return command


@contextmanager
def _serving(
    store: Store,
    model: IngestSettings | None = None,
    settings: ServiceSettings | None = None,
    live: LiveIndex | None = None,
    wake: Callable[[], None] = lambda: None,
    gate: GateSettings | None = None,
) -> Iterator[httpx.Client]:
    settings = settings or ServiceSettings()
    app = create_app(live or LiveIndex(store, model=model, threads=1), settings, wake, gate)
    server = server_of(app, settings, port=0)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=120) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join()


def _write_half_silent(path: Path) -> None:
    canvas = Canvas(str(path), invariant=True)
    canvas.setFont("Helvetica", 11)
    canvas.drawString(72, 760, "Nine wind turbines stand on the ridge above the harbour of Wonsan.")
    canvas.showPage()
    canvas.rect(72, 300, 200, 300)
    canvas.showPage()
    canvas.save()


QUICK: dict[str, object] = {"limits": {"workers": 1, "threads": 1}, "jobs": {"niceness": 0}}
BOG = "Peat holds more carbon than forest does. Wet peat does not burn, and the crane nests beside it.\n"

PEAT = """# Peat of the north

Wet peat does not burn. Drained fields near Khabarovsk are flooded again since 2014.

The ministry counts nineteen bogs on both banks of the river.
"""

PEAT_ANEW = """# Peat of the north

This is the second edition. It was printed in Khabarovsk.

Wet peat does not burn. Drained fields near Khabarovsk are flooded again since 2014.

The ministry counts forty bogs on both banks of the river.
"""

COPIED = """# Haze of the south

Wet peat does not burn. Drained fields near Khabarovsk are flooded again since 2014.

Smoke of dry fields goes as far as Busan every spring.
"""
