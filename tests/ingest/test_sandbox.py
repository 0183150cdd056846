"""A bad file costs that file, never the run: time, memory and crashes are each one file's trouble."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.errors import Encrypted, OverLimit, ParseError
from ingest.parsers.reading import Reading
from ingest.parsers.sandbox import ParserPool, decode


@pytest.fixture(scope="module")
def pool() -> Iterator[ParserPool]:
    with ParserPool(workers=1, seconds_per_file=60, memory_per_worker=2**30) as opened:
        yield opened


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text("Peat holds more carbon than forest does.")
    return path


@pytest.fixture
def slow(tmp_path: Path) -> Path:
    """Takes much longer than any test waits for."""
    path = tmp_path / "slow.txt"
    path.write_text("".join(f"Line {n} | of a very long report, 12 | 34\n" for n in range(300_000)))
    return path


def read(pool: ParserPool, path: Path, reading: Reading = Reading()) -> str:
    return decode(pool.result(pool.submit(path, path.name, reading)).encoded).text.strip()


def test_a_good_file_comes_back_as_a_document(pool: ParserPool, good: Path) -> None:
    assert read(pool, good) == "Peat holds more carbon than forest does."


def test_the_parser_s_own_reason_comes_through(pool: ParserPool, locked_pdf: Path) -> None:
    with pytest.raises(Encrypted, match="password"):
        read(pool, locked_pdf)


def test_a_password_opens_its_file(pool: ParserPool, locked_pdf: Path) -> None:
    assert "haze" in read(pool, locked_pdf, Reading(password="secret")).lower()


def test_a_file_that_vanished_is_refused_in_words(pool: ParserPool, tmp_path: Path) -> None:
    with pytest.raises(ParseError, match="could not be read: No such file"):
        read(pool, tmp_path / "gone.txt")


def test_a_file_that_needs_more_memory_than_allowed_is_refused_and_the_next_is_read(
    pool: ParserPool, tmp_path: Path, good: Path
) -> None:
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(2**31)
    with pytest.raises(OverLimit, match=r"needs more memory than a worker may use \(1024 MiB\)"):
        read(pool, huge)
    assert read(pool, good)


def test_a_file_that_takes_too_long_is_refused_and_the_next_is_read(slow: Path, good: Path) -> None:
    with ParserPool(workers=1, seconds_per_file=5, memory_per_worker=2**32) as pool:
        with pytest.raises(OverLimit, match="longer than 5 seconds"):
            read(pool, slow)
        assert read(pool, good)


def test_a_worker_that_is_killed_costs_its_file_only(slow: Path, good: Path) -> None:
    with ParserPool(workers=1, seconds_per_file=60, memory_per_worker=2**32) as pool:
        before = set(multiprocessing.active_children())
        parsing = pool.submit(slow, slow.name)
        while not parsing.running():
            pass
        for worker in set(multiprocessing.active_children()) - before:
            worker.kill()
        with pytest.raises(ParseError, match=r"broke the worker process.*SIGKILL"):
            pool.result(parsing)
        assert read(pool, good)
