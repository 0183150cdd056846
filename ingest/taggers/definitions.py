"""Finds the acronyms that a passage itself defines, as in `soil organic matter (SOM)`.

The method is that of Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation definitions in
biomedical text"): an acronym in brackets is defined by the shortest run of words before it that holds its letters in
order, the first of them at the beginning of a word.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from spacy.tokens import Doc

from ingest.taggers.tokenizer import flat_text, word_at


@dataclass(frozen=True, slots=True)
class Definition:
    """An acronym and the words before it that spell it out, as half-open ranges of words in the doc."""

    long_form: slice
    acronym: slice


def definitions(doc: Doc) -> Iterator[Definition]:
    """The definitions in `doc`, in order."""
    for match in _IN_BRACKETS.finditer(flat_text(doc)):
        bracket, close = word_at(doc, match.start()), word_at(doc, match.end() - 1)
        first = _long_form(doc, bracket, match["acronym"])
        if first is not None:
            yield Definition(slice(first, bracket), slice(bracket + 1, close))


_IN_BRACKETS = re.compile(r"\((?P<acronym>(?=[^)]*[A-Z])[A-Za-z][A-Za-z-]{1,9})\d{0,2}\)")


def _long_form(doc: Doc, end: int, acronym: str) -> int | None:
    """The first word of the shortest long form that ends before word `end`, or None."""
    letters = [letter for letter in acronym.lower() if letter.isalpha()]
    furthest = max(0, end - min(len(letters) + 5, 2 * len(letters)))
    wanted = len(letters) - 1
    for place in range(end - 1, furthest - 1, -1):
        word = doc[place].text.lower()
        if not word[0].isalpha():
            if word in ".;:()":
                return None
            continue
        for index in range(len(word) - 1, -1, -1):
            if word[index] == letters[wanted] and (wanted or not index):
                wanted -= 1
                if wanted < 0:
                    return place
    return None
