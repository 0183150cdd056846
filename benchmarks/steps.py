"""What each step takes for a passage, and from that what an archive takes: hours of processors, and of a GPU.

Counted is processor time, and with `--device cuda` the clock's for embedding. Operations are the products of the
embedded model's layers, as `embedding.py` counts them.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, TypeVar

import msgspec
import torch
import typer
from embedding import operations

from corpus.vocabulary import load_vocabulary
from index.store import Store
from ingest.cache import ContentCache
from ingest.discovery import discover
from ingest.embedding import load_embedder
from ingest.outcomes import Candidate
from ingest.parsers import parse
from ingest.precision import Precision
from ingest.settings import IngestSettings, Limits, reading_of
from ingest.steps import Order, Steps
from ingest.taggers.inferred import InferredTagger
from ingest.taggers.stated import StatedTagger

_MILLIONS = (1, 10, 100)
_Made = TypeVar("_Made")


def main(
    folder: Annotated[Path, typer.Argument(help="Reports.")],
    every: Annotated[int, typer.Option(help="Read one report of so many, in order of size.")] = 7,
    device: Annotated[str, typer.Option(help="Of torch: cpu, cuda.")] = "cpu",
    precision: Annotated[Precision, typer.Option(help="That passages are embedded in.")] = "float32",
    peak: Annotated[float, typer.Option(help="Of a GPU, dense, in TFLOP/s: the card's own data sheet says.")] = 989,
    used: Annotated[float, typer.Option(help="Share of that peak that is assumed to be reached.")] = 0.4,
) -> None:
    """Print two Markdown tables."""
    torch.set_num_threads(1)
    candidates = sorted(discover([folder]), key=lambda one: one.size)[::-every]
    with tempfile.TemporaryDirectory() as scratch, ContentCache(Path(scratch) / "cache.sqlite") as cache:
        store, settings = Store(Path(scratch)), IngestSettings(precision=precision)
        embedder = load_embedder(cache=store.models, device=device, threads=1, precision=precision)
        steps = Steps(embedder, StatedTagger(load_vocabulary()), cache, settings, InferredTagger())
        steps.embedder.embed_passages(["loaded"])
        steps.tagger.tag(["loaded"])
        spent = _Spent(time.process_time if device == "cpu" else time.perf_counter)
        for candidate in candidates:
            _take(steps, candidate, spent)
    _print(spent, device, peak * 1e12 * used)


@dataclass
class _Spent:
    """Seconds by step, and what they were spent on."""

    clock: Callable[[], float]
    seconds: dict[str, float] = field(default_factory=dict)
    passages: int = 0
    texts: int = 0
    operations: float = 0.0
    tokenizing: float = 0.0

    def on(self, step: str, make: Callable[[], _Made], clock: Callable[[], float] = time.process_time) -> _Made:
        started = clock()
        made = make()
        self.seconds[step] = self.seconds.get(step, 0.0) + clock() - started
        return made


def _take(steps: Steps, candidate: Candidate, spent: _Spent) -> None:
    reading, data = reading_of(steps.settings, Limits()), candidate.path.read_bytes()
    order = Order(candidate, "0" * 64, Path(), reading, b"", None)
    document = spent.on("parse", lambda: parse(data, name=candidate.name, reading=reading))
    prepared = spent.on("cut and tag", lambda: steps.prepare(order, msgspec.msgpack.encode(document)))
    texts = prepared.texts
    vectors = spent.on("embed", lambda: steps.embed(texts, lambda _: None), spent.clock)
    spent.on("infer goals", lambda: steps.mentions(prepared.passages, prepared.stated, vectors))
    read = [*texts.passages, *texts.stretches, *texts.sections]
    spent.passages += len(texts.passages)
    spent.texts += len(read)
    spent.operations += operations(steps.embedder, read)
    started = time.process_time()
    steps.embedder._tokens(read, "passage")
    spent.tokenizing += time.process_time() - started


def _print(spent: _Spent, device: str, reached: float) -> None:
    operations_each = spent.operations / spent.passages
    print(f"{spent.passages} passages, {spent.texts} texts; {operations_each / 1e9:.1f} GFLOP a passage\n")
    print("| step | seconds for 1,000 passages |\n| --- | ---: |")
    for step, seconds in spent.seconds.items():
        print(f"| {step}{f' ({device})' if step == 'embed' else ''} | {1000 * seconds / spent.passages:.1f} |")
    tokenizing = spent.tokenizing / spent.passages
    print(f"| of embedding, tokenizing | {1000 * tokenizing:.2f} |")
    embedding = spent.seconds["embed"] / spent.passages
    others = sum(spent.seconds.values()) / spent.passages - embedding
    print(
        f"\n| million passages | hours of one processor, all but embedding | hours of one {device}, embedding |", end=""
    )
    print(f" hours of a GPU at {reached / 1e12:.0f} TFLOP/s | hours of its processor, tokenizing |")
    print("| ---: | ---: | ---: | ---: | ---: |")
    for millions in _MILLIONS:
        hours = millions * 1e6 / 3600
        gpu = hours * operations_each / reached
        print(f"| {millions} | {others * hours:,.0f} | {embedding * hours:,.0f} |", end="")
        print(f" {gpu:,.2f} | {tokenizing * hours:,.2f} |")


if __name__ == "__main__":
    typer.run(main)
