"""Files in object storage, by URL: `s3://bucket/folder`, `gs://...`, whatever fsspec has a file system for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.errors import IngestError


@dataclass(frozen=True, slots=True)
class RemotePath:
    """A file or folder behind a URL, asked as a `Path` is; `size` are a file's bytes, where they are known."""

    url: str
    size: int = 0

    def __str__(self) -> str:
        return self.url

    def resolve(self) -> RemotePath:
        """Itself: a URL is the same from everywhere."""
        return self

    def exists(self) -> bool:
        """Whether something is there. Raises `IngestError` where that can't be asked."""
        with _in_words(self.url):
            files, path = file_system(self.url)
            return bool(files.exists(path))

    def read_bytes(self) -> bytes:
        """What is in the file. Raises `IngestError`."""
        with _in_words(self.url):
            files, path = file_system(self.url)
            return bytes(files.cat_file(path))

    def files(self) -> list[tuple[str, RemotePath]]:
        """Every file below, by its place in this folder, in order of name; of a file, the file by its own name.

        Raises `IngestError`.
        """
        with _in_words(self.url):
            files, top = file_system(self.url)
            found = sorted(files.find(top, detail=True).items())
            if not found and not files.exists(top):
                raise IngestError(f"There is no file or folder {self.url}. Check the URL's spelling.")
            return [
                (path.removeprefix(top).lstrip("/") or Path(path).name, self._below(files, path, about))
                for path, about in found
            ]

    def _below(self, files: Any, path: str, about: dict[str, Any]) -> RemotePath:
        return RemotePath(files.unstrip_protocol(path), about.get("size") or 0)


Root = Path | RemotePath
"""A file or folder that is named for indexing."""


def root_at(text: str) -> Root:
    """What a person names by a path or a URL."""
    return RemotePath(text) if "://" in text else Path(text)


def file_system(url: str) -> tuple[Any, str]:
    """fsspec's file system for a URL, or for a path of this machine, and the path in it.

    Raises `IngestError` where there is none, or a package for it is missing.
    """
    from fsspec.core import url_to_fs

    try:
        files, path = url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise IngestError(f"Nothing here reads {url}: {error}. Install what it needs, or mend the URL.") from error
    return files, str(path).rstrip("/")


@contextmanager
def _in_words(url: str) -> Iterator[None]:
    """Whatever a file system raises, and each raises its own kind, as `IngestError`."""
    try:
        yield
    except IngestError:
        raise
    except Exception as error:
        raise IngestError(f"{url} could not be read: {error or type(error).__name__}.") from error
