"""Verification of citations over a re-index: is what became of each quote told rightly?

Every sentence of the embedded reports (six languages) is cited. Then a third of the reports stays as it is, some are
withdrawn, and of the others there is a new edition under the same file name, in which sentences are moved, edited or
taken out. Generations are written without vectors, which no verification reads.

    python benchmarks/citations.py --data /tmp/citations
"""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from corpus.vocabulary import Vocabulary
from index.blank import blank
from index.build import complete, go_live
from index.centring import ALL, Centres
from index.generation import Generation
from index.live import LiveIndex
from index.store import Store
from index.verification import Quote, Verdict
from index.writer import GenerationWriter
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Division, Document, Kind, Metadata, Page, Passage, Span
from ingest.outcomes import Ingested
from ingest.settings import IngestSettings
from search_api.sight import Sight
from search_api.verifying import verdicts

TRUTH = Path(__file__).resolve().parents[1] / "corpus" / "reports" / "truth.json"
WIDTH = 4
SHORTEST = 30
"""Characters of a quote; fewer may stand anywhere."""


@dataclass(frozen=True)
class Report:
    """A report by its file name, and its id."""

    id: str
    source: str
    paragraphs: Sequence[str]


@dataclass(frozen=True)
class Citation:
    """A quote, what has to become of it, and in which report."""

    quote: Quote
    fate: str
    document: str


class Model:
    """What a generation asks of its model."""

    identity = "none"
    dimension = WIDTH


def main(
    data: Annotated[Path, typer.Option(help="An empty folder for the two generations.")],
    seed: Annotated[int, typer.Option(help="Of the chance by which reports are edited.")] = 17,
) -> None:
    store = Store(data)
    citations = list(reissued(store, random.Random(seed)))
    seen = Sight(LiveIndex(store))
    start = time.perf_counter()
    found = list(verdicts(seen, seen.searcher(None, "all").generation, [one.quote for one in citations]))
    seconds = time.perf_counter() - start
    print(f"| fate | citations | told rightly |\n|---|---:|---:|\n{table(citations, found)}")
    print(f"\n{len(citations)} citations, {1000 * seconds / len(citations):.1f} ms each.")
    for one, verdict in zip(citations, found, strict=True):
        if not is_right(one, verdict):
            print(f"\n{one.fate}, told as {verdict.state}: {one.quote.text}\n    {verdict.text}")


def table(citations: Sequence[Citation], found: Sequence[Verdict]) -> str:
    """A row a fate, and all together."""
    total = Counter(one.fate for one in citations)
    right = Counter(one.fate for one, verdict in zip(citations, found, strict=True) if is_right(one, verdict))
    rows = [(fate, total[fate], right[fate]) for fate in ("exact", "moved", "changed", "gone")]
    return "\n".join(
        f"| {name} | {count} | {good} |" for name, count, good in [*rows, ("all", total.total(), right.total())]
    )


def is_right(citation: Citation, verdict: Verdict) -> bool:
    """The state, the report, and, of what was not edited, the words."""
    same = verdict.text.split() == citation.quote.text.split()
    return (
        verdict.state == citation.fate
        and verdict.document == citation.document
        and (same or citation.fate in ("changed", "gone"))
    )


def reissued(store: Store, dice: random.Random) -> Iterator[Citation]:
    """Write the reports, cite them, write what became of them, and give the citations with their fates."""
    reports = read_reports()
    before = write(store, [Report(name, name, texts) for name, texts in reports.items()])
    later: list[Report] = []
    for turn, (name, paragraphs) in enumerate(reports.items()):
        if turn % 3 == 0:
            later.append(Report(name, name, paragraphs))
            yield from (Citation(quote, "exact", name) for quote in quotes(before, name))
        elif turn % 6 == 1:
            yield from (Citation(quote, "gone", "") for quote in quotes(before, name))
        else:
            edition = f"{name}-2"
            texts, fates = edit(paragraphs, dice)
            later.append(Report(edition, name, texts))
            for quote in quotes(before, name):
                fate = fates[quote.text]
                yield Citation(quote, fate, "" if fate == "gone" else edition)
    write(store, later)


