"""A running service sees a switch at its next question, and can still search a kept generation by name."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from index.errors import NoGeneration
from index.live import LiveIndex
from index.overlap import entities_of
from index.question import Question
from index.store import Store


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "report.txt"
    path.write_text("Peat holds more carbon than forest does.")
    return path


def total(live: LiveIndex, generation: str | None = None) -> int:
    return live.searcher(generation).search(Question()).total


def test_a_new_generation_is_seen_by_the_next_question(store: Store, report: Path, build_index: Any) -> None:
    build_index([report], store)
    live = LiveIndex(store)
    before = total(live)
    report.write_text("Peat holds more carbon.\n\nAnnex\n\nA table of bogs.\n" + "Wet peat does not burn. " * 200)
    build_index([report], store)
    assert total(live) > before


def test_a_kept_generation_can_be_asked_for_by_name(store: Store, report: Path, build_index: Any) -> None:
    old = build_index([report], store).manifest
    report.write_text("Other words altogether. " * 300)
    build_index([report], store)
    assert total(LiveIndex(store), old.id) == old.counts.passages


def test_the_same_searcher_answers_until_the_switch(built: Any) -> None:
    live = LiveIndex(built.store)
    assert live.searcher() is live.searcher()


def test_rolling_back_is_seen_by_the_next_question(store: Store, report: Path, build_index: Any) -> None:
    old = build_index([report], store).manifest.id
    build_index([report], store)
    live = LiveIndex(store)
    live.searcher()
    store.activate(old)
    assert live.searcher().generation.id == old


def test_what_reads_the_names_in_questions_outlives_a_switch(store: Store, report: Path, build_index: Any) -> None:
    old = store.open(build_index([report], store).manifest.id)
    entities_of(old, "peat")
    report.write_text("Other words altogether. " * 300)
    new = store.open(build_index([report], store).manifest.id)
    entities_of(new, "peat")
    assert "entities" not in vars(new)  # which it is made of


def test_nothing_indexed_yet_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(NoGeneration, match="Run: sdgsearch index"):
        LiveIndex(Store(tmp_path)).searcher()


def test_a_generation_that_is_not_kept_is_refused(built: Any) -> None:
    with pytest.raises(NoGeneration, match="There is no generation 'gone'"):
        LiveIndex(built.store).searcher("gone")


def test_questions_may_come_from_many_threads(built: Any) -> None:
    live = LiveIndex(built.store)
    totals: list[int] = []
    threads = [threading.Thread(target=lambda: totals.append(total(live))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert totals == [built.report.manifest.counts.passages] * 8
