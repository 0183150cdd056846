"""Commands that index reports: those named, or those that come with the package."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from search_api.commands.arguments import Data, Model, new_console, settings_of

if TYPE_CHECKING:
    from index.jobs import Job, Jobs
    from ingest.remote import Root
    from search_api.settings import Settings

_RAY: dict[str, Any] = {"rich_help_panel": "On a cluster"}

_DEMO_QUESTIONS = (
    "Which programme protects the habitat of the Amur tiger and the snow leopard?",
    "沙尘暴的区域合作是怎样开展的？",
    "How did the three environment ministers meetings begin?",
)


def index(
    paths: Annotated[
        list[str],
        typer.Argument(help="Files, folders, or URLs of them (s3://...); together they are the index."),
    ],
    data: Data = None,
    model: Model = None,
    password: Annotated[
        list[str], typer.Option(metavar="FILE=PASSWORD", help="Opens an encrypted file, by path or name; repeatable.")
    ] = [],  # noqa: B006
    passwords: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="A file with one FILE=PASSWORD a line.")
    ] = None,
    ocr: Annotated[
        str | None, typer.Option(help="Read pictures of pages: auto (where there is no text), off, force.")
    ] = None,
    ocr_language: Annotated[
        list[str], typer.Option(help="Likely language of scans (en, zh, ...), the likeliest first; repeatable.")
    ] = [],  # noqa: B006
    ray: Annotated[
        bool, typer.Option("--ray", help="Build on Ray: a cluster's, or one of this machine.", **_RAY)
    ] = False,
    ray_address: Annotated[
        str | None, typer.Option(help="Of a Ray cluster: auto, host:port or ray://host:10001.", **_RAY)
    ] = None,
    ray_cache: Annotated[
        str | None, typer.Option(help="A folder, or its URL, that all machines of the cluster share.", **_RAY)
    ] = None,
    backend: Annotated[
        str | None, typer.Option(help="What is to search it: faiss or milvus; by default what searches the live one.")
    ] = None,
    uri: Annotated[
        str | None, typer.Option(help="Address of Milvus, http://HOST:19530; without one it is Milvus Lite.")
    ] = None,
) -> None:
    """Index reports: PDF, Office and OpenDocument files, EPUB, CSV, HTML, e-mails, Markdown, plain text.

    What was indexed before and is not named again is no longer found; a file that did not change costs nothing.
    Searches go on meanwhile, and see the new index when it is whole.
    """
    named = {name: value for name, value in (("address", ray_address), ("cache", ray_cache)) if value}
    on_ray = named if ray or named else None
    settings = settings_of(
        data, model, ocr=ocr, ocr_languages=tuple(ocr_language) or None, ray=on_ray, backend=backend, uri=uri
    )
    if _build(_roots(paths), settings, _passwords(password, passwords)):
        raise typer.Exit(1)


def demo(data: Data = None) -> None:
    """Index the reports that come with the package and ask them three questions."""
    from corpus.catalogue import embedded_files
    from index.question import Question
    from search_api.answers import search_answer
    from search_api.opening import live_index
    from search_api.terminal import print_answer

    settings = settings_of(data)
    settings = settings.model_copy(update={"data": settings.data / "demo"})
    console = new_console()
    files = embedded_files()
    console.print(Text(f"Indexing {len(files)} reports into {settings.data}; the first time takes some minutes."))
    failed = _build(files, settings, {})
    searcher = live_index(settings).searcher()
    for question in _DEMO_QUESTIONS:
        console.print()
        console.rule(Text(question, style="bold"), align="left")
        answer = searcher.search(Question(text=question, k=2))
        print_answer(console, search_answer(answer, searcher.generation.entities, explain=False))
    console.rule()
    console.print(Text(f'Ask your own: sdgsearch search "..." --data {settings.data}'), soft_wrap=True)
    if failed:
        raise typer.Exit(1)


def _passwords(given: list[str], file: Path | None) -> dict[str, str]:
    """File -> password. What is wrong is told without repeating it, since a password may stand in it."""
    lines = file.read_text(encoding="utf-8-sig").splitlines() if file else []
    named = [("--password", entry) for entry in given]
    named += [(f"line {number} of {file}", line) for number, line in enumerate(lines, 1) if line.strip()]
    for place, entry in named:
        if not all(entry.partition("=")):
            raise typer.BadParameter(f"{place}: write FILE=PASSWORD.")
    return {name: password for name, _, password in (entry.partition("=") for _, entry in named)}


def _roots(paths: list[str]) -> list[Root]:
    from ingest.remote import root_at

    roots = [root_at(path) for path in paths]
    if missing := [root for root in roots if isinstance(root, Path) and not root.exists()]:
        raise typer.BadParameter(f"Path '{missing[0]}' does not exist.")
    return roots


def _build(paths: Sequence[Root], settings: Settings, passwords: dict[str, str]) -> bool:
    """Index `paths`; whether some file failed."""
    from index.errors import BuildError
    from search_api.building import do
    from search_api.terminal import BuildProgress, print_report

    console, store = new_console(), settings.store
    with _turn(console, store.jobs, settings) as job, BuildProgress(console) as progress:
        store.library.set_roots(paths)
        job, report = do(job, store.jobs, settings, show=progress, passwords=passwords)
    if report is None:
        raise BuildError(job.message)
    print_report(console, report)
    return bool(report.failed)


@contextmanager
def _turn(console: Console, jobs: Jobs, settings: Settings) -> Iterator[Job]:
    """A job of this process that is running now; what is built at the moment is waited for."""
    job = jobs.submit(asked_by="command line", reason="", settings=settings.ingest, owner=os.getpid())
    try:
        with jobs.builder() as free:
            if free:
                yield jobs.claim(os.getpid()) or job
                return
        console.print("Another build is running; this one begins when that is done.")
        with jobs.builder(wait=-1):
            yield jobs.claim(os.getpid()) or job
    except KeyboardInterrupt:
        jobs.break_off(job.id, "Broken off at the keyboard.")
        raise
