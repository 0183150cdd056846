"""Write a report as a web page, as Markdown or as plain text."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, select_autoescape

from corpus.reports.figures import draw
from corpus.reports.source import Block, Heading, Items, Paragraph, Report, Runs, SourceError, Table, plain

TEMPLATES = Path(__file__).with_name("templates")
WIDTH = 78


def environment() -> Environment:
    """The templates, with what they call."""
    is_html = select_autoescape(["html.j2"])
    templates = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=is_html)
    templates.globals.update(draw=draw, plain=plain)
    return templates


def html(report: Report) -> bytes:
    """A web page as institutes publish them: the report amid navigation, a side column and a footer."""
    return (environment().get_template("web.html.j2").render(report=report) + "\n").encode()


def markdown(report: Report) -> bytes:
    """The body as it was written, below a title and above what it rests on."""
    front, labels = report.front, report.labels
    parts = [f"# {front.title}", front.subtitle, f"*{front.publisher}, {front.year}*"]
    parts += [f"## {labels['summary']}", front.abstract] if front.abstract else []
    body, notes = _without_notes(re.sub(r"<!--.*?-->\n*", "", report.body))
    parts += [body, f"## {labels['rests_on']}", "\n".join(f"- {fact}" for fact in front.rests_on), notes]
    return ("\n\n".join(part.strip() for part in parts if part.strip()) + "\n").encode()


def text(report: Report) -> bytes:
    """Plain text in lines of at most 78 characters, headings underlined, tables in columns."""
    front, labels = report.front, report.labels
    parts = [_underlined(front.title, "="), front.subtitle, f"{front.publisher}, {front.year}"]
    if front.abstract:
        parts += [_underlined(labels["summary"], "-"), _wrapped(front.abstract)]
    parts += [_block(block, report) for block in report.blocks]
    if report.notes:
        parts += [_underlined(labels["notes"], "-"), *_notes(report)]
    return ("\n\n".join(filter(None, parts)) + "\n").encode()


def _without_notes(body: str) -> tuple[str, str]:
    """The body and its footnote definitions, which Markdown wants at the end."""
    lines = body.splitlines()
    notes = [line for line in lines if line.startswith("[^")]
    return "\n".join(line for line in lines if line not in notes), "\n".join(notes)


def _block(block: Block, report: Report) -> str:
    match block:
        case Heading(level, runs):
            return _underlined(_marked(runs), "-" if level == 2 else "~")
        case Paragraph(runs, kind):
            return _wrapped(_marked(runs), indent="    " if kind == "quote" else "")
        case Items(items, ordered):
            marks = [f"{number}. " if ordered else "- " for number in range(1, len(items) + 1)]
            lines = zip(marks, map(_marked, items), strict=True)
            return "\n".join(_wrapped(mark + words, hang=len(mark)) for mark, words in lines)
        case Table():
            return f"{_wrapped(block.caption)}\n\n{_columns(block)}"
    raise SourceError(f"{report.slug}: a text file has no place for {type(block).__name__}; take it out.")


def _columns(table: Table) -> str:
    rows = [[plain(cell) for cell in row] for row in (table.header, *table.rows)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    lines.insert(1, "  ".join("-" * width for width in widths))
    return "\n".join(line.rstrip() for line in lines)


def _notes(report: Report) -> Iterator[str]:
    for number, note in enumerate(report.notes, 1):
        yield _wrapped(f"[{number}] {plain(note)}", hang=4)


def _marked(runs: Runs) -> str:
    return "".join(f" [{run.note}]" if run.note else run.text for run in runs)


def _underlined(words: str, stroke: str) -> str:
    return f"{words}\n{stroke * len(words)}"


def _wrapped(words: str, *, indent: str = "", hang: int = 0) -> str:
    return textwrap.fill(
        words, WIDTH, initial_indent=indent, subsequent_indent=indent + " " * hang, break_on_hyphens=False
    )
