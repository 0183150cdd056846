"""The five steps in order, over many files: parse, lay out, chunk, embed, tag. Knows nothing of any index.

Here it is decided which files are read and in what order they are given; a crew does the work on each.
"""

from __future__ import annotations

import hashlib
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import MappingProxyType

from corpus.catalogue import KnownFiles
from ingest.cache import Cache, content_key
from ingest.code_version import code_version
from ingest.crew import Crew, Here, Work, Workplace
from ingest.embedding import Embedder
from ingest.errors import IngestError, ParseError
from ingest.originals import Originals
from ingest.outcomes import Candidate, Duplicate, Outcome, Progress, Rejected
from ingest.parsers.ocr import engine
from ingest.parsers.reading import Reading
from ingest.set_aside import SetAside
from ingest.settings import IngestSettings, Limits, reading_of
from ingest.steps import Order, Steps
from ingest.taggers.inferred import InferredTagger
from ingest.taggers.stated import StatedTagger

NO_PASSWORDS: Mapping[str, str] = MappingProxyType({})
HERE = Here()


class Pipeline:
    """Takes files in and gives one outcome for each, in the order of the files."""

    def __init__(
        self,
        *,
        embedder: Embedder,
        tagger: StatedTagger,
        cache: Cache,
        originals: Originals,
        known: KnownFiles,
        settings: IngestSettings,
        limits: Limits,
        inferred: InferredTagger | None = None,
        passwords: Mapping[str, str] = NO_PASSWORDS,
        set_aside: SetAside | None = None,
        workplace: Workplace = HERE,
    ) -> None:
        """`passwords` open encrypted files; each is found under the file's path, its source or its name.

        Without `inferred`, which must know the embedder's vectors, only what passages state is given; without
        `set_aside`, every file is tried.
        """
        self._steps = Steps(embedder, tagger, cache, settings, inferred)
        self._originals = originals
        self._known = known
        self._limits = limits
        self._passwords = passwords
        self._set_aside = set_aside
        self._workplace = workplace
        self._read: list[Order | None] = []

    def run(self, candidates: Sequence[Candidate], progress: Progress) -> Iterator[Outcome]:
        """Ingest each of `candidates`; a file that fails is an outcome, not an exception."""
        self._read.clear()
        seen: dict[str, str] = {}
        with self._workplace.crew(self._steps, self._limits) as crew:
            for done, (candidate, begun) in enumerate(self._begin_all(candidates, crew), 1):
                yield begun if isinstance(begun, Rejected) else self._outcome(*begun, seen, progress)
                progress.file(done, len(candidates), candidate.source)

    def inputs(self, candidates: Sequence[Candidate]) -> bytes | None:
        """A hash of these files, their names, and of the settings that `run` would go by; None where it must be run.

        That is where a file is new, can't be read, or could not be read to its end in time.
        """
        try:
            return self._hash([self._order(candidate) for candidate in candidates])
        except IngestError:
            return None

    @property
    def inputs_read(self) -> bytes | None:
        """The same of the files that were run, as they were then."""
        return None if None in self._read else self._hash([one for one in self._read if one])

    def _begin_all(self, candidates: Sequence[Candidate], crew: Crew) -> Iterator[tuple[Candidate, _Begun]]:
        """The crew works on the files that follow while the caller is given those before."""
        waiting: deque[tuple[Candidate, _Begun]] = deque()
        for candidate in candidates:
            waiting.append((candidate, self._begin(candidate, crew)))
            if len(waiting) > crew.ahead:
                yield waiting.popleft()
        while waiting:
            yield waiting.popleft()

    def _begin(self, candidate: Candidate, crew: Crew) -> _Begun:
        try:
            order = self._order(candidate)
        except IngestError as error:
            self._read.append(None)
            return Rejected(candidate.source, str(error))
        self._read.append(order)
        if self._set_aside and (reason := self._set_aside.reason(order.key)):
            return Rejected(candidate.source, reason, order.id)
        return order, crew.start(order)

    def _outcome(self, order: Order, work: Work, seen: dict[str, str], progress: Progress) -> Outcome:
        source = order.candidate.source
        try:
            work.read()
        except ParseError as error:
            if self._set_aside:
                self._set_aside.failed(order.key, order.digest, source, str(error))
            return Rejected(source, str(error), order.id)
        if order.digest in seen:
            return Duplicate(source, seen[order.digest], order.id)
        seen[order.digest] = source
        return work.finished(progress)

    def _order(self, candidate: Candidate) -> Order:
        digest, path = self._originals.keep(candidate.path)
        reading = self._reading(candidate)
        deciding = _deciding(reading, digest)
        key = content_key(digest, Path(candidate.name).suffix.lower(), _parsers_version(), *deciding)
        return Order(candidate, digest, path, reading, key, self._known.find(digest, candidate.name))

    def _hash(self, orders: Sequence[Order]) -> bytes | None:
        steps = self._steps
        if not all(steps.cache.holds("parse", one.key) for one in orders):
            return None
        parts: list[str | bytes] = [steps.settings.model_dump_json(), steps.embedder.identity, steps.tagger.identity]
        for one in orders:
            parts += [one.candidate.source, one.candidate.name, one.key, repr(one.known)]
        return content_key(*parts)

    def _reading(self, candidate: Candidate) -> Reading:
        password = next((self._passwords[name] for name in candidate.names if name in self._passwords), "")
        return reading_of(self._steps.settings, self._limits, password)


_Begun = tuple[Order, Work] | Rejected
"""A file that is being worked on, or was refused."""


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
