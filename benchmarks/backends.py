"""FAISS and Milvus Lite side by side: one index of many passages, built for and searched by each.

    python benchmarks/backends.py DATA --passages 100000

The index of DATA is multiplied as in `benchmarks/scale.py`. Each engine is measured in a process of its own, whose
memory is its own too: a number of clients ask at once, and every time is a multiple of what it takes to embed one
question alone in the same process. Questions are embedded before, since that costs the same with both. Where an engine
gives no answer in the minute that a call to it may take, or can't hold so many, the table has none.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import closing
from multiprocessing import get_context
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from rich.console import Console
from rich.table import Table
from scale import QUESTIONS, multiply, resident
from twins import twin

from index.errors import EngineError
from index.question import Question
from index.searcher import Searcher
from index.store import Store
from index.vectors import VectorIndex
from ingest.embedding import load_embedder

BACKENDS = ("faiss", "milvus")
KINDS: Mapping[str, Mapping[str, Any]] = {
    "hybrid": {},
    "by words": {"mode": "lexical"},
    "filtered": {"entities": ("mechanism:neaspec",)},
    "with facets": {"facets": ("sdg", "year")},
}
"""What is asked, beside the words."""


_K = 21
"""Results: answers of so many are not kept, so each search is one."""

_SINGLY = 3
"""Questions that are asked one after the other; all are asked by the clients."""


def main(
    data: Annotated[Path, typer.Argument(help="Data folder of a real index.")],
    passages: Annotated[int, typer.Option(help="Passages to multiply it to.")] = 10_000,
    clients: Annotated[int, typer.Option(help="Who ask at once.")] = 8,
    searches: Annotated[int, typer.Option(help="Searches of each kind.")] = 80,
    folder: Annotated[Path | None, typer.Option(help="Keep the indexes here and use them again.")] = None,
    lite: Annotated[bool, typer.Option(help="Measure Milvus Lite too, which wants 25 KB of memory a passage.")] = True,
) -> None:
    """Print a table."""
    with tempfile.TemporaryDirectory() as temporary:
        stores = {name: Store((folder or Path(temporary)) / name) for name in BACKENDS}
        seconds = built(Store(data), stores, passages, lite)
        made = {name: store for name, store in stores.items() if store.current() is not None}
        found = {name: measured(store, clients, searches) | seconds.get(name, {}) for name, store in made.items()}
    table = Table(f"{found['faiss']['passages']:,} passages", *BACKENDS, box=None)
    for what, form in ROWS.items():
        values = [found.get(name, {}).get(what) for name in BACKENDS]
        table.add_row(what, *("none" if value is None else format(value, form) for value in values))
    Console().print(table)


ROWS = {
    "passages indexed a second": ",.0f",
    "folder, MiB": ".0f",
    "resident after opening, MiB": ".0f",
    "resident after searching, MiB": ".0f",
    **{f"{kind}, {share}": ".2f" for kind in KINDS for share in ("alone", "p50", "p99")},
}
"""What is measured, and how it is written; searches are multiples of embedding one question."""


def built(real: Store, stores: Mapping[str, Store], passages: int, lite: bool) -> dict[str, dict[str, float]]:
    """Make the same index for each engine; how many passages a second go into FAISS, and into Milvus."""
    ours, theirs = (stores[name] for name in BACKENDS)
    if theirs.current() is not None:
        return {}
    if ours.current() is None:
        multiply(real.open(), ours, passages)
    with closing(ours.open()) as generation:
        passages, width = generation.manifest.counts.passages, generation.manifest.vectors.width
        seconds = {"faiss": timed(lambda: VectorIndex.of(generation.wholes, width))}
    try:
        if lite:
            seconds["milvus"] = timed(lambda: twin(ours, theirs.folder))
    except EngineError as error:
        print(f"Milvus Lite does not hold them: {error}", flush=True)
    rates = {name: {"passages indexed a second": passages / taken} for name, taken in seconds.items()}
    print(rates, flush=True)
    return rates


def measured(store: Store, clients: int, searches: int) -> dict[str, float]:
    """What a process finds that opens this index and searches it."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as process:
        found = process.submit(measure, store.folder, clients, searches).result()
    size = sum(file.stat().st_size for file in store.folder.rglob("*") if file.is_file())
    return {**found, "folder, MiB": size / 2**20}


def measure(data: Path, clients: int, searches: int) -> dict[str, float]:
    """What searching one index takes, of time and memory."""
    store = Store(data)
    embedder = load_embedder(cache=store.models, threads=1)
    embedder.embed_query(QUESTIONS[0])
    alone = float(np.median([timed(lambda text=text: embedder.embed_query(text)) for text in QUESTIONS]))
    before = resident("RssAnon")
    with closing(store.open()) as generation, closing(Searcher(generation, lambda: embedder)) as searcher:
        found: dict[str, float] = {"passages": generation.manifest.counts.passages}
        for text in QUESTIONS:
            searcher.search(Question(text=text, mode="dense", k=1))
        found["resident after opening, MiB"] = (resident("RssAnon") - before) / 2**20
        for kind, asked in KINDS.items():
            questions = [Question(text=text, k=_K, **asked) for text in QUESTIONS]
            figures = times_of(searcher, questions, clients, searches)
            found |= {f"{kind}, {name}": seconds / alone for name, seconds in figures.items()}
            found["resident after searching, MiB"] = (resident("RssAnon") - before) / 2**20
    return found


def times_of(searcher: Searcher, questions: Sequence[Question], clients: int, searches: int) -> dict[str, float]:
    """Seconds of a search alone, and of one among many; without what the engine gave up."""

    def seconds(question: Question) -> float:
        return timed(lambda: searcher.search(question))

    found: dict[str, float] = {}
    try:
        found["alone"] = float(np.median([seconds(one) for one in questions[:_SINGLY]]))
        several = [questions[number % len(questions)] for number in range(searches)]
        with ThreadPoolExecutor(clients) as pool:
            times = list(pool.map(seconds, several))
        found |= {"p50": float(np.median(times)), "p99": float(np.percentile(times, 99))}
    except EngineError as error:
        print(f"given up after {found}: {error}", flush=True)
    return found


def timed(ask: Callable[[], object]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


if __name__ == "__main__":
    typer.run(main)
