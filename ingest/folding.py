"""Text as it is matched: width, compatibility forms, invisible characters and look-alikes made one. Never shown.

Compatibility forms are Unicode's (NFKC, Unicode Standard Annex 15); every character knows where it came from.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from ingest.document import Span

INVISIBLE = "\u00ad\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff"
"""Soft hyphens, zero-width spaces and joiners, marks of direction, selectors of variants."""

_INVISIBLE = re.compile(f"[{INVISIBLE}]+")
_COMPOSED = r"[\u0300-\u036f\u1160-\u11ff\u3099\u309a\uff9e\uff9f]"
_CLUSTER = re.compile(rf"([\x00-\x7f]+)(?!{_COMPOSED})|.{_COMPOSED}*", re.DOTALL)
"""ASCII, or a character with what Unicode may compose it with: accents, parts of a Hangul syllable, marks of kana."""
_SLASHES = str.maketrans("\u2044\u2215", "//")
_LOOKALIKES = str.maketrans("АВЕКМНОРСТУХІЅЈавекмнорстухіѕј", "ABEKMHOPCTYXISJabekmhopctyxisj")
_LATIN_OR_DIGIT = re.compile(r"[A-Za-z\d]")
_CYRILLIC = re.compile(r"[\u0400-\u052f]")
_CAPITALS = re.compile(r"[\u0400-\u042f\dA-Z.,]+")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; its character `i` came from `starts[i]` to `ends[i]` of the original, or from `i` where these
    are empty."""

    text: str
    starts: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()

    def source(self, start: int, end: int) -> Span:
        """Where the folded characters from `start` up to `end` stand in the original; there must be one."""
        return Span(self.starts[start], self.ends[end - 1]) if self.starts else Span(start, end)


def folded(text: str) -> Folded:
    """`text` with compatibility forms made plain and without what is invisible."""
    if text.isascii() or (unicodedata.is_normalized("NFKC", text) and not _INVISIBLE.search(text)):
        return Folded(text)
    parts: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        if cluster[1]:
            parts.append(cluster[1])
            starts += range(cluster.start(), cluster.end())
            ends += range(cluster.start() + 1, cluster.end() + 1)
            continue
        plain = _plain(cluster[0])
        parts.append(plain)
        starts += [cluster.start()] * len(plain)
        ends += [cluster.end()] * len(plain)
    return Folded("".join(parts), tuple(starts), tuple(ends))


def unmixed(word: str) -> str:
    """A word like СО2 or NOх with its Cyrillic letters that look Latin made Latin.

    Only beside Latin letters, or in capitals beside digits: СО alone may be a Russian word's.
    """
    if not _CYRILLIC.search(word) or not _LATIN_OR_DIGIT.search(word):
        return word
    latin = word.translate(_LOOKALIKES)
    mixed = any("A" <= character <= "Z" or "a" <= character <= "z" for character in word)
    return latin if latin.isascii() and (mixed or _CAPITALS.fullmatch(word)) else word


@lru_cache(maxsize=20_000)
def _plain(cluster: str) -> str:
    return unicodedata.normalize("NFKC", _INVISIBLE.sub("", cluster)).translate(_SLASHES)
