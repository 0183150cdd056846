"""The five steps in order, over many files: parse, lay out, chunk, embed, tag. Knows nothing of any index.

Each step's result is kept in the content cache under what it was made from, so the same run again computes nothing.
"""

from __future__ import annotations

import hashlib
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import msgspec
import numpy as np
from numpy.typing import NDArray

from corpus.catalogue import KnownFiles
from ingest.apparatus import marked
from ingest.block_languages import in_languages
from ingest.cache import ContentCache, content_key
from ingest.chunker import chunk
from ingest.code_version import code_version
from ingest.document import Document, Mention, Metadata, Passage
from ingest.embedding import Embedder
from ingest.errors import IngestError, ParseError
from ingest.originals import Originals
from ingest.parsers.ocr import engine
from ingest.parsers.reading import Reading
from ingest.parsers.sandbox import Encoded, Parsed, ParserPool, decode
from ingest.set_aside import SetAside
from ingest.settings import IngestSettings, Limits, reading_of
from ingest.taggers.candidates import Findings
from ingest.taggers.inferred import InferredTagger, unstated
from ingest.taggers.stated import StatedTagger


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file that was named for indexing: where it is, and what its owner calls it."""

    path: Path
    source: str

    @property
    def names(self) -> tuple[str, ...]:
        """What a person may call it: its path, its place in the folder that was named, or the file's bare name."""
        return (str(self.path), self.source, self.name)

    @property
    def name(self) -> str:
        """The file's own name, which need not be the name under which it is kept."""
        return Path(self.source).name


