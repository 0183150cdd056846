"""`/v1/jobs`."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from typing import Annotated

from anyio import sleep, to_thread
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.sse import EventSourceResponse, ServerSentEvent

from index.jobs import STATES, Job, State
from index.store import Store
from ingest.settings import IngestSettings
from search_api import examples
from search_api.access import READER, Caller, Curator, Role
from search_api.building import as_made
from search_api.dependencies import Queue, Stored, Wake
from search_api.errors import Forbidden
from search_api.job_schemas import JobIn, JobList, JobOut
from search_api.problems import described

router = APIRouter(tags=["jobs"], dependencies=[READER])

_LOOK_EVERY = 0.25
"""Seconds between two looks at a job that somebody listens to."""

_Id = Annotated[str, Path(description="As /v1/jobs lists it.", examples=["20261122T093000-1f2e3d4c"])]
_PROBLEMS = described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)


@router.post(
    "/v1/jobs",
    summary="Index again",
    status_code=HTTPStatus.ACCEPTED,
    responses=examples.answer(examples.JOB, HTTPStatus.ACCEPTED) | described(HTTPStatus.UNPROCESSABLE_ENTITY),
)
def ask_for_job(wish: JobIn, caller: Curator, store: Stored, wake: Wake, response: Response) -> JobOut:
    """Build a new generation of all folders and uploads beside the live one, and switch over when it is good.

    One build runs at a time. Where the same one waits already, that job is answered.
    """
    job = store.jobs.submit(asked_by=caller.name, reason=wish.reason, settings=_settings(wish, caller, store))
    wake()
    response.headers["Location"] = f"/v1/jobs/{job.id}"
    return JobOut.of(job)


@router.get(
    "/v1/jobs",
    summary="Builds: those that wait, run and have ended",
    responses=examples.answer(examples.JOBS) | described(HTTPStatus.UNPROCESSABLE_ENTITY),
)
def list_jobs(
    queue: Queue,
    state: Annotated[list[State], Query(max_length=len(STATES), description="Only in this state; repeatable.")] = [],  # noqa: B006
    k: Annotated[int, Query(ge=1, le=100, description="How many.")] = 20,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="How many to leave out first.")] = 0,
) -> JobList:
    """The newest first."""
    found, total = queue.list(states=state or STATES, most=k, offset=offset)
    return JobList(total=total, jobs=[JobOut.of(job) for job in found])


@router.get("/v1/jobs/{id}", summary="How far a build is", responses=examples.answer(examples.JOB) | _PROBLEMS)
def read_job(id: _Id, queue: Queue) -> JobOut:
    """Its state, how far it is, and how it ended."""
    return JobOut.of(queue.get(id))


async def _heard(id: _Id, queue: Queue) -> Job:
    """The job that is listened to; looked for before the answer begins, so that an unknown one is a problem."""
    return await to_thread.run_sync(queue.get, id)


@router.get(
    "/v1/jobs/{id}/events",
    summary="Listen to a build",
    response_class=EventSourceResponse,
    responses=described(HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY),
)
async def hear_job(
    job: Annotated[Job, Depends(_heard)], queue: Queue, request: Request
) -> AsyncIterator[ServerSentEvent]:
    """Server-sent events: `progress` with the job whenever it changes, and `end` with the job as it ended.

    A service that stops ends the stream without an `end`.
    """
    told, stopping = -1, request.app.state.stopping
    while not stopping.is_set():
        if job.change != told:
            told = job.change
            yield ServerSentEvent(data=JobOut.of(job), event="end" if job.ended else "progress", id=str(told))
        if job.ended:
            return
        await sleep(_LOOK_EVERY)
        job = await to_thread.run_sync(queue.get, job.id)


@router.post(
    "/v1/jobs/{id}/cancel",
    summary="Cancel a build",
    responses=examples.answer(examples.JOB_CANCELLED) | _PROBLEMS | described(HTTPStatus.CONFLICT),
)
def cancel_job(id: _Id, caller: Curator, queue: Queue, wake: Wake) -> JobOut:
    """One that waits ends now, one that runs as soon as it can; what is live stays live."""
    job = queue.cancel(id)
    wake()
    return JobOut.of(job)


def _settings(wish: JobIn, caller: Caller, store: Store) -> IngestSettings | None:
    if wish.settings is None:
        return None
    if not caller.role.includes(Role.ADMIN):
        raise Forbidden(f"To index with other settings takes the role admin; {caller.name} has {caller.role}.")
    return as_made(store, wish.settings, wish.settings.model_fields_set)
