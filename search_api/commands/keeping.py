"""Commands of whoever keeps an installation: its quality, its generations, its reports, its health."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from search_api.commands.arguments import Data, Model, new_console, settings_of

_DRAWING: dict[str, Any] = {"rich_help_panel": "Drawing a file"}


def evaluate(
    questions: Annotated[Path, typer.Argument(exists=True, help="A question file (YAML), or a folder in BEIR layout.")],
    data: Data = None,
    model: Model = None,
    mode: Annotated[str, typer.Option(help="Go by words (lexical), meaning (dense), or both (hybrid).")] = "hybrid",
    generation: Annotated[str | None, typer.Option(help="A kept generation instead of the live one.")] = None,
    against: Annotated[
        str | None,
        typer.Option(metavar="OTHER", help="Compare with a kept generation, a data folder, or a file saved by --json."),
    ] = None,
    at_least: Annotated[
        list[str], typer.Option(metavar="LIMIT", help="Exit with 1 below it: mrr@10=0.85, zh:mrr@10=0.8; repeatable.")
    ] = [],  # noqa: B006
    sample: Annotated[
        int | None, typer.Option(min=1, help="Ask about so many of a BEIR folder's questions in each language.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print everything as JSON.")] = False,
) -> None:
    """Measure how well questions are answered, and tell why an answer does not stand first.

    The texts of a BEIR folder are indexed beside the reports, under evaluation/, and never among them.
    """
    import msgspec

    from index.evaluation.gate import read_limit
    from search_api.evaluating import Evaluator
    from search_api.evaluation_view import print_report

    console = Console(stderr=True) if as_json else new_console()
    report = Evaluator(console, questions, mode, sample).report(
        settings_of(data, model),
        generation=generation,
        against=against,
        limits=[read_limit(limit) for limit in at_least],
    )
    if as_json:
        print(msgspec.json.encode(report).decode())
    else:
        print_report(console, report)
    if report.shortfalls:
        raise typer.Exit(1)


def generations(
    action: Annotated[str, typer.Argument(help="list, or activate.")] = "list",
    id: Annotated[str, typer.Argument(help="The generation to make the live one; previous: the one before.")] = "",
    data: Data = None,
) -> None:
    """List the kept generations, or make one of them the live one."""
    from search_api.terminal import print_generations

    store = settings_of(data).store
    if action == "activate" and id:
        store.activate(store.previous() if id == "previous" else id)
    elif action != "list":
        raise typer.BadParameter("write: sdgsearch generations, or: sdgsearch generations activate ID")
    print_generations(new_console(), store.manifests(), store.current())


def fetch(
    folder: Annotated[Path, typer.Argument(help="Where the reports are to lie.")],
    catalogue: Annotated[Path | None, typer.Option(exists=True, help="Another catalogue than the package's.")] = None,
) -> None:
    """Download the catalogued public reports: one at a time, resumable, each checked."""
    from search_api.fetching import fetch_with_progress

    if not fetch_with_progress(new_console(), folder, catalogue):
        raise typer.Exit(1)


def doctor(
    data: Data = None,
    model: Model = None,
    draw: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Show what is made of this file, page by page.", **_DRAWING),
    ] = None,
    pages: Annotated[str, typer.Option(help="Only these, as 1,3-5; else all.", **_DRAWING)] = "",
    passage: Annotated[int | None, typer.Option(help="Only this one, counted from 1.", **_DRAWING)] = None,
    password: Annotated[str, typer.Option(help="Opens the file.", **_DRAWING)] = "",
    out: Annotated[Path, typer.Option(file_okay=False, help="Folder of the pictures.", **_DRAWING)] = Path("drawn"),
) -> None:
    """Examine installation, model, disk and index; name what could not be read.

    With --draw: show blocks, tables, footnotes and passages of a file, on pictures of its pages if it is a PDF.
    """
    settings = settings_of(data, model)
    if draw:
        from search_api.drawing import Wish, draw_file

        wish = Wish(_numbers(pages), passage)
        draw_file(new_console(), draw, wish, settings=settings, folder=out, password=password)
        return
    from search_api.doctor import examine

    if not examine(new_console(), settings):
        raise typer.Exit(1)


def _numbers(ranges: str) -> frozenset[int]:
    """`1,3-5` as 1, 3, 4 and 5."""
    found = [_RANGE.fullmatch(part.strip()) for part in ranges.split(",") if part.strip()]
    if not all(found):
        raise typer.BadParameter("--pages: write numbers and ranges, as 1,3-5.")
    return frozenset(n for m in found if m for n in range(int(m[1]), int(m[2] or m[1]) + 1))


_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
