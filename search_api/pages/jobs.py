"""`/jobs`: the builds and how far each is, the generations that they made, and the files that they could not read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query
from fastapi.responses import HTMLResponse, RedirectResponse

from index.errors import NoGeneration
from index.jobs import Job, Jobs
from index.store import Store
from search_api.access import READER, Admin, Caller, Curator, Reader
from search_api.dependencies import Live, Queue, Seen, Stored, Wake
from search_api.job_schemas import GenerationOut, JobOut
from search_api.pages.paging import paging
from search_api.pages.unread import UnreadFile, unread
from search_api.pages.viewing import Viewing
from search_api.pages.wishes import back_to
from search_api.routes.generations import activate_generation, list_generations
from search_api.routes.jobs import cancel_job
from search_api.sight import Sight

router = APIRouter(include_in_schema=False, dependencies=[READER])

_ON_A_PAGE = 20
STAGES = ("read", "write", "check", "measure", "switch")
"""What a build does, in this order; nearly all of its time goes into the first."""


@dataclass(frozen=True, slots=True)
class Made:
    """A kept generation, and the job that made it, where that is remembered."""

    generation: GenerationOut
    job: JobOut | None


@router.get("/jobs")
def jobs_page(
    view: Viewing,
    caller: Reader,
    queue: Queue,
    store: Stored,
    seen: Seen,
    offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """Those that run or wait, those that have ended, and what is kept of them."""
    jobs, total = queue.list(most=_ON_A_PAGE, offset=offset)
    made = _made(store, queue)
    return view.page(
        "jobs.html",
        jobs=[JobOut.of(job) for job in jobs],
        open=[JobOut.of(job) for job in queue.list(states=("running", "queued"))[0]],
        stages=STAGES,
        paging=paging(view.address, total, offset, _ON_A_PAGE),
        made=made,
        can_roll_back=_can_roll_back(made),
        tried=_tried(caller, store, seen),
    )


@router.post("/jobs")
def start_job(
    caller: Curator, store: Stored, wake: Wake, reason: Annotated[str, Form(max_length=200)] = ""
) -> RedirectResponse:
    """Index again, and show how far that is."""
    job = store.jobs.submit(asked_by=caller.name, reason=reason.strip())
    wake()
    return RedirectResponse(f"/jobs/{job.id}", HTTPStatus.SEE_OTHER)


@router.get("/jobs/{id}")
def job_page(id: str, view: Viewing, queue: Queue, store: Stored) -> HTMLResponse:
    """One build, with what it has to say."""
    job = JobOut.of(queue.get(id))
    kept = {one.id for one in store.manifests()}
    return view.page("job.html", job=job, stages=STAGES, kept=job.generation in kept, current=store.current())


@router.post("/jobs/{id}/cancel")
def cancel(
    id: str, caller: Curator, queue: Queue, wake: Wake, back: Annotated[str, Form(max_length=4000)] = "/jobs"
) -> RedirectResponse:
    """End a build; what is live stays live."""
    cancel_job(id, caller, queue, wake)
    return RedirectResponse(back_to(back), HTTPStatus.SEE_OTHER)


@router.post("/generations")
def activate(
    caller: Admin, store: Stored, live: Live, generation: Annotated[str, Form(min_length=1, max_length=100)]
) -> RedirectResponse:
    """Make a kept generation the live one; `previous` is the one before."""
    activate_generation(generation, store, live)
    return RedirectResponse("/jobs#generations", HTTPStatus.SEE_OTHER)


def _made(store: Store, queue: Jobs) -> list[Made]:
    jobs: Mapping[str, Job] = {job.generation: job for job in queue.list(states=("succeeded", "held"))[0]}
    kept = list_generations(store).generations
    return [Made(one, JobOut.of(jobs[one.id]) if one.id in jobs else None) for one in kept]


def _can_roll_back(made: Sequence[Made]) -> bool:
    """Whether a generation before the live one is kept."""
    return any(one.generation.live for one in made[:-1])


def _tried(caller: Caller, store: Store, seen: Sight) -> list[UnreadFile]:
    """The files that could not be read, for who may try again."""
    try:
        generation = seen.searcher(None, "all").generation
    except NoGeneration:
        generation = None
    return [one for one in unread(store, caller, generation) if one.tries]
