"""`sdgsearch doctor`: is everything there, is the live generation whole, and what could not be read."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.text import Text

from corpus.catalogue import known_files
from corpus.errors import SdgSearchError
from corpus.vocabulary import load_vocabulary
from index import documents
from index.checks import check
from index.generation import Generation
from ingest.embedding import load_embedder
from search_api.settings import Settings
from search_api.terminal import in_words

_ROOM_FOR_A_BUILD = 2 * 2**30
"""Bytes: the unpacked model takes 0.5 GB, and a generation stands beside the one before."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report."""

    good: bool
    words: str


def examine(console: Console, settings: Settings) -> bool:
    """Print every finding; whether all are good."""
    findings = [finding for check in _EXAMINATIONS for finding in _guarded(check, settings)]
    for finding in findings:
        mark = ("ok   ", "green") if finding.good else ("wrong", "bold red")
        console.print(Text.assemble(mark, f" {finding.words}"), soft_wrap=True)
    return all(finding.good for finding in findings)


def _guarded(examination: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(examination(settings))
    except SdgSearchError as error:
        return [Finding(False, str(error))]


def _corpus(_: Settings) -> Iterator[Finding]:
    known_files()
    yield Finding(True, f"vocabulary: {len(load_vocabulary())} entities; the catalogue is well-formed")


def _model(settings: Settings) -> Iterator[Finding]:
    embedder = load_embedder(settings.model, cache=settings.store.models, threads=settings.limits.threads)
    embedder.embed_query("Is the model there?")
    yield Finding(True, f"embedding model: {embedder.identity}, {embedder.dimension} dimensions")


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = _existing(settings.data.resolve())
    free = shutil.disk_usage(folder).free
    yield Finding(free > _ROOM_FOR_A_BUILD, f"data folder {settings.data}: {free / 2**30:.1f} GiB free")


def _live(settings: Settings) -> Iterator[Finding]:
    generation = settings.store.open()
    check(generation.folder)
    yield Finding(True, f"live generation {generation.id}: whole; {in_words(generation.manifest.counts)}")
    yield from _unread(generation)


def _unread(generation: Generation) -> Iterator[Finding]:
    for row in documents.unread_files(generation):
        yield Finding(False, f"{row['source']}: not read: {row['reason']}")
    for row in documents.documents(generation):
        if row["pages_without_text"]:
            silent = [page for page in documents.pages(generation, row["id"]) if page["state"] != "text"]
            numbers = ", ".join(str(page["number"]) for page in silent)
            yield Finding(False, f"{row['source']}: no text on {len(silent)} of {row['pages']} pages ({numbers})")


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


_EXAMINATIONS = (_corpus, _model, _disk, _live)
