"""Which passages say the same: two editions of a report, boilerplate. Found when a generation is written.

Two passages say the same when they differ in case, punctuation and white space, or in a few plain words, and in no
number, name or denial. Candidates share a band of MinHash values (Broder, "On the Resemblance and Containment of
Documents", 1997), kept in one array, since tables of Python objects take gigabytes for a million passages; each is then
held against the first of its group, word by word.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from difflib import SequenceMatcher
from functools import lru_cache
from hashlib import blake2b
from itertools import accumulate, pairwise

import numpy as np
from numpy.typing import NDArray

from index.word_lists import like_number
from ingest.document import Mention, Passage
from ingest.folding import folded

MOST_OTHER_WORDS = 0.05
"""Share of the longer passage's words that may differ."""

_SHORTEST = 60
"""Latin letters; what is shorter (a row, a heading) says different things in different places. A Chinese, Japanese or
Korean character counts for three."""

_BANDS, _ROWS = 8, 4
"""Passages that differ in one word of twenty share 0.82 of their pairs of words: 0.8 % of such pairs are missed."""

_MOST_HEADS = 50
"""Groups that a passage is held against in one band, so that a thousand forms filled alike stay cheap."""

_CJK = r"\u3005-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_WORD = re.compile(rf"[{_CJK}]|\d+(?:[.,/]\d+)*%?|[^\W\d_{_CJK}]+")
_CHARACTER = re.compile(f"[{_CJK}]")
_LIKE_NUMBERS: tuple[Callable[[str], bool], ...] = (like_number("en"), like_number("ru"))
_DENIALS = {"no", "not", "nor", "none", "never", "neither", "without", "cannot", "t"}
_DENIALS |= {"не", "ни", "нет", "без", "нельзя", "никогда", "үгүй", "биш"}

Reader = Callable[[int], str]
"""Number of a passage -> its text."""


def says_the_same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but case, punctuation, white space and a few plain words."""
    a, b = _words(one), _words(other)
    folded_a, folded_b = [word.casefold() for word in a], [word.casefold() for word in b]
    if folded_a == folded_b:
        return True
    changes = [c for c in SequenceMatcher(None, folded_a, folded_b, autojunk=False).get_opcodes() if c[0] != "equal"]
    changed = sum(max(a_end - a_start, b_end - b_start) for _, a_start, a_end, b_start, b_end in changes)
    if changed > MOST_OTHER_WORDS * max(len(a), len(b)):
        return False
    words = [word for _, *ends in changes for word in (*a[ends[0] : ends[1]], *b[ends[2] : ends[3]])]
    return not any(map(_tells, words))


class RepeatFinder:
    """Takes passages one by one, then tells which say the same; keeps 64 bytes of each."""

    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._bands: list[NDArray[np.uint64]] = []

    def add(self, number: int, passage: Passage, mentions: Sequence[Mention]) -> None:
        """Remember a passage; a short one never says the same as another."""
        if _is_short(passage.text):
            return
        words, context = (_words(text.casefold()) for text in (passage.text, passage.context))
        stated = sorted({mention.entity for mention in mentions if mention.basis == "stated"})
        same = repr((passage.language, [word for word in words if _is_number(word)], stated, context))
        self._numbers.append(number)
        self._bands.append(_signature(words, same))

    def groups(self, read: Reader) -> dict[int, int]:
        """Passage -> the first one found of those that say the same, itself in its own case; others are left out."""
        words = lru_cache(maxsize=10_000)(read)
        first: dict[int, int] = {}
        for run in self._runs():
            _join(run, first, words)
        return first

    def _runs(self) -> Iterator[list[int]]:
        """Passages that share a band, in reading order."""
        numbers = np.array(self._numbers, dtype=np.int64)
        for band in np.array(self._bands, dtype=np.uint64).T:
            order = np.argsort(band, kind="stable")
            edges = np.flatnonzero(np.diff(band[order])) + 1
            for start, end in pairwise([0, *edges.tolist(), len(order)]):
                if end - start > 1:
                    yield numbers[order[start:end]].tolist()


def _join(run: Sequence[int], first: dict[int, int], read: Reader) -> None:
    """Put each passage of a run that has no group yet under a first one of which it is a repeat.

    None is put under a repeat, so that no chain of small changes leads far.
    """
    heads = [number for number in run if first.get(number) == number]
    for number in run:
        if number in first:
            continue
        head = next((head for head in heads[:_MOST_HEADS] if says_the_same(read(head), read(number))), None)
        if head is None:
            heads.append(number)
        else:
            first[head] = first[number] = head


def _signature(words: Sequence[str], same: str) -> NDArray[np.uint64]:
    """A hash of each band of the MinHash values, and of what must be the same in all of a group."""
    pairs = {zlib.crc32(f"{one} {other}".encode()) for one, other in pairwise(words)}
    hashes = np.fromiter(pairs or {0}, dtype=np.uint64)
    values = ((_FACTORS[:, None] * hashes + _SHIFTS[:, None]) >> np.uint64(32)).min(axis=1).reshape(_BANDS, _ROWS)
    digests = [blake2b(band.tobytes() + same.encode(), digest_size=8).digest() for band in values]
    return np.frombuffer(b"".join(digests), dtype=np.uint64)


_RANDOM = np.random.default_rng(1997)
_FACTORS = _RANDOM.integers(1, 2**63, _BANDS * _ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_SHIFTS = _RANDOM.integers(0, 2**63, _BANDS * _ROWS, dtype=np.uint64)


def _words(text: str) -> list[str]:
    return _WORD.findall(folded(text).text)


def _tells(word: str) -> bool:
    """Whether a word may change what is said: a number, a name, a denial, a Chinese, Japanese or Korean character."""
    plain = word.casefold()
    return word[:1].isupper() or _is_number(word) or plain in _DENIALS or bool(_CHARACTER.match(word))


@lru_cache(maxsize=100_000)
def _is_number(word: str) -> bool:
    return word[:1].isdigit() or any(like_num(word) for like_num in _LIKE_NUMBERS)


def _is_short(text: str) -> bool:
    weights = (3 if _CHARACTER.match(character) else character.isalpha() for character in text)
    return not any(weight >= _SHORTEST for weight in accumulate(weights))
