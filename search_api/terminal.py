"""How answers, entities and progress look on a terminal; plain lines where there is none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.padding import Padding
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from corpus.vocabulary import Entity
from index.build import Report
from index.entities import CountedEntity
from index.evaluate import Outcome, Score
from index.manifest import Counts, Manifest
from index.passages import Found
from index.searcher import Answer
from search_api.citations import apa, where_in_words

_SHOWN_ENTITIES = 8


class BuildProgress:
    """Shows how far a build is: bars on a terminal, a line for every tenth file elsewhere."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._embedded = 0
        self._bars = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("[dim]{task.fields[note]}"),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._files = self._bars.add_task("Reports", total=None, note="loading the embedding model")

    def __enter__(self) -> Self:
        self._bars.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bars.stop()

    def file(self, done: int, total: int, source: str) -> None:
        """`done` of `total` files are finished."""
        self._bars.update(self._files, completed=done, total=total, note=source)
        if not self._console.is_terminal and (done == total or done % max(1, total // 10) == 0):
            self._console.print(
                f"{done} of {total} files read, {self._embedded} passages and sentences embedded", highlight=False
            )

    def embedded(self, texts: int) -> None:
        """So many more passages and sentences are embedded."""
        self._embedded += texts
        self._bars.update(self._files, note=f"{self._embedded} passages and sentences embedded")


def print_report(console: Console, report: Report) -> None:
    """What a build made, and what it could not read."""
    for note in report.notes:
        console.print(Text.assemble((f"{note.source}: ", "bold red" if note.failed else "bold"), note.words))
    console.print(
        Text(
            f"Indexed {in_words(report.manifest.counts)}. {report.embedded} passages and sentences were embedded anew."
        )
    )
    console.print(Text(f"Live generation: {report.manifest.id}", style="dim"))


def print_answer(console: Console, answer: Answer, entities: Mapping[str, Entity]) -> None:
    """The passages that answer, each with its citation."""
    first, last = answer.question.offset + 1, answer.question.offset + len(answer.results)
    slice_in_words = f"{first} to {last} of {answer.total} passages" if answer.results else "No passage passes"
    console.print(Text(f"{slice_in_words}. Searched {in_words(answer.coverage)}.", style="dim"))
    for rank, found in enumerate(answer.results, first):
        console.print()
        console.print(_headline(rank, found))
        console.print(Padding(_quote(found), (0, 3)))
        console.print(Padding(_footer(found, entities), (0, 3)))


def print_entities(console: Console, counted: Sequence[CountedEntity]) -> None:
    """A table of entities with their counts."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading, justify in (("entity", "left"), ("label", "left"), ("passages", "right"), ("documents", "right")):
        table.add_column(heading, justify="right" if justify == "right" else "left")
    for item in counted:
        table.add_row(item.entity.id, item.entity.label, str(item.passages), str(item.documents))
    console.print(table)


def print_scores(console: Console, scores: Sequence[Score], outcomes: Sequence[Outcome]) -> None:
    """Recall and reciprocal rank by language, then a line for each question that is not answered first."""
    for outcome in outcomes:
        if outcome.diagnosis:
            console.print(Text.assemble((outcome.question.id, "bold"), f" {outcome.diagnosis}"), soft_wrap=True)
    table = Table(box=None, pad_edge=False, header_style="bold")
    for heading in ("language", "questions", "Recall@1", "Recall@5", "MRR@10"):
        table.add_column(heading, justify="left" if heading == "language" else "right")
    for s in scores:
        rates = (f"{rate:.3f}" for rate in (s.recall_at_1, s.recall_at_5, s.mrr_at_10))
        table.add_row(s.language, str(s.questions), *rates)
    console.print(table)


def print_generations(console: Console, manifests: Sequence[Manifest], live: str | None) -> None:
    """The kept generations, the live one marked."""
    for manifest in manifests:
        mark = "live" if manifest.id == live else "    "
        console.print(Text(f"{mark}  {manifest.id}  {in_words(manifest.counts)}  {manifest.model}"), soft_wrap=True)


def in_words(counts: Counts) -> str:
    """`19 reports, 96 pages, 412 passages; 8 pages without text, 1 file not read`."""
    read = f"{_many(counts.documents, 'report')}, {_many(counts.pages, 'page')}, {_many(counts.passages, 'passage')}"
    unread = [
        f"{_many(counts.pages_without_text, 'page')} without text" if counts.pages_without_text else "",
        f"{_many(counts.failed_files, 'file')} not read" if counts.failed_files else "",
    ]
    return "; ".join(filter(None, [read, ", ".join(filter(None, unread))]))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _headline(rank: int, found: Found) -> Text:
    year = f" ({found.metadata.year})" if found.metadata.year else ""
    where = where_in_words(found)
    return Text.assemble(
        (f"{rank:>2} ", "bold cyan"), (found.metadata.title, "bold"), year, f", {where}" if where else ""
    )


def _quote(found: Found) -> Text:
    quote = Text(found.text)
    for span in found.highlights:
        quote.stylize("bold yellow", span.start, span.end)
    return quote


def _footer(found: Found, entities: Mapping[str, Entity]) -> Text:
    labels = list(dict.fromkeys(entities[mention.entity].label for mention in found.mentions))
    shown = " · ".join(labels[:_SHOWN_ENTITIES]) + (" · ..." if len(labels) > _SHOWN_ENTITIES else "")
    lines = filter(None, [shown, apa(found), found.id])
    return Text("\n".join(lines), style="dim")
