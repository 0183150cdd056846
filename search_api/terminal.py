"""How answers, entities and progress look on a terminal; plain lines where there is none."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import shorten
from types import TracebackType
from typing import TYPE_CHECKING, Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from ingest.document import Span

if TYPE_CHECKING:
    from index.build import Report
    from index.manifest import Counts, Manifest
    from index.suggestions import Suggestion
    from search_api.schemas import (
        Citation,
        Coverage,
        Duplicate,
        EntityCount,
        PassageInContext,
        PassageOut,
        SearchAnswer,
    )

_INDENT = "    "
_SHOWN_ENTITIES = 6
_SHOWN_DUPLICATES = 3
_LONGEST_LABEL = 48
_LONGEST_QUOTE = 900
"""Characters of a quote that are shown; --json has all of it."""
_SENTENCE_ROOM = 700
"""Characters of them from the first highlight on; the others are for the beginning of its sentence."""
_SENTENCE_END = re.compile(r"[.!?]\s+|[。！？]\s*|\n+")
_CUT = "[...]"
_STAGES = {
    "read": "reading",
    "write": "writing the new index",
    "check": "checking the new index",
    "measure": "measuring it on the relevance file",
    "switch": "switching over",
}


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
            TextColumn("{task.fields[note]}", style="dim", markup=False),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._files = self._bars.add_task("Reports", total=None, note="getting the embedding model ready")

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

    def stage(self, stage: str) -> None:
        """The next stage begins."""
        self._bars.update(self._files, note=_STAGES[stage])


def print_report(console: Console, report: Report) -> None:
    """What a build made, and what it could not read."""
    for note in report.notes:
        console.print(Text.assemble((f"{note.source}: ", "bold red" if note.failed else "bold"), note.words))
    embedded = f"{report.embedded} passages and sentences were embedded anew."
    done = "Nothing changed; what is live is whole:" if report.unchanged else "Indexed"
    console.print(Text(f"{done} {in_words(report.manifest.counts)}. {'' if report.unchanged else embedded}".rstrip()))
    console.print(Text(f"Live generation: {report.manifest.id}", style="dim"))


def print_answer(console: Console, answer: SearchAnswer) -> None:
    """The passages that answer, each with its citation, then the facets that were asked for."""
    for one in answer.corrections:
        _print(console, f"{one.typed} read as {one.read} ({_short(one.entity, one.label)})", "yellow")
    for phrase in answer.loosened:
        _print(console, f'No passage holds "{phrase}" word for word; its words were searched instead.', "yellow")
    _print(console, _doubt(answer), "yellow")
    _print(console, _summary(answer), "dim")
    for rank, found in enumerate(answer.results, answer.offset + 1):
        console.print()
        _print(console, Text.assemble((f"{rank:>2}  ", "bold cyan"), (_title(found.citation), "bold")))
        _print(console, found.citation.where, "cyan", indent=_INDENT)
        _print(console, _recognised(found), "yellow", indent=_INDENT)
        for line in _quote(found):
            _print(console, line, indent=f"{_INDENT}\N{BOX DRAWINGS LIGHT VERTICAL} ")
        _print(console, _named(found), "green", indent=_INDENT)
        _print(console, _repeated(found), "yellow", indent=_INDENT)
        _print(console, f"{found.citation.apa}  [{found.passage_id}]", "dim", indent=_INDENT)
    for kind, counts in answer.facets.items():
        console.print()
        _print(console, f"{kind}: passages that mention it, or a child of it", "bold")
        print_rows(console, ("", "", ""), [(f"{count.count:>6}", count.id, count.label) for count in counts])


def print_passage(console: Console, answer: PassageInContext) -> None:
    """A passage and its footnotes between its neighbours, which are dim."""
    found = answer.passage
    _print(console, _title(found.citation), "bold")
    _print(console, found.citation.where, "cyan")
    if not answer.live:
        _print(console, f"From {answer.generation}: the live generation has this report no more.", "yellow")
    for shown in (*answer.before, found, *answer.after):
        console.print()
        _print(console, shown.text, "" if shown is found else "dim")
    for note in answer.notes:
        console.print()
        _print(console, note.text, "yellow")
    console.print()
    _print(console, f"{found.citation.apa}  [{found.passage_id}]", "dim")


def print_entities(console: Console, counted: Sequence[EntityCount]) -> None:
    """A table of entities with their counts."""
    rows = [(str(item.passages), str(item.documents), item.id, item.label) for item in counted]
    print_rows(console, ("passages", "reports", "entity", "label"), rows)


def print_suggestions(console: Console, suggestions: Sequence[Suggestion]) -> None:
    """Each acronym with what it stands for, how often it is used and where it is defined."""
    for one in suggestions:
        counts = f"{_many(one.uses, 'use')} in {_many(len(one.documents), 'report')}"
        kind = f"a name of {one.entity}" if one.entity else "a name" if one.is_name else "a term"
        console.print(Text.assemble((one.acronym, "bold"), f"  {counts}, {kind}"))
        _print(console, "; ".join(f"{words} ({count})" for words, count in one.expansions.items()), indent=_INDENT)
        for context in one.contexts:
            _print(console, f"{context.source}, p. {context.page}: {context.text}", "dim", indent=_INDENT)
    console.print(Text(f"{_many(len(suggestions), 'acronym')} that the vocabulary lacks."))


def print_rows(console: Console, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """A table without lines; where it is no terminal, nothing is cut and the cells are separated by tabs."""
    if not console.is_terminal:
        for row in [headings, *rows] if any(headings) else rows:
            print("\t".join(cell.strip() for cell in row), file=console.file)
        return
    table = Table(box=None, pad_edge=False, header_style="bold", show_header=any(headings))
    for number, heading in enumerate(headings):
        numeric = all(row[number].replace(".", "").strip().isdigit() for row in rows)
        table.add_column(heading, justify="right" if numeric else "left", no_wrap=number < len(headings) - 1)
    for row in rows:
        table.add_row(*(Text(cell) for cell in row))
    console.print(table)


def print_generations(console: Console, manifests: Sequence[Manifest], live: str | None) -> None:
    """The kept generations, the live one marked."""
    for manifest in manifests:
        mark = "live" if manifest.id == live else "    "
        console.print(Text(f"{mark}  {manifest.id}  {in_words(manifest.counts)}  {manifest.model}"), soft_wrap=True)


def in_words(counts: Counts | Coverage) -> str:
    """`19 reports, 96 pages, 412 passages; 8 pages without text, 1 file not read`."""
    read = f"{_many(counts.documents, 'report')}, {_many(counts.pages, 'page')}, {_many(counts.passages, 'passage')}"
    unread = [
        f"{_many(counts.pages_without_text, 'page')} without text" if counts.pages_without_text else "",
        f"{_many(counts.pages_recognised, 'page')} read from pictures" if counts.pages_recognised else "",
        f"{_many(counts.failed_files, 'file')} not read" if counts.failed_files else "",
    ]
    return "; ".join(filter(None, [read, ", ".join(filter(None, unread))]))


def _many(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"


def _print(console: Console, text: str | Text, style: str = "", *, indent: str = "") -> None:
    """Print all of `text`: wrapped with its indent on a terminal, in one piece elsewhere; nothing if it is empty."""
    text = Text(text, style=style) if isinstance(text, str) else text
    if not text:
        return
    lines = text.wrap(console, max(20, console.width - len(indent))) if console.is_terminal else [text]
    for line in lines:
        line.rstrip()
        console.print(Text.assemble((indent, "dim"), line), soft_wrap=True)


def _summary(answer: SearchAnswer) -> str:
    """`Passages 1 to 10 of 412, the best first. Searched 19 reports, 96 pages, 412 passages.`"""
    first, last = answer.offset + 1, answer.offset + len(answer.results)
    order = "the best first" if answer.query.strip() else "in reading order"
    shown = f"Passages {first} to {last} of {answer.total}, {order}" if answer.results else _nothing(answer)
    return f"{shown}. Searched {in_words(answer.coverage)}."


def _doubt(answer: SearchAnswer) -> str:
    """What a reader should know before the passages: that probably none of them answers."""
    if answer.answered is not False or not answer.results:
        return ""
    return f"Probably no passage answers this (confidence {answer.confidence:.0%}); these are the nearest."


def _nothing(answer: SearchAnswer) -> str:
    return f"There are only {answer.total} passages" if answer.total else "No passage passes the filters"


def _title(report: Citation | Duplicate) -> str:
    return f"{report.title} ({report.year})" if report.year else report.title


def _quote(found: PassageOut) -> list[Text]:
    """The lines of a quote with its highlights; of a very long one a window, with [...] where it was cut."""
    quote = Text(found.text)
    if found.sentence:
        quote.stylize("underline", *found.sentence)
    for start, end in found.highlights:
        quote.stylize("bold yellow", start, end)
    shown = _window(found)
    cut = Text.assemble(
        _CUT + " " if shown.start else "",
        quote[shown.start : shown.end],
        " " + _CUT if shown.end < len(quote) else "",
    )
    return [line for line in cut.split() if line.plain.strip()]


def _recognised(found: PassageOut) -> str:
    sure = found.citation.ocr_confidence
    return "" if sure is None else f"read from a picture, {sure:.0%} sure"


def _repeated(found: PassageOut) -> str:
    """`2 more passages say the same: Annual report (2021), p. 4; ...`"""
    if not found.duplicates:
        return ""
    places = [f"{_title(other)}, {other.where}" for other in found.duplicates[:_SHOWN_DUPLICATES]]
    more = found.duplicates_total - len(places)
    places += [f"and {more} more"] if more > 0 else []
    say = "passage says" if found.duplicates_total == 1 else "passages say"
    return f"{found.duplicates_total} more {say} the same: {'; '.join(places)}"


def _window(found: PassageOut) -> Span:
    """The part of a quote to show: from the beginning, or from the sentence that begins what holds most highlights."""
    text = found.text
    if len(text) <= _LONGEST_QUOTE:
        return Span(0, len(text))
    marks = [Span(*mark) for mark in (*found.highlights, *([found.sentence] if found.sentence else []))]

    def marked(start: int) -> int:
        return sum(len(span) for span in marks if start <= span.start and span.end <= start + _SENTENCE_ROOM)

    wanted = max((0, *(span.start for span in marks)), key=marked)
    ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, wanted)]
    start = ends[-1] if ends and wanted - ends[-1] < _LONGEST_QUOTE - _SENTENCE_ROOM else wanted
    if len(text) - start <= _LONGEST_QUOTE:
        return Span(start, len(text))
    space = text.rfind(" ", start + _SENTENCE_ROOM, start + _LONGEST_QUOTE)
    return Span(start, space if space > 0 else start + _LONGEST_QUOTE)


def _named(found: PassageOut) -> str:
    """The entities that a passage states, then the goals that it seems to be about, the likeliest first."""
    names = [*dict.fromkeys(_short(one.id, one.label) for one in found.entities if one.basis == "stated")]
    more = len(names) - _SHOWN_ENTITIES
    shown = [*names[:_SHOWN_ENTITIES], *([f"and {more} more"] if more > 0 else [])]
    likely = sorted((one for one in found.entities if one.basis == "inferred"), key=lambda one: -one.confidence)
    seems = ", ".join(f"{_short(one.id, one.label)} ({one.confidence:.0%})" for one in likely)
    return " · ".join([*shown, *([f"seems to be about: {seems}"] if seems else [])])


def _short(id: str, label: str) -> str:
    """An entity's label, if need be its beginning; of a goal, target or indicator whose label is a sentence, the id."""
    if len(label) <= _LONGEST_LABEL or not id.startswith("sdg:"):
        return shorten(label, _LONGEST_LABEL, placeholder=" ...")
    return id