@dataclass(frozen=True, slots=True)
class Ingested:
    """A report with all that is known of it; `mentions[i]` and `vectors[i]` belong to `passages[i]`.

    `stretch_vectors` has a row for each stretch of each passage, in order; `section_vectors` a vector for each path of
    headings that passages stand under.
    """

    id: str
    source: str
    document: Document
    passages: Sequence[Passage]
    mentions: Sequence[Sequence[Mention]]
    vectors: NDArray[np.float32]
    stretch_vectors: NDArray[np.float32]
    section_vectors: Mapping[tuple[str, ...], NDArray[np.float32]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rejected:
    """A file that could not be read, with the reason; `document` is the id that it would have, if it had bytes."""

    source: str
    reason: str
    document: str = ""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A file whose bytes were met before in this run, under the name `of`."""

    source: str
    of: str
    document: str


Outcome = Ingested | Rejected | Duplicate
NO_PASSWORDS: Mapping[str, str] = MappingProxyType({})


class Progress(Protocol):
    """Told how far the run is."""

    def file(self, done: int, total: int, source: str) -> None:
        """`done` of `total` files are finished; `source` is the last one."""

    def embedded(self, texts: int) -> None:
        """So many more passages and stretches were embedded (those found in the cache are not counted)."""


def discover(paths: Iterable[Path]) -> list[Candidate]:
    """Every file under `paths`, in order of name. Hidden files (`.name`) are not reports and are left out.

    Raises `IngestError` where a path does not exist.
    """
    found: list[Candidate] = []
    for path in paths:
        if path.is_dir():
            # A link that leads nowhere or to a folder is named as unreadable, not passed over in silence.
            inside = [file for file in sorted(path.rglob("*")) if file.is_file() or file.is_symlink()]
            visible = [file for file in inside if not _hidden(file.relative_to(path))]
            found += [Candidate(file, file.relative_to(path).as_posix()) for file in visible]
        elif path.exists():
            found.append(Candidate(path, path.name))
        else:
            raise IngestError(f"There is no file or folder {path}. Check the path's spelling.")
    return found


class Pipeline:
    """Takes files in and gives one outcome for each, in the order of the files."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        tagger: StatedTagger,
        cache: ContentCache,
        originals: Originals,
        known: KnownFiles,
        settings: IngestSettings,
        limits: Limits,
        inferred: InferredTagger | None = None,
        passwords: Mapping[str, str] = NO_PASSWORDS,
        set_aside: SetAside | None = None,
    ) -> None:
        """`passwords` open encrypted files; each is found under the file's path, its source or its name.

        Without `inferred`, which must know the embedder's vectors, only what passages state is given; without
        `set_aside`, every file is tried.
        """
        self._embedder = embedder
        self._tagger = tagger
        self._cache = cache
        self._originals = originals
        self._known = known
        self._settings = settings
        self._limits = limits
        self._inferred = inferred
        self._passwords = passwords
        self._set_aside = set_aside
        self._read: list[_Input | None] = []

    def run(self, candidates: Sequence[Candidate], progress: Progress) -> Iterator[Outcome]:
        """Ingest each of `candidates`; a file that fails is an outcome, not an exception."""
        self._read.clear()
        seen: dict[str, str] = {}
        parsed = self._parse_all(candidates)
        for done, (candidate, digest, result) in enumerate(parsed, 1):
            if isinstance(result, Rejected):
                yield result
            elif digest in seen:
                yield Duplicate(candidate.source, seen[digest], digest[:16])
            else:
                seen[digest] = candidate.source
                yield self._finish(candidate, digest, result, progress)
            progress.file(done, len(candidates), candidate.source)

    def inputs(self, candidates: Sequence[Candidate]) -> bytes | None:
        """A hash of these files, their names, and of the settings that `run` would go by; None where it must be run.

        That is where a file is new, can't be read, or could not be read to its end in time.
        """
        try:
            return self._hash([self._input(candidate) for candidate in candidates])
        except IngestError:
            return None

    @property
    def inputs_read(self) -> bytes | None:
        """The same of the files that were run, as they were then."""
        return None if None in self._read else self._hash([one for one in self._read if one])

    def _parse_all(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, str, Encoded | Rejected]]:
        """Parsing runs ahead in the workers while the files before are embedded here."""
        limits = self._limits
        pool = ParserPool(
            workers=limits.workers,
            seconds_per_file=limits.seconds_per_file,
            memory_per_worker=limits.memory_per_worker,
        )
        waiting: deque[_Parsing] = deque()
        with pool:
            for candidate in candidates:
                waiting.append(self._start(candidate, pool))
                if len(waiting) > 2 * limits.workers:
                    yield self._parsed(waiting.popleft(), pool)
            while waiting:
                yield self._parsed(waiting.popleft(), pool)

    def _start(self, candidate: Candidate, pool: ParserPool) -> _Parsing:
        try:
            found = self._input(candidate)
        except IngestError as error:
            self._read.append(None)
            return _Parsing(candidate, "", Rejected(candidate.source, str(error)))
        self._read.append(found)
        if self._set_aside and (reason := self._set_aside.reason(found.key)):
            return _Parsing(candidate, found.digest, Rejected(candidate.source, reason, found.digest[:16]))
        cached = self._cache.get("parse", found.key)
        result = cached or pool.submit(found.path, candidate.name, found.reading)
        return _Parsing(candidate, found.digest, result, found.key)

    def _input(self, candidate: Candidate) -> _Input:
        digest, path = self._originals.keep(candidate.path)
        reading = self._reading(candidate)
        deciding = _deciding(reading, digest)
        key = content_key(digest, Path(candidate.name).suffix.lower(), _parsers_version(), *deciding)
        return _Input(candidate, digest, path, reading, key)

    def _hash(self, inputs: Sequence[_Input]) -> bytes | None:
        if not all(self._cache.holds("parse", one.key) for one in inputs):
            return None
        parts: list[str | bytes] = [self._settings.model_dump_json(), self._embedder.identity, self._tagger.identity]
        for one in inputs:
            known = self._known.find(one.digest, one.candidate.name)
            parts += [one.candidate.source, one.candidate.name, one.key, repr(known)]
        return content_key(*parts)

    def _reading(self, candidate: Candidate) -> Reading:
        password = next((self._passwords[name] for name in candidate.names if name in self._passwords), "")
        return reading_of(self._settings, self._limits, password)

    def _parsed(self, parsing: _Parsing, pool: ParserPool) -> tuple[Candidate, str, Encoded | Rejected]:
        candidate, digest, result = parsing.candidate, parsing.digest, parsing.result
        if isinstance(result, Future):
            try:
                parsed = pool.result(result)
                result = parsed.encoded
                if parsed.lasting:
                    self._cache.put("parse", [(parsing.key, result)])
            except ParseError as error:
                result = Rejected(candidate.source, str(error), digest[:16])
                if self._set_aside:
                    self._set_aside.failed(parsing.key, digest, candidate.source, str(error))
        return candidate, digest, result

    def _finish(self, candidate: Candidate, digest: str, parsed: Encoded, progress: Progress) -> Ingested:
        document = decode(parsed)
        passages = self._passages(document, digest[:16], content_key(parsed))
        metadata = self._described(document, candidate, digest, passages)
        embedded = [embedded_text(metadata.title, passage) for passage in passages]
        stretches = [text for passage in passages for text in embedded_stretches(passage)]
        sections = dict.fromkeys(passage.section for passage in passages if passage.section)
        vectors, stretch_vectors = self._vectors(embedded, progress), self._vectors(stretches, progress)
        section_vectors = self._vectors([" > ".join(section) for section in sections], progress)
        return Ingested(
            id=digest[:16],
            source=candidate.source,
            document=replace(document, metadata=metadata),
            passages=passages,
            mentions=self._with_inferred(passages, self._mentions(passages), vectors, stretch_vectors),
            vectors=vectors,
            stretch_vectors=stretch_vectors,
            section_vectors=dict(zip(sections, section_vectors, strict=True)),
        )

    def _described(
        self, document: Document, candidate: Candidate, digest: str, passages: Sequence[Passage]
    ) -> Metadata:
        """What the catalogue knows of the report; of one that it does not know, what the file says of itself."""
        known, own = self._known.find(digest, candidate.name), document.metadata
        if known:
            return Metadata(known.title, known.publisher, known.year, known.language, known.url)
        language = _main_language(passages) or own.language
        return replace(own, title=own.title or Path(candidate.name).stem, language=language)

    def _passages(self, document: Document, id: str, parsed: bytes) -> list[Passage]:
        settings, embedder = self._settings, self._embedder

        def cut(_: list[int]) -> list[bytes]:
            passages = chunk(
                marked(in_languages(document)),
                id,
                count_tokens=embedder.count_tokens,
                max_tokens=settings.passage_tokens,
            )
            return [msgspec.msgpack.encode(passages)]

        key = content_key(id, parsed, code_version(*_CUTTING), embedder.identity, str(settings.passage_tokens))
        [value] = self._cache.fill("chunk", [key], cut)
        return msgspec.msgpack.decode(value, type=list[Passage])

    def _mentions(self, passages: Sequence[Passage]) -> list[list[Mention]]:
        texts = [passage.text for passage in passages]
        above = ["\n".join((*passage.section, passage.context)) for passage in passages]

        def read(missing: list[int]) -> list[bytes]:
            found = self._tagger.read([texts[i] for i in missing], [above[i] for i in missing])
            return [msgspec.msgpack.encode(findings) for findings in found]

        keys = [content_key(*both, self._tagger.identity) for both in zip(texts, above, strict=True)]
        found = [msgspec.msgpack.decode(v, type=Findings) for v in self._cache.fill("tag", keys, read)]
        return self._tagger.settle(texts, found)

    def _with_inferred(
        self,
        passages: Sequence[Passage],
        stated: Sequence[list[Mention]],
        vectors: NDArray[np.float32],
        stretch_vectors: NDArray[np.float32],
    ) -> Sequence[list[Mention]]:
        """What passages state, then what is inferred; that is quicker to work out again than to find in the cache."""
        if self._inferred is None:
            return stated
        inferred = self._inferred.tag(passages, vectors, stretch_vectors)
        return [own + unstated(more, own) for own, more in zip(stated, inferred, strict=True)]

    def _vectors(self, texts: Sequence[str], progress: Progress) -> NDArray[np.float32]:
        keys = [content_key(text, self._embedder.identity) for text in texts]
        values = self._cache.fill("embed", keys, lambda missing: self._embed([texts[i] for i in missing], progress))
        return np.frombuffer(b"".join(values), dtype=np.float32).reshape(-1, self._embedder.dimension)

    def _embed(self, texts: list[str], progress: Progress) -> list[bytes]:
        vectors = self._embedder.embed_passages(texts, on_progress=progress.embedded)
        return [vector.tobytes() for vector in vectors]


