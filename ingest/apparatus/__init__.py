"""Which blocks of a document are its apparatus: cover and imprint, contents, references and index, in any format.

Told by sequence, not by single lines: a run of citations is a list of references, a run of entries whose page numbers
rise is a table of contents, with or without a heading. A list of abbreviations answers questions and stays as it is.
"""

from __future__ import annotations

from dataclasses import replace

from ingest.apparatus.contents import find_contents
from ingest.apparatus.covers import find_covers
from ingest.apparatus.indexes import find_indexes
from ingest.apparatus.items import items_of
from ingest.apparatus.references import find_references
from ingest.document import Block, Document, Kind

_FINDERS = (find_contents, find_indexes, find_references, find_covers)
"""Each finds the blocks of one kind, by number, among items that know what was found before."""


_STYLED = frozenset({"docx", "odt"})
"""Formats whose styles tell entries of contents and references."""


def marked(document: Document) -> Document:
    """The document with its apparatus known by `kind`: contents, reference, index or cover."""
    kinds = {number: Kind.PARAGRAPH for number, block in enumerate(document.blocks) if _is_guess(document, block)}
    items = items_of(document)
    for find in _FINDERS:
        found = find(items)
        kinds |= found
        items = [replace(item, kind=found.get(item.number, item.kind)) for item in items]
    blocks = (
        replace(block, kind=kinds[number], level=0) if number in kinds else block
        for number, block in enumerate(document.blocks)
    )
    return replace(document, blocks=tuple(blocks))


def _is_guess(document: Document, block: Block) -> bool:
    """Whether a parser told the block's kind by its leaders alone, and not by a style of its file."""
    return block.kind is Kind.CONTENTS and document.format not in _STYLED
