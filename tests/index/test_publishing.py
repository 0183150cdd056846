"""Generations in a Milvus that is reached by its address: a Milvus Lite server on loopback."""

from __future__ import annotations

import gc
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from index.build import Keeping
from index.engines import engine_of
from index.errors import EngineError
from index.manifest import FILE, Manifest, Published
from index.milvus.collection import PREFIX, name_of
from index.milvus.connection import Connection, connection, without_password
from index.question import Question
from index.searcher import Searcher
from index.store import Store
from ingest.embedding import Embedder

server = pytest.importorskip("milvus_lite.adapter.grpc.server")
pymilvus = pytest.importorskip("pymilvus")


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a server with nothing in it."""
    running, database, port = server.start_server_in_thread(str(tmp_path_factory.mktemp("milvus") / "server"))
    yield f"http://127.0.0.1:{port}"
    running.stop(grace=0)
    database.close()


@pytest.fixture
def far(store: Store, uri: str) -> Store:
    """A data folder whose generations are in that Milvus."""
    return Store(store.folder, uri=uri)


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "bog.txt"
    path.write_text("Wet peat does not burn, and the crane nests beside it.\n")
    return path


@pytest.fixture
def silent_uri() -> str:
    """An address where nothing listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def collections(uri: str) -> set[str]:
    return set(connection(uri).call("list_collections"))


def alias(uri: str) -> str:
    return str(connection(uri).call("describe_alias", PREFIX)["collection_name"])


def test_a_build_goes_live_with_its_collection_behind_the_alias(
    far: Store, uri: str, report: Path, build_index: Any, embedder: Embedder
) -> None:
    made = build_index([report], far, backend="milvus").manifest
    assert made.published == Published(uri=uri, collection=name_of(made.id))
    assert alias(uri) == made.published.collection
    [found] = Searcher(far.open(), lambda: embedder).search(Question(text="crane")).results
    assert found.source == "bog.txt"


def test_a_switch_back_moves_the_alias_and_pruning_drops_the_collection(
    far: Store, uri: str, report: Path, build_index: Any
) -> None:
    first = build_index([report], far, backend="milvus").manifest
    report.write_text("Drained peat burns for months.\n")
    second = build_index([report], far).manifest  # for Milvus too, as the live one is
    assert alias(uri) == name_of(second.id)
    far.activate(first.id)
    assert (far.current(), alias(uri)) == (first.id, name_of(first.id))
    far.activate(second.id)
    gc.collect()  # who had opened the first one has let it go
    far.prune(keep=1)
    assert collections(uri) >= {name_of(second.id)}
    assert name_of(first.id) not in collections(uri)


def test_nothing_is_built_where_nothing_changed_but_what_searches_it(
    far: Store, report: Path, build_index: Any
) -> None:
    build_index([report], far, backend="faiss")
    assert not build_index([report], far, backend="milvus", keep_unchanged=True).unchanged
    assert build_index([report], far, keep_unchanged=True).unchanged


def test_a_build_that_can_t_be_published_leaves_what_is_live(
    store: Store, silent_uri: str, report: Path, build_index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("index.milvus.connection._CONNECTING", 0.2)
    live = build_index([report], store).manifest.id
    with pytest.raises(EngineError, match=f"Milvus at {silent_uri} does not answer.*--uri"):
        build_index([report], Store(store.folder, uri=silent_uri), backend="milvus")
    assert store.current() == live
    assert len(store.manifests()) == 1


def test_a_half_written_collection_is_dropped_by_the_next_build(
    far: Store, uri: str, report: Path, build_index: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("index.build.adopt", killed)
        patch.setattr("index.store.Store._discard", lambda *_: None)  # as if the machine had gone off
        with pytest.raises(KeyboardInterrupt):
            build_index([report], far, backend="milvus")
    [draft] = (far.folder / "generations").glob(".draft-*")
    half = Manifest.read(draft).published
    assert half
    assert half.collection in collections(uri)
    made = build_index([report], far, backend="milvus", keeping=Keeping(newest=1)).manifest
    assert half.collection not in collections(uri)
    assert name_of(made.id) in collections(uri)


def test_a_collection_that_is_gone_is_told(far: Store, uri: str, report: Path, build_index: Any) -> None:
    made = build_index([report], far, backend="milvus").manifest
    connection(uri).call("drop_alias", PREFIX)
    connection(uri).call("drop_collection", name_of(made.id))
    with pytest.raises(EngineError, match=r"lacks the collection.*Index again"):
        engine_of(far.open())


def test_a_collection_of_another_width_is_refused(far: Store, report: Path, build_index: Any) -> None:
    made = build_index([report], far, backend="milvus").manifest
    folder = far.folder / "generations" / made.id
    vectors = made.vectors.model_copy(update={"width": 7})
    (folder / FILE).write_text(made.model_copy(update={"vectors": vectors}).model_dump_json())
    with pytest.raises(EngineError, match="vectors of width 384, and this generation of width 7"):
        engine_of(far.open())


def test_a_folder_that_is_open_elsewhere_is_told_with_what_to_do(tmp_path: Path) -> None:
    folder = tmp_path / "held.db"
    running, database, _ = server.start_server_in_thread(str(folder))
    with pytest.raises(EngineError, match=r"One process at a time.*milvus-lite server"):
        Connection(str(folder))
    running.stop(grace=0)
    database.close()


def test_a_milvus_lite_that_takes_too_long_is_told_with_what_else_there_is(tmp_path: Path) -> None:
    slow = Connection(str(tmp_path / "slow.db"))
    with pytest.raises(EngineError, match=r"gave no answer in 60 seconds.*--backend faiss"), slow.asked():
        raise pymilvus.MilvusException(message="<_InactiveRpcError: StatusCode.DEADLINE_EXCEEDED, Deadline Exceeded>")


def test_without_the_client_it_is_said_what_to_install(uri: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pymilvus", None)
    with pytest.raises(EngineError, match=r"pip install 'sdgsearch\[milvus\]'"):
        Connection(uri)


def test_a_password_is_not_kept() -> None:
    assert (
        without_password("https://user:secret@milvus.example:19530/reports") == "https://milvus.example:19530/reports"
    )


def test_a_milvus_that_has_stopped_is_told_by_the_next_search(
    store: Store, tmp_path: Path, report: Path, build_index: Any, embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    running, database, port = server.start_server_in_thread(str(tmp_path / "stopping"))
    far = Store(store.folder, uri=f"http://127.0.0.1:{port}")
    build_index([report], far, backend="milvus")
    searcher = Searcher(far.open(), lambda: embedder)
    running.stop(grace=0).wait()
    database.close()
    monkeypatch.setattr("index.milvus.connection._PATIENCE", 0.5)
    with pytest.raises(EngineError, match="does not answer as it should"):
        searcher.search(Question(text="crane"))
