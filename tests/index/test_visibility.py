"""Who sees which reports: by label, and not at all once withdrawn; decided when it is asked."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from index.live import LiveIndex
from index.question import Question
from index.store import Store

PUBLIC = frozenset(["public"])
BOTH = frozenset(["public", "internal"])


@pytest.fixture
def live(built: Any, tmp_path: Path) -> LiveIndex:
    for name in ("CURRENT", "generations"):
        source = built.store.folder / name
        shutil.copytree(source, tmp_path / name) if source.is_dir() else shutil.copy(source, tmp_path / name)
    return LiveIndex(Store(tmp_path), threads=1)


@pytest.fixture
def haze(live: LiveIndex) -> str:
    [(id,)] = live.whole().database.execute("SELECT id FROM documents WHERE source = 'haze.pdf'")
    return str(id)


def sees(live: LiveIndex, document: str, labels: frozenset[str] | None) -> bool:
    found = live.searcher(labels=labels, editions="all").search(Question(k=100, fold=False)).results
    return document in {one.document_id for one in found}


def test_without_a_ruling_everyone_sees_it(live: LiveIndex, haze: str) -> None:
    assert sees(live, haze, PUBLIC)
    assert not (live.store.folder / "library.sqlite").exists()


def test_only_who_has_its_label_sees_a_labelled_report(live: LiveIndex, haze: str) -> None:
    live.store.library.rule(haze, label="internal")
    assert [sees(live, haze, labels) for labels in (PUBLIC, BOTH, None)] == [False, True, True]


def test_nobody_sees_a_withdrawn_report_until_it_is_restored(live: LiveIndex, haze: str) -> None:
    live.store.library.rule(haze, withdrawn="A page was wrong.")
    assert [sees(live, haze, labels) for labels in (PUBLIC, BOTH, None)] == [False, False, False]
    live.store.library.rule(haze, withdrawn="")
    assert sees(live, haze, PUBLIC)


def test_a_ruling_of_another_process_holds_for_the_next_question(live: LiveIndex, haze: str) -> None:
    assert sees(live, haze, PUBLIC)
    Store(live.store.folder).library.rule(haze, label="internal")
    assert not sees(live, haze, PUBLIC)


def test_an_older_edition_is_found_only_when_all_are_wanted(live: LiveIndex, haze: str) -> None:
    [(newer,)] = live.whole().database.execute("SELECT id FROM documents WHERE source = 'register.md'")
    live.store.library.rule(haze, report=str(newer))
    latest = live.searcher().search(Question(k=100, fold=False))
    everything = live.searcher(editions="all").search(Question(k=100, fold=False))
    assert haze not in {found.document_id for found in latest.results}
    assert haze in {found.document_id for found in everything.results}
    assert latest.coverage.documents == everything.coverage.documents - 1
