"""How search holds up among very many passages: time as a ratio to embedding the question alone, memory, and recall.

An index of real reports is multiplied: each copy has the reports' own rows, a fifth of its words swapped for others of
the corpus, and their vectors with noise (cosine 0.9 to the real one). Copies of one index are near duplicates of each
other, so this measures speed, size and what the layout of the vectors misses, and nothing about relevance.
"""

from __future__ import annotations

import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from itertools import product
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from index import checks, lexical, schema
from index.build import go_live
from index.counts import count
from index.generation import BOUNDS, CENTRES, DATABASE, FILES, STRETCHES, VECTORS, WHOLES, Generation
from index.manifest import FILE
from index.nearness import Nearness, nearest_among, nearness
from index.passages import passage
from index.postings import NamePlaces, write_postings
from index.question import MODES, Question
from index.rows import Numbers, Rows, Vectors, as_vectors, quantized
from index.searcher import DEPTH, Searcher
from index.store import Store
from index.vectors import VectorIndex
from ingest.atomic import write_atomically
from ingest.embedding import load_embedder

QUESTIONS = (
    "How does NEASPEC address dust and sandstorms?",
    "Which cities measure PM2.5 with low-cost sensors?",
    "progress towards the Sustainable Development Goals in Mongolia",
    "What is the budget of the work programme?",
    "marine litter monitoring on beaches",
    "哪些国家参与沙尘暴监测合作？",
    "海洋プラスチックごみの発生源は何か",
    "미세먼지 저감을 위한 국제 협력",
    "Как страны сотрудничают в охране амурского тигра?",
    "low-carbon cities platform",
)
_BLOCK = 5_000
SELECTIVITIES = (0.0001, 0.001, 0.01, 0.1, 0.5, 1.0)
_NOISE = 0.48
"""Length of the noise beside a vector of 1: the cosine to the real one is 1 / sqrt(1 + 0.48²) = 0.9."""


def main(
    data: Annotated[Path, typer.Argument(help="Data folder of a real index (sdgsearch index REPORTS --data FOLDER).")],
    passages: Annotated[int, typer.Option(help="Passages to multiply it to.")] = 100_000,
    folder: Annotated[Path | None, typer.Option(help="Keep the large index here and use it again.")] = None,
    rounds: Annotated[int, typer.Option(help="Times that each question is asked.")] = 5,
) -> None:
    """Print tables."""
    real = Store(data).open()
    with tempfile.TemporaryDirectory() as temporary:
        store = Store(folder or Path(temporary))
        if store.current() is None:
            multiply(real, store, passages)
        report(store, rounds)


def multiply(real: Generation, store: Store, passages: int) -> None:
    """Make the multiplied generation the live one of `store`, and print how long each part took."""
    copies = max(1, round(passages / real.manifest.counts.passages))
    with store.building() as draft:
        with timed("rows"):
            multiply_rows(real, draft, copies)
        with timed("words"):
            multiply_words(real, draft, copies)
        with timed("exact vectors"):
            multiply_vectors(real, draft, copies)
        width = real.manifest.vectors.width
        wholes, stretches = Rows(draft / WHOLES, np.float32, width), Rows(draft / STRETCHES, np.int8, width)
        with timed("FAISS"):
            index = VectorIndex.of(wholes, width)
            index.write(draft / VECTORS)
        with timed("recall"):
            layout = index.layout(wholes, stretches)
        shutil.copy(real.folder / CENTRES, draft)
        with timed("checks"):
            with closing(sqlite3.connect(draft / DATABASE)) as database:
                counts = count(database)
            checksums = {name: checks.checksum(draft / name) for name in FILES}
            changed = {"counts": counts, "vectors": layout, "checksums": checksums}
            manifest = real.manifest.model_copy(update=changed)
            write_atomically(draft / FILE, manifest.model_dump_json().encode())
            go_live(store, draft, manifest)


@contextmanager
def timed(part: str) -> Iterator[None]:
    started = time.perf_counter()
    yield
    print(f"{part}: {time.perf_counter() - started:.1f} s", flush=True)


