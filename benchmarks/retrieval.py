"""nDCG@10 of the search on sets in BEIR layout, by mode: `python benchmarks/retrieval.py FOLDER [NAME ...]`.

FOLDER holds the sets. A text of a set is a report of one page: it is cut, embedded, tagged, written and searched by the
code that does so for reports, and stands in the ranking where its best passage does. With `--data` the generations are
kept, one data folder a set, and vectors are taken from there at the next run.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import ir_measures
import numpy as np
from ir_measures import Qrel, ScoredDoc, nDCG
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table

from corpus.vocabulary import Vocabulary, load_vocabulary
from index.build import complete, go_live
from index.centring import Centres, measure_centres
from index.question import MODES, MOST_RESULTS, Question
from index.searcher import Searcher
from index.store import Store
from index.writer import GenerationWriter
from ingest.apparatus import marked
from ingest.assembly import Draft, Piece, assemble
from ingest.block_languages import in_languages
from ingest.cache import ContentCache, content_key
from ingest.chunker import chunk
from ingest.document import Division, Document, Kind, Metadata, Page
from ingest.embedding import Embedder, load_embedder
from ingest.pipeline import Ingested, embedded_text
from ingest.settings import IngestSettings
from ingest.taggers.stated import StatedTagger

NAMES = ("sdg-targets-xling", "ntrex-headline-xling", "xquad-xling", "mmesgbench-dev")
MOST_QUESTIONS = 200
"""Of a larger file every n-th question is asked."""

TEXTS_AT_ONCE = 256


def main(folder: Path, names: Sequence[str], data: Path) -> None:
    table = Table("set", "questions", *MODES, box=None)
    embedder = load_embedder(cache=Store(data).models)
    for name in names:
        searcher = index_set(folder / name, Store(data / name), embedder)
        for file in sorted((folder / name).glob("queries*.jsonl")):
            figures = (f"{measured(searcher, file, mode):.3f}" for mode in MODES)
            table.add_row(f"{name} {language_of(file)}", str(len(questions(file))), *figures)
    Console().print(table)


def index_set(folder: Path, store: Store, embedder: Embedder) -> Searcher:
    """The searcher over a new generation of the set in `folder`."""
    vocabulary = load_vocabulary()
    tagger = StatedTagger(vocabulary)
    entries = list(lines(folder / "corpus.jsonl"))
    with store.building() as draft, ContentCache(store.cache) as cache:
        writer = GenerationWriter(draft, vocabulary, centres(vocabulary, embedder, cache))
        for first in range(0, len(entries), TEXTS_AT_ONCE):
            for report in reports(entries[first : first + TEXTS_AT_ONCE], embedder, tagger, cache):
                writer.add(report)
        go_live(store, draft, complete(writer, embedder, IngestSettings(), vocabulary, datetime.now(UTC)))
    return Searcher(store.open(), lambda: embedder)


def centres(vocabulary: Vocabulary, embedder: Embedder, cache: ContentCache) -> Centres:
    key = content_key(vocabulary.identity, embedder.identity)
    [data] = cache.fill("centres", [key], lambda _: [measure_centres(vocabulary, embedder).to_bytes()])
    return Centres.from_bytes(data)


def reports(
    entries: Sequence[dict[str, Any]], embedder: Embedder, tagger: StatedTagger, cache: ContentCache
) -> Iterator[Ingested]:
    """The texts as reports. All are embedded together: texts of like length make quick batches."""
    documents = [as_document(entry) for entry in entries]
    cut = [
        chunk(
            document,
            entry["_id"],
            count_tokens=embedder.count_tokens,
            max_tokens=IngestSettings().passage_tokens,
        )
        for entry, document in zip(entries, documents, strict=True)
    ]
    wholes = [[embedded_text(d.metadata.title, one) for one in found] for d, found in zip(documents, cut, strict=True)]
    parts = [[span.of(one.text) for one in found for span in one.stretches] for found in cut]
    vectors = embedded([*wholes, *parts], embedder, cache)
    for entry, document, passages, whole, part in zip(
        entries, documents, cut, vectors[: len(cut)], vectors[len(cut) :], strict=True
    ):
        mentions = tagger.tag([passage.text for passage in passages])
        yield Ingested(entry["_id"], entry["_id"], document, passages, mentions, whole, part)


def as_document(entry: dict[str, Any]) -> Document:
    return marked(
        in_languages(
            assemble(
                [Draft(Kind.PARAGRAPH, [Piece(entry["text"].strip() or "-")])],
                format="text",
                pages=[Page(1, "")],
                metadata=Metadata(title=entry.get("title", "")),
                divided=Division.WHOLE,
            )
        )
    )


def embedded(lists: Sequence[Sequence[str]], embedder: Embedder, cache: ContentCache) -> list[NDArray[np.float32]]:
    """The vectors of each list of texts."""
    texts = [text for one in lists for text in one]

    def embed(missing: list[int]) -> list[bytes]:
        return [vector.tobytes() for vector in embedder.embed_passages([texts[i] for i in missing])]

    found = cache.fill("embed", [content_key(text, embedder.identity) for text in texts], embed)
    vectors = np.frombuffer(b"".join(found), np.float32).reshape(-1, embedder.dimension)
    return np.split(vectors, np.cumsum([len(one) for one in lists])[:-1])


def measured(searcher: Searcher, file: Path, mode: str) -> float:
    asked = questions(file)
    known = {question["_id"] for question in asked}
    judged = [Qrel(*row) for row in qrels(file) if row[0] in known]
    run = [
        ScoredDoc(question["_id"], document, score)
        for question in asked
        for document, score in ranking(searcher, question["text"], mode).items()
    ]
    return float(ir_measures.calc_aggregate([nDCG @ 10], judged, run)[nDCG @ 10])


def ranking(searcher: Searcher, text: str, mode: str) -> dict[str, float]:
    """Document -> the score of its best passage."""
    found = searcher.search(Question(text=text[:2000], mode=mode, k=MOST_RESULTS)).results
    return {one.document_id: -float(rank) for rank, one in reversed(list(enumerate(found)))}


def questions(file: Path) -> list[dict[str, Any]]:
    """The questions that have judgements."""
    known = {query for query, _, _ in qrels(file)}
    asked = [one for one in lines(file) if one["_id"] in known]
    return asked[:: max(1, len(asked) // MOST_QUESTIONS)][:MOST_QUESTIONS]


def qrels(file: Path) -> Iterator[tuple[str, str, int]]:
    """The judgements of a file of questions: those named after its language, else of the test part."""
    folder, language = file.parent / "qrels", language_of(file)
    own = [path for path in sorted(folder.iterdir()) if language and language in path.stem.split(".")]
    chosen = own[0] if own else folder / "test.tsv"
    for line in chosen.read_text(encoding="utf-8").splitlines()[1:]:
        query, document, grade = line.split("\t")
        yield query, document, int(float(grade))


def language_of(file: Path) -> str:
    return file.stem.removeprefix("queries").strip(".")


def lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open(encoding="utf-8") as rows:
        yield from (json.loads(row) for row in rows)


def arguments(description: str | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("folder", type=Path, help="the folder that holds the sets")
    parser.add_argument("names", nargs="*", default=NAMES, help="sets to measure")
    parser.add_argument("--data", type=Path, help="keeps the generations and the vectors here")
    return parser.parse_args()


if __name__ == "__main__":
    given = arguments(__doc__)
    with tempfile.TemporaryDirectory() as scratch:
        main(given.folder, given.names, given.data or Path(scratch))
