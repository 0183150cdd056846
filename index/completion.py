"""What a person may be typing: entities by the beginning of a name, or of a word in it, in any language.

Names are compared as `index.names.bare` has them, without blanks and marks. In Chinese, Japanese and Korean every
character begins a word. A syllable of Hangul is found by its first letters, and while its last one still wavers
between this syllable and the next.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from typing import Literal
from weakref import WeakKeyDictionary

import numpy as np
from rapidfuzz.distance import OSA, Prefix
from rapidfuzz.process import cdist, cpdist

from corpus.vocabulary import Entity
from index.entities import CountedEntity, counted_entities
from index.generation import Generation
from index.names import bare
from index.rows import Numbers

Match = Literal["name", "prefix", "word", "typo"]
"""What was typed is a whole name, its beginning, the beginning of a word in it, or nearly one of these."""

_LONGEST = 40
"""Letters of a name that are compared; nobody types more."""

_ONE_TYPO, _TWO_TYPOS, _MOST = 4, 9, 2
"""Letters from which on one, or two, may be wrong, the first being right (`index.spelling` has measured these)."""

_HEADS = (3, 4, 6, 9, 13)
"""First letters that are compared before the next ones: what slips can't explain is left out (p99: 26 to 7 ms)."""


@dataclass(frozen=True, slots=True)
class Completion:
    """An entity with the name that matches and its language; None for an acronym, a label or an id."""

    counted: CountedEntity
    name: str
    language: str | None
    match: Match


def completions(generation: Generation, typed: str, *, kind: str = "", k: int = 10) -> list[Completion]:
    """The entities, of one kind or of all, that may be meant by what is typed: the best matches first.

    Of matches that are as good that entity comes first which more passages mention. No match with a slip of typing
    comes before one without.
    """
    return _completer(generation).complete(typed, kind, k)


def prepare(generation: Generation) -> None:
    """Do now what the first completion would wait for."""
    _completer(generation)


class Starts:
    """Every beginning of a word in every name, sorted: those that begin with the same letters stand together."""

    def __init__(self, entities: Sequence[Entity]) -> None:
        self.names = [(one.id, name, language) for one in entities for name, language in _names(one)]
        """An entity's id, its name, and the name's language."""
        starts = sorted(
            (key[place : place + _LONGEST], place > 0, row)
            for row, (_, name, _) in enumerate(self.names)
            for key, places in [_key(name)]
            for place in places
        )
        self.keys = [key for key, _, _ in starts]
        """The letters from there on."""
        self.inner = np.array([inner for _, inner, _ in starts], bool)
        """Whether it is the beginning of another word than the first."""
        self.rows = np.array([row for _, _, row in starts], np.int64)
        """The number of its name."""
        self.shared = cpdist(["", *self.keys[:-1]], self.keys, scorer=Prefix.similarity, dtype=np.int8)
        """How many first letters it shares with the one before."""


class Completer:
    """The beginnings of names, ranked by how often their entities are mentioned."""

    def __init__(self, counted: Sequence[CountedEntity], starts: Starts | None = None) -> None:
        """`starts` are those of the names of these entities, where they are at hand."""
        self._counted = {one.entity.id: one for one in counted}
        self._starts = starts or Starts([one.entity for one in counted])
        self._ranks = self._ranked()
        self.complete = lru_cache(maxsize=1024)(self._complete)

    def _ranked(self) -> Numbers:
        """The rank of each start: the first words of names before inner ones, then by passages, then by length."""
        names, rows = self._starts.names, self._starts.rows
        passages = np.array([self._counted[id].passages for id, _, _ in names], np.int64)[rows]
        lengths = np.array([len(name) for _, name, _ in names], np.int64)[rows]
        ranks = np.empty(len(rows), np.int64)
        ranks[np.lexsort((rows, lengths, -passages, self._starts.inner))] = np.arange(len(ranks))
        return ranks

    def _complete(self, typed: str, kind: str, k: int) -> list[Completion]:
        found: dict[str, Completion] = {}
        for completion in self._matches(_key(typed)[0][:_LONGEST]):
            entity = completion.counted.entity
            if not kind or entity.kind == kind:
                found.setdefault(entity.id, completion)
                if len(found) == k:
                    break
        return list(found.values())

    def _matches(self, key: str) -> Iterator[Completion]:
        """All that match, the best first; those with a slip only when no others are left."""
        if not key:
            return
        whole = np.arange(bisect_left(self._starts.keys, key), bisect_right(self._starts.keys, key))
        yield from self._in_order(whole[~self._starts.inner[whole]], "name")
        for start in self._by_rank(np.concatenate([self._beginning_with(one) for one in _readings(key)])):
            yield self._completion(start, "word" if self._starts.inner[start] else "prefix")
        yield from self._in_order(self._nearly(key), "typo")

    def _in_order(self, starts: Numbers, match: Match) -> Iterator[Completion]:
        return (self._completion(start, match) for start in self._by_rank(starts))

    def _by_rank(self, starts: Numbers) -> Numbers:
        ordered: Numbers = starts[np.argsort(self._ranks[starts])]
        return ordered

    def _beginning_with(self, key: str) -> Numbers:
        return np.arange(bisect_left(self._starts.keys, key), bisect_left(self._starts.keys, key + _LAST))

    def _nearly(self, key: str) -> Numbers:
        """The starts that a few edits make of `key`, those with the fewest only."""
        allowed = _slips(key)
        if not allowed:
            return np.empty(0, np.int64)
        near = self._beginning_with(key[0])
        for size in (one for one in _HEADS if one <= len(key) - allowed):
            beginnings = [key[:length] for length in range(size - allowed, size + allowed + 1)]
            near = near[self._edits(near, size, beginnings) <= allowed]
        lengths = range(len(key) - allowed, len(key) + allowed + 1)
        edits = np.min([self._edits(near, length, [key]) for length in lengths], axis=0)
        nearest: Numbers = near[edits <= min(allowed, edits.min(initial=allowed))]
        return nearest

    def _edits(self, starts: Numbers, size: int, beginnings: Sequence[str]) -> Numbers:
        """For each start the fewest edits between its first letters and one of the beginnings.

        Swapped neighbours are one edit. `starts` are in order; those that share the letters are compared once.
        """
        new = self._starts.shared[starts] < size
        heads = [self._starts.keys[start][:size] for start in starts[new]]
        edits = cdist(beginnings, heads, scorer=OSA.distance, score_cutoff=_MOST, dtype=np.int32).min(axis=0)
        every: Numbers = edits[np.cumsum(new) - 1]
        return every

    def _completion(self, start: int, match: Match) -> Completion:
        id, name, language = self._starts.names[self._starts.rows[start]]
        return Completion(self._counted[id], name, language, match)


