"""The process that does one job, so that a build takes neither memory nor breath from the service.

    python -m search_api.builder    with one line on standard input: the job's id and the settings, as JSON

It ends, and the parsers with it, as soon as its standard input does: whoever started it is gone then.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from threading import Thread

from search_api.building import do
from search_api.settings import Settings


def order(job: str, settings: Settings) -> bytes:
    """What to write on its standard input."""
    return json.dumps({"job": job, "settings": settings.model_dump(mode="json", exclude_unset=True)}).encode() + b"\n"


def main() -> None:
    """Do the job that standard input names."""
    wanted = json.loads(sys.stdin.buffer.readline())
    Thread(target=_end_with_the_service, daemon=True).start()
    settings = Settings(**wanted["settings"])
    os.nice(settings.jobs.niceness)
    jobs = settings.store.jobs
    do(jobs.get(wanted["job"]), jobs, settings)


def _end_with_the_service() -> None:
    while os.read(sys.stdin.fileno(), 1):  # not through sys.stdin, which could not be closed meanwhile
        pass
    os.killpg(0, signal.SIGKILL)


if __name__ == "__main__":
    main()
