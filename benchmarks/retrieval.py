"""nDCG@10 of the search on sets in BEIR layout, by mode: `python benchmarks/retrieval.py FOLDER [NAME ...]`.

FOLDER holds the sets. They are read, indexed and measured as `sdgsearch evaluate` does. With `--data` the generations
are kept, one data folder a set, and vectors are taken from there at the next run. With `--milvus` Milvus Lite searches
each set as well, and the difference to FAISS is told.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import cache
from pathlib import Path
from statistics import fmean

from rich.console import Console
from rich.table import Table
from twins import twin

from corpus.vocabulary import load_vocabulary
from index.evaluation.beir import Collection, QuerySet, read_collection
from index.evaluation.indexing import index_collection
from index.evaluation.retrieval import measure
from index.question import MODES
from index.searcher import Searcher
from index.store import Store
from ingest.embedding import Embedder, load_embedder
from ingest.settings import IngestSettings

NAMES = ("sdg-targets-xling", "ntrex-headline-xling", "xquad-xling", "mmesgbench-dev")
MOST_QUESTIONS = 200
"""Of a larger file every n-th question is asked."""


def main(folder: Path, names: Sequence[str], data: Path, milvus: bool = False) -> None:
    table = Table("set", "questions", *MODES, *(f"milvus {mode}" for mode in MODES if milvus), box=None)
    for name, searcher, asked in searched(folder, names, data):
        figures = [ndcg(searcher, asked, mode) for mode in MODES]
        row = [f"{figure:.3f}" for figure in figures]
        if milvus:
            row += [
                f"{theirs - ours:+.4f}" for ours, theirs in zip(figures, by_milvus(asked, data / name), strict=True)
            ]
        table.add_row(f"{name} {asked.language}", str(len(asked.queries)), *row)
    Console().print(table)


def by_milvus(asked: QuerySet, data: Path) -> list[float]:
    """The same figures where Milvus Lite searches the same generation."""
    store = twin(Store(data), data.with_name(f"{data.name}-milvus"))
    with closing(store.open()) as generation, closing(Searcher(generation, lambda: model(store.models))) as other:
        return [ndcg(other, asked, mode) for mode in MODES]


def searched(folder: Path, names: Sequence[str], data: Path) -> Iterator[tuple[str, Searcher, QuerySet]]:
    """Each set's questions in each language, with the searcher over the set."""
    embedder = model(Store(data).models)
    for name in names:
        collection = read_collection(folder / name)
        searcher = indexed(collection, Store(data / name), embedder)
        yield from ((name, searcher, asked.sampled(MOST_QUESTIONS)) for asked in collection.query_sets)


@cache
def model(models: Path) -> Embedder:
    """The embedded model, loaded once."""
    return load_embedder(cache=models)


def indexed(collection: Collection, store: Store, embedder: Embedder) -> Searcher:
    """The searcher over a new generation of the collection."""
    generation = index_collection(
        collection.texts,
        store=store,
        cache=store.cache,
        vocabulary=load_vocabulary(),
        embedder=embedder,
        settings=IngestSettings(),
        progress=Silent(),
    )
    return Searcher(generation, lambda: embedder)


class Silent:
    """Progress that nobody looks at."""

    def file(self, done: int, total: int, source: str) -> None:
        pass

    def embedded(self, texts: int) -> None:
        pass


def ndcg(searcher: Searcher, asked: QuerySet, mode: str) -> float:
    return fmean(outcome.measures["nDCG@10"] for outcome in measure(searcher, asked, mode=mode))


def arguments(description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path, help="the folder that holds the sets")
    parser.add_argument("names", nargs="*", default=NAMES, help="sets to measure")
    parser.add_argument("--milvus", action="store_true", help="compare with Milvus Lite")
    parser.add_argument("--data", type=Path, help="keeps the generations and the vectors here")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        main(given.folder, given.names, given.data or Path(scratch), given.milvus)
