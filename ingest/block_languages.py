"""Gives each block of a document its language: a Japanese abstract in an English article is its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

from ingest.document import Block, Document, Kind
from ingest.languages import detect_language

_FEWEST_LETTERS = 20
"""A shorter block (a heading, a figure) is taken to be in the language of the document, if its script allows."""

_SCRIPTS = {"zh": "Han", "ja": "Han", "ko": "Hangul", "ru": "Cyrillic", "mn": "Cyrillic"}
"""In Latin letters a table is mostly names and figures, which tell no language: it takes its document's."""


def in_languages(document: Document) -> Document:
    """The document with the language of each of its blocks."""
    own = [_detected(document, block) for block in document.blocks]
    letters = Counter[str]()
    for block, language in zip(document.blocks, own, strict=True):
        letters[language] += len(block.span) if language else 0
    main = max(letters, key=lambda language: letters[language], default="")
    languages = (language or _short(document, number, own, main) for number, language in enumerate(own))
    blocks = (replace(block, language=language) for block, language in zip(document.blocks, languages, strict=True))
    return replace(document, blocks=tuple(blocks))


def _short(document: Document, number: int, own: Sequence[str], main: str) -> str:
    """The language of a block too short to tell: its document's; where that has another script, of its neighbours."""
    guess = detect_language(document.blocks[number].span.of(document.text))
    script = _SCRIPTS.get(guess)
    if not script or script == _SCRIPTS.get(main):
        return main
    alike = (other for other, language in enumerate(own) if _SCRIPTS.get(language) == script)
    nearest = min(alike, key=lambda other: abs(other - number), default=None)
    return guess if nearest is None else own[nearest]


def _detected(document: Document, block: Block) -> str:
    text = block.span.of(document.text)
    letters = sum(character.isalpha() for character in text)
    wide = sum(character > "\u2e7f" for character in text)
    if letters + wide < _FEWEST_LETTERS:
        return ""
    language = detect_language(text)
    return language if block.kind is not Kind.TABLE or language in _SCRIPTS else ""