def read_reports() -> Mapping[str, list[str]]:
    """Paragraphs by report, without the sentences that stand in several places: nobody could tell which is meant."""
    truth = json.loads(TRUTH.read_text(encoding="utf-8"))
    reports = {name: [one["text"] for one in report["paragraphs"]] for name, report in truth.items()}
    often = Counter(sentence for texts in reports.values() for text in texts for sentence in sentences(text))
    alone = {
        name: [[one for one in sentences(text) if often[one] == 1] for text in texts] for name, texts in reports.items()
    }
    return {name: [" ".join(kept) for kept in texts if kept] for name, texts in alone.items()}


def sentences(paragraph: str) -> list[str]:
    return [one.strip() for one in re.split(r"(?<=[.!?])\s+|(?<=[。！？])", paragraph) if one.strip()]


def quotes(generation: Generation, document: str) -> Iterator[Quote]:
    """Every sentence of a report that is long enough, with its place."""
    text, start = generation.text(document, Span(0, 10**9)), 0
    for line in text.splitlines():
        for sentence in sentences(line):
            start = text.index(sentence, start)
            if is_citable(sentence):
                yield Quote(sentence, document, Span(start, start + len(sentence)))


def is_citable(sentence: str) -> bool:
    """Whether it is a whole sentence, not the name of a work."""
    return len(sentence) >= SHORTEST and sentence.endswith((".", "!", "?", "。", "！", "？"))


def edit(paragraphs: Sequence[str], dice: random.Random) -> tuple[list[str], dict[str, str]]:
    """The paragraphs of a new edition, in another order and behind a new one, and the fate of each sentence."""
    fates: dict[str, str] = {}
    edited = [["This edition replaces the one before."]]
    for paragraph in paragraphs:
        kept = []
        for sentence in sentences(paragraph):
            now = dice.choice((sentence, "", changed(sentence, dice))) if is_citable(sentence) else sentence
            fates[sentence] = "gone" if not now else "moved" if now == sentence else "changed"
            kept += [now] if now else []
        edited.append(kept)
    dice.shuffle(edited)
    return [" ".join(kept) for kept in edited if kept], fates


def changed(sentence: str, dice: random.Random) -> str:
    """The sentence with a word or two taken out, put in, or said otherwise."""
    parted = sentence.count(" ") > 3
    words = sentence.split() if parted else list(sentence)
    for _ in range(1 if len(words) < 16 else 2):
        place = dice.randrange(1, len(words) - 1)
        words[place : place + dice.choice((0, 1))] = dice.choice(
            (["2099"], ["often", "enough"] if parted else ["常", "々"], [])
        )
    return (" " if parted else "").join(words)


def write(store: Store, reports: Sequence[Report]) -> Generation:
    """A generation in which each paragraph of each report is a passage; it is made live."""
    centres = {ALL: np.zeros(WIDTH, np.float32)}
    vocabulary = Vocabulary([])
    with store.building() as draft:
        writer = GenerationWriter(draft, blank(vocabulary), Centres(centres, centres))
        for report in reports:
            writer.add(ingested(report))
        go_live(store, draft, complete(writer, Model(), IngestSettings(), vocabulary, datetime.now(UTC)))
    return store.open()


def ingested(report: Report) -> Ingested:
    document = assemble(
        [Draft(Kind.PARAGRAPH, [Piece(text)]) for text in report.paragraphs],
        format="text",
        pages=[Page(1, "")],
        metadata=Metadata(title=report.source),
        divided=Division.WHOLE,
    )
    passages = [passage(report.id, document, block.span) for block in document.blocks]
    vectors = np.eye(WIDTH, dtype=np.float32)[np.arange(len(passages)) % WIDTH]
    return Ingested(report.id, report.source, document, passages, [[] for _ in passages], vectors, vectors[:0])


def passage(id: str, document: Document, block: Span) -> Passage:
    text = block.of(document.text).rstrip()
    return Passage(id, Span(block.start, block.start + len(text)), text, Kind.PARAGRAPH, "en", (), 1, 1)


if __name__ == "__main__":
    typer.run(main)
