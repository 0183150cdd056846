"""A changed file and the clock ask for a build by themselves."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import ValidationError

from index.store import Store
from ingest.errors import StorageError
from search_api.build_settings import JobSettings
from search_api.triggers import triggers


@contextmanager
def watching(folder: Path, data: Path) -> Iterator[list[tuple[str, str]]]:
    """What is asked for while the folder is watched."""
    store = Store(data)
    store.library.set_roots([folder])
    asked: list[tuple[str, str]] = []
    settings = JobSettings(watch=True, settle=0.3)
    with triggers(settings, store, lambda who, why: asked.append((who, why))):
        time.sleep(1)  # the watch is set
        yield asked


def until(look: Callable[[], object], seconds: float = 30) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if look():
            return True
        time.sleep(0.05)
    return False


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "reports").mkdir()
    return tmp_path / "reports"


def test_several_files_that_change_together_are_one_build(folder: Path, tmp_path: Path) -> None:
    with watching(folder, tmp_path / "data") as asked:
        for number in range(3):
            (folder / f"{number}.txt").write_text("Peat.")
        assert until(lambda: asked)
        time.sleep(1)
    assert asked == [("watched folder", "A file in it changed.")]


def test_a_hidden_file_asks_for_nothing(folder: Path, tmp_path: Path) -> None:
    with watching(folder, tmp_path / "data") as asked:
        (folder / ".draft.txt").write_text("Peat.")
        assert not until(lambda: asked, seconds=2)


def test_folders_that_are_named_later_are_watched_as_well(folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with watching(folder, tmp_path / "data") as asked:
        Store(tmp_path / "data").library.set_roots([other])
        time.sleep(2)
        (other / "peat.txt").write_text("Peat.")
        assert until(lambda: asked)


def test_the_clock_asks_when_its_time_has_come(tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []
    with triggers(JobSettings(schedule="* * * * * *"), Store(tmp_path), lambda *why: asked.append(why)):
        assert until(lambda: asked)
    assert asked[0] == ("schedule", "* * * * * *")


def test_of_two_services_on_one_data_folder_one_keeps_to_the_clock_until_it_ends(tmp_path: Path) -> None:
    first: list[tuple[str, str]] = []
    second: list[tuple[str, str]] = []
    settings, store = JobSettings(schedule="* * * * * *"), Store(tmp_path)
    with triggers(settings, store, lambda *why: first.append(why)):
        assert until(lambda: first)
        with triggers(settings, store, lambda *why: second.append(why)):
            assert until(lambda: len(first) > 3)
            assert not second
    with triggers(settings, store, lambda *why: second.append(why)):
        assert until(lambda: second)


def test_a_change_that_could_not_be_noted_is_asked_for_again(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search_api.triggers._PAUSE", 0.1)
    tries: list[str] = []

    def ask(who: str, why: str) -> None:
        tries.append(who)
        if len(tries) == 1:
            raise StorageError("The disk is full.")

    with triggers(JobSettings(schedule="* * * * * *"), Store(tmp_path / "data"), ask):
        assert until(lambda: len(tries) > 1)


def test_nothing_is_asked_for_unless_it_is_set(folder: Path, tmp_path: Path) -> None:
    asked: list[tuple[str, str]] = []
    with triggers(JobSettings(), Store(tmp_path / "data"), lambda *why: asked.append(why)):
        (folder / "peat.txt").write_text("Peat.")
        time.sleep(0.5)
    assert not asked


@pytest.mark.parametrize("schedule", ["every night", "61 * * * *", "0 3 * *"])
def test_a_schedule_that_can_not_be_read_is_refused_with_an_example(schedule: str) -> None:
    with pytest.raises(ValidationError, match=r"is no schedule .*write five fields, as 0 3"):
        JobSettings(schedule=schedule)
