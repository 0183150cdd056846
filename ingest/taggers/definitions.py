"""Finds where a text defines short forms: `soil organic matter (SOM)`, `(hereinafter referred to as the Plan)`.

For acronyms the method is that of Schwartz and Hearst (2003, "A simple algorithm for identifying abbreviation
definitions in biomedical text"): an acronym in brackets is defined by the shortest run of words before it that holds
its letters in order, the first of them at the beginning of a word. An acronym before brackets or at the beginning of a
line in a list of abbreviations is defined by all the words there, if they hold its letters so.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ingest.document import Span
from ingest.taggers.tokenizer import flat_text, span_of, word_at

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Definition:
    """A short form and the words that spell it out, or `somewhere` in which it is spelt out.

    `meant` are the known entities that go by this acronym and whose names the long form fits; `not_meant` those whose
    names it does not fit.
    """

    short: Span
    word: str
    long_form: Span
    meant: tuple[str, ...] = ()
    not_meant: tuple[str, ...] = ()
    somewhere: bool = False


def definitions(doc: Doc) -> Iterator[Definition]:
    """The acronyms that the text of `doc` defines, in no certain order."""
    text = flat_text(doc)
    for match in _AFTER.finditer(text):
        bracket = word_at(doc, match.start())
        first = _long_form(doc, bracket, match["word"])
        if first is not None:
            yield Definition(Span(*match.span("word")), match["word"].rstrip("-"), span_of(doc, first, bracket))
    for pattern in (_BEFORE, _LISTED):
        for match in pattern.finditer(text):
            first, end = word_at(doc, match.start("long")), word_at(doc, match.end("long"))
            if first < end and _long_form(doc, end, match["word"]) == first:
                yield Definition(Span(*match.span("word")), match["word"], Span(*match.span("long")))


def introductions(text: str) -> Iterator[Definition]:
    """Short forms that a flattened text introduces by saying so; the name is somewhere before, in the same sentence."""
    for match in _CALLED.finditer(text):
        start = max(text.rfind(end, 0, match.start()) for end in (". ", "\n\n", "。")) + 1
        word = " ".join(match["word"].split())
        yield Definition(Span(*match.span("word")), word, Span(start, match.start()), somewhere=True)


_WORD = r"(?P<word>(?=[^()\s]*[A-Z])[A-Za-z][A-Za-z-]{1,9})"
_AFTER = re.compile(rf"\({_WORD}\d{{0,2}}\)")
_BEFORE = re.compile(rf"(?<![\w-]){_WORD} \((?P<long>[A-Za-z][^()\n]{{3,100}})\)")
_LISTED = re.compile(rf"^{_WORD}(?:\t+| {{2,}}| ?[:-] )(?P<long>[A-Za-z][^\t\n]{{3,100}}?)\s*$", re.MULTILINE)

_OPEN, _CLOSE = "[\"“”‘'«「『*]?", "[\"“”’'»」』*]?"
_CALLED = re.compile(
    "[(（]\\s*(?:"
    r"(?:hereinafter|hereafter|henceforth)(?:\s+(?:also|simply|referred\s+to|called|known|abbreviated|as))*[,:]?\s+"
    r"|(?=(?:the\s+)?[\"“])"
    r"|(?:以下)?(?:简称为?|簡稱|统称)\s*|下称\s*|以下、?\s*(?=[「『])|이하\s*|далее\s*(?:-|именуется|-\s*именуется)?\s*"
    rf")(?:the\s+)?{_OPEN}(?:the\s+)?(?P<word>(?=[^a-z])[^\"“”‘’«»「」『』()（）*\n]{{2,60}}?){_CLOSE}"
    r"\s*(?:という|と称する|이?라고?\s?한다)?[。.]?\s*[)）]"
)
"""What a report says when it shortens a name, in its languages."""


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
