"""A build on Ray makes the same generation as one of this process, whatever happens to its workers."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import fsspec
import numpy as np
import pytest

from index.errors import BuildError
from index.generation import DATABASE, STRETCHES, WHOLES
from index.store import Store
from ingest import on_ray
from ingest.errors import WorkplaceError
from ingest.on_ray import OnRay, connected
from ingest.remote import RemotePath

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="Ray is not installed: pip install 'ray>=2.50'")

Build = Callable[..., Any]


@dataclass
class Watching:
    """Does something once, when the first file is done, and counts the texts embedded."""

    when_begun: Callable[[], object] = lambda: None
    texts: int = 0
    files: list[str] = field(default_factory=list)

    def file(self, done: int, total: int, source: str) -> None:
        self.files.append(source)
        if done == 1:
            self.when_begun()

    def embedded(self, texts: int) -> None:
        self.texts += texts

    def stage(self, stage: str) -> None: ...


@pytest.fixture(scope="module")
def ray() -> Iterator[Any]:
    """A small Ray of this machine, started once."""
    with ExitStack() as stack:
        try:
            module = stack.enter_context(connected(None, num_cpus=2, object_store_memory=100 * 2**20))
        except WorkplaceError as error:
            if "timed out during startup" not in str(error):
                raise
            pytest.skip(f"This machine is too busy. {error}")
        yield module


@pytest.fixture(scope="module")
def workplace(ray: Any, tmp_path_factory: pytest.TempPathFactory, built: Any) -> OnRay:
    """This Ray, with a shared cache of the module's own."""
    return OnRay(None, str(tmp_path_factory.mktemp("shared") / "cache"), built.store.models)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, built: Any) -> Path:
    """Five small reports, one of them twice, and one that can't be read."""
    folder = tmp_path_factory.mktemp("with-noise")
    for name in ("haze.pdf", "nature.docx", "peat.txt", "shamo.txt", "umi.html"):
        shutil.copy(built.folder / name, folder)
    shutil.copy(folder / "peat.txt", folder / "peat-again.txt")
    (folder / "noise.pdf").write_bytes(b"%PDF-1.7\n" + bytes(range(256)))
    return folder


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory, folder: Path, built: Any, build_index: Build) -> Any:
    """What a build of this process says of these files, and its store."""
    store = Store(tmp_path_factory.mktemp("local"))
    shutil.copy(built.store.cache, store.cache)
    return build_index([folder], store), store


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, folder: Path, build_index: Build, workplace: OnRay) -> Any:
    """What the first build on Ray says of them, and its store."""
    store = Store(tmp_path_factory.mktemp("first"))
    return build_index([folder], store, workplace=workplace), store


