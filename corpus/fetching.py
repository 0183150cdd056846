"""Fetches the catalogued reports into a folder: politely, resumably, and only what they claim to be.

Beside the reports stands `.fetched.json`: the address, size, SHA-256 and time of each. A report that is there
already is not asked for again, one that broke off goes on where it stopped (`.NAME.part`), and no failure of
one report stops the others. (Names that begin with a dot are not taken for reports by the indexer.)

    SdgSearchError
      +- FetchError    the folder cannot be used
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock, Timeout

from corpus.catalogue import Format, Source
from corpus.errors import SdgSearchError
from corpus.visiting import PIECE, TryLaterError, VisitError, Visitor, retry_after, status

RECORD = ".fetched.json"
"""The file beside the reports that says where each came from."""


class FetchError(SdgSearchError):
    """The folder for the reports cannot be used."""


class State(StrEnum):
    """What became of a report."""

    FETCHED = "fetched"
    """Downloaded just now."""
    KEPT = "kept"
    """It was there already, downloaded or put there by a person."""
    BY_HAND = "by hand"
    """Only a page that leads to it is known; the reason says what to do."""
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class FetchOutcome:
    """What became of one report; `path` is where it lies or would lie."""

    source: Source
    state: State
    path: Path
    reason: str = ""


@dataclass(frozen=True, slots=True)
class FetchProgress:
    """How far it is: so many bytes of report `number` of `count`."""

    source: Source
    number: int
    count: int
    received: int = 0
    total: int | None = None
    """None where the server does not announce it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchSettings:
    """How politely, how patiently, and how much."""

    user_agent: str = "sdgsearch (fetches public reports for a search index, each of them once)"
    delay_s: float = 1.0
    """Between the end of one request to a host and the next; longer where its robots.txt asks for it."""
    timeout_s: float = 30.0
    """For the connection and for each piece of an answer."""
    attempts: int = 4
    """For one report in one run."""
    max_wait_s: float = 120.0
    """A host that asks to wait longer is left for another run."""
    max_bytes: int = 300_000_000
    """A larger report is refused."""
    private: bool = False
    """Whether addresses of this machine and network may be asked too."""


DEFAULTS = FetchSettings()
OnProgress = Callable[[FetchProgress], None]


def fetch(
    sources: Sequence[Source],
    folder: Path,
    *,
    settings: FetchSettings = DEFAULTS,
    on_progress: OnProgress = lambda progress: None,
    sleep: Callable[[float], None] = time.sleep,
) -> list[FetchOutcome]:
    """Bring these reports into the folder, one request at a time; one outcome for each, in their order.

    Raises FetchError where the folder cannot be written, its record cannot be read, or another fetch is at
    work in it. `sleep` is how it waits.
    """
    visitor = Visitor(
        user_agent=settings.user_agent,
        timeout_s=settings.timeout_s,
        delay_s=settings.delay_s,
        max_wait_s=settings.max_wait_s,
        sleep=sleep,
        private=settings.private,
    )
    with _alone_in(folder), visitor:
        errand = _Errand(folder, _Record.open(folder), visitor, settings, on_progress, sleep)
        return [errand.run(source, number, len(sources)) for number, source in enumerate(sources, start=1)]


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    lock = FileLock(folder / ".fetch.lock", timeout=0)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire()
    except Timeout as error:
        raise FetchError(f"Another fetch is at work in {folder}; wait until it has finished.") from error
    except OSError as error:
        raise FetchError(f"{folder} cannot be written ({error.strerror}); name another folder.") from error
    try:
        yield
    finally:
        lock.release()


