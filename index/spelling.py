"""Slips of typing in the names of mechanisms, bodies and topics: `NEAPSEC` is read as `NEASPEC`.

A word is looked at only if neither a report nor the vocabulary has it, and is read as another only where that makes
the words around it a name. Swapped neighbours count as one edit (optimal string alignment).
"""

from __future__ import annotations

import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.expansion import Named, NameRow, named
from index.lexical import Term, analysed, is_spaceless, terms
from index.postings import passages_with
from index.query_language import signs
from ingest.document import Span

TWO_EDITS = 9
"""From so many letters on a word may be two edits away."""

SHORTEST_ACRONYM = 4
FIRST_IS_FREE = 5
"""A shorter acronym has its first letter right, or swapped with the second (OPEC is not NPEC)."""

SHORTEST_WORD = 8
"""Letters of a name that is an ordinary word: `desertificaton`. Shorter ones are near too many others (male, Mali)."""

SHORTEST_PART = 3
"""Letters of a word of a longer name, which its neighbours bear out: `Tripartite Enviroment Ministers Meeting`."""

SHORTEST_SPACELESS = 6
"""Characters of a Chinese, Japanese or Korean name."""

ENDS_ARE_FREE = 9
"""Characters from which such a name may have the slip at its first or last one."""

MOST_PAIRS_LOST = 3
"""Pairs of neighbouring characters that a slip can take away: two swapped characters stand in three pairs."""

OUTWEIGHS = 3
"""Of two names as near and as long as each other that is meant which the reports have so many times as often."""


@dataclass(frozen=True, slots=True)
class Correction:
    """Characters of a question that were read as others, which are of a name of the entity."""

    span: Span
    typed: str
    read: str
    entity: str


NameWords = Mapping[int, Sequence[str]]
"""The words of names by their number of letters."""


def name_words(database: sqlite3.Connection) -> NameWords:
    """Those of a generation; to look for them among the rows takes 4 ms for each word that is doubted."""
    words: dict[int, list[str]] = defaultdict(list)
    for (word,) in database.execute("SELECT DISTINCT word FROM name_words"):
        words[len(word)].append(word)
    return words


def corrections(
    database: sqlite3.Connection, question: str, names: Iterable[Named], words: NameWords
) -> list[Correction]:
    """What is read as a name, from left to right; never a known word, nor what is quoted or behind a sign.

    `names` are those that the question has already, `words` those of all names.
    """
    sure = [*signs(question), *(one.span for one in names)]
    doubted = [term for term in terms(question) if not _touches(term.span, sure) and not _is_known(database, term)]
    guessed = [_word(database, question, term.span, words) for term in doubted if not is_spaceless(term.text)]
    runs = [term.span for term in doubted if is_spaceless(term.text)]
    guessed.append(_spaceless(database, question, runs, sure) if runs else None)
    return sorted(filter(None, guessed), key=lambda one: one.span.start)


def pair_rows(rows: Iterable[NameRow]) -> Iterator[tuple[str, str, str, int]]:
    """The rows of the table of the pairs of characters of Chinese, Japanese and Korean names: pair, name, id, pairs."""
    for _, _, entity, name, _ in rows:
        squeezed = "".join(filter(is_spaceless, name))
        if len(squeezed) >= SHORTEST_SPACELESS:
            pairs = set(map("".join, pairwise(squeezed)))
            yield from ((pair, name, entity, len(pairs)) for pair in pairs)


def corrected(question: str, corrections: Iterable[Correction]) -> str:
    """The question with what was meant in the place of what was typed."""
    for one in sorted(corrections, key=lambda one: -one.span.start):
        question = question[: one.span.start] + one.read + question[one.span.end :]
    return question


@dataclass(frozen=True, slots=True)
class _Guess:
    """What may be meant: how many edits away, how long the name is, and how many passages have it."""

    distance: int
    size: int
    passages: int
    correction: Correction

    @property
    def rank(self) -> tuple[int, int, int, int]:
        spelt = abs(len(self.correction.typed) - len(self.correction.read))
        return self.distance, -self.size, -self.passages, spelt


def _clearest(guesses: Sequence[_Guess]) -> Correction | None:
    """The nearest, of these the longest name, of these the one that the reports have by far the most often."""
    if not guesses:
        return None
    first = min(guesses, key=lambda one: one.rank)
    rivals = [
        one.passages
        for one in guesses
        if one.rank[:2] == first.rank[:2] and one.correction.entity != first.correction.entity
    ]
    return first.correction if not rivals or first.passages >= OUTWEIGHS * max(1, *rivals) else None


def _is_known(database: sqlite3.Connection, term: Term) -> bool:
    in_names = database.execute("SELECT 1 FROM name_words WHERE term = ? LIMIT 1", (term.text,)).fetchone()
    return in_names is not None or passages_with(database, term.text) > 0


