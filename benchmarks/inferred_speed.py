"""How many passages a second are tagged with goals, beside seesus: as it is shipped, and with its patterns compiled.

Wants `pip install seesus` (GPL-3.0), which nothing else here uses. Vectors are there before the clock starts, as they
are in a build, where every passage and sentence is embedded for search.
"""

from __future__ import annotations

import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Annotated

import regex
import seesus.seesus
import typer
from seesus import SeeSus
from seesus.SDG_keys import SDG_keys

from ingest.cache import ContentCache
from ingest.document import Kind, Passage, Span
from ingest.embedding import load_embedder
from ingest.sentences import stretches
from ingest.taggers.inferred import InferredTagger
from ingest.taggers.train_goals import CACHE, Encoder


def main(
    texts: Annotated[Path, typer.Argument(help="CSV with English passages in the column text.")],
    shipped: Annotated[int, typer.Option(help="Passages for seesus as shipped, which takes seconds for each.")] = 5,
    compiled: Annotated[int, typer.Option(help="Passages for seesus with its patterns compiled.")] = 100,
    cache: Annotated[Path, typer.Option(help="Folder that keeps vectors and the unpacked embedding model.")] = CACHE,
) -> None:
    """Print a table."""
    with texts.open(encoding="utf-8", newline="") as lines:
        passages = [_passage(row["text"]) for row in csv.DictReader(lines)]
    words = [passage.text for passage in passages]
    with ContentCache(cache / "training.sqlite") as kept:
        encode = Encoder(load_embedder(cache=cache / "models"), kept)
        read = encode.texts(words, ["en"] * len(words))
    tagger = InferredTagger()
    tagger.tag(passages, read.vectors, read.stretch_vectors)
    rates = {
        "seesus as shipped": _rate(shipped, lambda: [SeeSus(text) for text in words[:shipped]]),
        "seesus, patterns compiled": _rate(compiled, _compiled(words[:compiled])),
        "sdgsearch": _rate(len(words), lambda: tagger.tag(passages, read.vectors, read.stretch_vectors)),
    }
    print("| tagger | passages a second | sdgsearch is faster by |\n|---|---|---|")
    for name, rate in rates.items():
        print(f"| {name} | {rate:,.1f} | {rates['sdgsearch'] / rate:,.0f} |")


def _passage(text: str) -> Passage:
    spans = tuple(stretches(text, "en"))
    return Passage("0" * 16, Span(0, len(text)), text, Kind.PARAGRAPH, "en", (), 1, 1, stretches=spans)


def _compiled(words: Sequence[str]) -> Callable[[], object]:
    """A run of seesus that finds its patterns compiled. It searches through `re.search` of its own module."""
    patterns = {key["SDG_keywords"]: regex.compile(key["SDG_keywords"], regex.IGNORECASE) for key in SDG_keys}

    def search(pattern: str, text: str, flags: int) -> object:
        return patterns[pattern].search(text)

    def run() -> list[SeeSus]:
        seesus.seesus.re = SimpleNamespace(search=search, IGNORECASE=regex.IGNORECASE)
        return [SeeSus(text) for text in words]

    return run


def _rate(count: int, run: Callable[[], object]) -> float:
    started = time.perf_counter()
    run()
    return count / (time.perf_counter() - started)


if __name__ == "__main__":
    typer.run(main)
