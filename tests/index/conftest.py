"""A generation written by hand, with everything that filters and facets tell apart, inferred mentions too."""

import sqlite3
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from corpus.vocabulary import Vocabulary
from index import checks, schema
from index.blank import blank
from index.centring import ALL, Centres
from index.counts import count
from index.generation import FILES, Generation
from index.manifest import FILE, Manifest, VectorLayout
from index.writer import GenerationWriter
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Document, Kind, Mention, Metadata, Page, Passage, Span
from ingest.outcomes import Ingested
from ingest.settings import IngestSettings

DIMENSION = 4
FLAT = VectorLayout(name="flat", width=DIMENSION, lists=0, probes=0, queries=8, nearest=8, recall=1.0)


@dataclass(frozen=True)
class Row:
    """A passage of the handmade generation as a test's own arithmetic sees it; mentions are (entity, basis)."""

    number: int
    document: str
    year: int | None
    language: str
    kind: str
    mentions: frozenset[tuple[str, str]]


_S, _I = "stated", "inferred"
_REPORTS: tuple[tuple[int | None, tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]], ...] = (
    (2010, (("en", "paragraph", (("sdg:14.1", _S), ("mechanism:nowpap", _S))), ("en", "table", (("sdg:14", _I),)))),
    (2015, (("zh", "paragraph", (("sdg:13", _S), ("mechanism:neacap", _S))), ("en", "paragraph", ()))),
    (2020, (("ja", "paragraph", (("sdg:14.1", _I),)), ("ja", "footnote", (("mechanism:neaspec", _S),)))),
    (None, (("ko", "paragraph", (("sdg:13", _I), ("sdg:15.3", _S))), ("ko", "reference", (("sdg:13", _S),)))),
)
"""Year of each report, and of each of its passages language, kind and mentions."""

WriteGeneration = Callable[[Path, Sequence[Ingested]], Generation]


@pytest.fixture(scope="session")
def write_generation(vocabulary: Vocabulary) -> WriteGeneration:
    """Writes a complete generation of these reports into a folder; nothing is embedded for it."""

    empty = blank(vocabulary)

    def write(folder: Path, reports: Sequence[Ingested]) -> Generation:
        folder.mkdir(parents=True, exist_ok=True)
        nothing = {ALL: np.zeros(DIMENSION, np.float32)}
        writer = GenerationWriter(folder, empty, Centres(nothing, nothing))
        for report in reports:
            writer.add(report)
        _describe(folder, vocabulary, writer.finish(DIMENSION).vectors)
        return Generation(folder)

    return write


@pytest.fixture
def describe(vocabulary: Vocabulary) -> Callable[[Path], None]:
    """Writes a manifest whose counts and checksums are right for what lies in a folder, whatever that is."""
    return lambda folder: _describe(folder, vocabulary, FLAT)


@pytest.fixture(scope="session")
def ingested() -> Callable[..., Ingested]:
    """Puts a document, its id, passages and their mentions together as the pipeline does."""
    return _ingested


def _describe(folder: Path, vocabulary: Vocabulary, vectors: VectorLayout) -> None:
    with closing(sqlite3.connect(folder / FILES[0])) as database:
        counts = count(database)
    manifest = Manifest(
        id=folder.name,
        created=datetime(2024, 5, 1, tzinfo=UTC),
        schema_version=schema.VERSION,
        model="none@0",
        settings=IngestSettings(),
        vocabulary=vocabulary.identity,
        counts=counts,
        vectors=vectors,
        checksums={name: checks.checksum(folder / name) for name in FILES},
    )
    (folder / FILE).write_text(manifest.model_dump_json())


def _ingested(
    document: Document, id: str, passages: Sequence[Passage], mentions: Sequence[Sequence[Mention]]
) -> Ingested:
    rows = np.eye(DIMENSION, dtype=np.float32)[np.arange(len(passages)) % DIMENSION]
    of_stretches = np.repeat(rows, [len(passage.stretches) for passage in passages], axis=0)
    return Ingested(id, f"{id}.txt", document, passages, mentions, rows, of_stretches)


@pytest.fixture(scope="session")
def handmade(tmp_path_factory: pytest.TempPathFactory, write_generation: WriteGeneration) -> Generation:
    """Four reports of two passages each; `handmade_rows` says what is in them."""
    return write_generation(tmp_path_factory.mktemp("generations") / "handmade", list(map(_report, range(4))))


@pytest.fixture(scope="session")
def handmade_rows() -> list[Row]:
    """What the handmade generation holds."""
    rows = []
    for number, (year, passages) in enumerate(_REPORTS):
        for language, kind, mentions in passages:
            rows.append(Row(len(rows), _id(number), year, language, kind, frozenset(mentions)))
    return rows


def _id(number: int) -> str:
    return f"{number:016x}"


def _report(number: int) -> Ingested:
    year, described = _REPORTS[number]
    drafts = [Draft(Kind.PARAGRAPH, [Piece(f"Words of passage {i} of report {number}.")]) for i in range(2)]
    document = assemble(drafts, format="text", pages=[Page(1, "1")], metadata=Metadata(f"Report {number}", year=year))
    passages = [
        Passage(_id(number), span, span.of(document.text), Kind(kind), language, (), 1, 1, stretches=(Span(0, 5),))
        for block, (language, kind, _) in zip(document.blocks, described, strict=True)
        for span in [Span(block.span.start, block.span.end - 2)]
    ]
    mentions = [[Mention(id, Span(0, 5), "Words", basis) for id, basis in named] for *_, named in described]
    return _ingested(document, _id(number), passages, mentions)
