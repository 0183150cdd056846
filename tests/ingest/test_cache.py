"""What was made from the same things by the same code is found again; nothing else is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cache import ContentCache, content_key
from ingest.errors import StorageError

PARTS = st.lists(st.text(max_size=4) | st.binary(max_size=4), max_size=4)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ContentCache]:
    with ContentCache(tmp_path / "cache.sqlite") as opened:
        yield opened


def test_only_what_is_missing_is_computed(cache: ContentCache) -> None:
    cache.put("embed", [(b"b", b"known")])
    asked: list[list[int]] = []
    values = cache.fill("embed", [b"a", b"b", b"c"], lambda missing: asked.append(missing) or [b"new a", b"new c"])
    assert (asked, values) == ([[0, 2]], [b"new a", b"known", b"new c"])


def test_what_was_computed_is_found_the_next_time(cache: ContentCache) -> None:
    cache.fill("embed", [b"a"], lambda _: [b"value"])
    assert cache.get("embed", b"a") == b"value"


def test_nothing_is_computed_where_all_is_known(cache: ContentCache) -> None:
    cache.put("embed", [(b"a", b"value")])
    assert cache.fill("embed", [b"a"], lambda _: pytest.fail("computed again")) == [b"value"]


def test_an_empty_value_is_a_value(cache: ContentCache) -> None:
    cache.put("tag", [(b"a", b"")])
    assert cache.fill("tag", [b"a"], lambda _: pytest.fail("computed again")) == [b""]


def test_the_same_key_of_another_stage_is_another_value(cache: ContentCache) -> None:
    cache.put("tag", [(b"a", b"mentions")])
    assert cache.get("embed", b"a") is None


def test_a_value_never_changes(cache: ContentCache) -> None:
    cache.put("tag", [(b"a", b"first")])
    cache.put("tag", [(b"a", b"second")])
    assert cache.get("tag", b"a") == b"first"


def test_values_are_there_after_the_process_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ContentCache(path) as first:
        first.put("tag", [(b"a", b"value")])
    with ContentCache(path) as second:
        assert second.get("tag", b"a") == b"value"


def test_nothing_is_kept_of_entries_that_break_off(cache: ContentCache) -> None:
    def entries() -> Iterator[tuple[bytes, bytes]]:
        yield b"a", b"value"
        raise RuntimeError("broken off")

    with pytest.raises(RuntimeError):
        cache.put("tag", entries())
    assert cache.get("tag", b"a") is None


def test_a_cache_that_can_t_be_written_says_so_and_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    with ContentCache(path) as cache, closing(sqlite3.connect(path, isolation_level=None)) as other:
        cache._database.execute("PRAGMA busy_timeout = 10")
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(
            StorageError, match=r"cache\.sqlite.*What was finished before is kept.*run the same command"
        ):
            cache.put("tag", [(b"a", b"value")])


def test_a_file_that_is_no_cache_is_named(tmp_path: Path) -> None:
    path = tmp_path / "cache.sqlite"
    path.write_text("These are words and no database at all, for many bytes on end. " * 20)
    with pytest.raises(StorageError, match=r"cache\.sqlite"):
        ContentCache(path)


@given(PARTS, PARTS)
def test_other_parts_have_another_key(one: list[str | bytes], two: list[str | bytes]) -> None:
    def raw(parts: list[str | bytes]) -> list[bytes]:
        return [part.encode() if isinstance(part, str) else part for part in parts]

    assert (content_key(*one) == content_key(*two)) == (raw(one) == raw(two))
