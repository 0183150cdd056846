"""`sdgsearch evaluate`: measures a search on a question file or a test collection, and holds it against another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import msgspec
from rich.console import Console
from rich.progress import track

from corpus.vocabulary import load_vocabulary
from index.embedder import embedder_of
from index.evaluation.asking import ask
from index.evaluation.beir import Collection, read_collection
from index.evaluation.comparison import Comparison, compare
from index.evaluation.errors import EvaluationError
from index.evaluation.gate import Limit, Shortfall, shortfalls
from index.evaluation.indexing import index_collection
from index.evaluation.outcomes import Evaluation, Outcome, evaluation
from index.evaluation.questions import read_questions
from index.evaluation.retrieval import measure
from index.store import Store
from search_api.opening import live_index
from search_api.settings import Settings
from search_api.terminal import BuildProgress


@dataclass(frozen=True, slots=True)
class Report:
    """What `sdgsearch evaluate --json` prints, and `--against` reads."""

    evaluation: Evaluation
    comparison: Comparison | None = None
    shortfalls: Sequence[Shortfall] = ()


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Measures on `questions` (a file, or the folder of a collection), each time in the same `mode`.

    Of a collection's questions about `sample` in each language are asked, or all. `console` shows how far it is.
    """

    console: Console
    questions: Path
    mode: str = "hybrid"
    sample: int | None = None

    def report(
        self, settings: Settings, *, generation: str | None, against: str | None, limits: Sequence[Limit]
    ) -> Report:
        """What a generation reaches, how it compares with `against`, and which limits it does not keep.

        `generation` is a kept one, by default the live one; of a collection, one that is indexed now. `against` is a
        kept generation, another data folder, or a file with a report.
        """
        before = self._against(settings, against) if against else None
        after = self.evaluation(settings, generation)
        comparison = compare(before, after) if before else None
        return Report(after, comparison, shortfalls(after.scores, limits))

    def evaluation(self, settings: Settings, generation: str | None = None) -> Evaluation:
        """What a generation of a data folder reaches."""
        if self.questions.is_dir():
            return self._of_collection(settings, read_collection(self.questions), generation)
        asked = read_questions(self.questions)
        searcher = live_index(settings).searcher(generation)
        outcomes = self._tracked(ask(searcher, asked, mode=self.mode), len(asked))
        return evaluation(self.questions.name, searcher, self.mode, outcomes)

    def _of_collection(self, settings: Settings, collection: Collection, generation: str | None) -> Evaluation:
        searcher = live_index(settings, self._store(settings)).searcher(
            generation or self._indexed(settings, collection)
        )
        sets = [asked.sampled(self.sample) if self.sample else asked for asked in collection.query_sets]
        outcomes = chain.from_iterable(measure(searcher, asked, mode=self.mode) for asked in sets)
        tracked = self._tracked(outcomes, sum(len(asked.queries) for asked in sets))
        return evaluation(collection.name, searcher, self.mode, tracked)

    def _indexed(self, settings: Settings, collection: Collection) -> str:
        """The id of a new generation of the collection's texts."""
        store, chosen = self._store(settings), settings.ingest
        embedder = embedder_of(chosen, store, settings.limits.threads)
        with BuildProgress(self.console) as progress:
            return index_collection(
                collection.texts,
                store=store,
                cache=settings.store.cache,
                vocabulary=load_vocabulary(),
                embedder=embedder,
                settings=chosen,
                progress=progress,
            ).id

    def _store(self, settings: Settings) -> Store:
        """Where the generations lie: those of a collection have a data folder of their own beside the reports'."""
        store = settings.store
        if not self.questions.is_dir():
            return store
        return Store(store.folder / "evaluation" / self.questions.resolve().name, models=store.models)

    def _against(self, settings: Settings, other: str) -> Evaluation:
        path = Path(other)
        if path.is_file():
            return _saved(path)
        if path.is_dir():
            settings = settings.model_copy(update={"data": path})
        generation = self._store(settings).open(None if path.is_dir() else other)
        return self.evaluation(settings, generation.id)

    def _tracked(self, outcomes: Iterable[Outcome], total: int) -> Iterable[Outcome]:
        terminal = self.console.is_terminal
        return track(outcomes, "Questions", total=total, console=self.console, transient=True, disable=not terminal)


def _saved(path: Path) -> Evaluation:
    try:
        return msgspec.json.decode(path.read_bytes(), type=Report).evaluation
    except (OSError, msgspec.DecodeError) as error:
        raise EvaluationError(f"{path} is not what sdgsearch evaluate --json prints: {error}.") from error
