"""Runs parsers in worker processes with limits on time and memory: a bad file costs that file, never the run."""

from __future__ import annotations

import multiprocessing
import resource
from concurrent.futures import Future, TimeoutError
from pathlib import Path
from types import TracebackType
from typing import Self

import msgspec
from pebble import ProcessExpired, ProcessPool

from ingest.document import Document
from ingest.errors import ParseError

Encoded = bytes
"""A `Document` as MessagePack: what crosses the process border, and what the cache keeps."""


class ParserPool:
    """Worker processes that parse files; started at the first file, replaced when one dies."""

    def __init__(self, *, workers: int, seconds_per_file: float, memory_per_worker: int) -> None:
        self._workers = workers
        self._seconds = seconds_per_file
        self._memory = memory_per_worker
        self._pool: ProcessPool | None = None

    def submit(self, path: Path, name: str) -> Future[Encoded]:
        """Parse the file at `path`, which its owner calls `name`."""
        if self._pool is None:
            self._pool = ProcessPool(
                max_workers=self._workers,
                initializer=_limit_memory,
                initargs=(self._memory,),
                context=multiprocessing.get_context("spawn"),
            )
        future: Future[Encoded] = self._pool.schedule(_parse, args=(path, name), timeout=self._seconds)
        return future

    def result(self, future: Future[Encoded]) -> Encoded:
        """The encoded document; raises `ParseError` with a reason a person understands."""
        try:
            return future.result()
        except ParseError:
            raise
        except TimeoutError:
            raise ParseError(f"Reading took longer than {self._seconds:g} seconds, so it was stopped.") from None
        except (MemoryError, ProcessExpired):
            limit = self._memory // 2**20
            raise ParseError(f"Reading it broke the worker process (its limit is {limit} MiB of memory).") from None
        except OSError as error:
            raise ParseError(f"The file could not be read: {error.strerror or error}.") from error
        except Exception as error:
            raise ParseError(f"The parser failed with {type(error).__name__}: {error}") from error

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


def _parse(path: Path, name: str) -> Encoded:
    from ingest.parsers import parse  # the parsers' libraries are loaded in the worker alone

    return msgspec.msgpack.encode(parse(path.read_bytes(), name=name))


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
