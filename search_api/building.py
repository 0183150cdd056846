"""Does one job of the queue: builds what it asks for, tells how far it is, and notes how it ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from corpus.catalogue import known_files
from corpus.errors import SdgSearchError
from corpus.vocabulary import load_vocabulary
from index.build import BuildProgress, Gate, Keeping, Report, Stage, build
from index.errors import BuildError, Held, NoGeneration
from index.evaluation.gate import read_limit, relevance_gate
from index.jobs import Job, Jobs, Progress
from index.pace import Pace
from index.store import Store
from ingest.crew import Workplace
from ingest.errors import StorageError
from ingest.pipeline import HERE, NO_PASSWORDS
from ingest.settings import IngestSettings
from search_api.build_settings import GateSettings
from search_api.settings import Settings

_TELL_EVERY = 0.25
"""Seconds between two notes of how far a job is."""


_UNCHANGED = "Nothing has changed since the live generation was made, and it is whole; it stays."


class Cancelled(BuildError):
    """Somebody cancelled the job that is being done."""


def do(
    job: Job,
    jobs: Jobs,
    settings: Settings,
    *,
    show: BuildProgress | None = None,
    passwords: Mapping[str, str] = NO_PASSWORDS,
) -> tuple[Job, Report | None]:
    """Build what a running job asks for; the job as it ended, and what was built, if something was.

    A command's own job keeps the live generation where nothing changed; what a service is asked for is built anew.
    `show` is told how far it is as well. Whatever goes wrong is noted in the job, and raised no further.
    """
    try:
        report = _built(job, jobs, settings, show, passwords)
    except Cancelled:
        return jobs.finish(job.id, "cancelled", message="Cancelled."), None
    except Held as held:
        return jobs.finish(job.id, "held", message=str(held), generation=held.generation), None
    except StorageError as error:
        return jobs.again(job.id, str(error)), None
    except SdgSearchError as error:
        return jobs.finish(job.id, "failed", message=str(error)), None
    made, said = report.manifest.id, _UNCHANGED if report.unchanged else ""
    return jobs.finish(job.id, "succeeded", message=said, generation=made, notes=report.notes), report


def _built(
    job: Job, jobs: Jobs, settings: Settings, show: BuildProgress | None, passwords: Mapping[str, str]
) -> Report:
    store = settings.store
    candidates = store.library.candidates()
    teller = _Teller(job, jobs, show, {one.source: one.size for one in candidates})
    report = build(
        candidates,
        store=store,
        vocabulary=load_vocabulary(added=store.vocabulary),
        known=known_files(),
        settings=job.settings or like_the_live_one(store, settings),
        limits=settings.limits,
        progress=teller,
        passwords=passwords,
        gate=_gate(settings.gate),
        keeping=Keeping(settings.keep.generations, settings.keep.days),
        keep_unchanged=bool(job.owner),
        workplace=_workplace(settings),
        backend=settings.backend or ("milvus" if settings.uri else None),
    )
    jobs.forget(before=time.time() - settings.keep.jobs_days * 86400)
    return report


def like_the_live_one(store: Store, settings: Settings) -> IngestSettings:
    """What the live generation was made with, but for what is set otherwise."""
    return as_made(store, settings.ingest, settings.model_fields_set & set(IngestSettings.model_fields))


def as_made(store: Store, wanted: IngestSettings, named: Collection[str]) -> IngestSettings:
    """What the live generation was made with, but for the settings `named`, which are as `wanted`; without a live
    generation, all are.
    """
    try:
        made_with = store.open().manifest.settings
    except NoGeneration:
        return wanted
    return made_with.model_copy(update=wanted.model_dump(include=set(named)))


def _workplace(settings: Settings) -> Workplace:
    if settings.ray is None:
        return HERE
    from ingest.on_ray import OnRay

    return OnRay(settings.ray.address, settings.ray.cache, settings.store.models)


def _gate(settings: GateSettings) -> Gate:
    if settings.questions is None:
        return lambda _: ()
    return relevance_gate(settings.questions, [read_limit(limit) for limit in settings.limits])


@dataclass
class _Teller:
    """Notes in the queue how far a build is, and raises `Cancelled` once it is not wanted any more."""

    job: Job
    jobs: Jobs
    show: BuildProgress | None
    sizes: Mapping[str, int]
    clock: Callable[[], float] = time.monotonic
    _progress: Progress = field(default_factory=Progress)
    _pace: Pace = field(default_factory=Pace)
    _read: int = 0
    _told: float = 0.0

    @cached_property
    def _bytes(self) -> int:
        return max(1, sum(self.sizes.values()))

    def file(self, done: int, total: int, source: str) -> None:
        self._read += self.sizes[source]
        remaining = self._pace.remaining(self._read / self._bytes)
        self._tell(done=done, total=total, file=source, remaining=remaining)
        if self.show:
            self.show.file(done, total, source)

    def embedded(self, texts: int) -> None:
        self._tell(embedded=self._progress.embedded + texts)
        if self.show:
            self.show.embedded(texts)

    def stage(self, stage: Stage) -> None:
        self._told = 0.0
        total = len(self.sizes)
        self._tell(stage=stage, total=total, remaining=None)
        if self.show:
            self.show.stage(stage)

    def _tell(self, **changes: object) -> None:
        self._progress = replace(self._progress, **changes)  # type: ignore[arg-type]
        now = self.clock()
        if now - self._told < _TELL_EVERY:
            return
        self._told = now
        if not self.jobs.tell(self.job.id, self._progress):
            raise Cancelled("Cancelled.")
