"""Runs parsers in worker processes with limits on time, memory and size: a bad file costs that file, never the run."""

from __future__ import annotations

import multiprocessing
import resource
import signal
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from pebble import ProcessExpired, ProcessPool

from ingest.document import Document
from ingest.errors import OverLimit, ParseError
from ingest.parsers.reading import Reading

Encoded = bytes
"""A `Document` as MessagePack: what crosses the process border, and what the cache keeps."""

LARGEST = 512 * 2**20
"""Bytes of an encoded document at most; SQLite, where the cache keeps it, takes no more than 1,000,000,000."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a worker gives. A result is not `lasting` where a page ran out of time: on another day it may be read."""

    encoded: Encoded
    lasting: bool


class ParserPool:
    """Worker processes that parse files; started at the first file, replaced when one dies."""

    def __init__(self, *, workers: int, seconds_per_file: float, memory_per_worker: int) -> None:
        self._workers = workers
        self._seconds = seconds_per_file
        self._memory = memory_per_worker
        self._pool: ProcessPool | None = None

    def submit(self, path: Path, name: str, reading: Reading = Reading()) -> Future[Parsed]:
        """Parse the file at `path`, which its owner calls `name`."""
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                initializer=_limit_memory,
                initargs=(self._memory,),
                context=multiprocessing.get_context("spawn"),
            )
        future: Future[Parsed] = self._pool.schedule(_parse, args=(path, name, reading), timeout=self._seconds)
        return future

    def result(self, future: Future[Parsed]) -> Parsed:
        """What the worker made of the file; raises `ParseError` with a reason a person understands."""
        try:
            return future.result()
        except ParseError:
            raise
        except TimeoutError:
            raise OverLimit(f"Reading took longer than {self._seconds:g} seconds, so it was stopped.") from None
        except MemoryError:
            limit = self._memory // 2**20
            raise OverLimit(f"Reading it needs more memory than a worker may use ({limit} MiB).") from None
        except ProcessExpired as error:
            raise ParseError(f"Reading it broke the worker process ({self._end_of(error)}).") from None
        except OSError as error:
            raise ParseError(f"The file could not be read: {error.strerror or error}.") from error
        except Exception as error:
            raise ParseError(f"The parser failed with {type(error).__name__}: {error}") from error

    def _end_of(self, error: ProcessExpired) -> str:
        """How a worker ended, and what may have been the cause."""
        code: int = error.exitcode
        ended = f"ended by {signal.Signals(-code).name}" if -code in set(signal.Signals) else f"exit code {code}"
        return f"{ended}; its limit is {self._memory // 2**20} MiB of memory"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.stop()  # type: ignore[no-untyped-call]
            self._pool.join()


def decode(data: Encoded) -> Document:
    """The document that a worker or the cache gave."""
    return msgspec.msgpack.decode(data, type=Document)


def _parse(path: Path, name: str, reading: Reading) -> Parsed:
    from ingest.parsers import deadline, parse  # the parsers' libraries are loaded in the worker alone

    document = parse(path.read_bytes(), name=name, reading=reading)
    encoded = msgspec.msgpack.encode(document)
    if len(encoded) > LARGEST:
        raise OverLimit(f"What is in it takes {len(encoded) // 2**20} MiB when read, more than {LARGEST // 2**20}.")
    return Parsed(encoded, lasting=not deadline.hit(document))


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
