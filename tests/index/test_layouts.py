"""Whatever the layout of the vectors: filters are exact, slices are whole, and the same build gives the same files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index import checks
from index.generation import FILES, Generation
from index.nearness import nearest_among, nearness
from index.question import Question
from index.rows import Vectors, as_vectors
from index.searcher import Searcher
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Kind, Page, Passage, Span

LAYOUTS = {"flat": (999, 999), "sq8": (0, 999), "ivf": (0, 0)}
"""The limits of the layouts that give each of them to the few passages of a test."""

PASSAGES, DEPTH = 150, 30
SHARED = settings(max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
Write = Callable[[Path, str], Generation]


@pytest.fixture(scope="module")
def write(write_generation: Any, ingested: Any) -> Write:
    """Writes a generation of random vectors, of none to three stretches a passage, in a layout."""
    drafts = [Draft(Kind.PARAGRAPH, [Piece(f"Wordy{n % 7} and word{n} of the bog.")]) for n in range(PASSAGES)]
    document = assemble(drafts, format="text", pages=[Page(1, "1")])
    passages = [
        Passage(
            "a" * 16, span, span.of(document.text), Kind.PARAGRAPH, "en", (), 1, 1, stretches=(Span(0, 5),) * (n % 4)
        )
        for n, span in enumerate(Span(block.span.start, block.span.end - 2) for block in document.blocks)
    ]
    report = ingested(document, "a" * 16, passages, [[] for _ in passages])
    random = np.random.default_rng(5)
    shapes = {name: getattr(report, name).shape for name in ("vectors", "stretch_vectors")}
    report = replace(report, **{name: as_vectors(random.normal(size=shape)) for name, shape in shapes.items()})

    def written(folder: Path, layout: str) -> Generation:
        with pytest.MonkeyPatch.context() as patch:
            for name, limit in zip(("FLAT_UP_TO", "SQ8_UP_TO"), LAYOUTS[layout], strict=True):
                patch.setattr(f"index.vectors.{name}", limit)
            generation: Generation = write_generation(folder, [report])
        return generation

    return written


@pytest.fixture(scope="module", params=LAYOUTS)
def laid_out(tmp_path_factory: pytest.TempPathFactory, write: Write, request: pytest.FixtureRequest) -> Generation:
    return write(tmp_path_factory.mktemp("layouts") / "g", request.param)


def exact(generation: Generation, question: Vectors) -> Any:
    """The score of every passage, by the plainest arithmetic."""
    wholes = generation.wholes[:].astype(float) @ question
    stretches = as_vectors(generation.stretches[:]).astype(float) @ question
    spans = zip(generation.bounds[:-1], generation.bounds[1:], strict=True)
    best = np.array([max(stretches[first:last], default=np.nan) for first, last in spans])
    return np.where(np.isnan(best), wholes, (wholes + best) / 2)


def some_question(seed: int) -> Vectors:
    return as_vectors(np.random.default_rng(seed).normal(size=(1, 4)))[0]


def test_the_manifest_tells_the_layout_and_what_it_finds(laid_out: Generation, request: Any) -> None:
    vectors = laid_out.manifest.vectors
    assert request.node.callspec.params["laid_out"] == vectors.name
    assert (vectors.queries, vectors.nearest, vectors.lists > 0) == (100, 10, vectors.name == "ivf")
    assert vectors.recall >= (1.0 if vectors.name == "flat" else 0.9)


def test_every_layout_passes_the_checks(laid_out: Generation) -> None:
    checks.check(laid_out.folder)


def test_the_same_build_gives_the_same_files(laid_out: Generation, write: Write, tmp_path: Path) -> None:
    again = write(tmp_path / "g", laid_out.manifest.vectors.name)
    assert again.manifest.checksums == laid_out.manifest.checksums
    assert set(again.manifest.checksums) == set(FILES)


@SHARED
@given(st.integers(0, 99), st.sampled_from([1, 4, 29, 31, 100, 149]))
def test_a_filtered_search_finds_exactly_the_best(laid_out: Generation, seed: int, count: int) -> None:
    question = some_question(seed)
    passing = np.sort(np.random.default_rng(seed).choice(PASSAGES, count, replace=False))
    truth = exact(laid_out, question)
    found = nearness(laid_out, question, np.sort(nearest_among(laid_out, question, passing, DEPTH)))
    assert set(found.numbers) <= set(passing)
    best = np.sort(truth[passing])[::-1][:DEPTH]
    assert np.sort(found.scores)[::-1] == pytest.approx(best, abs=1e-6)
    assert found.scores == pytest.approx(truth[found.numbers], abs=1e-6)


@SHARED
@given(st.integers(0, 99))
def test_the_nearest_stretch_is_named(laid_out: Generation, seed: int) -> None:
    question = some_question(seed)
    scores = as_vectors(laid_out.stretches[:]) @ question
    found = nearness(laid_out, question, np.union1d(laid_out.nearest(question, DEPTH), [0, 1]))
    for number, stretch in zip(found.numbers, found.stretches, strict=True):
        first, last = laid_out.bounds[number : number + 2]
        best = max(scores[first:last], default=None)
        assert stretch == -1 if best is None else scores[stretch] == pytest.approx(best, abs=1e-6)


@SHARED
@given(
    st.sampled_from(("", "bog", "wordy3", "nowhere")),
    st.sampled_from(("hybrid", "dense", "lexical")),
    st.integers(25, 90),
)
def test_slices_neither_overlap_nor_skip(
    laid_out: Generation, monkeypatch: pytest.MonkeyPatch, text: str, mode: str, k: int
) -> None:
    monkeypatch.setattr("index.searcher.DEPTH", DEPTH)
    searcher = Searcher(laid_out, lambda: SimpleNamespace(identity="none@0", embed_query=lambda _: some_question(3)))
    total = searcher.search(Question(text=text, mode=mode)).total
    questions = [Question(text=text, mode=mode, k=k, offset=offset) for offset in range(0, total + k, k)]
    found = [result.id for question in questions for result in searcher.search(question).results]
    assert len(set(found)) == len(found) == total