def multiply_rows(real: Generation, draft: Path, copies: int) -> None:
    """The tables of the real index, `copies` times, with numbers and ids of their own."""
    with closing(sqlite3.connect(draft / DATABASE, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF;" + schema.TABLES)
        database.execute("ATTACH ? AS real", (str(real.folder / DATABASE),))
        database.execute("CREATE TEMP TABLE copies (copy INTEGER PRIMARY KEY)")
        database.executemany("INSERT INTO copies VALUES (?)", ((copy,) for copy in range(copies)))
        for table in ("entities", "ancestry", "names", "name_words", "name_pairs"):
            database.execute(f"INSERT INTO {table} SELECT * FROM real.{table}")
        sizes = {table: database.execute(f"SELECT count(*) FROM real.{table}").fetchone()[0] for table in _NUMBERED}
        for table in _MULTIPLIED:
            columns = [row[1] for row in database.execute(f"PRAGMA table_info({table})")]
            values = ", ".join(_multiplied(table, column, sizes) for column in columns)
            database.execute(f"INSERT INTO {table} SELECT {values} FROM copies CROSS JOIN real.{table} t")
        database.executescript(schema.INDEXES + "ANALYZE;")


_MULTIPLIED = ("documents", "pages", "texts", "lines", "notes", "passages", "stretches", "mentions")
_NUMBERED = {"documents": "position", "passages": "number", "stretches": "number"}


def _multiplied(table: str, column: str, sizes: dict[str, int]) -> str:
    """What a copy has in this column: a number or a document's id of its own, or just what stands there."""
    if column == "document" or (table, column) == ("documents", "id"):
        return f"printf('%08x', copy) || substr(t.{column}, 9)"
    if column == _NUMBERED.get(table):
        return f"t.{column} + copy * {sizes[table]}"
    return f"t.passage + copy * {sizes['passages']}" if column == "passage" else f"t.{column}"


def multiply_words(real: Generation, draft: Path, copies: int) -> None:
    """Full text: the terms of the real passages, a fifth of them swapped for any of the corpus."""
    random = np.random.default_rng(1)
    numbers = range(real.manifest.counts.passages)
    originals = [np.array(lexical.analysed(passage(real, number).text).split()) for number in numbers]
    every = np.concatenate(originals)
    named = real.database.execute("SELECT terms FROM names WHERE terms LIKE '% %'")
    names = NamePlaces(terms for (terms,) in named)

    def rows() -> Iterator[tuple[int, str]]:
        for number in range(copies * len(originals)):
            terms = originals[number % len(originals)].copy()
            swapped = random.random(len(terms)) < 0.2
            terms[swapped] = random.choice(every, int(swapped.sum()))
            text = " ".join(terms)
            names.add(number, text)
            yield number, text

    with closing(sqlite3.connect(draft / DATABASE, isolation_level=None)) as database:
        database.executescript("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; BEGIN")
        database.executemany("INSERT INTO words(rowid, text, context) VALUES (?, ?, '')", rows())
        database.execute("INSERT INTO words(words) VALUES ('optimize')")
        with timed("postings"):
            write_postings(database, names)
        database.execute("COMMIT")


def multiply_vectors(real: Generation, draft: Path, copies: int) -> None:
    """The vectors of the real index with noise."""
    random = np.random.default_rng(2)
    wholes, stretches = real.wholes[:], as_vectors(real.stretches[:])
    first = real.bounds[:-1]
    bounds = [first + copy * len(stretches) for copy in range(copies)] + [[copies * len(stretches)]]
    np.concatenate(bounds).astype(np.int64).tofile(draft / BOUNDS)
    with (draft / WHOLES).open("wb") as whole_file, (draft / STRETCHES).open("wb") as stretch_file:
        for _ in range(copies):
            whole_file.write(_noisy(wholes, random).tobytes())
            stretch_file.write(quantized(_noisy(stretches, random)).tobytes())


def _noisy(vectors: Vectors, random: np.random.Generator) -> Vectors:
    noise = random.standard_normal(vectors.shape, dtype=np.float32)
    return as_vectors(vectors + noise * np.float32(_NOISE / vectors.shape[1] ** 0.5))


def report(store: Store, rounds: int) -> None:
    """Ask, measure and print."""
    generation = store.open()
    layout = generation.manifest.vectors
    print(f"{generation.manifest.counts.passages:,} passages, layout {layout.model_dump_json()}")
    embedder = load_embedder(cache=store.models, threads=1)
    searcher = Searcher(generation, lambda: embedder)
    modes = {mode: lambda text, mode=mode: searcher.search(Question(text=text, mode=mode)) for mode in MODES}
    print_times({"embedding alone": embedder.embed_query, **modes}, rounds)
    print(f"resident: {resident() / 2**30:.2f} GiB; {resident('RssAnon') / 2**30:.2f} of it the process's own")
    print_filters(generation, [embedder.embed_query(text) for text in QUESTIONS[:3]])
    print(f"resident after that: {resident() / 2**30:.2f} GiB")


def print_times(asked: dict[str, Callable[[str], object]], rounds: int) -> None:
    """Ratios to the first; all are asked in turn, so that a busy machine is busy for each."""
    taken: dict[str, list[float]] = {name: [] for name in asked}
    for number in range(rounds + 1):
        for text, (place, (name, ask)) in product(QUESTIONS, enumerate(asked.items())):
            marks = "?" * (number * len(asked) + place)  # else what is known of a question asked before is used again
            started = time.perf_counter()
            ask(f"{text} {marks}")
            taken[name].append(time.perf_counter() - started)
    table = Table("what", "p50 ms", "p99 ms", "p50 / embedding's", box=None)
    alone = statistics.median(next(iter(taken.values()))[len(QUESTIONS) :])
    for name, times in taken.items():
        p50, p99 = np.percentile(times[len(QUESTIONS) :], (50, 99))
        table.add_row(name, f"{1000 * p50:.1f}", f"{1000 * p99:.1f}", f"{p50 / alone:.2f}")
    Console().print(table)


def print_filters(generation: Generation, questions: list[Vectors]) -> None:
    """Recall of filtered search against exact scores, computed apart, for random filters of each selectivity."""
    random = np.random.default_rng(3)
    table = Table("passing", "passages", "recall@10", "ms", box=None)
    for share in SELECTIVITIES:
        passages = generation.manifest.counts.passages
        passing = np.sort(random.choice(passages, max(10, round(share * passages)), replace=False))
        recalls, times = [], []
        for question in questions:
            started = time.perf_counter()
            found = nearness(generation, question, np.sort(nearest_among(generation, question, passing, DEPTH)))
            times.append(time.perf_counter() - started)
            recalls.append(_recall(exact(generation, question, passing), passing, found))
        table.add_row(
            f"{share:.2%}", f"{len(passing):,}", f"{min(recalls):.3f}", f"{1000 * statistics.median(times):.0f}"
        )
    Console().print(table)


def exact(generation: Generation, question: Vectors, passing: Numbers) -> NDArray[np.float64]:
    """The score of each passage that passes, by the plainest arithmetic."""
    scores = np.empty(len(passing))
    for start in range(0, len(passing), _BLOCK):
        block = passing[start : start + _BLOCK]
        first, last = generation.bounds[block], generation.bounds[block + 1]
        stretches = as_vectors(generation.stretches[first[0] : last[-1]]) @ question
        spans = zip(first - first[0], last - first[0], strict=True)
        best = np.array([stretches[a:b].max() if a < b else np.nan for a, b in spans])
        wholes = generation.wholes[block] @ question
        scores[start : start + _BLOCK] = np.where(np.isnan(best), wholes, (wholes + best) / 2)
    return scores


def _recall(truth: NDArray[np.float64], passing: Numbers, found: Nearness) -> float:
    best = passing[np.argsort(-truth)[:10]].tolist()
    first = found.numbers[np.argsort(-found.scores)[:10]].tolist()
    return len(set(best) & set(first)) / len(best)


def resident(what: str = "VmRSS") -> int:
    """Bytes of this process in memory, as Linux counts them."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{what}:"))


if __name__ == "__main__":
    typer.run(main)
