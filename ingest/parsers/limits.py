"""Cuts a document off where it goes beyond what is read of one file, and says so."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import replace

from ingest.document import Document, Page, PageState
from ingest.errors import OverLimit
from ingest.parsers.reading import Reading


def within(document: Document, reading: Reading) -> Document:
    """The document up to the limits on pages and characters, cut between two blocks, with a remark where it is cut.

    Raises `OverLimit` where that leaves nothing.
    """
    if len(document.text) <= reading.most_characters and len(document.pages) <= reading.most_pages:
        return document
    kept = bisect_right(document.blocks, reading.most_characters, key=lambda block: block.span.end)
    blocks = document.blocks[:kept]
    while blocks and document.pages_of(blocks[-1].span)[1] > reading.most_pages:
        blocks = blocks[:-1]
    if not blocks:
        raise OverLimit(f"its first paragraph alone is longer than {reading.most_characters} characters")
    end = blocks[-1].span.end
    lines = tuple(line for line in document.lines if line.span.end <= end)
    last = max((line.page for line in lines), default=1)
    return replace(
        document,
        text=document.text[:end],
        blocks=blocks,
        lines=lines,
        pages=tuple(page if page.number <= last else _unread(page) for page in document.pages),
        notes=tuple(note for note in document.notes if note.note.end <= end and note.mark.end <= end),
        remarks=(*document.remarks, f"Only the first {end} of its {len(document.text)} characters were read."),
    )


def _unread(page: Page) -> Page:
    return replace(page, characters=0, state=PageState.FAILED, reason="not read: it lies beyond the limit on one file")
