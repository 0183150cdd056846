"""Indexes the texts of a test collection as reports are: cut, embedded, tagged and written by the same code.

Only the parsing of files is left out: each text is a document whose paragraphs are known.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from corpus.vocabulary import Vocabulary
from index.blank import cached_blank
from index.build import complete, go_live
from index.centring import centres_of
from index.evaluation.beir import Text
from index.generation import Generation
from index.rows import Vectors
from index.store import Store
from index.writer import GenerationWriter
from ingest.assembly import Draft, Piece, assemble
from ingest.block_languages import in_languages
from ingest.cache import ContentCache, content_key
from ingest.chunker import chunk
from ingest.document import Division, Document, Kind, Mention, Metadata, Page, Passage
from ingest.embedding import Embedder
from ingest.outcomes import Ingested, Progress
from ingest.precision import in_float32
from ingest.settings import IngestSettings
from ingest.steps import embedded_stretches, embedded_text
from ingest.taggers.inferred import InferredTagger, unstated
from ingest.taggers.stated import StatedTagger

_AT_ONCE = 256
"""Texts that are embedded together: enough that batches hold texts of like lengths."""


def index_collection(
    texts: Sequence[Text],
    *,
    store: Store,
    cache: Path,
    vocabulary: Vocabulary,
    embedder: Embedder,
    settings: IngestSettings,
    progress: Progress,
) -> Generation:
    """Index these texts into the live generation of `store`; each is a document under its own id.

    What was embedded before is taken from `cache`. Raises as `index.build.build` does.
    """
    with store.building() as draft, ContentCache(cache) as kept:
        writer = GenerationWriter(draft, cached_blank(vocabulary, kept), centres_of(vocabulary, embedder, kept))
        step = _Step(embedder, kept, StatedTagger(vocabulary), InferredTagger(), settings, progress)
        for done, report in enumerate(step.run(texts), 1):
            writer.add(report)
            progress.file(done, len(texts), report.source)
        go_live(store, draft, complete(writer, embedder, settings, vocabulary, datetime.now(UTC)))
    return store.open()


@dataclass(frozen=True, slots=True)
class _Step:
    """What becomes of texts on their way into an index."""

    embedder: Embedder
    cache: ContentCache
    tagger: StatedTagger
    inferred: InferredTagger
    settings: IngestSettings
    progress: Progress

    def run(self, texts: Sequence[Text]) -> Iterator[Ingested]:
        for start in range(0, len(texts), _AT_ONCE):
            slab = texts[start : start + _AT_ONCE]
            documents = [_document(text) for text in slab]
            passages = [self._cut(text, document) for text, document in zip(slab, documents, strict=True)]
            titled = [(text.title, own) for text, own in zip(slab, passages, strict=True)]
            wholes = self._embedded([embedded_text(title, one) for title, own in titled for one in own])
            stretches = self._embedded([text for own in passages for one in own for text in embedded_stretches(one)])
            for text, document, own in zip(slab, documents, passages, strict=True):
                parts = sum(len(one.stretches) for one in own)
                yield self._ingested(text, document, own, wholes[: len(own)], stretches[:parts])
                wholes, stretches = wholes[len(own) :], stretches[parts:]

    def _cut(self, text: Text, document: Document) -> list[Passage]:
        return chunk(
            document, text.id, count_tokens=self.embedder.count_tokens, max_tokens=self.settings.passage_tokens
        )

    def _embedded(self, texts: list[str]) -> Vectors:
        keys = [content_key(text, self.embedder.identity) for text in texts]
        values = self.cache.fill("embed", keys, lambda missing: self._embed([texts[i] for i in missing]))
        return np.frombuffer(b"".join(values), dtype=np.float32).reshape(-1, self.embedder.dimension)

    def _embed(self, texts: list[str]) -> list[bytes]:
        return [vector.tobytes() for vector in self.embedder.embed_passages(texts, on_progress=self.progress.embedded)]

    def _ingested(
        self, text: Text, document: Document, passages: Sequence[Passage], vectors: Vectors, stretch_vectors: Vectors
    ) -> Ingested:
        mentions: Sequence[list[Mention]] = self.tagger.tag([passage.text for passage in passages])
        if self.inferred.embedder == in_float32(self.embedder.identity):
            more = self.inferred.tag(passages, vectors, stretch_vectors)
            mentions = [own + unstated(found, own) for own, found in zip(mentions, more, strict=True)]
        return Ingested(text.id, text.id, document, passages, mentions, vectors, stretch_vectors)


def _document(text: Text) -> Document:
    """The text as a document of one page, in paragraphs; one without words of its own has those of its title."""
    paragraphs = [part for part in re.split(r"\n\s*\n", text.text.strip() or text.title) if part.strip()]
    document = assemble(
        [Draft(Kind.PARAGRAPH, [Piece(part.strip())]) for part in paragraphs],
        format="text",
        pages=[Page(1, "")],
        metadata=Metadata(title=text.title),
        divided=Division.WHOLE,
    )
    return in_languages(document)