@dataclass(frozen=True, slots=True)
class _Errand:
    """Fetching into one folder."""

    folder: Path
    record: _Record
    visitor: Visitor
    settings: FetchSettings
    on_progress: OnProgress
    sleep: Callable[[float], None]

    def run(self, source: Source, number: int, count: int) -> FetchOutcome:
        path = self.folder / source.file
        progress = partial(FetchProgress, source, number, count)
        self.on_progress(progress())
        try:
            state = self._bring(source, path, lambda *sizes: self.on_progress(progress(*sizes)))
        except VisitError as error:
            return FetchOutcome(source, State.FAILED, path, str(error))
        except OSError as error:
            reason = f"{path} cannot be written ({error.strerror}); mend that and fetch again."
            return FetchOutcome(source, State.FAILED, path, reason)
        reason = f"Open {source.url}, download the report there, and save it as {path}."
        return FetchOutcome(source, state, path, reason if state is State.BY_HAND else "")

    def _bring(self, source: Source, path: Path, report: _Report) -> State:
        if self.record.vouches_for(source, path):
            return State.KEPT
        if source.format == "page":
            return State.BY_HAND
        part = _Part.of(path, source.url)
        self._download(source, part, report)
        self._accept(source, part, path)
        return State.FETCHED

    def _download(self, source: Source, part: _Part, report: _Report) -> None:
        """Fill the part, trying again where that may help."""
        for attempt in range(1, self.settings.attempts + 1):
            try:
                self._transfer(source, part, report)
                break
            except TryLaterError as error:
                pause = error.wait if error.wait is not None else self.settings.delay_s * 2**attempt
                if attempt == self.settings.attempts or pause > self.settings.max_wait_s:
                    raise VisitError(f"{error} Fetch again later.") from error
                self.sleep(pause)

    def _transfer(self, source: Source, part: _Part, report: _Report) -> None:
        """One request. What has come stays in the part where a later request can go on from it."""
        try:
            with self.visitor.get(source.url, part.request_headers()) as response:
                _check_status(response, part)
                _check_type(response, source.format)
                part.begin(response)
                self._save(response, source, part, report)
        except TryLaterError:
            raise
        except VisitError:
            part.discard()
            raise

    def _save(self, response: httpx.Response, source: Source, part: _Part, report: _Report) -> None:
        received = part.size
        total = _announced(response)
        self._check_size(total or received)
        with part.file.open("ab") as file:
            for piece in response.iter_bytes(PIECE):
                if received == 0 and not _LOOKS_LIKE[source.format](piece):
                    raise VisitError(f"What the server sent is no {source.format}; open {source.url}.")
                received += len(piece)
                self._check_size(received)
                file.write(piece)
                report(received, total)
        if received == 0:
            raise VisitError(f"The server sent nothing; open {source.url}.")
        if total is not None and received != total:
            raise TryLaterError(f"The server sent {received} of {total} bytes.", wait=0)

    def _check_size(self, size: int) -> None:
        if size > self.settings.max_bytes:
            limit = f"{self.settings.max_bytes / 1e6:.0f} MB"
            raise VisitError(f"It is larger than {limit}; download it by hand, or raise the limit.")

    def _accept(self, source: Source, part: _Part, path: Path) -> None:
        digest = _sha256(part.file)
        if source.sha256 and digest != source.sha256:
            part.discard()
            raise VisitError(
                f"The file at {source.url} is another one than the catalogue describes (SHA-256 {digest}). "
                "Look at it, then put its digest into the catalogue."
            )
        os.replace(part.file, path)
        part.discard()
        self.record.add(source, path, digest)


@dataclass(frozen=True, slots=True)
class _Part:
    """A download under way: its bytes so far, and beside them what proves that the rest belongs to them."""

    file: Path
    note: Path
    url: str

    @classmethod
    def of(cls, path: Path, url: str) -> _Part:
        return cls(path.with_name(f".{path.name}.part"), path.with_name(f".{path.name}.part.json"), url)

    @property
    def size(self) -> int:
        return self.file.stat().st_size if self.file.exists() else 0

    def request_headers(self) -> dict[str, str]:
        """Asks for the rest where it can be proved to be the rest, else for the whole."""
        try:
            note = json.loads(self.note.read_bytes())
        except (OSError, ValueError):
            return {}
        if note["url"] != self.url or not note["validator"] or not self.size:
            return {}
        return {"Range": f"bytes={self.size}-", "If-Range": note["validator"]}

    def begin(self, response: httpx.Response) -> None:
        """Ready for the bytes of this answer: behind those there are, or afresh."""
        if response.status_code == httpx.codes.PARTIAL_CONTENT:
            return
        self.discard()
        note = {"url": self.url, "validator": _validator(response)}
        self.note.write_text(json.dumps(note), encoding="utf-8")

    def discard(self) -> None:
        self.file.unlink(missing_ok=True)
        self.note.unlink(missing_ok=True)


