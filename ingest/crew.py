"""Who does the work on reports, and where: the one seam between the pipeline and the machines that it runs on."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Protocol

from ingest.cache import Cache, ContentCache
from ingest.outcomes import Ingested, Progress
from ingest.parsers.sandbox import Encoded, Parsed, ParserPool
from ingest.settings import Limits
from ingest.steps import Order, Prepared, Steps


class Work(Protocol):
    """One report that is being worked on."""

    def read(self) -> None:
        """Wait until its file is parsed. Raises `ParseError`, with the reason, where it can't be."""

    def finished(self, progress: Progress) -> Ingested:
        """The report, once all is done with it; to be asked when it is read."""


class Crew(Protocol):
    """Works on reports."""

    @property
    def ahead(self) -> int:
        """How many reports may be in work at once: with more, memory would grow with the number of files."""

    def start(self, order: Order) -> Work:
        """Begin with a report."""


class Workplace(Protocol):
    """Where the work of a build is done."""

    def cache(self, own: Path) -> AbstractContextManager[Cache]:
        """What the crew remembers; `own` is the file of the data folder for that."""

    def crew(self, steps: Steps, limits: Limits) -> AbstractContextManager[Crew]:
        """Who takes these steps with the reports of one run."""


class Here:
    """This machine: files are parsed in worker processes, and all the rest is done in this one."""

    def cache(self, own: Path) -> ContentCache:
        return ContentCache(own)

    @contextmanager
    def crew(self, steps: Steps, limits: Limits) -> Iterator[LocalCrew]:
        crew = LocalCrew(steps, limits)
        with crew.pool:
            yield crew


class LocalCrew:
    """Parsing runs ahead in the pool while the files before are embedded here."""

    def __init__(self, steps: Steps, limits: Limits) -> None:
        self.steps = steps
        self.ahead = 2 * limits.workers
        self.pool = ParserPool(
            workers=limits.workers,
            seconds_per_file=limits.seconds_per_file,
            memory_per_worker=limits.memory_per_worker,
        )

    def start(self, order: Order) -> LocalWork:
        cached = self.steps.cache.get("parse", order.key)
        result = cached or self.pool.submit(order.path, order.candidate.name, order.reading)
        return LocalWork(self, order, result)


class LocalWork:
    """A report that is parsed, or waits for that."""

    def __init__(self, crew: LocalCrew, order: Order, result: Encoded | Future[Parsed]) -> None:
        self._crew = crew
        self._order = order
        self._result = result

    def read(self) -> None:
        self._parsed()

    def prepared(self) -> Prepared:
        """The report without its vectors. Raises `ParseError`."""
        return self._crew.steps.prepare(self._order, self._parsed())

    def finished(self, progress: Progress) -> Ingested:
        steps, prepared = self._crew.steps, self.prepared()
        vectors = steps.embed(prepared.texts, progress.embedded)
        mentions = steps.mentions(prepared.passages, prepared.stated, vectors)
        return prepared.ingested(self._order, vectors, mentions)

    def _parsed(self) -> Encoded:
        if isinstance(self._result, Future):
            parsed = self._crew.pool.result(self._result)
            if parsed.lasting:
                self._crew.steps.cache.put("parse", [(self._order.key, parsed.encoded)])
            self._result = parsed.encoded
        return self._result
