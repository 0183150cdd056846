"""`sdgsearch fetch`: downloads the catalogue's reports with a progress bar and says what became of each."""

from __future__ import annotations

from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn
from rich.text import Text

from corpus.catalogue import load_catalogue
from corpus.fetching import FetchOutcome, FetchProgress, State, fetch

_STYLES = {State.FETCHED: "green", State.KEPT: "dim", State.BY_HAND: "yellow", State.FAILED: "bold red"}


def fetch_with_progress(console: Console, folder: Path, catalogue: Path | None) -> bool:
    """Fetch into `folder`; whether no report failed. A report that only a person can fetch is no failure."""
    columns = (TextColumn("{task.description}", markup=False), BarColumn(), DownloadColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bars:
        task = bars.add_task("", total=None)

        def show(progress: FetchProgress) -> None:
            words = f"{progress.number} of {progress.count}  {progress.source.file}"
            bars.update(task, description=words, completed=progress.received, total=progress.total)

        outcomes = fetch(load_catalogue(catalogue), folder, on_progress=show)
    for outcome in outcomes:
        console.print(_line(outcome))
    return all(outcome.state is not State.FAILED for outcome in outcomes)


def _line(outcome: FetchOutcome) -> Text:
    reason = f": {outcome.reason}" if outcome.reason else ""
    return Text.assemble((f"{outcome.state:8}", _STYLES[outcome.state]), f" {outcome.source.file}{reason}")
