"""What is known of reports: the catalogue of those worth indexing, and of the files that we have of them.

`sources.toml` lists real public reports and where they are published; `reports/reports.toml` the reports that
come with the package. Downloading is `corpus.fetching`'s work, not done here.

    SdgSearchError
      +- CatalogueError    a catalogue cannot be read, or an entry in it is wrong
"""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import accumulate
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from corpus.errors import SdgSearchError
from corpus.faults import in_words

Format = Literal["pdf", "docx", "html", "markdown", "text", "page"]
"""What stands at an address: the report itself, or (`page`) a page from which a person reaches it."""

EXTENSIONS: dict[Format, str] = {
    "pdf": ".pdf",
    "docx": ".docx",
    "html": ".html",
    "markdown": ".md",
    "text": ".txt",
    "page": ".pdf",
}
"""How the file of a report is called; behind a page there mostly is a PDF."""


class CatalogueError(SdgSearchError):
    """A catalogue cannot be used; says once and whole what is wrong, one line a problem."""


@dataclass(frozen=True, slots=True)
class Copy:
    """Another file of the same report: a text extraction, a translation, an earlier printing."""

    file: str
    sha256: str
    language: str = ""
    """Where it is not the report's own: ISO 639-1."""


@dataclass(frozen=True, slots=True)
class Source:
    """A report as its publisher gives it."""

    title: str
    publisher: str
    year: int | None
    """Of publication; None where the report does not say."""
    language: str
    """ISO 639-1."""
    url: str
    """Where it is published; empty for the reports that come with the package."""
    licence: str
    format: Format
    file: str
    """The name that it has, or is to have, in a folder of reports."""
    sha256: str = ""
    """Of the file at `url`, where it is known: the download must be this file."""
    copies: tuple[Copy, ...] = ()


class KnownFiles:
    """Finds what a catalogue knows of a file."""

    __slots__ = ("_by_digest", "_by_name")

    def __init__(self, sources: Iterable[Source]) -> None:
        each = [one for source in sources for one in _files_of(source)]
        self._by_digest = {one.sha256: one for one in each if one.sha256}
        self._by_name = {one.file.casefold(): one for one in each}

    def find(self, sha256: str, file_name: str) -> Source | None:
        """The report whose file has this SHA-256 (64 hex digits) or, failing that, this name; else None.

        A copy is answered with its own file, digest and language.
        """
        return self._by_digest.get(sha256) or self._by_name.get(file_name.casefold())


def load_catalogue(path: Path | None = None) -> tuple[Source, ...]:
    """The real public reports in this file, or in the catalogue that comes with the package.

    Raises CatalogueError with every unknown field, malformed value, and file name or digest used twice.
    """
    file = path if path is not None else files(__package__) / "sources.toml"
    return _load(file, "source", _SourceEntry)


def load_embedded(path: Path | None = None) -> tuple[Source, ...]:
    """The reports that come with the package; raises CatalogueError like `load_catalogue`."""
    file = path if path is not None else files(__package__) / "reports" / "reports.toml"
    return _load(file, "report", _EmbeddedEntry)


def embedded_files() -> list[Path]:
    """Where the reports that come with the package lie."""
    folder = files(__package__) / "reports"
    return [Path(str(folder / source.file)) for source in load_embedded()]


def known_files() -> KnownFiles:
    """Every file that the package knows: those of the catalogue and the embedded reports."""
    return KnownFiles((*load_catalogue(), *load_embedded()))


_Line = Annotated[str, Field(pattern=r"^\S(.*\S)?$")]
_Language = Annotated[str, Field(pattern=r"^[a-z]{2}$")]
_FILE_NAME = r"[^./\\\x00-\x1f][^/\\\x00-\x1f]{0,119}"
_FileName = Annotated[str, Field(pattern=f"^{_FILE_NAME}$")]
_Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
_Year = Annotated[int, Field(ge=1900, le=2100, strict=True)]
_FORMATS: dict[str, Format] = {ending: name for name, ending in EXTENSIONS.items() if name != "page"}
_NAME_LENGTH = 60


