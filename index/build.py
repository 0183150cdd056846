"""`(files, settings) -> generation`: run the pipeline, write what it gives, check it, switch over."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, Protocol

from corpus.catalogue import KnownFiles
from corpus.vocabulary import Vocabulary
from index import checks, schema
from index.blank import cached_blank
from index.centring import centres_of
from index.counts import count
from index.documents import documents
from index.embedder import embedder_of
from index.engines import backend_of, place_of, publish
from index.errors import BuildError, Held, NoGeneration
from index.generation import DATABASE, FILES, Generation
from index.manifest import FILE, Backend, Manifest
from index.notes import Note
from index.searcher import Searcher
from index.store import Store
from index.unchanged import described, live_of
from index.writer import GenerationWriter
from ingest.atomic import write_atomically
from ingest.crew import Workplace
from ingest.embedding import Embedder
from ingest.errors import IngestError
from ingest.originals import Originals
from ingest.outcomes import Candidate, Duplicate, Ingested, Outcome, Progress, Rejected
from ingest.pipeline import HERE, NO_PASSWORDS, Pipeline
from ingest.precision import in_float32
from ingest.quality import remarks
from ingest.settings import IngestSettings, Limits
from ingest.taggers.inferred import InferredTagger
from ingest.taggers.stated import StatedTagger


@dataclass(frozen=True, slots=True)
class Report:
    """What a build made, how many texts it had to embed for that, and what there is to say of the files.

    Where `unchanged`, it would have made the live generation once more, and did not.
    """

    manifest: Manifest
    embedded: int
    notes: tuple[Note, ...]
    unchanged: bool = False

    @property
    def failed(self) -> tuple[Note, ...]:
        return tuple(note for note in self.notes if note.failed)


Stage = Literal["read", "write", "check", "measure", "switch"]
"""Reading is nearly all of a build; measuring is asking the gate."""


class BuildProgress(Progress, Protocol):
    """Told how far a build is."""

    def stage(self, stage: Stage) -> None:
        """The next stage begins."""


Gate = Callable[[Searcher], Sequence[str]]
"""What a new generation lacks, each thing in words; one that lacks something doesn't go live."""


def _open_gate(_: Searcher) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True)
class Keeping:
    """Which old generations are kept: the newest, and all that are younger than so many days."""

    newest: int = 3
    days: float = 0

    def youngest(self, now: datetime) -> datetime:
        """What was made since then is kept."""
        return now - timedelta(days=self.days)


