"""The data folder: the kept generations, the pointer to the live one, and the lock that lets one build run at a time.

data/
  CURRENT            the id of the live generation
  generations/<id>/  one folder each, never changed once it has its name
  files/             the originals
  cache.sqlite       what ingest remembers
  keys.sqlite        who may ask the service for what
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from index.errors import BuildError, NoGeneration
from index.generation import Generation
from index.manifest import Manifest
from ingest.atomic import flush, write_atomically
from ingest.errors import StorageError

_DRAFT = ".draft-"


class Store:
    """One data folder. `models` is where the embedded model is unpacked, by default the user's cache."""

    def __init__(self, folder: Path, *, models: Path | None = None) -> None:
        self.folder = folder
        self.models = models or user_cache_path("sdgsearch") / "models"
        self.files = folder / "files"
        self.cache = folder / "cache.sqlite"
        self.keys = folder / "keys.sqlite"
        self._generations = folder / "generations"
        self._pointer = folder / "CURRENT"

    def current(self) -> str | None:
        """The id of the live generation; None where nothing is indexed yet."""
        try:
            return self._pointer.read_text().strip()
        except FileNotFoundError:
            return None

    def manifests(self) -> list[Manifest]:
        """The kept generations, newest first."""
        folders = self._generations.glob("[!.]*/") if self._generations.is_dir() else ()
        return sorted((Manifest.read(folder) for folder in folders), key=lambda m: m.created, reverse=True)

    def open(self, id: str | None = None) -> Generation:
        """A kept generation, the live one if no id is given. Raises `NoGeneration` with what to do."""
        wanted = id or self.current()
        if wanted is None:
            raise NoGeneration(f"Nothing is indexed in {self.folder} yet. Run: sdgsearch index FOLDER")
        folder = self._generations / wanted
        if wanted != Path(wanted).name or not folder.is_dir():
            raise NoGeneration(f"There is no generation {wanted!r}. List them with: sdgsearch generations")
        return Generation(folder)

    def activate(self, id: str) -> None:
        """Make a kept generation the live one: one atomic rename of the pointer."""
        self.open(id).close()
        write_atomically(self._pointer, id.encode())

    def adopt(self, draft: Path, id: str) -> None:
        """Give a finished draft its name, once all of it is on the disk."""
        for path in (*draft.iterdir(), draft):
            flush(path)
        draft.rename(self._generations / id)
        flush(self._generations)

    def prune(self, keep: int) -> None:
        """Remove all but the newest `keep` generations; never the live one."""
        for manifest in self.manifests()[keep:]:
            if manifest.id != self.current():
                # Renamed first: if this breaks off, the next build clears it away like any unfinished draft.
                doomed = (self._generations / manifest.id).rename(self._generations / f"{_DRAFT}{manifest.id}")
                shutil.rmtree(doomed)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty draft folder for the one build that may run; gone afterwards unless adopted.

        Raises `BuildError` while another build runs. What a killed build left is removed first.
        """
        lock = self._locked()
        draft = self._generations / f"{_DRAFT}{uuid4().hex[:8]}"
        try:
            for leftover in self._generations.glob(f"{_DRAFT}*"):
                shutil.rmtree(leftover)
            draft.mkdir()
            yield draft
        except OSError as error:
            raise StorageError(
                f"Could not write in {self.folder}: {error}. The generation before is still in use;"
                " make room or mend the folder's permissions, then run the same command again."
            ) from error
        finally:
            shutil.rmtree(draft, ignore_errors=True)
            lock.release()

    def _locked(self) -> FileLock:
        lock = FileLock(self.folder / "build.lock")
        try:
            self._generations.mkdir(parents=True, exist_ok=True)
            lock.acquire(timeout=0)
        except Timeout:
            raise BuildError(
                f"Another build is running in {self.folder}. Wait until it is done, or name another folder with --data."
            ) from None
        except OSError as error:
            raise StorageError(f"Could not make the folder {self._generations}: {error.strerror}.") from error
        return lock