@dataclass(frozen=True, slots=True)
class _Input:
    """A file that can be read: what is in it, where that lies, and under which key it is kept once parsed."""

    candidate: Candidate
    digest: str
    path: Path
    reading: Reading
    key: bytes


@dataclass(frozen=True, slots=True)
class _Parsing:
    """A file whose parsing is under way, done before, or refused."""

    candidate: Candidate
    digest: str
    result: Future[Parsed] | Encoded | Rejected
    key: bytes = b""


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


_CUTTING = ("ingest.apparatus", "ingest.block_languages", "ingest.chunker")


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


_PARSING_LIBRARIES = (
    "charset-normalizer",
    "lxml",
    "markdown-it-py",
    "mdit-py-plugins",
    "openpyxl",
    "pdfminer.six",
    "pdfplumber",
    "pillow",
    "pypdfium2",
)


@cache
def _parsers_version() -> str:
    libraries = [f"{name} {version(name)}" for name in _PARSING_LIBRARIES]
    return " ".join([code_version("ingest.parsers"), *libraries])


def _deciding(reading: Reading, digest: str) -> Iterator[str | bytes]:
    """What of `reading` changes its result. A password is hashed slowly, so that no cache helps to guess it."""
    yield from (reading.ocr, engine() if reading.ocr != "off" else "", *reading.ocr_languages)
    yield f"{reading.most_pages} {reading.most_characters}"
    if reading.password:
        yield hashlib.scrypt(reading.password.encode(), salt=digest.encode(), n=2**14, r=8, p=1)


def _main_language(passages: Sequence[Passage]) -> str:
    """The language of most of the words."""
    lengths = Counter[str]()
    for passage in passages:
        lengths[passage.language] += len(passage.text)
    return max(lengths, key=lambda language: lengths[language], default="")
