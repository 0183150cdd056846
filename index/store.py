"""The data folder: the kept generations, the pointer to the live one, and the lock that lets one build run at a time.

data/
  CURRENT            the id of the live generation
  generations/<id>/  one folder each, never changed once it has its name
  files/             the originals
  pictures/          pages that were drawn, those used last
  cache.sqlite       what ingest remembers
  keys.sqlite        who may ask the service for what
  vocabulary.toml    entries that were added to the vocabulary here
  library.sqlite     which reports there are to be, and what was decided of them
  unread.sqlite      the files that could not be read, and how often they were tried
  jobs.sqlite        the builds that were asked for
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from functools import cached_property
from os.path import isdir
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import uuid4

from filelock import FileLock, Timeout
from platformdirs import user_cache_path

from index.engines import made_live, withdraw
from index.errors import BuildError, EngineError, NoGeneration
from index.generation import Generation
from index.lease import unread
from index.manifest import FILE, Manifest
from ingest.atomic import flush, write_atomically
from ingest.errors import StorageError
from ingest.originals import Originals
from ingest.set_aside import SetAside

if TYPE_CHECKING:
    from index.jobs import Jobs
    from index.library import Library

_DRAFT = ".draft-"


class Store:
    """One data folder. `models` is where the embedded model is unpacked, by default the user's cache.

    `uri` is the address of the Milvus that searches its generations, as far as one does; by default what each was
    made with.
    """

    def __init__(self, folder: Path, *, models: Path | None = None, uri: str = "") -> None:
        self.folder = folder
        self.uri = uri
        self.models = models or user_cache_path("sdgsearch") / "models"
        self.files = folder / "files"
        self.pictures = folder / "pictures"
        self.cache = folder / "cache.sqlite"
        self.keys = folder / "keys.sqlite"
        self.vocabulary = folder / "vocabulary.toml"
        self.set_aside = SetAside(folder / "unread.sqlite")
        self._generations = folder / "generations"
        self._pointer = folder / "CURRENT"

    @cached_property
    def jobs(self) -> Jobs:
        """The builds that were asked for."""
        from index.jobs import Jobs

        return Jobs(self.folder / "jobs.sqlite")

    @cached_property
    def library(self) -> Library:
        """Which reports there are to be, and what was decided of them."""
        from index.library import Library

        return Library(self.folder / "library.sqlite", Originals(self.files))

    def current(self) -> str | None:
        """The id of the live generation; None where nothing is indexed yet."""
        try:
            return self._pointer.read_text().strip()
        except FileNotFoundError:
            return None

    def manifests(self) -> list[Manifest]:
        """The kept generations, newest first."""
        folders = self._generations.glob("[!.]*/") if self._generations.is_dir() else ()
        kept: list[Manifest] = []
        for folder in folders:
            with suppress(FileNotFoundError):  # it was removed since it was listed
                kept.append(Manifest.read(folder))
        return sorted(kept, key=lambda manifest: manifest.created, reverse=True)

    def open(self, id: str | None = None) -> Generation:
        """A kept generation, the live one if no id is given. Raises `NoGeneration` with what to do."""
        wanted = id or self.current()
        if wanted is None:
            raise NoGeneration(f"Nothing is indexed in {self.folder} yet. Run: sdgsearch index FOLDER")
        folder = self._generations / wanted
        if wanted != Path(wanted).name or not isdir(folder):  # of Path, is_dir fails where a name is too long
            raise NoGeneration(f"There is no generation {wanted[:60]!r}. List them with: sdgsearch generations")
        return Generation(folder, self.uri)

    def activate(self, id: str) -> None:
        """Make a kept generation the live one: one atomic rename of the pointer."""
        with closing(self.open(id)) as generation:
            made_live(generation.manifest, self.uri)
            write_atomically(self._pointer, id.encode())

    def previous(self) -> str:
        """The id of the newest kept generation that is older than the live one. Raises `NoGeneration`."""
        ids = [manifest.id for manifest in self.manifests()]
        live = self.open().id
        older = ids[ids.index(live) + 1 :]
        if not older:
            raise NoGeneration(f"No generation before {live} is kept. List them with: sdgsearch generations")
        return older[0]

    def adopt(self, draft: Path, id: str) -> None:
        """Give a finished draft its name, once all of it is on the disk."""
        for path in (*draft.rglob("*"), draft):
            flush(path)
        draft.rename(self._generations / id)
        flush(self._generations)

    def prune(self, keep: int, youngest: datetime | None = None) -> None:
        """Remove all but the newest `keep` generations; never the live one, nor one that somebody reads.

        Given `youngest`, those made since then are kept as well.
        """
        for manifest in self.manifests()[keep:]:
            if manifest.id != self.current() and (youngest is None or manifest.created < youngest):
                self._remove(self._generations / manifest.id)

    def _remove(self, folder: Path) -> None:
        alone = unread(folder / FILE)
        if alone is None:
            return
        with alone:
            # Renamed first: if this breaks off, the next build clears it away like any unfinished draft.
            self._discard(folder.rename(folder.with_name(f"{_DRAFT}{folder.name}")))

    def _discard(self, draft: Path) -> None:
        """Remove a draft and what its engine keeps of it; while that does not answer, the draft stays as a reminder."""
        with suppress(EngineError):
            withdraw(draft, self.uri)
            shutil.rmtree(draft)

    @contextmanager
    def building(self) -> Iterator[Path]:
        """An empty draft folder for the one build that may run; gone afterwards unless adopted.

        Raises `BuildError` while another build runs. What a killed build left is removed first.
        """
        lock = self._locked()
        draft = self._generations / f"{_DRAFT}{uuid4().hex[:8]}"
        try:
            for leftover in self._generations.glob(f"{_DRAFT}*"):
                self._discard(leftover)
            draft.mkdir()
            yield draft
        except OSError as error:
            raise StorageError(
                f"Could not write in {self.folder}: {error}. The generation before is still in use;"
                " make room or mend the folder's permissions, then run the same command again."
            ) from error
        finally:
            with suppress(OSError):
                self._discard(draft)
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
