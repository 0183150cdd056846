"""Whether a quote still stands where it was cited: exact, moved, changed or gone.

Blanks, line breaks, compatibility forms and invisible characters make no difference, since copying a quote changes
them; every letter, digit and mark does.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

import numpy as np
from rapidfuzz import fuzz

from index.generation import Generation
from index.lexical import lexical_query, matches
from index.rows import Numbers
from ingest.document import Span
from ingest.folding import Folded, folded

State = Literal["exact", "moved", "changed", "gone"]


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that were cited; `document` and `span` say from where, as far as that is known."""

    text: str
    document: str = ""
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the quote and what stands there now; one of the two is empty where words were added or taken out."""

    quoted: str
    now: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a quote: where its words stand now and how they read there; nothing of one that is gone."""

    state: State
    document: str = ""
    span: Span | None = None
    text: str = ""
    difference: tuple[Edit, ...] = ()


def verify(
    generation: Generation, quote: Quote, editions: Sequence[str] = (), before: Generation | None = None
) -> Verdict:
    """What became of `quote` in this generation.

    `editions` are documents in the place of the one that it is from, `before` is a generation that has that one: what
    stood there beside the quote is no changed form of it.

    `exact`: the words stand at the place given, or, if none was, somewhere. `moved`: they stand elsewhere, in the same
    document or in another (a new edition). `changed`: most of them stand somewhere. `gone`: none of these.

    What the document or an edition of it says counts before what others do, which may say the same by chance.
    """
    if _in_place(generation, quote):
        return Verdict("exact", quote.document, quote.span, _text(generation, quote.document, quote.span))
    unchanged = _documents(before) if before else frozenset()
    least = max(_LEAST_SURE, _beside(before, quote) + _MORE) if before else _LEAST_ALIKE
    for documents in (tuple(filter(None, (quote.document, *editions))), None):
        windows = list(_windows(generation, quote, documents))
        new = [(document, span) for document, span in windows if document not in unchanged]
        if found := _elsewhere(generation, quote, windows) or _changed(generation, quote, new, least):
            return found
    return Verdict("gone")


Window = tuple[str, Span]
"""A document's id, and a part of it in which the quote may stand."""

_TERMS = 12
"""The rarest words of a quote find the passage that it is from; more only cost time."""

_CANDIDATES = 10
"""Passages that share most of the quote's words, of the cited document and of all, that are looked at closely."""

_LEAST_ALIKE = 75.0
"""Least similarity (Indel, 0 to 100) of a quote and the words that it became; those less alike are another sentence.

Of the 1,406 sentences of `tests/index/test_verification.py`, those edited in one or two places keep 75 or more; of the
ones taken out, one in thirty finds as much in a sentence that says nearly the same.
"""


_LEAST_SURE = 70.0
"""The same where it is known what stood beside the quote: only what is more like it than all that did comes from it.

Of the 1,218 citations of `benchmarks/citations.py` 1,212 are told rightly, with 65 1,207.
"""
_MORE = 0.01
"""By which it must be more like the quote; scores have no finer steps for quotes of up to 5,000 letters."""


def _in_place(generation: Generation, quote: Quote) -> bool:
    letters = _letters(quote.text).text
    return bool(letters) and _letters(_text(generation, quote.document, quote.span)).text == letters


def _text(generation: Generation, document: str, span: Span | None) -> str:
    return generation.text(document, span) if span else ""


def _windows(generation: Generation, quote: Quote, documents: Sequence[str] | None) -> Iterator[Window]:
    """Where words of the quote stand closest together, in these documents or in all.

    A window is a passage and as much before and after it as the quote is long, since a quote may go over its ends.
    """
    database = generation.database
    passages = generation.manifest.counts.passages
    found = matches(database, lexical_query(database, quote.text, passages).rarest(_TERMS), passages)
    passing = generation.seen if documents is None else _passages_of(generation, documents)
    for number in found.best(passing, _CANDIDATES):
        document, start, end = database.execute(
            "SELECT document, start, end FROM passages WHERE number = ?", (number,)
        ).fetchone()
        yield document, Span(max(0, start - 2 * len(quote.text)), end + 2 * len(quote.text))


def _passages_of(generation: Generation, documents: Sequence[str]) -> Numbers:
    marks = ", ".join("?" * len(documents))
    rows = generation.database.execute(
        f"SELECT number FROM passages WHERE document IN ({marks}) ORDER BY number", tuple(documents)
    )
    return np.fromiter((number for (number,) in rows), dtype=np.int64)


