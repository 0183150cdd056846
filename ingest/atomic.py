"""Writing a file so that it is there whole or not at all."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from ingest.errors import StorageError


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` through a file beside it and one rename; flushed to the disk before it is named.

    Raises `StorageError`; then nothing has changed.
    """
    draft = path.with_name(f".{path.name}.{uuid4().hex[:8]}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with draft.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise StorageError(
            f"Could not write {path}: {error.strerror or error}."
            " Make room or mend the folder's permissions, then run the same command again."
        ) from error
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


def flush(path: Path) -> None:
    """Have the operating system put a file, or a folder's list of names, on the disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
