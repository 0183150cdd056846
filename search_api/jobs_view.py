"""Jobs on the terminal."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from rich.console import Console
from rich.text import Text

from index.jobs import Job
from ingest.set_aside import Unread
from search_api.terminal import print_rows

_HEADINGS = ("id", "state", "asked by", "asked", "took", "how far", "")


def print_jobs(console: Console, jobs: Iterable[Job]) -> None:
    """A row for each."""
    print_rows(console, _HEADINGS, [_cells(job) for job in jobs])


def print_job(console: Console, job: Job) -> None:
    """One with all that is known of it."""
    print_jobs(console, [job])
    for words in filter(None, (job.reason, job.message, job.generation and f"Generation: {job.generation}")):
        console.print(Text(words), soft_wrap=True)
    for note in job.notes:
        console.print(Text.assemble((f"{note.source}: ", "bold red" if note.failed else "bold"), note.words))


def print_unread(console: Console, unread: Iterable[Unread]) -> None:
    """A row for each file that could not be read."""
    print_rows(
        console,
        ("sha256", "tries", "", "file", "reason"),
        [(one.digest, str(one.tries), "set aside" if one.set_aside else "", one.source, one.reason) for one in unread],
    )


def _cells(job: Job) -> tuple[str, ...]:
    state = "cancelling" if job.cancelling and not job.ended else job.state
    asked = datetime.fromtimestamp(job.created)
    short = job.message.partition(". ")[0][:60]
    return job.id, state, job.asked_by, f"{asked:%Y-%m-%d %H:%M}", _took(job), _how_far(job), short


def _took(job: Job) -> str:
    return f"{job.finished - job.started:.0f} s" if job.started and job.finished else ""


def _how_far(job: Job) -> str:
    told = job.progress
    if job.state != "running" or not told.stage:
        return ""
    left = "" if told.remaining is None else f", {_in_words(told.remaining)} left"
    return f"{told.stage}, {told.done} of {told.total} files{left}"


def _in_words(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"