def _elsewhere(generation: Generation, quote: Quote, windows: Sequence[Window]) -> Verdict | None:
    """The same words in another place."""
    wanted = _letters(quote.text).text
    for document, window in windows:
        around = _letters(generation.text(document, window))
        place = around.text.find(wanted)
        if place >= 0:
            span = around.source(place, place + len(wanted)).moved(window.start)
            moved = quote.document and (quote.span or document != quote.document)
            return Verdict("moved" if moved else "exact", document, span, generation.text(document, span))
    return None


def _documents(generation: Generation) -> frozenset[str]:
    return frozenset(id for (id,) in generation.database.execute("SELECT id FROM documents"))


def _beside(before: Generation, quote: Quote) -> float:
    """How like the quote the most similar other words were in the generation that it is from."""
    quoted = _letters(quote.text).text
    windows = _windows(before, quote, None)
    others = (_letters(before.text(*window)).text.replace(quoted, "\n") for window in windows)
    return max((fuzz.partial_ratio(quoted, other) for other in others), default=0.0)


def _changed(generation: Generation, quote: Quote, windows: Sequence[Window], least: float) -> Verdict | None:
    """The words that are most like the quote, if they are as like it as `least`."""
    alike = [(_likeness(quote.text, generation.text(*window), least), window) for window in windows]
    (score, near), (document, window) = max(
        alike, key=lambda one: one[0][0], default=((0.0, Span(0, 0)), ("", Span(0, 0)))
    )
    if not score:
        return None
    span = _counterpart(quote.text, generation.text(document, window), near).moved(window.start)
    text = generation.text(document, span)
    return Verdict("changed", document, span, text, tuple(_difference(quote.text, text)))


def _likeness(quote: str, around: str, least: float) -> tuple[float, Span]:
    """How like the quote the most similar part of `around` is, and which part; 0 for less than `least`."""
    letters = _letters(around)
    found = fuzz.partial_ratio_alignment(_letters(quote).text, letters.text, score_cutoff=least)
    if found is None or found.dest_start == found.dest_end:
        return 0.0, Span(0, 0)
    return found.score, letters.source(found.dest_start, found.dest_end)


def _counterpart(quote: str, around: str, near: Span) -> Span:
    """What the quote became: from its first word in common with `near` to its last.

    An alignment is as long as the quote; words may have been added, so a quarter more is looked at on both sides.
    """
    slack = len(quote) // 4
    tokens = [token for token in _tokens(around) if near.start - slack <= token.start and token.end <= near.end + slack]
    quoted = _tokens(quote)
    common = [block for block in _matcher(quote, quoted, around, tokens).get_matching_blocks() if block.size]
    if not common:
        return near
    first, last = common[0], common[-1]
    before = min(first.a, first.b, _EDGE)
    behind = min(len(quoted) - last.a - last.size, len(tokens) - last.b - last.size, _EDGE)
    return Span(tokens[first.b - before].start, tokens[last.b + last.size - 1 + behind].end)


_EDGE = 2
"""Words that may have been replaced at the beginning or the end of a quote."""


def _difference(quote: str, now: str) -> Iterator[Edit]:
    """Where the two differ, in words."""
    before, after = _tokens(quote), _tokens(now)
    for tag, *edges in _matcher(quote, before, now, after).get_opcodes():
        if tag != "equal":
            yield Edit(_words(quote, before, *edges[:2]), _words(now, after, *edges[2:]))


def _matcher(quote: str, before: Sequence[Span], now: str, after: Sequence[Span]) -> SequenceMatcher[str]:
    return SequenceMatcher(None, [t.of(quote) for t in before], [t.of(now) for t in after], autojunk=False)


def _words(text: str, tokens: Sequence[Span], start: int, end: int) -> str:
    return text[tokens[start].start : tokens[end - 1].end] if start < end else ""


_CJK = r"\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_TOKEN = re.compile(rf"[^\W\d_{_CJK}]+|\d+(?:[.,]\d+)*|\S")
"""A word, a number, or one character of anything else."""


def _tokens(text: str) -> list[Span]:
    return [Span(*token.span()) for token in _TOKEN.finditer(text)]


@dataclass(frozen=True, slots=True)
class _Letters:
    """A text folded and without blanks; `places` says which letter of the folded text each was."""

    text: str
    plain: Folded
    places: Sequence[int]

    def source(self, start: int, end: int) -> Span:
        return self.plain.source(self.places[start], self.places[end - 1] + 1)


@lru_cache(maxsize=64)
def _letters(text: str) -> _Letters:
    plain = folded(text)
    words = list(_WORD.finditer(plain.text))
    return _Letters("".join(word[0] for word in words), plain, [n for word in words for n in range(*word.span())])


_WORD = re.compile(r"\S+")
