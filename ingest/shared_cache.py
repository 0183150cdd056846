"""A content-addressed cache that many machines share: a folder that all of them see, or one in object storage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import msgspec

from ingest.atomic import write_atomically
from ingest.cache import Compute, content_key
from ingest.errors import StorageError
from ingest.remote import file_system


@dataclass(frozen=True, slots=True)
class SharedCache:
    """One object a value, under the same keys as in `ContentCache`; what is computed together is one object.

    A report has thousands of texts that are embedded: an object for each would cost more than to embed them anew. So
    where one of them changes, all of that report are embedded again. Objects are written whole or not at all, and two
    machines that write one write the same.
    """

    url: str

    def get(self, stage: str, key: bytes) -> bytes | None:
        """The value kept under `key`, or None."""
        with self._in_words():
            files, path = self._object(stage, key)
            try:
                return bytes(files.cat_file(path))
            except FileNotFoundError:
                return None

    def holds(self, stage: str, key: bytes) -> bool:
        """Whether a value is kept under `key`; it isn't read."""
        with self._in_words():
            files, path = self._object(stage, key)
            return bool(files.exists(path))

    def put(self, stage: str, entries: Iterable[tuple[bytes, bytes]]) -> None:
        """Keep each (key, value). Raises `StorageError`."""
        for key, value in entries:
            with self._in_words():
                self._write(*self._object(stage, key), value)

    def fill(self, stage: str, keys: Sequence[bytes], compute: Compute) -> list[bytes]:
        """The value of each of `keys`; where these were not asked for together before, all are computed."""
        key = content_key(*keys)
        if known := self.get(stage, key):
            return msgspec.msgpack.decode(known, type=list[bytes])
        values = compute(list(range(len(keys)))) if keys else []
        self.put(stage, [(key, msgspec.msgpack.encode(values))])
        return values

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing is held open."""

    def _object(self, stage: str, key: bytes) -> tuple[Any, str]:
        files, folder = file_system(self.url)
        name = key.hex()
        return files, f"{folder}/{stage}/{name[:2]}/{name}"

    def _write(self, files: Any, path: str, value: bytes) -> None:
        """Object storage puts whole objects; a folder is given whole files."""
        if "file" in (files.protocol if isinstance(files.protocol, tuple) else (files.protocol,)):
            write_atomically(Path(path), value)
        else:
            files.pipe_file(path, value)

    @contextmanager
    def _in_words(self) -> Iterator[None]:
        """Whatever a file system raises, and each raises its own kind, as `StorageError`."""
        try:
            yield
        except StorageError:
            raise
        except Exception as error:
            raise StorageError(
                f"Could not use the shared cache {self.url}: {error or type(error).__name__}. What was finished is"
                " kept; mend it, then run the same command again."
            ) from error