def rows(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All that the live generation's database holds, by table."""
    generation = store.open()
    with closing(generation), closing(sqlite3.connect(generation.folder / DATABASE)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        return {name: database.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}


def vectors(store: Store) -> np.ndarray[Any, Any]:
    return np.fromfile(store.open().folder / WHOLES, np.float32)


def stretches(store: Store) -> np.ndarray[Any, Any]:
    """Of these a generation keeps a byte a component."""
    return np.fromfile(store.open().folder / STRETCHES, np.int8).astype(int)


def same(one: Store, other: Store) -> bool:
    """Whether the live generations hold the same, and vectors that differ by rounding at most."""
    return (
        rows(one) == rows(other)
        and np.allclose(vectors(one), vectors(other), rtol=0, atol=1e-4)
        and np.allclose(stretches(one), stretches(other), rtol=0, atol=1)
    )


def test_a_build_on_ray_makes_the_generation_of_a_local_build(first: Any, local: Any) -> None:
    assert same(first[1], local[1])
    assert first[0].manifest.counts == local[0].manifest.counts
    assert first[0].embedded > 0


def test_what_can_not_be_read_and_what_is_there_twice_is_noted_as_locally(first: Any, local: Any) -> None:
    assert first[0].notes == local[0].notes
    assert [note.source for note in first[0].failed] == ["noise.pdf"]
    assert [one.source for one in first[1].set_aside.all()] == ["noise.pdf"]


def test_the_second_build_embeds_nothing(
    first: Any, folder: Path, tmp_path: Path, build_index: Build, workplace: OnRay
) -> None:
    progress, store = Watching(), Store(tmp_path)
    report = build_index([folder], store, workplace=workplace, progress=progress)
    assert (report.embedded, progress.texts) == (0, 0)
    assert progress.files == sorted(os.listdir(folder))
    assert same(store, first[1])


def test_reports_behind_a_url_are_the_same_reports(
    first: Any, folder: Path, tmp_path: Path, build_index: Build, workplace: OnRay
) -> None:
    for file in folder.iterdir():
        fsspec.filesystem("memory").pipe_file(f"/archive/{file.name}", file.read_bytes())
    store = Store(tmp_path)
    build_index([RemotePath("memory://archive")], store, workplace=workplace)
    assert same(store, first[1])


def test_a_build_that_is_cancelled_ends_and_the_next_is_whole(
    first: Any, folder: Path, tmp_path: Path, build_index: Build, workplace: OnRay
) -> None:
    def cancel() -> None:
        raise BuildError("Cancelled.")

    store = Store(tmp_path)
    with pytest.raises(BuildError, match="Cancelled"):
        build_index([folder], store, workplace=workplace, progress=Watching(cancel))
    assert store.current() is None
    build_index([folder], store, workplace=workplace)
    assert same(store, first[1])


def test_a_worker_with_another_version_is_refused(
    first: Any, folder: Path, tmp_path: Path, build_index: Build, workplace: OnRay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(on_ray, "_maker", lambda _: "tomorrow's")
    with pytest.raises(WorkplaceError, match="another version of sdgsearch"):
        build_index([folder], Store(tmp_path), workplace=workplace)


def test_workers_and_actors_that_are_killed_change_nothing(
    first: Any, folder: Path, tmp_path: Path, build_index: Build, workplace: OnRay
) -> None:
    shutil.rmtree(str(workplace.cache_url), ignore_errors=True)
    killed: list[int] = []
    progress, store = Watching(lambda: killed.extend(kill())), Store(tmp_path)
    report = build_index([folder], store, workplace=workplace, progress=progress)
    assert len(killed) >= 2
    assert report.notes == first[0].notes
    assert same(store, first[1])


def test_a_ray_of_this_machine_listens_on_loopback_only(ray: Any, workplace: OnRay) -> None:
    sockets = {os.readlink(link) for process in family() for link in Path("/proc").glob(f"{process}/fd/*")}
    addresses = {
        fields[1].partition(":")[0]
        for table in ("tcp", "tcp6")
        for fields in map(str.split, Path(f"/proc/net/{table}").read_text().splitlines()[1:])
        if fields[3] == _LISTENING and f"socket:[{fields[9]}]" in sockets
    }
    assert addresses
    assert addresses <= _LOOPBACK


def test_without_ray_a_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", None)
    with pytest.raises(WorkplaceError, match=r"pip install 'ray>="), connected(None):
        pass


def test_a_ray_that_did_not_come_up_is_started_again(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowRay(fails=2)
    monkeypatch.setitem(sys.modules, "ray", slow)
    with connected(None) as module:
        assert module is slow
    assert slow.shut


def test_a_ray_that_never_comes_up_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ray", SlowRay(fails=100))
    with pytest.raises(WorkplaceError, match=r"at this machine: It timed out\.$"), connected(None):
        pass


def test_a_cluster_that_is_not_there_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    slow = SlowRay(fails=1)
    monkeypatch.setitem(sys.modules, "ray", slow)
    with pytest.raises(WorkplaceError, match="at nobody:6379: "), connected("nobody:6379"):
        pass
    assert slow.fails == 0


@dataclass
class SlowRay:
    """Stands for a Ray on a busy machine, whose first starts time out."""

    fails: int
    shut: bool = False

    def is_initialized(self) -> bool:
        return False

    def init(self, address: str, **_: Any) -> None:
        if self.fails:
            self.fails -= 1
            raise TimeoutError("It timed out.")

    def shutdown(self) -> None:
        self.shut = True


_WORKERS = ("ray::IDLE", "ray::_prepare", "ray::_tag", "ray::_Embedding")
_LISTENING = "0A"
_LOOPBACK = {"0100007F", "0" * 16 + "FFFF0000" + "0100007F", "0" * 24 + "01000000"}
"""127.0.0.1, the same written for IPv6, and ::1, as Linux writes them in /proc/net/tcp."""


def processes() -> dict[int, tuple[int, str]]:
    """Parent and command line of every process."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid=,args="], capture_output=True, text=True, check=True).stdout
    return {
        int(pid): (int(parent), args) for pid, parent, args in (line.split(None, 2) for line in listed.splitlines())
    }


def family() -> list[int]:
    """What this process started, and what that did."""
    found, all_ = [os.getpid()], processes()
    for parent in found:
        found += [pid for pid, (of, _) in all_.items() if of == parent]
    return found[1:]


def kill() -> list[int]:
    """Kill each worker and actor of our own Ray, whatever it does."""
    all_ = processes()
    found = [pid for pid in family() if pid in all_ and all_[pid][1].startswith(_WORKERS)]
    for pid in found:
        os.kill(pid, signal.SIGKILL)
    return found