def build(
    candidates: Sequence[Candidate],
    *,
    store: Store,
    vocabulary: Vocabulary,
    known: KnownFiles,
    settings: IngestSettings,
    limits: Limits,
    progress: BuildProgress,
    passwords: Mapping[str, str] = NO_PASSWORDS,
    gate: Gate = _open_gate,
    keeping: Keeping = Keeping(),
    keep_unchanged: bool = False,
    workplace: Workplace = HERE,
    backend: Backend | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Report:
    """Index these files into a new generation and make it the live one; the one before serves until then.

    With `keep_unchanged`, where nothing changed since that was made and it is whole, it stays. The new generation holds
    these files and no others. `passwords` open encrypted files, each under the file's path or name; they are kept
    nowhere. At the `workplace` the files are read, embedded and tagged. Raises `IngestError` where there is no such
    file, `BuildError` while another build runs, where nothing can be searched or a check fails, `Held` where the new
    generation does not pass the gate, `WorkplaceError` where the workplace can't do the work, and `StorageError` on a
    full disk; then what was live stays live. `backend` is what is to search it; None takes what searches the live one.
    """
    _refuse_unknown(passwords, candidates)
    counter = _Counter(progress)
    with store.building() as draft, workplace.cache(store.cache) as cache:
        embedder = embedder_of(settings, store, limits.threads)
        inferred = InferredTagger()
        knows = inferred.embedder == in_float32(embedder.identity)
        pipeline = Pipeline(
            embedder=embedder,
            tagger=StatedTagger(vocabulary),
            cache=cache,
            originals=Originals(store.files),
            known=known,
            settings=settings,
            limits=limits,
            inferred=inferred if knows else None,
            passwords=passwords,
            set_aside=store.set_aside,
            workplace=workplace,
        )
        notes = [] if knows else [Note(embedder.identity, _UNKNOWN_VECTORS, failed=False)]
        engine = backend or _backend_of_live(store)
        if (
            keep_unchanged
            and store.current()
            and (live := live_of(store, described(pipeline.inputs(candidates), engine)))
        ):
            with closing(live):
                return Report(live.manifest, 0, (*notes, *_notes_of(live)), unchanged=True)
        centres, blank = centres_of(vocabulary, embedder, cache), cached_blank(vocabulary, cache)
        writer = GenerationWriter(draft, blank, centres)
        progress.stage("read")
        for outcome in pipeline.run(candidates, counter):
            writer.add(outcome)
            notes += _notes(outcome)
        progress.stage("write")
        inputs = described(pipeline.inputs_read, engine)
        manifest = complete(writer, embedder, settings, vocabulary, clock(), inputs, engine, store.uri)
        if not manifest.counts.passages:
            raise BuildError(_nothing(notes))
        publish(draft, store.uri)
        progress.stage("check")
        adopt(store, draft, manifest)
        progress.stage("measure")
        if lacks := _lacks(store, manifest, gate, embedder):
            raise Held(manifest.id, lacks)
        progress.stage("switch")
        store.activate(manifest.id)
        store.prune(keeping.newest, keeping.youngest(clock()))
    return Report(manifest, counter.texts, tuple(notes))


_UNKNOWN_VECTORS = "No goals are inferred: the classifier knows only the embedded model, with its own prompts."


def complete(
    writer: GenerationWriter,
    embedder: Embedder,
    settings: IngestSettings,
    vocabulary: Vocabulary,
    now: datetime,
    inputs: str = "",
    backend: Backend = "faiss",
    uri: str = "",
) -> Manifest:
    """Finish what `writer` has begun and describe it in a manifest beside it; `inputs` is what it was made of.

    What a backend at `uri` is to hold of it is still to be published.
    """
    written = writer.finish(embedder.dimension)
    folder = writer.folder
    with closing(sqlite3.connect(folder / DATABASE)) as database:
        counts = count(database)
    id = f"{now:%Y%m%dT%H%M%S%f}-{written.content[:8]}"
    manifest = Manifest(
        id=id,
        created=now,
        schema_version=schema.VERSION,
        model=embedder.identity,
        settings=settings,
        vocabulary=vocabulary.identity,
        inputs=inputs,
        counts=counts,
        vectors=written.vectors,
        published=place_of(backend, uri, id),
        checksums={name: checks.checksum(folder / name) for name in FILES},
    )
    write_atomically(folder / FILE, manifest.model_dump_json(indent=2).encode())
    return manifest


def adopt(store: Store, draft: Path, manifest: Manifest) -> None:
    """Check a complete draft and keep it as a generation. Raises `BuildError`."""
    checks.check(draft, store.uri)
    store.adopt(draft, manifest.id)


def go_live(store: Store, draft: Path, manifest: Manifest) -> None:
    """Check a complete draft and make it the live generation. Raises `BuildError`; then what was live stays live."""
    adopt(store, draft, manifest)
    store.activate(manifest.id)


def _lacks(store: Store, manifest: Manifest, gate: Gate, embedder: Embedder) -> Sequence[str]:
    with closing(store.open(manifest.id)) as generation, closing(Searcher(generation, lambda: embedder)) as searcher:
        return gate(searcher)


def _backend_of_live(store: Store) -> Backend:
    """What searches the live generation; FAISS where there is none."""
    try:
        with closing(store.open()) as live:
            return backend_of(live.manifest)
    except NoGeneration:
        return "faiss"


def _refuse_unknown(passwords: Mapping[str, str], candidates: Sequence[Candidate]) -> None:
    known = {name for candidate in candidates for name in candidate.names}
    if unknown := [name for name in passwords if name not in known]:
        raise IngestError(
            f"A password is given for {', '.join(unknown)}, but no file to index has this path or name. Check the"
            " spelling."
        )


def _notes(outcome: Outcome) -> Iterator[Note]:
    match outcome:
        case Rejected(source=source, reason=reason):
            yield Note(source, reason, failed=True)
        case Duplicate(source=source, of=of):
            yield _repeated(source, of)
        case Ingested(source=source, document=document, passages=passages):
            yield from _remarked(source, remarks(document), len(passages))


def _notes_of(generation: Generation) -> Iterator[Note]:
    """What there is to say of the files of a generation that all could be read."""
    for row in documents(generation):
        yield from _remarked(row["source"], row["remarks"], row["passages"])
    for source, of in generation.database.execute("SELECT source, of FROM duplicates"):
        yield _repeated(source, of)


def _repeated(source: str, of: str) -> Note:
    return Note(source, f"The same bytes as {of}; indexed once.", failed=False)


def _remarked(source: str, remarks: Sequence[str], passages: int) -> Iterator[Note]:
    silent = () if passages else ("It holds no words that can be searched.",)
    yield from (Note(source, words, failed=not passages) for words in remarks or silent)


def _nothing(notes: list[Note]) -> str:
    reasons = "".join(f"\n  {note.source}: {note.words}" for note in notes)
    return f"Nothing that can be searched was found, so no new generation was made.{reasons}"


@dataclass(slots=True)
class _Counter:
    """Counts the texts embedded, and passes everything on."""

    progress: Progress
    texts: int = 0

    def file(self, done: int, total: int, source: str) -> None:
        self.progress.file(done, total, source)

    def embedded(self, texts: int) -> None:
        self.texts += texts
        self.progress.embedded(texts)
