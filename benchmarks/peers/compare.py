"""The same texts, questions and model folder by sdgsearch and its peers: `compare.py FOLDER ...`.

Each FOLDER is in BEIR layout. Printed are nDCG@10, and times as ratios to sdgsearch's: the processor's time for
indexing, and the median time of a question, its embedding included. Loading models is not timed; questions go round the
engines one by one, so that all have the same share of what else the machine does. README.md tells how to install them.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import fmean, median

import ir_measures
from engines import ENGINES, Engine
from ir_measures import Qrel, ScoredDoc, nDCG
from rich.console import Console
from rich.table import Table

from index.evaluation.beir import QuerySet, Text, read_collection
from index.store import Store
from ingest.e5_weights import E5_NAME
from ingest.model_files import find_model


def main(folders: Sequence[Path], names: Sequence[str], languages: Sequence[str], sample: int) -> None:
    table = Table("set", "engine", "indexing", "question p50", "nDCG@10", box=None)
    for folder in folders:
        collection = read_collection(folder)
        with tempfile.TemporaryDirectory() as scratch:
            engines = loaded(names, Path(scratch))
            indexing = {name: seconds(engine, collection.texts) for name, engine in engines.items()}
            for asked in (one for one in collection.query_sets if not languages or one.language in languages):
                row(table, f"{collection.name} {asked.language}", indexing, measured(engines, asked.sampled(sample)))
    Console().print(table)


def loaded(names: Sequence[str], scratch: Path) -> dict[str, Engine]:
    model = find_model(E5_NAME, Store(scratch).models)
    return {name: ENGINES[name](model, scratch / name) for name in names}


def seconds(engine: Engine, texts: Sequence[Text]) -> float:
    started = time.process_time()
    engine.index(texts)
    return time.process_time() - started


def measured(engines: Mapping[str, Engine], asked: QuerySet) -> dict[str, tuple[float, float]]:
    """Median seconds and mean nDCG@10 by engine."""
    times: dict[str, list[float]] = {name: [] for name in engines}
    gains: dict[str, list[float]] = {name: [] for name in engines}
    for query in asked.queries:
        for name, engine in engines.items():
            started = time.perf_counter()
            found = engine.search(query.text)
            times[name].append(time.perf_counter() - started)
            gains[name].append(gain(query.id, found, asked.judgements[query.id]))
    return {name: (median(times[name]), fmean(gains[name])) for name in engines}


def gain(query: str, found: Sequence[str], grades: Mapping[str, int]) -> float:
    order = dict.fromkeys(found)
    run = [ScoredDoc(query, text, -rank) for rank, text in enumerate(order)]
    return ir_measures.calc_aggregate([nDCG @ 10], [Qrel(query, *one) for one in grades.items()], run)[nDCG @ 10]


def row(table: Table, name: str, indexing: Mapping[str, float], found: Mapping[str, tuple[float, float]]) -> None:
    first = next(iter(found))
    for engine, (p50, gain) in found.items():
        times = (f"{indexing[engine] / indexing[first]:.2f}", f"{p50 / found[first][0]:.2f}")
        table.add_row(name, engine, *times, f"{gain:.3f}")
    table.add_row("", f"(1.00 is {indexing[first]:.1f} s and {1000 * found[first][0]:.0f} ms)")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=list(ENGINES))
    parser.add_argument("--languages", nargs="+", default=[])
    parser.add_argument("--sample", type=int, default=200, help="questions of a language, evenly spread")
    given = parser.parse_args()
    main(given.folders, given.engines, given.languages, given.sample)
