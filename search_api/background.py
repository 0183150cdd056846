"""What runs beside the service: the builder, what asks it for builds, and what follows its switches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from index.live import LiveIndex
from search_api.settings import Settings
from search_api.settling import settle
from search_api.supervisor import Supervisor
from search_api.triggers import triggers


@contextmanager
def working(settings: Settings, live: LiveIndex) -> Iterator[Callable[[], None]]:
    """Do jobs and follow switches as long as the block runs; gives what has the builder look for jobs at once."""
    with building(settings) as wake, live.following(settle):
        yield wake


@contextmanager
def building(settings: Settings) -> Iterator[Callable[[], None]]:
    """Do jobs as long as the block runs, also those that a changed file or the clock asks for."""
    store = settings.store

    def ask(asked_by: str, reason: str) -> None:
        store.jobs.submit(asked_by=asked_by, reason=reason)
        supervisor.wake()

    with Supervisor(settings) as supervisor, triggers(settings.jobs, store, ask):
        yield supervisor.wake
