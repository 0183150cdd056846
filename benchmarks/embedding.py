"""How much of what the machine can compute goes into embedding: achieved FLOP/s over those of a large matrix product.

Counted are the products of a transformer's layers (attention and projections, two operations for each multiplication
and addition) for the tokens of the texts; padding, norms and activations count as nothing done. The matrix product is
measured between the batches, with the same threads, since other work on the machine slows both; of both counts the
processor's time of all runs.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from statistics import fmean
from typing import Annotated

import torch
import typer
from rows import row

from index.generation import Generation
from index.store import Store
from ingest.document import Span
from ingest.embedding import Embedder, load_embedder
from ingest.precision import Precision, multiplies_bfloat16

_ROWS = 2048
"""Of the square matrices: twice as many multiply no faster."""
_PRODUCTS = 4
_PRECISIONS: tuple[Precision, Precision] = ("float32", "bfloat16")


def main(
    data: Annotated[Path, typer.Argument(help="Data folder of an index; its passages and sentences are embedded.")],
    texts: Annotated[int, typer.Option(help="How many of them.")] = 400,
    batches: Annotated[
        int, typer.Option(help="Into how many parts they are divided, a matrix product before each.")
    ] = 8,
    threads: Annotated[int, typer.Option(help="Of torch.")] = 1,
) -> None:
    """Print three rows of a Markdown table; the last only where the processor has bfloat16."""
    torch.set_num_threads(threads)
    store = Store(data)
    embedder, halved = (load_embedder(cache=store.models, threads=threads, precision=one) for one in _PRECISIONS)
    found = _texts(store.open())
    random.Random(1).shuffle(found)
    parts = [found[start:texts:batches] for start in range(batches)]
    embedder.embed_passages(parts[0][:8])
    seconds, peaks = zip(*((_seconds(embedder, part), _peak()) for part in parts), strict=True)
    speed = sum(operations(embedder, part) for part in parts) / sum(seconds)
    print(
        row(
            "bulk embedding: achieved FLOP/s over the machine's peak",
            speed / fmean(peaks),
            0.75,
            at_least=True,
        )
    )
    print(row("bulk embedding: share of tokens that are padding", _padding(embedder, found[:texts]), 0.03))
    if multiplies_bfloat16():
        halved.embed_passages(parts[0][:8])
        pairs = [(_seconds(embedder, part), _seconds(halved, part)) for part in parts[: batches // 2]]
        faster = sum(whole for whole, _ in pairs) / sum(half for _, half in pairs)
        print(row("bulk embedding: bfloat16, times as fast as float32", faster, 1.5, at_least=True))


def _texts(generation: Generation) -> list[str]:
    """All passages, and all stretches of them, as a build embeds them."""
    passages = generation.database.execute("SELECT number, document, start, end FROM passages").fetchall()
    stretches = generation.database.execute("SELECT passage, start, end FROM stretches").fetchall()
    texts = {number: generation.text(document, Span(start, end)) for number, document, start, end in passages}
    return [*texts.values(), *(texts[passage][start:end] for passage, start, end in stretches)]


def _seconds(embedder: Embedder, texts: list[str]) -> float:
    started = time.process_time()
    embedder.embed_passages(texts)
    return time.process_time() - started


def operations(embedder: Embedder, texts: list[str]) -> float:
    """Of the embedded model: 12 layers of width 384, four projections, and two of 1536 between them."""
    layers, width, inner = 12, 384, 1536
    lengths = map(len, embedder._tokens(texts, "passage"))
    return sum(layers * (2 * n * (4 * width**2 + 2 * width * inner) + 4 * n**2 * width) for n in lengths)


def _peak() -> float:
    one, other = torch.randn(2, _ROWS, _ROWS)
    started = time.process_time()
    for _ in range(_PRODUCTS):
        one @ other
    return 2 * _PRODUCTS * _ROWS**3 / (time.process_time() - started)


def _padding(embedder: Embedder, texts: list[str]) -> float:
    """Tokens that the encoder is given beyond those of the texts; as a share."""
    given: list[int] = []
    hook = embedder._encoder()[0].auto_model.embeddings.register_forward_hook(
        lambda _module, _inputs, output: given.append(output.shape[0] * output.shape[1])
    )
    embedder.embed_passages(texts)
    hook.remove()
    return 1 - sum(map(len, embedder._tokens(texts, "passage"))) / sum(given)


if __name__ == "__main__":
    typer.run(main)
