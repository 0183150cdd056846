"""What a typed question asks for beyond its words: "these very words", -without this, title:report.

A word or phrase behind the sign is a condition that every passage must meet; all else, phrases too, ranks them. In a
longer question a phrase that no passage of the index holds is taken as plain words, and the answer says so.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from index.filters import Condition
from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Typed:
    """A question taken apart: the words to rank by, and the conditions to meet."""

    words: str
    conditions: tuple[Condition, ...]

    @property
    def phrases(self) -> list[str]:
        """What every passage has to hold, word for word."""
        return [str(condition["phrase"]) for condition in self.conditions if "phrase" in condition]

    @property
    def is_only_phrases(self) -> bool:
        """Whether there is nothing to rank by but the words of the phrases."""
        return len(self.words.split()) == sum(len(phrase.split()) for phrase in self.phrases)


@lru_cache(maxsize=256)
def typed(question: str) -> Typed:
    """`question` taken apart. A sign that opens nothing (a lone quotation mark, a dash) is only text."""
    conditions: list[Condition] = []
    kept: list[str] = []
    end = 0
    for part in _OPERATOR.finditer(question):
        phrase = next(filter(None, (part["straight"], part["curly"], part["word"])), "").strip()
        if not re.search(r"\w", phrase):
            continue
        key = "title" if part["title"] else "phrase"
        conditions.append({"not": {key: phrase}} if part["without"] else {key: phrase})
        kept += [question[end : part.start()], " " if part["without"] or part["title"] else f" {phrase} "]
        end = part.end()
    words = " ".join("".join([*kept, question[end:]]).split()) if conditions else question
    return Typed(words, tuple(conditions))


def loosened(question: str, phrases: Collection[str]) -> str:
    """`question` without the quotation marks around these phrases, so that their words only rank."""

    def bare(part: re.Match[str]) -> str:
        phrase = (part["straight"] or part["curly"] or "").strip()
        return phrase if phrase in phrases and not part["without"] and not part["title"] else part[0]

    return _OPERATOR.sub(bare, question)


def signs(question: str) -> list[Span]:
    """Where `question` has more than plain words: a sign with what it is for, and what stands in quotation marks."""
    return [Span(*part.span()) for form in (_OPERATOR, _CITED) for part in form.finditer(question) if part[0]]


_CITED = re.compile(r"«[^«»]*»|“[^“”]*”|「[^「」]*」|『[^『』]*』|《[^《》]*》|„[^„“”]*[“”]")
_QUOTED = r'["＂](?P<straight>[^"＂]*)["＂]|“(?P<curly>[^“”\u2e80-\uffef]*)”'
"""What stands in curly marks is no operator in Chinese or Japanese, where these are the usual marks of a name."""
_WORD = r"(?P<word>(?(title)\w|[^\W\d_])[^\s\"＂“”]*)"
"""What is left out begins with a letter: -5 is a number."""
_OPERATOR = re.compile(
    rf"(?:(?<!\S)(?P<without>[-－]))?(?:(?<!\w)(?P<title>title|ｔｉｔｌｅ)[:：])?(?:{_QUOTED}|(?(title)|(?(without)|(?!))){_WORD})",
    re.IGNORECASE,
)
