"""`sdgsearch doctor`: is everything there, is the live generation whole, and what could not be read."""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from platform import python_version
from typing import Literal

from rich.console import Console
from rich.text import Text

from corpus.catalogue import known_files
from corpus.errors import SdgSearchError
from corpus.vocabulary import load_vocabulary
from index import documents
from index.checks import check
from index.embedder import embedder_of
from index.generation import Generation
from ingest.parsers.ocr import engine, missing_hint
from ingest.quality import Grade
from search_api.settings import Settings
from search_api.terminal import in_words

_ROOM_FOR_A_BUILD = 2 * 2**30
"""Bytes: the unpacked model takes 0.5 GB, and a generation stands beside the one before."""


_STYLES = {"ok": "green", "note": "yellow", "wrong": "bold red"}


@dataclass(frozen=True, slots=True)
class Finding:
    """One line of the report: all right, worth knowing, or wrong."""

    mark: Literal["ok", "note", "wrong"]
    words: str


def examine(console: Console, settings: Settings) -> bool:
    """Print every finding; whether nothing is wrong."""
    findings = [finding for check in _EXAMINATIONS for finding in _guarded(check, settings)]
    for finding in findings:
        console.print(Text.assemble((f"{finding.mark:5}", _STYLES[finding.mark]), f" {finding.words}"), soft_wrap=True)
    return all(finding.mark != "wrong" for finding in findings)


def _guarded(examination: Callable[[Settings], Iterator[Finding]], settings: Settings) -> list[Finding]:
    try:
        return list(examination(settings))
    except SdgSearchError as error:
        return [Finding("wrong", str(error))]


def _installation(_: Settings) -> Iterator[Finding]:
    import torch

    yield Finding("ok", f"sdgsearch {version('sdgsearch')}, Python {python_version()}, torch {torch.__version__}")
    if torch.cuda.is_available():
        yield Finding("ok", f"CUDA: {torch.cuda.get_device_name()}; the model runs there")
    else:
        yield Finding("note", "CUDA (optional) is not there; the model runs on the CPU")


def _corpus(settings: Settings) -> Iterator[Finding]:
    known_files()
    yield Finding(
        "ok",
        f"vocabulary: {len(load_vocabulary(added=settings.store.vocabulary))} entities; the catalogue is well-formed",
    )


def _model(settings: Settings) -> Iterator[Finding]:
    embedder = embedder_of(settings.ingest, settings.store, settings.limits.threads)
    embedder.embed_passages(["Is the model there?"])
    yield Finding("ok", f"embedding model: {embedder.identity}, {embedder.dimension} dimensions")


def _ocr(_: Settings) -> Iterator[Finding]:
    found, hint = engine(), missing_hint()
    yield Finding("ok", f"scans are read by {found}") if found else Finding("note", "scans (optional) are not read")
    if hint:
        yield Finding("note", hint)


def _disk(settings: Settings) -> Iterator[Finding]:
    folder = _existing(settings.data.resolve())
    free = shutil.disk_usage(folder).free
    mark: Literal["ok", "note"] = "ok" if free > _ROOM_FOR_A_BUILD else "note"
    yield Finding(mark, f"data folder {settings.data}: {free / 2**30:.1f} GiB free; a build may take 2 GiB")


def _live(settings: Settings) -> Iterator[Finding]:
    generation = settings.store.open()
    check(generation.folder, settings.uri)
    yield Finding("ok", f"live generation {generation.id}: whole; {in_words(generation.manifest.counts)}")
    named = embedder_of(settings.ingest, settings.store, settings.limits.threads) if settings.model else None
    if named and named.identity != generation.manifest.model:
        words = f"the index was made with the model {generation.manifest.model}, and another is set; index again"
        yield Finding("wrong", words)
    yield from _graded(generation)
    yield from _unread(generation)


def _unread(generation: Generation) -> Iterator[Finding]:
    for row in documents.unread_files(generation):
        yield Finding("wrong", f"{row['source']}: not read: {row['reason']}")
    rows = documents.documents(generation)
    for row in rows:
        for words in row["remarks"]:
            yield Finding("note" if row["passages"] else "wrong", f"{row['source']}: {words}")
    if any(row["pages_without_text"] for row in rows) and not engine():
        yield Finding("note", f"Pages without text may be scans, which can be read. {missing_hint()}")


def _graded(generation: Generation) -> Iterator[Finding]:
    rows = documents.documents(generation)
    counts = Counter(row["grade"] for row in rows)
    yield Finding("ok", "quality of the text: " + ", ".join(f"{counts[grade]} {grade}" for grade in Grade))
    for row in rows:
        if row["grade"] != Grade.GOOD:
            yield Finding("note", f"{row['source']}: quality {row['grade']}: {'; '.join(row['grade_reasons'])}")


def _existing(folder: Path) -> Path:
    return folder if folder.exists() else _existing(folder.parent)


_EXAMINATIONS = (_installation, _corpus, _model, _ocr, _disk, _live)
