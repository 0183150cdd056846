"""What is done with one parsed report: chunk, embed, tag. Each step's result is kept in the cache under what it was
made from, so the same again computes nothing.

Which reports, in what order and on which machine is not decided here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec
import numpy as np
from numpy.typing import NDArray

from ingest.apparatus import marked
from ingest.block_languages import in_languages
from ingest.cache import Cache, content_key
from ingest.chunker import chunk
from ingest.code_version import code_version
from ingest.document import Document, Mention, Metadata, Passage
from ingest.outcomes import Candidate, Ingested
from ingest.parsers.sandbox import Encoded, decode
from ingest.settings import IngestSettings
from ingest.taggers.candidates import Findings
from ingest.taggers.inferred import InferredTagger, unstated
from ingest.taggers.stated import StatedTagger

if TYPE_CHECKING:
    from corpus.catalogue import Source
    from ingest.embedding import Embedder
    from ingest.parsers.reading import Reading

_CUTTING = ("ingest.apparatus", "ingest.block_languages", "ingest.chunker")


@dataclass(frozen=True, slots=True)
class Order:
    """A file to be read: its SHA-256, where its bytes lie, how it is read, and the key that it is kept under, parsed.

    `known` is what the catalogue knows of it.
    """

    candidate: Candidate
    digest: str
    path: Path
    reading: Reading
    key: bytes
    known: Source | None

    @property
    def id(self) -> str:
        """The document's."""
        return self.digest[:16]


@dataclass(frozen=True, slots=True)
class Texts:
    """What the model reads of a report: its passages, their stretches, and the paths of headings above them."""

    passages: list[str]
    stretches: list[str]
    sections: list[str]