class _Record:
    """Where each report in the folder came from; written after every report."""

    def __init__(self, path: Path, files: dict[str, dict[str, Any]]) -> None:
        self._path = path
        self._files = files

    @classmethod
    def open(cls, folder: Path) -> _Record:
        path = folder / RECORD
        try:
            content = json.loads(path.read_bytes()) if path.exists() else {"files": {}}
            return cls(path, dict(content["files"]))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise FetchError(f"{path} cannot be read; remove it, and the folder is checked anew.") from error

    def vouches_for(self, source: Source, path: Path) -> bool:
        """Whether the report lies there unharmed; what a person put there counts if it looks right."""
        if not path.is_file():
            return False
        digest, known = _sha256(path), self._files.get(path.name, {})
        expected = source.sha256 or known.get("sha256", digest)
        if digest == expected and not known:
            _check_found(path, source)
            self.add(source, path, digest)
        return bool(digest == expected)

    def add(self, source: Source, path: Path, digest: str) -> None:
        self._files[path.name] = {
            "title": source.title,
            "url": source.url,
            "bytes": path.stat().st_size,
            "sha256": digest,
            "time": datetime.now(UTC).isoformat(timespec="seconds"),
        }
        draft = self._path.with_name(f"{self._path.name}.new")
        draft.write_text(json.dumps({"files": self._files}, ensure_ascii=False, indent=2), encoding="utf-8")
        os.replace(draft, self._path)


_Report = Callable[[int, int | None], None]
_PASSING = {408, 425, 429, 500, 502, 503, 504}
_VAGUE_TYPES = {"", "application/octet-stream", "binary/octet-stream", "application/download"}
_TYPES: dict[Format, set[str]] = {
    "pdf": {"application/pdf", "application/x-pdf"},
    "docx": {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/zip"},
    "html": {"text/html", "application/xhtml+xml"},
    "markdown": {"text/markdown", "text/plain"},
    "text": {"text/plain"},
}
_RANGE = re.compile(r"bytes (?P<start>\d+)-\d+/(?P<total>\d+)")
_HTML = re.compile(rb"<(!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_LOOKS_LIKE: dict[Format, Callable[[bytes], bool]] = {
    "pdf": lambda start: b"%PDF-" in start[:1024],
    "docx": lambda start: start.startswith(b"PK\x03\x04"),
    "html": lambda start: _HTML.search(start) is not None,
    "markdown": lambda start: b"\0" not in start,
    "text": lambda start: b"\0" not in start,
    "page": lambda start: start != b"",
}


def _check_status(response: httpx.Response, part: _Part) -> None:
    """Raises unless these are the bytes that were asked for."""
    code = response.status_code
    if code == httpx.codes.PARTIAL_CONTENT:
        piece = _RANGE.fullmatch(response.headers.get("content-range", ""))
        if not piece or int(piece["start"]) != part.size:
            part.discard()
            raise TryLaterError("The server sent another piece of the file than was asked for.", wait=0)
    elif code == httpx.codes.REQUESTED_RANGE_NOT_SATISFIABLE:
        part.discard()
        raise TryLaterError("The file has changed since the last attempt.", wait=0)
    elif code in _PASSING:
        raise TryLaterError(f"The server answered {status(response)}.", retry_after(response))
    elif code != httpx.codes.OK:
        raise VisitError(f"The server answered {status(response)}; open {response.url} and mend the address.")


def _check_type(response: httpx.Response, expected: Format) -> None:
    given = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if given not in _TYPES[expected] | _VAGUE_TYPES:
        raise VisitError(f"The server sent {given} where {expected} was expected; open {response.url}.")


def _check_found(path: Path, source: Source) -> None:
    with path.open("rb") as file:
        if not _LOOKS_LIKE[source.format](file.read(PIECE)):
            raise VisitError(f"{path} lies there, but is not {source.format}; remove it and fetch again.")


def _announced(response: httpx.Response) -> int | None:
    """The size of the whole file, where the server says it."""
    if piece := _RANGE.fullmatch(response.headers.get("content-range", "")):
        return int(piece["total"])
    length = response.headers.get("content-length", "")
    return int(length) if length.isdigit() and not _compressed(response) else None


def _validator(response: httpx.Response) -> str:
    """What If-Range may hold: a strong ETag, else the date; nothing where the rest could not be joined on."""
    tag, date = response.headers.get("etag", ""), response.headers.get("last-modified", "")
    if _compressed(response):
        return ""
    return str(tag if tag.startswith('"') else date)


def _compressed(response: httpx.Response) -> bool:
    return bool(response.headers.get("content-encoding", "identity") != "identity")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
