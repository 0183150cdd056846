"""What many machines share: found again by what it was made from, in a folder or behind a URL, whole or not at all."""

from __future__ import annotations

import pickle
from pathlib import Path
from uuid import uuid4

import pytest

from ingest.errors import StorageError
from ingest.shared_cache import SharedCache


@pytest.fixture(params=["folder", "file", "memory"])
def cache(request: pytest.FixtureRequest, tmp_path: Path) -> SharedCache:
    urls = {"folder": str(tmp_path), "file": tmp_path.as_uri(), "memory": f"memory://{uuid4().hex}"}
    return SharedCache(urls[request.param])


def test_what_was_put_is_found_under_its_stage_and_key(cache: SharedCache) -> None:
    cache.put("parse", [(b"a", b"one"), (b"b", b"")])
    assert (cache.get("parse", b"a"), cache.get("parse", b"b")) == (b"one", b"")
    assert (cache.get("parse", b"c"), cache.get("tag", b"a")) == (None, None)
    assert (cache.holds("parse", b"a"), cache.holds("parse", b"c")) == (True, False)


def test_what_was_computed_together_is_found_together(cache: SharedCache) -> None:
    assert cache.fill("embed", [b"a", b"b"], lambda missing: [b"value %d" % i for i in missing]) == [
        b"value 0",
        b"value 1",
    ]
    assert cache.fill("embed", [b"a", b"b"], lambda _: pytest.fail("computed again")) == [b"value 0", b"value 1"]


def test_where_one_of_them_changed_all_are_computed(cache: SharedCache) -> None:
    cache.fill("embed", [b"a", b"b"], lambda _: [b"1", b"2"])
    asked: list[list[int]] = []
    assert cache.fill("embed", [b"a", b"c"], lambda missing: asked.append(missing) or [b"3", b"4"]) == [b"3", b"4"]
    assert asked == [[0, 1]]


def test_nothing_is_computed_for_nothing(cache: SharedCache) -> None:
    assert cache.fill("embed", [], lambda _: pytest.fail("computed")) == []


def test_a_worker_elsewhere_finds_the_same(tmp_path: Path) -> None:
    SharedCache(str(tmp_path)).put("tag", [(b"a", b"value")])
    assert pickle.loads(pickle.dumps(SharedCache(str(tmp_path)))).get("tag", b"a") == b"value"


def test_a_write_that_breaks_off_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = SharedCache(str(tmp_path))
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", lambda _: (_ for _ in ()).throw(OSError(28, "No space left on device")))
        with pytest.raises(StorageError, match="No space left"):
            cache.put("tag", [(b"a", b"value")])
    assert cache.get("tag", b"a") is None
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_what_can_not_be_reached_is_said_in_words() -> None:
    with pytest.raises(StorageError, match="Nothing here reads nowhere://cache"):
        SharedCache("nowhere://cache").get("tag", b"a")
