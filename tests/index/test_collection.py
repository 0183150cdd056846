"""The texts of a test collection are indexed as passages of reports are, and measured text by text."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from corpus.vocabulary import Vocabulary
from index.evaluation.beir import Query, QuerySet, Text
from index.evaluation.diagnosis import Cause
from index.evaluation.indexing import index_collection
from index.evaluation.outcomes import Outcome
from index.evaluation.retrieval import measure
from index.searcher import Searcher
from index.store import Store
from ingest.embedding import Embedder
from ingest.settings import IngestSettings

TEXTS = [
    Text("peat", "Wet peat does not burn.\n\nDrained fields are flooded again by NEASPEC.", "Peatlands"),
    Text("crane", "Журавль гнездится у озера Ханка."),
    Text("bare", "", "Saxaul in the Gobi"),
    Text("long", " ".join(f"Station {n} of the coast weighs the haze every hour." for n in range(60))),
]


class Counted:
    """Progress as it was told."""

    def __init__(self) -> None:
        self.files: list[tuple[int, int, str]] = []
        self.texts = 0

    def file(self, done: int, total: int, source: str) -> None:
        self.files.append((done, total, source))

    def embedded(self, texts: int) -> None:
        self.texts += texts


@pytest.fixture(scope="module")
def progress() -> Counted:
    return Counted()


@pytest.fixture(scope="module")
def collection(
    tmp_path_factory: pytest.TempPathFactory, built: Any, vocabulary: Vocabulary, embedder: Embedder, progress: Counted
) -> Searcher:
    """The search over the texts; centres come from the shared index's cache."""
    folder = tmp_path_factory.mktemp("collection")
    indexed = index_collection(
        TEXTS,
        store=Store(folder),
        cache=Path(shutil.copy(built.store.cache, folder)),
        vocabulary=vocabulary,
        embedder=embedder,
        settings=IngestSettings(),
        progress=progress,
    )
    return Searcher(indexed, lambda: embedder)


def outcome(collection: Searcher, question: str, mode: str = "hybrid", **grades: int) -> Outcome:
    [found] = measure(collection, QuerySet("en", [Query("1", question)], {"1": grades}), mode=mode)
    return found


def test_each_text_is_a_document_under_its_own_id_with_its_title(collection: Searcher, progress: Counted) -> None:
    rows = collection.generation.database.execute("SELECT id, title, language FROM documents ORDER BY position")
    assert [tuple(row)[:2] for row in rows] == [
        ("peat", "Peatlands"),
        ("crane", ""),
        ("bare", TEXTS[2].title),
        ("long", ""),
    ]
    assert progress.files == [(n, 4, text.id) for n, text in enumerate(TEXTS, 1)]
    assert progress.texts > len(TEXTS)


def test_a_text_is_cut_embedded_and_tagged_like_a_report(collection: Searcher) -> None:
    database = collection.generation.database
    counts = dict(database.execute("SELECT document, count(*) FROM passages GROUP BY document").fetchall())
    assert (counts["peat"], counts["bare"]) == (1, 1)
    assert counts["long"] > 1
    assert database.execute("SELECT count(*) FROM mentions WHERE entity = 'mechanism:neaspec'").fetchone()[0] == 1
    assert len(collection.generation.stretches) > len(collection.generation.vectors)


def test_a_text_stands_where_its_best_passage_stands(collection: Searcher) -> None:
    found = outcome(collection, "Which stations weigh the haze?", long=1)
    assert (found.rank, found.diagnosis) == (1, None)
    assert found.measures == dict.fromkeys(found.measures, 1.0)
    assert list(found.measures) == ["nDCG@10", "MRR@10", "Recall@1", "Recall@5", "Recall@10", "Recall@100"]


def test_a_text_of_which_only_the_title_has_words_is_found_by_it(collection: Searcher) -> None:
    assert outcome(collection, "saxaul", mode="lexical", bare=1).rank == 1


def test_an_answer_further_down_is_measured_and_diagnosed(collection: Searcher) -> None:
    found = outcome(collection, "Does wet peat burn?", crane=1, peat=0)
    assert found.rank
    assert found.measures["MRR@10"] == 1 / found.rank
    assert found.diagnosis
    assert found.diagnosis.cause in (Cause.OUTRANKED, Cause.DEMOTED)


def test_an_answer_that_is_no_text_of_the_collection_is_named(collection: Searcher) -> None:
    found = outcome(collection, "Does wet peat burn?", gone=1)
    assert found.diagnosis
    assert found.diagnosis.cause == Cause.NOT_INDEXED
    assert "gone" in found.diagnosis.words


def test_a_question_longer_than_can_be_asked_is_cut(collection: Searcher) -> None:
    assert outcome(collection, "haze " * 1000, mode="lexical", long=1).rank == 1
