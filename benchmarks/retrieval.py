"""nDCG@10 of the search on sets in BEIR layout, by mode: `python benchmarks/retrieval.py FOLDER [NAME ...]`.

FOLDER holds the sets. Each text of a set is one passage, written and searched by the same code as those of reports.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ir_measures
from ir_measures import Qrel, ScoredDoc, nDCG
from rich.console import Console
from rich.table import Table

from corpus.vocabulary import load_vocabulary
from index.build import complete, go_live
from index.centring import measure_centres
from index.question import MODES, Question
from index.searcher import Searcher
from index.store import Store
from index.writer import GenerationWriter
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Division, Kind, Metadata, Page, Passage, Span
from ingest.embedding import Embedder, load_embedder
from ingest.languages import detect_language
from ingest.pipeline import Ingested, embedded_text
from ingest.sentences import stretches
from ingest.settings import IngestSettings
from ingest.taggers.stated import StatedTagger

NAMES = ("sdg-targets-xling", "ntrex-headline-xling", "xquad-xling")
MOST_QUESTIONS = 200
"""Of a larger file every n-th question is asked."""


def main(folder: Path, names: tuple[str, ...]) -> None:
    table = Table("set", "questions", *MODES, box=None)
    with tempfile.TemporaryDirectory() as data:
        store = Store(Path(data))
        embedder = load_embedder(cache=store.models)
        for name in names:
            searcher = index_set(folder / name, store, embedder)
            for file in sorted((folder / name).glob("queries*.jsonl")):
                figures = (f"{measured(searcher, file, mode):.3f}" for mode in MODES)
                table.add_row(f"{name} {file.stem.removeprefix('queries').strip('.')}", str(len(read(file))), *figures)
    Console().print(table)


def index_set(folder: Path, store: Store, embedder: Embedder) -> Searcher:
    vocabulary = load_vocabulary()
    centres = measure_centres(vocabulary, embedder)
    tagger = StatedTagger(vocabulary)
    with store.building() as draft:
        writer = GenerationWriter(draft, vocabulary, centres)
        for entry in lines(folder / "corpus.jsonl"):
            writer.add(as_report(entry, embedder, tagger))
        go_live(store, draft, complete(writer, embedder, IngestSettings(), vocabulary, datetime.now(UTC)))
    return Searcher(store.open(), lambda: embedder)


def as_report(entry: dict[str, Any], embedder: Embedder, tagger: StatedTagger) -> Ingested:
    draft = Draft(Kind.PARAGRAPH, [Piece(entry["text"].strip() or "-")])
    document = assemble(
        [draft],
        format="text",
        pages=[Page(1, "")],
        metadata=Metadata(title=entry.get("title", "")),
        divided=Division.WHOLE,
    )
    text = document.text.rstrip()
    language = detect_language(text)
    passage = Passage(
        document_id=entry["_id"],
        span=Span(0, len(text)),
        text=text,
        kind=Kind.PARAGRAPH,
        language=language,
        section=(),
        page_first=1,
        page_last=1,
        stretches=tuple(stretches(text, language)),
    )
    return Ingested(
        id=entry["_id"],
        source=entry["_id"],
        document=document,
        passages=[passage],
        mentions=tagger.tag([text]),
        vectors=embedder.embed_passages([embedded_text(document.metadata.title, passage)]),
        stretch_vectors=embedder.embed_passages([span.of(text) for span in passage.stretches]),
    )


def measured(searcher: Searcher, file: Path, mode: str) -> float:
    judged = [Qrel(*row) for row in qrels(file)]
    run = [
        ScoredDoc(query["_id"], found.document_id, found.score)
        for query in read(file)
        for found in searcher.search(Question(text=query["text"][:2000], mode=mode)).results
    ]
    asked = {query["_id"] for query in read(file)}
    judged = [row for row in judged if row.query_id in asked]
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10])


def read(file: Path) -> list[dict[str, Any]]:
    known = {query for query, _, _ in qrels(file)}
    queries = [query for query in lines(file) if query["_id"] in known]
    return queries[:: max(1, len(queries) // MOST_QUESTIONS)][:MOST_QUESTIONS]


def qrels(file: Path) -> Iterator[tuple[str, str, int]]:
    language = file.stem.removeprefix("queries").strip(".")
    found = sorted((file.parent / "qrels").iterdir())
    chosen = next((path for path in found if language and language in path.stem.split(".")), found[0])
    for line in chosen.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        yield query, document, int(float(grade))


def lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as rows:
        yield from (json.loads(row) for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]), tuple(sys.argv[2:]) or NAMES)