def _word(database: sqlite3.Connection, question: str, span: Span, words: NameWords) -> Correction | None:
    """The word that is meant here, if one makes a name of itself and its neighbours."""
    typed = span.of(question)
    guesses = []
    for word, distance in _near_words(words, typed.casefold()):
        read = word.upper() if typed.isupper() else word
        there = [Span(span.start, span.start + len(read))]
        for name in named(database, corrected(question, [Correction(span, typed, read, "")])):
            written, passages = _as_written(database, name, word), passages_with(database, name.terms)
            alone = " " not in name.terms
            if "\u0400" <= word[-1] <= "\u04ff" and not written.isupper() and typed[-1].casefold() != word[-1]:
                continue  # another ending is an inflection, and no slip
            if _touches(name.span, there) and (not alone or _may_stand_for(typed, written, name, distance)):
                size = name.terms.count(" ")
                guesses.append(_Guess(distance, size, passages, Correction(span, typed, written, name.entities[0])))
    return _clearest(guesses)


def _may_stand_for(typed: str, written: str, name: Named, distance: int) -> bool:
    """Whether a word by itself is near enough to a name of one word; that of a country is near too many others."""
    same_start = typed[0].casefold() == written[0].casefold() or typed[1::-1].casefold() == written[:2].casefold()
    if not written.isupper():
        is_place = name.entities[0].startswith("country:")
        return len(typed) >= SHORTEST_WORD and distance == 1 and same_start and not is_place
    return len(typed) >= SHORTEST_ACRONYM and (same_start or len(typed) >= FIRST_IS_FREE)


def _near_words(words: NameWords, typed: str) -> Iterator[tuple[str, int]]:
    """The words of names that may be meant, with their distance."""
    from rapidfuzz import process
    from rapidfuzz.distance import OSA

    if len(typed) < SHORTEST_PART or not typed.isalpha():
        return
    most = 2 if len(typed) >= TWO_EDITS else 1
    lengths = range(len(typed) - most, len(typed) + most + 1)
    alike = [word for length in lengths for word in words.get(length, ())]
    for word, distance, _ in process.extract(typed, sorted(alike), scorer=OSA.distance, score_cutoff=most, limit=None):
        if distance < 2 or word[0] == typed[0]:
            yield word, distance


def _as_written(database: sqlite3.Connection, name: Named, word: str) -> str:
    """`word` as the name has it: in capitals or not."""
    rows = database.execute("SELECT name FROM names WHERE terms = ? AND entity = ?", (name.terms, name.entities[0]))
    parts = [term.span.of(text) for (text,) in rows for term in terms(text)]
    return next((part for part in sorted(parts) if part.casefold() == word), word)


def _spaceless(
    database: sqlite3.Connection, question: str, doubted: Sequence[Span], sure: Sequence[Span]
) -> Correction | None:
    """The Chinese, Japanese or Korean name that is one edit away from doubted characters, wherever it has spaces."""
    places = [place for place, character in enumerate(question) if is_spaceless(character)]
    text = "".join(question[place] for place in places)
    guesses = []
    for name, entity, known, squeezed in _spaceless_names(database, text):
        if not (found := _one_edit_away(squeezed, text)):
            continue
        span = Span(places[found.start], places[found.end - 1] + 1)
        covers = all(span.start <= one.start and one.end <= span.end for one in sure if one.overlaps(span))
        covers = covers and not any(one.overlaps(span) and len(one) >= found.end - found.start - 1 for one in sure)
        if covers and _touches(span, doubted):
            correction = Correction(span, span.of(question), name, entity)
            guesses.append(_Guess(1, len(squeezed), passages_with(database, known), correction))
    return _clearest(guesses)


def _spaceless_names(database: sqlite3.Connection, text: str) -> Iterator[tuple[str, str, str, str]]:
    """Name, entity, terms and characters alone of the names that `text` has nearly, but not wholly."""
    pairs = sorted(set(map("".join, pairwise(text))))
    rows = database.execute(
        f"SELECT name, entity FROM name_pairs WHERE pair IN ({', '.join('?' * len(pairs))})"
        " GROUP BY name, entity HAVING count(*) >= max(pairs) - ?",
        (*pairs, MOST_PAIRS_LOST),
    )
    for name, entity in rows:
        squeezed = "".join(filter(is_spaceless, name))
        if squeezed not in text:
            yield name, entity, analysed(name), squeezed


def _one_edit_away(name: str, text: str) -> Span | None:
    """Where `text` has the name with one slip; not at the ends of a short one, where others go on (能源部, 能源出)."""
    from rapidfuzz.distance import OSA

    for size in (len(name), len(name) - 1, len(name) + 1):
        for start in range(len(text) - size + 1):
            stretch = text[start : start + size]
            same_ends = len(name) >= ENDS_ARE_FREE or (stretch[0] == name[0] and stretch[-1] == name[-1])
            if same_ends and OSA.distance(stretch, name, score_cutoff=1) == 1 and _without_particles(stretch) != name:
                return Span(start, start + size)
    return None


def _without_particles(text: str) -> str:
    """A name with a particle between its words is no slip: 生物多样性的丧失."""
    return re.sub("[的之の의]", "", text)


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span.overlaps(other) for other in others)
