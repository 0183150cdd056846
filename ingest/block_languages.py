"""Gives each block of a document its language: a Japanese abstract in an English article is its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from ingest.document import Block, Document, Kind
from ingest.languages import detect_language

_FEWEST_LETTERS = 20
"""A shorter block (a heading, a figure) is taken to be in the language of the document."""

_KNOWN_BY_SCRIPT = frozenset({"zh", "ja", "ko", "ru", "mn"})
"""In Latin letters a table is mostly names and figures, which tell no language: it takes its document's."""


def in_languages(document: Document) -> Document:
    """The document with the language of each of its blocks."""
    own = [_detected(document, block) for block in document.blocks]
    letters = Counter[str]()
    for block, language in zip(document.blocks, own, strict=True):
        letters[language] += len(block.span) if language else 0
    main = max(letters, key=lambda language: letters[language], default="")
    blocks = (replace(block, language=language or main) for block, language in zip(document.blocks, own, strict=True))
    return replace(document, blocks=tuple(blocks))


def _detected(document: Document, block: Block) -> str:
    text = block.span.of(document.text)
    letters = sum(character.isalpha() for character in text)
    wide = sum(character > "\u2e7f" for character in text)
    if letters + wide < _FEWEST_LETTERS:
        return ""
    language = detect_language(text)
    return language if block.kind is not Kind.TABLE or language in _KNOWN_BY_SCRIPT else ""
