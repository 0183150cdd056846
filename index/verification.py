"""Whether a quote still stands where it was cited: exact, moved, changed or gone.

Blanks, line breaks, compatibility forms and invisible characters make no difference, since copying a quote changes
them; every letter, digit and mark does.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from typing import Literal

from rapidfuzz import fuzz

from index.engines import engine_of
from index.filters import EVERYTHING, Condition
from index.generation import Generation
from index.lexical import lexical_query
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
    stood there beside the quote, and what became of that, is no changed form of it.

    `exact`: the words stand at the place given, or, if none was, somewhere. `moved`: they stand elsewhere, in the same
    document or in another (a new edition). `changed`: most of them stand somewhere. `gone`: none of these.

    What the document or an edition of it says counts before what others do, which may say the same by chance.
    """
    if _in_place(generation, quote):
        return Verdict("exact", quote.document, quote.span, _text(generation, quote.document, quote.span))
    origin = before if before and _stands_in(before, quote) else None
    for documents in (tuple(filter(None, (quote.document, *editions))), None):
        windows = list(_windows(generation, quote, documents))
        if found := _elsewhere(generation, quote, windows) or _changed(generation, quote, windows, origin):
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


_LEAST_SURE = 60.0
"""The same where it is known what stood beside the quote, so that its words are not mistaken for the quote's.

Of the 8,519 citations of `benchmarks/citations.py` with the seeds 1 to 7 all but one are told rightly; with 55 one
more that was taken out is told as changed, with 65 one that was edited as gone.
"""


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
    query = lexical_query(database, quote.text, passages).rarest(_TERMS)
    within: Condition = EVERYTHING if documents is None else {"or": [{"document": id} for id in documents]}
    for number in engine_of(generation).passing(within).words(query).best(_CANDIDATES):
        document, start, end = database.execute(
            "SELECT document, start, end FROM passages WHERE number = ?", (number,)
        ).fetchone()
        yield document, Span(max(0, start - 2 * len(quote.text)), end + 2 * len(quote.text))


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


def _stands_in(before: Generation, quote: Quote) -> bool:
    return _in_place(before, quote) or _elsewhere(before, quote, list(_windows(before, quote, None))) is not None


def _changed(
    generation: Generation, quote: Quote, windows: Sequence[Window], before: Generation | None
) -> Verdict | None:
    """The words that are most like the quote, if they are like it and, where `before` is known, came from it."""
    least = _LEAST_SURE if before else _LEAST_ALIKE
    old = _beside(before, quote, quote.text) if before else frozenset()
    alike = [(_likeness(quote.text, generation.text(*window), least, old), window) for window in windows]
    for (score, near), (document, window) in sorted(alike, key=lambda one: -one[0][0]):
        around = generation.text(document, window)
        if score and (before is None or _comes_from(before, quote, _sentence_of(around, near))):
            span = _counterpart(quote.text, around, near).moved(window.start)
            text = generation.text(document, span)
            return Verdict("changed", document, span, text, tuple(_difference(quote.text, text)))
    return None


def _comes_from(before: Generation, quote: Quote, sentence: str) -> bool:
    """Whether no sentence that stood beside the quote is as like this one as the quote or a sentence of it is."""
    now = _letters(sentence).text
    own = {_letters(quote.text).text, *_sentences(quote.text)}
    return _most_alike(now, own) > _most_alike(now, _beside(before, quote, sentence))


def _most_alike(text: str, others: Iterable[str]) -> float:
    return max((fuzz.ratio(text, other) for other in others), default=0.0)


def _beside(before: Generation, quote: Quote, like: str) -> frozenset[str]:
    """The sentences that stood beside the quote and share most words with this text."""
    quoted = _letters(quote.text).text
    found = (one for window in _windows(before, Quote(like), None) for one in _sentences(before.text(*window)))
    return frozenset(one for one in found if one not in quoted and quoted not in one)


def _likeness(quote: str, around: str, least: float, old: Collection[str]) -> tuple[float, Span]:
    """How like the quote the most similar part of `around` is, and which part; 0 for less than `least`.

    The sentences in `old` are passed over.
    """
    letters = _letters(around)
    found = fuzz.partial_ratio_alignment(_letters(quote).text, _without(around, old), score_cutoff=least)
    if found is None or found.dest_start == found.dest_end:
        return 0.0, Span(0, 0)
    return found.score, letters.source(found.dest_start, found.dest_end)


def _without(around: str, old: Collection[str]) -> str:
    """The letters of a text, those of `old` sentences blank; it may begin and end in the middle of one."""
    sentences = _sentences(around)
    return "".join("\n" * len(one) if any(one in other for other in old) else one for one in sentences)


def _sentences(text: str) -> list[str]:
    """The letters of each sentence."""
    return [_letters(one[0]).text for one in _SENTENCE.finditer(text)]


def _sentence_of(text: str, part: Span) -> str:
    """The sentence that most of a part of a text is in."""
    sentences = (Span(*one.span()) for one in _SENTENCE.finditer(text))
    return max(sentences, key=lambda one: min(one.end, part.end) - max(one.start, part.start)).of(text)


_SENTENCE = re.compile(r".+?(?:[.!?](?=\s)|[。！？\n]|$)", re.DOTALL)
"""Up to the next mark that may end a sentence. Where it ends an abbreviation, both parts are looked at."""


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
