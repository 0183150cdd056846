"""Words, in any of the region's scripts, as the stated mentions are found over them.

A name is found however it is broken over lines, hyphenated or quoted, since white space, joining hyphens, quotation
and emphasis marks are no words. Cutting passages into sentences is not done here.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from functools import lru_cache
from typing import TYPE_CHECKING, Final, cast

import Stemmer

from ingest.document import Span
from ingest.folding import INVISIBLE, folded, unmixed

if TYPE_CHECKING:
    from spacy.tokens import Doc
    from spacy.vocab import Vocab


class WordTokenizer:
    """Text in, spaCy `Doc` of words out.

    Each Chinese, Japanese or Korean character is a word of its own, so a name begins and ends anywhere between them
    and where the script changes. Latin and Cyrillic words and numbers are whole (`PM2.5`, `14.5`), but a word is
    parted from the number of a session or footnote behind it (`TEMM20`, `Strategy16`). Because some characters are
    no words, `doc.text` is not the text: `flat_text(doc)` is, and `span_of(doc, ...)` says where words stand in it.
    """

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab

    def __call__(self, text: str) -> Doc:
        from spacy.tokens import Doc

        flat = flatten(text)
        found = [match.span("word") for match in _PARTS.finditer(flat) if match["word"]]
        doc = Doc(self._vocab, words=[unmixed(folded(flat[start:end]).text) for start, end in found])
        doc.user_data["text"] = text
        doc.user_data["flat"] = flat
        doc.user_data["offsets"] = found
        return doc


def flatten(text: str) -> str:
    """The text with width, compatibility forms, odd spaces, dashes and apostrophes plain, character for character."""
    return text.translate(_PLAIN)


def flat_text(doc: Doc) -> str:
    """The flattened text of which `doc` holds the words."""
    return cast(str, doc.user_data["flat"])


def span_of(doc: Doc, first: int, end: int) -> Span:
    """The characters from word `first` up to and without word `end`."""
    offsets = doc.user_data["offsets"]
    return Span(offsets[first][0], offsets[end - 1][1])


def word_at(doc: Doc, place: int) -> int:
    """The first word that begins at or after this character of the text."""
    return bisect_left(doc.user_data["offsets"], (place,))


@lru_cache(maxsize=100_000)
def fold(word: str) -> str:
    """The form in which inflected and spelled variants of a word are one: `Ministers` and `minister`."""
    folded = unicodedata.normalize("NFKC", word).lower()
    if _CYRILLIC.match(folded):
        return cast(str, _russian.stemWord(folded))
    for pattern, plain in _ENGLISH_VARIANTS:
        folded = pattern.sub(plain, folded)
    return folded


LATIN: Final = "A-Za-zÀ-ɏḀ-ỿ\u0300-\u036f"
CYRILLIC: Final = "\u0400-\u052f"
UNSPACED: Final = (
    "\u2e80-\u2fdf\u3005-\u3007\u3040-\u30fa\u30fc-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
)
"""Characters of scripts in which a word is not, or not only, bounded by spaces."""

ADDRESS: Final = (
    r"(?:https?://|www\.)[!-;=?-~]+|[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+"
    r"|(?<![\w/])[A-Z][A-Za-z_.]{0,11}(?=\S*(?:/\d|\(\d))(?:\([A-Z0-9]+\))?(?:/[A-Za-z0-9_.()-]+){2,}"
    r"|(?<![\w/])\d{1,3}/[A-Z]{2,4}\.\d{1,2}(?!\w)"
)
"""A web or mail address, or the symbol of a document (`ESCAP/81/L.1`, `1/CP.21`): what stands in it names nothing."""

_LATIN_LETTER: Final = rf"(?:[{LATIN}\d]|(?<=[{LATIN}])[{INVISIBLE}]+(?=[{LATIN}]))"
_CYRILLIC_LETTER: Final = rf"(?:[{CYRILLIC}\d]|(?<=[{CYRILLIC}])[{INVISIBLE}]+(?=[{CYRILLIC}]))"
_LIKE_LATIN: Final = "АВЕКМНОРСТХІЅЈ"
"""Cyrillic capitals that slip into Latin acronyms."""

_PARTS = re.compile(
    rf"""
      \s+
    | (?<=\w) 's? (?![{LATIN}])                             # possessive
    | (?<=\w) -\n?\s* (?=\w)                                # joining hyphen, also at the end of a line
    | ["'“”„«»‹›「」『』《》〈〉*_·・ㆍ‧{INVISIBLE}]
    | (?P<word>
          {ADDRESS}
        | [{UNSPACED}][\uff9e\uff9f]?
        | [A-Z]{{3,}} (?= \d{{1,4}} (?![\d{LATIN}]|\.\d))     # TEMM20, but not PM2.5
        | [{LATIN}]{{3,}} (?<=[a-zß-ÿ]) (?= \d)               # Strategy16: the mark of a footnote
        | (?i: (?:north|south) (?=east|west) | trans (?=bound))
        | (?: [A-Z]+ [{_LIKE_LATIN}] | [{_LIKE_LATIN}]+ [A-Z] ) [A-Z{_LIKE_LATIN}]*
        | {_LATIN_LETTER}+ (?: (?<=\d) [.,] \d+ )* {_LATIN_LETTER}*
        | {_CYRILLIC_LETTER}+
        | (?: (?![{UNSPACED}{LATIN}{CYRILLIC}]) [^\W\d_] )+
        | .
      )
    """,
    re.VERBOSE | re.DOTALL,
)


def _narrow(first: int, last: int) -> dict[int, str]:
    """What Unicode has for the compatibility characters of a range, where it is one character."""
    plain = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(first, last + 1)}
    return {code: character for code, character in plain.items() if len(character) == 1 and ord(character) != code}


_PLAIN: dict[int, int | str] = {
    code: character
    for first, last in ((0x2E80, 0x2FDF), (0xF900, 0xFAFF), (0xFF01, 0xFF9D))
    for code, character in _narrow(first, last).items()
} | str.maketrans("\u00a0\u2002\u2003\u2009\u202f\u3000‐‑‒–—−’‘ʼ", "      ------'''")
_CYRILLIC = re.compile(f"[{CYRILLIC}]")
_ENGLISH_VARIANTS = tuple(
    (re.compile(pattern), plain)
    for pattern, plain in (
        (r"^&$", "and"),
        (r"(?<=[a-z]{2})ies$", "y"),
        (r"(?<=[a-z]{2})(ss|x|ch|sh)es$", r"\1"),
        (r"(?<=[a-z]{2})(?<![sui])s$", ""),
        (r"programme$", "program"),
        (r"(?<=[a-z]{3})is(ation|e|ed|ing)$", r"iz\1"),
        (r"centre$", "center"),
        (r"labell(?=ing|ed)", "label"),
    )
)
_russian = Stemmer.Stemmer("russian")