@dataclass(frozen=True, slots=True)
class Vectors:
    """A row for each of the `Texts`."""

    passages: NDArray[np.float32]
    stretches: NDArray[np.float32]
    sections: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A report that waits for its vectors; `stated[i]` are the mentions that `passages[i]` states."""

    document: Document
    passages: list[Passage]
    stated: list[list[Mention]]

    @property
    def texts(self) -> Texts:
        """What is to be embedded."""
        title = self.document.metadata.title
        return Texts(
            [embedded_text(title, passage) for passage in self.passages],
            [text for passage in self.passages for text in embedded_stretches(passage)],
            [" > ".join(section) for section in self.sections],
        )

    @property
    def sections(self) -> list[tuple[str, ...]]:
        """Each path of headings that passages stand under, once."""
        return list(dict.fromkeys(passage.section for passage in self.passages if passage.section))

    def ingested(self, order: Order, vectors: Vectors, mentions: Sequence[Sequence[Mention]]) -> Ingested:
        """The report with all that is known of it."""
        return Ingested(
            id=order.id,
            source=order.candidate.source,
            document=self.document,
            passages=self.passages,
            mentions=mentions,
            vectors=vectors.passages,
            stretch_vectors=vectors.stretches,
            section_vectors=dict(zip(self.sections, vectors.sections, strict=True)),
        )


@dataclass(frozen=True, slots=True)
class Steps:
    """The steps with the tools that they take. Without `inferred`, which must know the embedder's vectors, only what
    passages state is given.
    """

    embedder: Embedder
    tagger: StatedTagger
    cache: Cache
    settings: IngestSettings
    inferred: InferredTagger | None = None

    def prepare(self, order: Order, parsed: Encoded) -> Prepared:
        """Cut a parsed report into passages, and find what they state."""
        document = decode(parsed)
        passages = self._passages(document, order.id, content_key(parsed))
        metadata = _described(document, order, passages)
        return Prepared(replace(document, metadata=metadata), passages, self._stated(passages))

    def embed(self, texts: Texts, embedded: Callable[[int], None]) -> Vectors:
        """The vectors of a report; `embedded` is told of each batch how many texts were not in the cache."""
        return Vectors(*(self._vectors(each, embedded) for each in (texts.passages, texts.stretches, texts.sections)))

    def mentions(
        self, passages: Sequence[Passage], stated: Sequence[list[Mention]], vectors: Vectors
    ) -> Sequence[list[Mention]]:
        """What passages state, then what is inferred; that is quicker to work out again than to find in the cache."""
        if self.inferred is None:
            return stated
        inferred = self.inferred.tag(passages, vectors.passages, vectors.stretches)
        return [own + unstated(more, own) for own, more in zip(stated, inferred, strict=True)]

    def _passages(self, document: Document, id: str, parsed: bytes) -> list[Passage]:
        def cut(_: list[int]) -> list[bytes]:
            passages = chunk(
                marked(in_languages(document)),
                id,
                count_tokens=self.embedder.count_tokens,
                max_tokens=self.settings.passage_tokens,
            )
            return [msgspec.msgpack.encode(passages)]

        tokens = str(self.settings.passage_tokens)
        key = content_key(id, parsed, code_version(*_CUTTING), self.embedder.identity, tokens)
        [value] = self.cache.fill("chunk", [key], cut)
        return msgspec.msgpack.decode(value, type=list[Passage])

    def _stated(self, passages: Sequence[Passage]) -> list[list[Mention]]:
        texts = [passage.text for passage in passages]
        above = ["\n".join((*passage.section, passage.context)) for passage in passages]

        def read(missing: list[int]) -> list[bytes]:
            found = self.tagger.read([texts[i] for i in missing], [above[i] for i in missing])
            return [msgspec.msgpack.encode(findings) for findings in found]

        keys = [content_key(*both, self.tagger.identity) for both in zip(texts, above, strict=True)]
        found = [msgspec.msgpack.decode(v, type=Findings) for v in self.cache.fill("tag", keys, read)]
        return self.tagger.settle(texts, found)

    def _vectors(self, texts: Sequence[str], embedded: Callable[[int], None]) -> NDArray[np.float32]:
        def embed(missing: list[int]) -> list[bytes]:
            vectors = self.embedder.embed_passages([texts[i] for i in missing], on_progress=embedded)
            return [vector.tobytes() for vector in vectors]

        keys = [content_key(text, self.embedder.identity) for text in texts]
        values = self.cache.fill("embed", keys, embed)
        return np.frombuffer(b"".join(values), dtype=np.float32).reshape(-1, self.embedder.dimension)


def embedded_text(title: str, passage: Passage) -> str:
    """What the model reads for a passage: title, section path and table header first, then the words themselves."""
    heading = " > ".join(filter(None, [title, *passage.section]))
    return "\n".join(filter(None, [heading, passage.context, passage.text]))


def embedded_stretches(passage: Passage) -> list[str]:
    """What the model reads for each stretch of a passage: its words, those of a table's row after the table's header.

    A row alone tells little: `Low Carbon City`, in a table of goals by programme, was taken for five other goals.
    The header's own lines stand alone: else they would be near to every question that the table is near to.
    """
    texts = [span.of(passage.text) for span in passage.stretches]
    if not passage.header:
        return texts
    lines = passage.header.split("\n")
    return [text if text.strip("\n") in lines else f"{passage.header}\n{text}" for text in texts]


def _described(document: Document, order: Order, passages: Sequence[Passage]) -> Metadata:
    """What the catalogue knows of the report; of one that it does not know, what the file says of itself."""
    known, own = order.known, document.metadata
    if known:
        return Metadata(known.title, known.publisher, known.year, known.language, known.url)
    language = _main_language(passages) or own.language
    return replace(own, title=own.title or Path(order.candidate.name).stem, language=language)


def _main_language(passages: Sequence[Passage]) -> str:
    """The language of most of the words."""
    lengths = Counter[str]()
    for passage in passages:
        lengths[passage.language] += len(passage.text)
    return max(lengths, key=lambda language: lengths[language], default="")
