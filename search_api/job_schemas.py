"""The HTTP contract of builds: jobs, generations and uploads, field by field."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Self

from pydantic import BaseModel, ConfigDict, Field

from index.jobs import Job, Stage, State
from index.manifest import Counts, Manifest, VectorLayout
from ingest.set_aside import Unread
from ingest.settings import IngestSettings
from search_api.schemas import Answered


class JobIn(BaseModel):
    """A build to be asked for."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field("", max_length=200, description="Why, for whoever reads the list.", examples=["New reports"])
    settings: IngestSettings | None = Field(
        None,
        description="What is to be made otherwise than the live generation was; takes the role admin.",
        examples=[{"passage_tokens": 250}],
    )


class JobProgress(Answered):
    """How far a job is."""

    stage: Stage = Field(description="read is nearly all of a build; measure asks the questions of the gate.")
    done: int = Field(description="Files that are read.")
    total: int = Field(description="Files to read.")
    embedded: int = Field(description="Passages and sentences that had to be embedded so far.")
    remaining_s: float | None = Field(description="Seconds left of reading, from the pace of the last minute.")
    file: str = Field(description="The last file that was read.")


class NoteOut(Answered):
    """Something to know of a file."""

    source: str
    words: str
    failed: bool = Field(description="Whether it can't be searched.")


class JobOut(Answered):
    """A build that was asked for, how far it is and how it ended."""

    id: str
    state: State
    asked_by: str
    reason: str
    settings: IngestSettings | None = Field(description="null: as the live generation was made.")
    created: datetime
    started: datetime | None
    finished: datetime | None
    due: datetime = Field(description="It does not begin before; after a try that failed it waits.")
    tries: int
    cancelling: bool
    progress: JobProgress
    generation: str = Field(description="What it made; empty where it made none.")
    message: str = Field(description="Why it ended as it did, and what to do; empty where all is well.")
    notes: list[NoteOut]

    @classmethod
    def of(cls, job: Job) -> Self:
        """A job of the queue."""
        how_far = job.progress
        return cls(
            id=job.id,
            state=job.state,
            asked_by=job.asked_by,
            reason=job.reason,
            settings=job.settings,
            created=_time(job.created),
            started=None if job.started is None else _time(job.started),
            finished=None if job.finished is None else _time(job.finished),
            due=_time(job.due),
            tries=job.tries,
            cancelling=job.cancelling,
            progress=JobProgress(
                stage=how_far.stage,
                done=how_far.done,
                total=how_far.total,
                embedded=how_far.embedded,
                remaining_s=None if how_far.remaining is None else round(how_far.remaining, 1),
                file=how_far.file,
            ),
            generation=job.generation,
            message=job.message,
            notes=[NoteOut(source=note.source, words=note.words, failed=note.failed) for note in job.notes],
        )


class JobList(Answered):
    """The jobs, the newest first."""

    total: int
    jobs: list[JobOut]


class GenerationOut(Answered):
    """A kept generation."""

    id: str
    live: bool
    created: datetime
    model: str
    settings: IngestSettings
    vocabulary: str
    counts: Counts
    vectors: VectorLayout

    @classmethod
    def of(cls, manifest: Manifest, live: str | None) -> Self:
        """What a manifest says."""
        shared = {name: getattr(manifest, name) for name in cls.model_fields if name != "live"}
        return cls(live=manifest.id == live, **shared)


class GenerationList(Answered):
    """The kept generations, the newest first."""

    live: str | None
    generations: list[GenerationOut]


class UploadOut(Answered):
    """A file that was handed in, and the job that will index it; `job` is null where it is indexed already."""

    document_id: str
    source: str
    sha256: str
    bytes: int
    known: bool = Field(description="Whether these very bytes were handed in before.")
    job: JobOut | None


class UnreadFileOut(Answered):
    """A file that could not be read."""

    sha256: str
    source: str
    reason: str
    tries: int
    tried: datetime = Field(description="The last time.")
    set_aside: bool = Field(description="Whether builds do not try it any more.")

    @classmethod
    def of(cls, unread: Unread) -> Self:
        """A file of the ledger."""
        return cls(
            sha256=unread.digest,
            source=unread.source,
            reason=unread.reason,
            tries=unread.tries,
            tried=_time(unread.tried),
            set_aside=unread.set_aside,
        )


class UnreadFileList(Answered):
    """Every file that could not be read, the last tried first."""

    unread_files: list[UnreadFileOut]


def _time(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
