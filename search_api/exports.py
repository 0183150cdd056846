"""Passages as files for spreadsheets, reference managers and papers: CSV, RIS, BibTeX, CSL-JSON, Markdown, DOCX.

Each carries the query, the filters, the generation and the model, so that a methods section can name them, and the
passage's address beside its words, so that `sdgsearch verify` can check it. What can't be read any more is named in
CSV, Markdown and DOCX; reference managers have no place for a work without a source.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import rispy
from bibtexparser.entrypoint import write_string
from bibtexparser.library import Library
from bibtexparser.model import Entry, Field

from index.passages import Found
from search_api.citations import apa, link, page_range, permalink, quote_sha256, where_in_words
from search_api.csl import csl_item
from search_api.selection import Search, Selection
from search_api.tex import as_tex


def exported(format: str, selection: Selection) -> bytes:
    """Passages as a file of this format, one of `FORMATS`; text is in UTF-8."""
    file = FORMATS[format].write(selection)
    return file if isinstance(file, bytes) else file.encode()


@dataclass(frozen=True, slots=True)
class Format:
    """A file format: its media type, its ending, and how passages are written in it."""

    media_type: str
    ending: str
    write: Callable[[Selection], str | bytes]


COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""A cell that begins so may be computed by some spreadsheet."""


def as_csv(selection: Selection) -> str:
    """A row for each passage; a cell that a spreadsheet would compute begins with an apostrophe.

    (OWASP, "CSV Injection".)
    """
    rows: list[dict[str, object]] = [_row(search, found) for search, found in selection.quotes]
    rows += [{"passage_id": id, "where": "no longer available"} for id in selection.missing]
    out = io.StringIO()
    writer = csv.DictWriter(out, fieldnames=list(_COLUMNS), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows({name: _inert(str(value)) for name, value in row.items()} for row in rows)
    return out.getvalue()


def as_ris(selection: Selection) -> str:
    """RIS, as EndNote, Zotero and Mendeley read it; the quote is a note."""
    return str(rispy.dumps([_ris_entry(search, found) for search, found in selection.quotes]))


def as_bibtex(selection: Selection) -> str:
    """BibTeX; the quote is the field `annote`, its address stands in `note`."""
    library = Library([_bibtex_entry(search, found) for search, found in selection.quotes])
    return str(write_string(library))


def as_csl_json(selection: Selection) -> str:
    """CSL-JSON, as citation processors and Zotero read it."""
    items = [csl_item(found) | _custom(search, found) for search, found in selection.quotes]
    return json.dumps(items, ensure_ascii=False, indent=1)


def as_markdown(selection: Selection) -> str:
    """Quotes, each with its source below, under the search that found them."""
    parts = []
    for search, quotes in groupby(selection.quotes, key=lambda quote: quote[0]):
        parts += [f"{_escaped(search.in_words())}\n", *(_quoted(found) for _, found in quotes)]
    parts += [f"No longer available: {_escaped(permalink(id))}\n" for id in selection.missing]
    return "\n".join(parts)


def as_docx(selection: Selection) -> bytes:
    """A Word document; what writes it is loaded only then."""
    from search_api import word

    return word.as_docx(selection)


FORMATS: Mapping[str, Format] = {
    "csv": Format("text/csv", "csv", as_csv),
    "ris": Format("application/x-research-info-systems", "ris", as_ris),
    "bibtex": Format("application/x-bibtex", "bib", as_bibtex),
    "csl-json": Format("application/vnd.citationstyles.csl+json", "json", as_csl_json),
    "markdown": Format("text/markdown", "md", as_markdown),
    "docx": Format("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", as_docx),
}
"""By the name that a request gives them."""


_COLUMNS: Mapping[str, Callable[[Search, Found], object]] = {
    "quote": lambda _, found: found.text,
    "title": lambda _, found: found.metadata.title,
    "publisher": lambda _, found: found.metadata.publisher,
    "year": lambda _, found: found.metadata.year or "",
    "pages": lambda _, found: page_range(found.place),
    "where": lambda _, found: where_in_words(found),
    "language": lambda _, found: found.language,
    "entities": lambda _, found: " ".join(_entities(found, "stated")),
    "inferred_entities": lambda _, found: " ".join(_entities(found, "inferred")),
    "citation": lambda _, found: apa(found),
    "link": lambda _, found: link(found),
    "source": lambda _, found: found.source,
    "passage_id": lambda _, found: found.id,
    "quote_sha256": lambda _, found: quote_sha256(found.text),
    "query": lambda search, _: search.query,
    "filters": lambda search, _: search.filters,
    "generation": lambda search, _: search.generation,
    "model": lambda search, _: search.model,
    "date": lambda search, _: search.date,
}


def _row(search: Search, found: Found) -> dict[str, object]:
    return {name: value(search, found) for name, value in _COLUMNS.items()}


def _entities(found: Found, basis: str) -> list[str]:
    return list(dict.fromkeys(mention.entity for mention in found.mentions if mention.basis == basis))


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(COMPUTED) else cell


def _ris_entry(search: Search, found: Found) -> dict[str, Any]:
    known = found.metadata
    entry = {
        "type_of_reference": "ELEC" if found.format == "html" else "RPRT",
        "title": _line(known.title or found.source),
        "authors": [_line(known.publisher)] if known.publisher else None,
        "year": str(known.year) if known.year else None,
        "start_page": page_range(found.place),
        "urls": [link(found)] if known.url else None,
        "language": known.language,
        "notes": [_line(found.text), permalink(found.id), _line(search.in_words())],
        "id": found.id,
    }
    return {name: value for name, value in entry.items() if value}


def _bibtex_entry(search: Search, found: Found) -> Entry:
    known = found.metadata
    fields = {
        "title": f"{{{as_tex(known.title or found.source)}}}",
        "author": f"{{{as_tex(known.publisher)}}}" if known.publisher else "",
        "institution": as_tex(known.publisher),
        "year": str(known.year or ""),
        "pages": as_tex(page_range(found.place)).replace("\N{EN DASH}", "--"),
        "url": link(found),
        "annote": as_tex(found.text),
        "note": as_tex(f"{permalink(found.id)}. {search.in_words()}"),
    }
    kind = "misc" if found.format == "html" else "techreport"
    return Entry(kind, f"p{found.id}", [Field(name, value) for name, value in fields.items() if value])


def _custom(search: Search, found: Found) -> dict[str, Any]:
    return {
        "note": f"{permalink(found.id)}\n{search.in_words()}",
        "annote": found.text,
        "custom": {"quote_sha256": quote_sha256(found.text), "passage_id": found.id},
    }


def _quoted(found: Found) -> str:
    quote = "\n".join(f"> {_escaped(line)}" for line in found.text.splitlines())
    return f"{quote}\n>\n> — {_escaped(apa(found))} [{found.id}]({permalink(found.id)})\n"


def _line(text: str) -> str:
    """A field of RIS is one line."""
    return " ".join(text.split())


_MARKDOWN = str.maketrans({character: f"\\{character}" for character in r"\`*_[]<>#"})


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)
