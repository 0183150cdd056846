"""How long does it take to complete what is being typed, beside one embedding of a question?

Prefixes of names of the index's vocabulary, in all its languages, half of them with a slip of typing; none is asked
twice, so that no answer comes from memory.

    python benchmarks/completion.py --data DATA
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Annotated, TypeVar

import typer

from index.completion import Completer
from index.embedder import embedder_of
from index.entities import CountedEntity, counted_entities
from index.store import Store

QUESTIONS = 20

Result = TypeVar("Result")


def main(
    data: Annotated[Path, typer.Option(exists=True, file_okay=False, help="A data folder with an index.")],
    prefixes: Annotated[int, typer.Option(help="How many are completed.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of the chance by which they are taken.")] = 17,
) -> None:
    store = Store(data)
    generation = store.open()
    counted = counted_entities(generation)
    completer, ready = timed(lambda: Completer(counted))
    asked = typings(counted, prefixes, seed)
    times = [timed(partial(completer.complete, typed, "", 10))[1] for typed in asked]
    embedder = embedder_of(generation.manifest.settings, store, 1)
    embedder.embed_query("warm up")
    questions = [f"Who monitors acid rain in area {number}?" for number in range(QUESTIONS)]
    embedding = median(timed(partial(embedder.embed_query, question))[1] for question in questions)
    p99 = quantiles(times, n=100)[-1]
    print("| | ms | of one query embedding |\n|---|---:|---:|")
    for name, seconds in (("p50", median(times)), ("p99", p99), ("longest", max(times)), ("one embedding", embedding)):
        print(f"| {name} | {1000 * seconds:.2f} | {seconds / embedding:.2f} |")
    print(f"\nGetting ready, once for a generation: {ready:.1f} s ({ready / embedding:.0f} embeddings).")


def typings(counted: list[CountedEntity], count: int, seed: int) -> Iterator[str]:
    """So many different beginnings of names; every second one with two neighbouring characters swapped."""
    dice = random.Random(seed)
    names = sorted({name for one in counted for names in one.entity.names.values() for name in names})
    seen: set[str] = set()
    while len(seen) < count:
        name = dice.choice(names)
        typed = name[: dice.randint(1, min(16, len(name)))]
        if len(seen) % 2 and len(typed) > 3:
            place = dice.randrange(1, len(typed) - 1)
            typed = typed[:place] + typed[place + 1] + typed[place] + typed[place + 2 :]
        if typed not in seen:
            seen.add(typed)
            yield typed


def timed(work: Callable[[], Result]) -> tuple[Result, float]:
    """What the work gives, and the seconds that it took."""
    start = time.perf_counter()
    return work(), time.perf_counter() - start


if __name__ == "__main__":
    typer.run(main)