class _CopyEntry(BaseModel):
    model_config = ConfigDict(extra="forbid")

    file: _FileName
    sha256: _Digest
    language: Annotated[str, Field(pattern=r"^([a-z]{2})?$")] = ""


class _SourceEntry(BaseModel):
    """One entry of `sources.toml`."""

    model_config = ConfigDict(extra="forbid")

    title: _Line
    publisher: _Line
    year: _Year | None = None
    language: _Language
    url: Annotated[str, Field(pattern=r"^https?://[^\s/]+(/\S*)?$")]
    licence: _Line
    format: Format
    file: Annotated[str, Field(pattern=f"^({_FILE_NAME})?$")] = ""
    sha256: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    copies: tuple[_CopyEntry, ...] = ()

    def source(self) -> Source:
        fields = dict(self)
        fields["file"] = self.file or _file_name(self.title, self.year, self.format)
        fields["copies"] = tuple(Copy(**dict(copy)) for copy in self.copies)
        return Source(**fields)


class _EmbeddedEntry(BaseModel):
    """One entry of `reports/reports.toml`."""

    model_config = ConfigDict(extra="forbid")

    file: _FileName
    sha256: _Digest
    title: _Line
    publisher: _Line
    year: _Year
    language: _Language
    rests_on: tuple[_Line, ...]

    def source(self) -> Source:
        kind = _FORMATS.get(Path(self.file).suffix, "text")
        return Source(url="", licence="Apache-2.0", format=kind, **self.model_dump(exclude={"rests_on"}))


def _load(file: Traversable, table: str, model: type[_SourceEntry] | type[_EmbeddedEntry]) -> tuple[Source, ...]:
    sources: list[Source] = []
    problems: list[str] = []
    for number, entry in enumerate(_entries(file, table), start=1):
        try:
            sources.append(model.model_validate(entry).source())
        except ValidationError as error:
            title = entry.get("title", "") if isinstance(entry, dict) else ""
            problems += [f"{file.name}: entry {number} {title!r}: {words}" for words in in_words(error)]
    problems += [f"{file.name}: {repeated}" for repeated in _repeated(sources)]
    if problems:
        heading = "The catalogue cannot be used until this is put right:"
        raise CatalogueError("\n  ".join([heading, *problems]))
    return tuple(sources)


def _entries(file: Traversable, table: str) -> list[Any]:
    try:
        content = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise CatalogueError(f"{file.name} cannot be read ({error.strerror}); put it back.") from error
    except ValueError as error:
        raise CatalogueError(f"{file.name} is not sound TOML: {error}; mend the file there.") from error
    entries = content.pop(table, [])
    if content or not isinstance(entries, list):
        other = ", ".join(content) or table
        raise CatalogueError(f"{file.name}: every entry begins with [[{table}]]; found {other} instead.")
    return entries


def _repeated(sources: Sequence[Source]) -> list[str]:
    """File names and digests that more than one file has."""
    each = [one for source in sources for one in _files_of(source)]
    names = Counter(one.file.casefold() for one in each)
    digests = Counter(one.sha256 for one in each if one.sha256)
    return [
        f"{value} belongs to {count} entries; give each its own `file`, and each `sha256` once"
        for value, count in (names + digests).items()
        if count > 1
    ]


def _files_of(source: Source) -> Iterator[Source]:
    """The report as each of the files that are known of it."""
    yield source
    for copy in source.copies:
        language = copy.language or source.language
        yield replace(source, file=copy.file, sha256=copy.sha256, language=language, copies=())


def _file_name(title: str, year: int | None, format: Format) -> str:
    """A readable name made from the title and the year: `our-common-future-1987.pdf`."""
    words = [word[:_NAME_LENGTH] for word in re.findall(r"\w+", title.casefold())]
    lengths = accumulate(len(word) + 1 for word in words)
    kept = [word for word, length in zip(words, lengths, strict=True) if length <= _NAME_LENGTH + 1]
    missing = [str(year)] if year and str(year) not in kept else []
    return ("-".join(kept + missing) or "report") + EXTENSIONS[format]
