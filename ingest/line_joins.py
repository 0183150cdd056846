"""What stands between two lines of one text: a space, nothing, or a hyphen that goes when the word is whole again.

The document itself is the dictionary: what stands unbroken inside its lines are words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property

_SPACELESS = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
_WORD = re.compile(r"[^\W\d_]+(?:[-\u2010][^\W\d_]+)*")
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010]$")
_TAIL = re.compile(r"[^\W\d_]+")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]+")
_HANGUL_WORD = re.compile(r"[\uac00-\ud7a3]+")
_HANGUL_END = re.compile(r"[\uac00-\ud7a3]+$")
_PARTICLE = re.compile(
    r"(?:은|는|가|을|를|의|에|와|과|로|으로|에서|에게|부터|까지|이다|한다|된다|했다|됐다|하였다|되었다|었다|였다)$"
)
"""Josa and endings that begin no word (이 and 도 may be words)."""


class LineJoins:
    """Decides how the lines of one document are joined."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = tuple(lines)

    def join(self, before: str, after: str) -> tuple[int, str]:
        """How many characters of `before` to keep, and what to put between it and `after`."""
        broken = _BROKEN.search(before)
        tail = _TAIL.match(after)
        if broken and tail and tail[0][0].islower():
            return len(before) - self._mends(broken[1], before[-1], tail[0]), ""
        compound = broken and after[0].isalnum()
        spaceless = before[-1].isspace() or _SPACELESS.match(before[-1]) or _SPACELESS.match(after[0])
        return len(before), "" if compound or spaceless or self._splits_word(before, after) else " "

    def _mends(self, head: str, hyphen: str, tail: str) -> bool:
        """Whether the hyphen was put there to break a word; a compound keeps its own.

        Where neither form is seen elsewhere a Latin word keeps the hyphen; a Russian one, which is seldom a compound,
        loses it unless both halves are words.
        """
        whole, hyphenated = (head + tail).lower(), f"{head}-{tail}".lower()
        if hyphenated in self._words:
            return False
        if hyphen in "\u00ad\u2010" or whole in self._words:
            return True
        apart = head.lower() in self._inner and tail.lower() in self._inner
        return bool(_CYRILLIC.fullmatch(head)) and len(head) > 1 and tail not in _AFTER_HYPHEN and not apart

    def _splits_word(self, before: str, after: str) -> bool:
        """Whether a line of Korean, which may break after any syllable, ends inside a word.

        The halves are compared with the words seen elsewhere: as a whole, as their beginnings and endings, alone.
        """
        head, tail = _HANGUL_END.search(before), _HANGUL_WORD.match(after)
        if not head or not tail:
            return False
        if head[0] + tail[0] in self._hangul:
            return True
        if _PARTICLE.match(tail[0]):
            return True
        inside = self._beginnings[head[0]] + (self._endings[tail[0]] if len(tail[0]) > 1 else 0)
        return inside > self._hangul[head[0]] + self._hangul[tail[0]] and not self._hangul[tail[0]]

    @cached_property
    def _words(self) -> frozenset[str]:
        found = (word for line in self._lines for word in _WORD.findall(line))
        return frozenset(word.lower().replace("\u2010", "-") for word in found)

    @cached_property
    def _inner(self) -> Counter[str]:
        """Words inside the lines; those at their ends may be broken."""
        return Counter(word.lower() for line in self._lines for word in _WORD.findall(" ".join(line.split()[1:-1])))

    @cached_property
    def _hangul(self) -> Counter[str]:
        return Counter({word: count for word, count in self._inner.items() if _HANGUL_WORD.fullmatch(word)})

    @cached_property
    def _beginnings(self) -> Counter[str]:
        return Counter(word[:size] for word in self._hangul for size in range(1, len(word)))

    @cached_property
    def _endings(self) -> Counter[str]:
        return Counter(word[size:] for word in self._hangul for size in range(1, len(word)))


_AFTER_HYPHEN = frozenset({"то", "либо", "нибудь", "таки", "ка"})
