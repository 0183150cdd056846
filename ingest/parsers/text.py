"""Plain text, mostly extractions of printed reports: lines in, a document of whole paragraphs out."""

from __future__ import annotations

from ingest.assembly import assemble
from ingest.document import Division, Document, Metadata
from ingest.parsers.decoding import decode
from ingest.parsers.plain.contents import find_contents
from ingest.parsers.plain.footnotes import find_footnotes
from ingest.parsers.plain.headings import mark_headings, title_of, year_of
from ingest.parsers.plain.joining import join
from ingest.parsers.plain.lines import read_lines, setting_of
from ingest.parsers.plain.pages import paginate
from ingest.parsers.plain.tables import find_tables
from ingest.parsers.plain.units import Claims, Unit, gather


def parse(data: bytes) -> Document:
    """The document that a plain text file holds, in whatever encoding.

    Raises `Unsupported` where the bytes are no text.
    """
    lines = read_lines(decode(data))
    pagination = paginate(lines)
    setting = setting_of(lines)
    claims: Claims = {i: (i + 1, [Unit(kind, [lines[i]])]) for i, kind in pagination.furniture.items()}
    for find in (find_contents, find_footnotes, find_tables):
        claims |= find(lines, setting, claims)
    units = gather(lines, setting, claims)
    mark_headings(units)
    units = join(units)
    metadata = Metadata(title=title_of(units), year=year_of(units))
    return assemble(
        [unit.draft() for unit in units],
        format="text",
        pages=pagination.pages,
        metadata=metadata,
        divided=Division.PAGE if pagination.paged else Division.WHOLE,
    )
