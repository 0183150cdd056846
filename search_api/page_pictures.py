"""Pictures of pages, drawn in a worker process with limits and kept on disk up to a size."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import threading
from collections.abc import Iterator
from concurrent.futures import TimeoutError
from contextlib import contextmanager, suppress
from pathlib import Path

import msgspec
from pebble import ProcessExpired, ProcessPool

from ingest.atomic import write_atomically
from ingest.errors import OverLimit, ParseError, StorageError
from ingest.rendering import Sheet, draw
from search_api.errors import Busy
from search_api.service_settings import PictureSettings

_VERSION = 1
"""Raised when a page is drawn in another way: what was kept is then drawn anew."""


class PagePictures:
    """Draws pages of kept originals. The worker starts with the first page, and ends with `close`."""

    def __init__(self, folder: Path, settings: PictureSettings | None = None) -> None:
        self._folder = folder
        self._settings = settings or PictureSettings()
        self._places = threading.Semaphore(self._settings.waiting)
        self._lock = threading.Lock()
        self._pool: ProcessPool | None = None

    @staticmethod
    def key(digest: str, sheet: Sheet) -> str:
        """What a picture is known by: the hash of the original, and of how the page is drawn."""
        return hashlib.sha256(msgspec.json.encode((_VERSION, digest, sheet))).hexdigest()

    def picture(self, original: Path, format: str, sheet: Sheet) -> bytes:
        """The page as PNG. Raises `ParseError` with the reason, and `Busy` where too many wait for one."""
        kept = self._folder / f"{self.key(original.name, sheet)}.png"
        with suppress(FileNotFoundError):
            os.utime(kept)
            return kept.read_bytes()
        with self._place():
            drawn = self._drawn(original, format, sheet)
        with suppress(StorageError):  # a full disk costs only time
            self._keep(kept, drawn)
        return drawn

    def close(self) -> None:
        """End the worker."""
        with self._lock:
            if self._pool is not None:
                self._pool.stop()  # type: ignore[no-untyped-call]
                self._pool.join()
                self._pool = None

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise Busy("Too many pages are being drawn. Ask again in a moment.")
        try:
            yield
        finally:
            self._places.release()

    def _drawn(self, original: Path, format: str, sheet: Sheet) -> bytes:
        """As `ingest.parsers.sandbox` reads a file, so that no page can harm the server."""
        limits = self._settings
        future = self._workers().schedule(draw, args=(original, format, sheet), timeout=limits.seconds)
        try:
            drawn: bytes = future.result()
        except ParseError:
            raise
        except TimeoutError:
            raise OverLimit(f"drawing it took longer than {limits.seconds:g} seconds, so it was stopped") from None
        except (MemoryError, ProcessExpired):
            raise OverLimit(f"drawing it takes more than the {limits.memory // 2**20} MiB that it may use") from None
        except Exception as error:
            raise ParseError(f"the page can't be drawn ({type(error).__name__}); open the original") from error
        return drawn

    def _workers(self) -> ProcessPool:
        with self._lock:
            if self._pool is None:
                self._pool = ProcessPool(
                    max_workers=1,
                    initializer=_limit_memory,
                    initargs=(self._settings.memory,),
                    context=multiprocessing.get_context("spawn"),
                )
            return self._pool

    def _keep(self, path: Path, drawn: bytes) -> None:
        write_atomically(path, drawn)
        with self._lock:
            kept = sorted(((one.stat().st_mtime, one) for one in self._folder.glob("*.png")), reverse=True)
            room = self._settings.room
            for _, one in kept:
                room -= one.stat().st_size
                if room < 0:
                    one.unlink(missing_ok=True)


def _limit_memory(size: int) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (size, size))
