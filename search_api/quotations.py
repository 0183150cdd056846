"""Reads the quotes out of a file: a CSV, BibTeX or Markdown file, as exported here or written by a person."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from bibtexparser.entrypoint import parse_string

from corpus.errors import SdgSearchError
from index.passages import address_in
from index.verification import Quote
from ingest.parsers.csv import delimiter_of
from search_api.exports import COMPUTED
from search_api.tex import plain_tex


class QuotationFileError(SdgSearchError):
    """A file of quotes can't be read; says why, and what one looks like."""


@dataclass(frozen=True, slots=True)
class Quotation:
    """A quote and where in the file it stands: `row 3`, `line 12`, or the key of an entry."""

    where: str
    quote: Quote


def read_quotations(path: Path) -> list[Quotation]:
    """The quotes of a file, by its ending. Raises `QuotationFileError` for one that is not known or holds none."""
    reader, holds = _READERS.get(path.suffix.lower(), (None, ""))
    if reader is None:
        raise QuotationFileError(f"{path}: quotes are read from files that end in {', '.join(_READERS)}.")
    try:
        found = [Quotation(where, _quote(words, rest)) for where, words, rest in reader(path.read_text("utf-8-sig"))]
    except (UnicodeDecodeError, csv.Error) as error:
        raise QuotationFileError(f"{path} can't be read ({error}). Save it as text in UTF-8.") from error
    if not found:
        raise QuotationFileError(f"{path} holds no quote. {holds}")
    return found


Row = tuple[str, str, str]
"""Where a quote stands in the file, its words, and the text beside it in which its address may be."""


def _quote(words: str, rest: str) -> Quote:
    """The words with the first address of a passage in `rest`, if there is one."""
    return Quote(words, *(address_in(rest) or ()))


def _csv_rows(text: str) -> Iterator[Row]:
    rows = csv.DictReader(io.StringIO(text), delimiter=delimiter_of(text) or ",", restval="", restkey="")
    for number, row in enumerate(rows, 2):
        cells = {str(name).strip().casefold(): str(cell) for name, cell in row.items()}
        if words := cells.get("quote") or cells.get("text"):
            yield f"row {number}", _restored(words), " ".join(cells.values())


def _restored(cell: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing it."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(COMPUTED) else cell


def _bibtex_rows(text: str) -> Iterator[Row]:
    for entry in parse_string(text).entries:
        fields = {field.key.casefold(): plain_tex(str(field.value)) for field in entry.fields}
        if words := fields.get("annote") or fields.get("quote"):
            yield entry.key, words, " ".join([entry.key, *fields.values()])


def _markdown_rows(text: str) -> Iterator[Row]:
    """Each block quote with what stands up to the next one; a line that begins with a dash names the source."""
    blocks = list(_BLOCK_QUOTE.finditer(text))
    for number, block in enumerate(blocks):
        rest = text[block.end() : blocks[number + 1].start() if number + 1 < len(blocks) else len(text)]
        lines = [line.lstrip("> ") for line in block[0].splitlines()]
        words = [line for line in lines if not line.startswith(_DASHES)]
        if any(words):
            yield (
                f"line {text.count(chr(10), 0, block.start()) + 1}",
                _unescaped("\n".join(words).strip()),
                f"{block[0]} {rest}",
            )


_BLOCK_QUOTE = re.compile(r"(?:^>.*(?:\n|$))+", re.MULTILINE)
_DASHES = ("\N{EM DASH}", "\N{EN DASH}", "--")


def _unescaped(text: str) -> str:
    return re.sub(r"\\([^\w\s])", r"\1", text)


_READERS: dict[str, tuple[Callable[[str], Iterator[Row]], str]] = {
    ".csv": (_csv_rows, "It needs a column named quote; a column passage_id says where each is from."),
    ".bib": (_bibtex_rows, "A quote is the field annote of an entry; its passage's address may stand in note."),
    ".md": (_markdown_rows, "A quote is a block of lines that begin with >, with its passage's address below."),
}
