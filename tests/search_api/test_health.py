"""`/healthz` and `/readyz`, before the first index and after it."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from faces import Library, Linked, Serve

from index.generation import Generation
from index.live import LiveIndex
from index.store import Store


def test_a_service_with_an_index_is_well_and_ready(library: Library, serve: Serve) -> None:
    with serve(library.store) as client:
        assert client.get("/healthz").json() == {"status": "ok"}
        assert client.get("/readyz").json() == {"status": "ok", "generation": library.live}


def test_a_service_without_an_index_is_well_but_not_ready_until_the_first_one(
    library: Library, store: Store, serve: Serve, build_index: Any
) -> None:
    with serve(store) as client:
        assert client.get("/healthz").status_code == 200
        for path in ("/readyz", "/v1/search?q=peat", "/v1/documents", "/v1/entities"):
            response = client.get(path)
            assert response.status_code == 503
            assert response.headers["content-type"] == "application/problem+json"
            assert "sdgsearch index FOLDER" in response.json()["detail"]
        first = build_index([library.folder / "peat.txt"], store).manifest.id
        assert client.get("/readyz").json() == {"status": "ok", "generation": first}
        assert client.get("/v1/search", params={"q": "peat"}).status_code == 200


def test_activating_a_kept_generation_is_seen_by_the_next_request(
    library: Library, store: Store, serve: Serve, build_index: Any
) -> None:
    one, two = (build_index([library.folder / name], store).manifest.id for name in ("peat.txt", "umi.html"))
    with serve(store) as client:
        assert client.get("/readyz").json()["generation"] == two
        store.activate(one)
        assert client.get("/readyz").json()["generation"] == one
        [report] = client.get("/v1/documents").json()["documents"]
        assert report["source"] == "peat.txt"


def test_what_follows_switches_has_completions_made_ready(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    ready: list[Generation] = []
    monkeypatch.setattr("index.completion.prepare", ready.append)
    live = LiveIndex(library.store, threads=1)
    live.refresh()
    live.refresh()
    assert [generation.id for generation in ready] == [library.live]


def test_a_machine_that_copies_generations_and_then_the_pointer_switches_with_the_first(
    library: Library, tmp_path: Path, serve: Serve
) -> None:
    copy = Store(tmp_path / "copy")
    with serve(copy) as client:
        for id in (library.kept, library.live):
            shutil.copytree(library.store.folder / "generations" / id, copy.folder / "generations" / id)
            copy.activate(id)
            assert client.get("/readyz").json()["generation"] == id
            assert client.get("/v1/search?q=peat&mode=lexical").json()["generation"] == id


def test_a_machine_that_copies_the_library_withdraws_what_the_first_has_withdrawn(
    library: Library, tmp_path: Path, serve: Serve
) -> None:
    first, copy = Linked(library, tmp_path / "first"), Linked(library, tmp_path / "copy")
    with serve(copy) as client:
        withdrawn, *others = [one["id"] for one in client.get("/v1/documents").json()["documents"]]
        first.library.rule(withdrawn, withdrawn="It was printed twice")
        with (
            closing(sqlite3.connect(first.folder / "library.sqlite")) as source,
            closing(sqlite3.connect(copy.folder / "library.new")) as copied,
        ):
            source.backup(copied)
        (copy.folder / "library.new").replace(copy.folder / "library.sqlite")
        assert [one["id"] for one in client.get("/v1/documents").json()["documents"]] == others