_LAST = "\U0010ffff"
_completers: WeakKeyDictionary[Generation, Completer] = WeakKeyDictionary()
_known_starts: dict[str, Starts] = {}
_lock = threading.Lock()


def _completer(generation: Generation) -> Completer:
    if generation not in _completers:
        with _lock:  # whoever asks the generation before does not wait for this one
            if generation not in _completers:
                _completers[generation] = Completer(counted_entities(generation), _starts(generation))
    return _completers[generation]


def _starts(generation: Generation) -> Starts:
    """Of the vocabulary: all generations with the same one, and all views of these, have the same."""
    vocabulary = generation.manifest.vocabulary
    if vocabulary not in _known_starts:
        _known_starts.clear()
        _known_starts[vocabulary] = Starts([*generation.entities.values()])
    return _known_starts[vocabulary]


def _names(entity: Entity) -> Iterator[tuple[str, str | None]]:
    """Its names with their languages, each once."""
    named = {name: language for language, names in [*entity.names.items()][::-1] for name in names}
    yield from named.items()
    for name in dict.fromkeys([entity.label, *entity.acronyms, entity.id]):
        if name not in named:
            yield name, None


def _key(text: str) -> tuple[str, list[int]]:
    """Its letters and digits, and where among them words begin."""
    words = _WORD.findall(bare(text))
    places = [0, *accumulate(map(len, words))]
    inner = [place + m.start() for place, word in zip(places, words, strict=False) for m in _BEGINNING.finditer(word)]
    return "".join(words), sorted({*places[:-1], *inner})


_WORD = re.compile(r"[^\W_]+")
_BEGINNING = re.compile("[\u1100-\u115f\u3041-\u9fff\U00020000-\U0003ffff]")
"""What begins a word wherever it stands: the first letter of a Hangul syllable, kana, ideographs."""

_FINALS = re.findall(
    r"\S+", "ㄱ ㄲ ㄱㅅ ㄴ ㄴㅈ ㄴㅎ ㄷ ㄹ ㄹㄱ ㄹㅁ ㄹㅂ ㄹㅅ ㄹㅌ ㄹㅍ ㄹㅎ ㅁ ㅂ ㅂㅅ ㅅ ㅆ ㅇ ㅈ ㅊ ㅋ ㅌ ㅍ ㅎ"
)
_FIRST_FINAL = 0x11A8
"""The letters that may end a syllable, in Unicode's order: the last of each may begin the next syllable instead."""


def _readings(key: str) -> list[str]:
    """The key, and, where it ends with the last letter of a syllable, the same with that letter in the next one."""
    place = ord(key[-1]) - _FIRST_FINAL
    if not 0 <= place < len(_FINALS):
        return [key]
    stays, goes = _FINALS[place][:-1], _FINALS[place][-1]
    return [key, key[:-1] + "".join(chr(_FIRST_FINAL + _FINALS.index(one)) for one in stays) + bare(goes)]


def _slips(key: str) -> int:
    """How many letters of it may be wrong; two letters of Hangul are as much as one of others."""
    letters = len(key) - sum("\u1100" <= one <= "\u11ff" for one in key) // 2
    return 0 if letters < _ONE_TYPO else 1 if letters < _TWO_TYPOS else _MOST
