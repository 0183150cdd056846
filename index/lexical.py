"""Full text: how words become terms, and what a passage's words are worth to a question's.

Terms are made here and not by SQLite, since its tokenizers find nothing inside Chinese, Japanese or Korean text.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np
import Stemmer

from index import mongolian, postings
from index.rows import Numbers, Vectors
from index.word_lists import stop_words
from ingest.document import Span
from ingest.folding import folded, unmixed

_SPACELESS = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_LETTER = rf"[^\W_{_SPACELESS}]"
_TOKEN = re.compile(
    rf"(?:[A-Za-z]++(?!{_LETTER}|\.\d)|([{_SPACELESS}]+)|\d+(?:[./,]\d+)+%?|\d+%|{_LETTER}+(?:\.\d+)?)"
    r"(?=(\s++\d| ?+[%PpПп](?:(?<=%)|[Ee][Rr] ?[Cc]|[Рр][Оо]))?)"
)
"""A token, and behind it what may join it to what follows: that few have, and three expressions are slow to try.

A plain word is tried first, since a class of letters of all scripts is slow too (together a third of the time)."""
_PARTED = re.compile(r"([A-Z]{1,5}|[АВЕКМНОРСТУХ]{2,5}|pm|co)\s+(\d{1,2}(?:\.\d+)?)(?!\w|[%°]|[.,]\d)")
"""An abbreviation and its number with a space between: PM 2.5, CO 2, SDG 13."""
_JOINED = re.compile(r"\b([A-Z]{1,5}|[АВЕКМНОРСТУХ]{2,5}|pm|co)(\d{1,2}(?:\.\d+)?)(?!\w|[%°]|[.,]\d)")
_THOUSANDS = re.compile(r"(\d{1,3})((?: \d{3})+)(?!\d|[.,/]\d)")
_PER_CENT = re.compile(r"(\d+(?:[.,]\d+)?) ?(?:%|per ?cent\b|процент)", re.IGNORECASE)
_JOINS = ((_PARTED, "{}{}"), (_THOUSANDS, "{}{}"), (_PER_CENT, "{}%"))
"""What has a term of its own beside those of its parts: PM 2.5 that of PM2.5, 10 000 of 10000, 37 per cent of 37%."""
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?%?")
_DECIMAL_COMMA = re.compile(r"\d+,\d+%?")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_IS_SPACELESS = re.compile(rf"[{_SPACELESS}]")
_KOREAN_PARTICLE = re.compile(
    r"(?<=[가-힣]{2})(?:(?:에서|으로|까지|과|와)의|(?:에서|에게?)[는도]|으로[써서]|으로(?:부터)?|에서|에게|부터|까지|와|[은는를에]"
    r"|(?<![가마])을|(?<![건결논동정주합협회])의)$"
)
"""At the end of a word; none of those that end many nouns, as 가, 과, 도 or the 의 of 회의 do."""


class Term(NamedTuple):
    """One index term, and where the characters that it was made from start and end. A page has hundreds of them."""

    text: str
    start: int
    end: int

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def terms(text: str) -> Iterator[Term]:
    """The terms of `text`, folded: stems of English, Russian and Mongolian words, numbers, pairs of CJK characters.

    Stemming goes by the word's letters, not by language, so a question and a passage always agree. A lone CJK
    character is its own term, and the particle of a Korean word is in none. PM 2.5 has the term of PM2.5 too, and
    1,200 is 1 200 and 1200.
    """
    plain = folded(text)
    found = _terms(plain.text)
    if not plain.starts:
        return found
    return (Term(one.text, plain.starts[one.start], plain.ends[one.end - 1]) for one in found)


def terms_among(text: str, wanted: Collection[str]) -> list[Term]:
    """The terms of `text` that are `wanted`, with a blank one between two that do not follow each other."""
    found: list[Term] = []
    follows = True
    for term in _kept_terms(text):
        if term.text in wanted:
            found += [term] if follows else [Term(" ", term.start, term.end), term]
        follows = term.text in wanted
    return found


def analysed(text: str) -> str:
    """The terms of `text`, as the full-text table takes them."""
    return " ".join(term.text for term in terms(text))


OTHER_NAME = 0.8
"""What another name counts of the words that were typed: these come first (MRR@10 of `tests/relevance`: hybrid
0.854 with 1, 0.855 with 0.9 and 0.8; words alone 0.671, 0.666 and 0.666)."""

Phrases = Collection[tuple[str, ...]]
"""Terms in their order."""


@dataclass(frozen=True, slots=True)
class Expansion:
    """Words of a question that name an entity, and the other names that it is asked for by."""

    entity: str
    span: Span
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonyms:
    """Words of a question and the names that mean the same: they count once, by what a passage has most of.

    The `words` have their inverse document frequency; `weight` is what they and the `names` (as terms) come to
    (Pirkola, "The Effects of Query Structure and Dictionary Setups in Dictionary-Based Cross-Language Information
    Retrieval", 1998: the translations of a word are one term with the passages of all).
    """

    words: Mapping[str, float]
    names: tuple[str, ...]
    weight: float

    @property
    def ways(self) -> list[Mapping[str, float]]:
        """The words together, and each name alone, as terms with their weights."""
        return [self.weighed_words, *({name: weight} for name, weight in self.weighed_names.items())]

    @property
    def weighed_words(self) -> Mapping[str, float]:
        """All of them together are worth no more than the whole."""
        fit = min(1.0, self.weight / sum(self.words.values())) if self.words else 0.0
        return {word: fit * weight for word, weight in self.words.items()}

    @property
    def weighed_names(self) -> Mapping[str, float]:
        return dict.fromkeys(self.names, OTHER_NAME * self.weight)


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A question's terms with their weight: inverse document frequency, as BM25 has it."""

    weights: Mapping[str, float]
    synonyms: tuple[Synonyms, ...] = ()

    @property
    def ceiling(self) -> float:
        """What BM25 can't reach: every term of the question without end in one passage."""
        return (sum(self.weights.values()) + sum(one.weight for one in self.synonyms)) * (postings.K1 + 1)

    def rarest(self, terms: int) -> LexicalQuery:
        """The query of only so many `terms`, those that weigh most."""
        kept = sorted(self.weights, key=lambda term: (-self.weights[term], term))[:terms]
        return LexicalQuery({term: self.weights[term] for term in kept})


def lexical_query(
    database: sqlite3.Connection, question: str, passages: int, expansions: Sequence[Expansion] = ()
) -> LexicalQuery:
    """The terms of `question`, weighed by how rare they are among so many `passages`.

    A term that no passage has keeps its full weight: it tells how little words can know about this question. But
    where a passage has another name for what the term is part of, it is the names that count.
    Function words are left out, unless there are no others.
    """
    index = _Index(database, passages)
    asked = _content_terms(question)
    synonyms = []
    for span in dict.fromkeys(expansion.span for expansion in expansions):
        names = [name for expansion in expansions if expansion.span == span for name in expansion.names]
        named = list(dict.fromkeys(term.text for term in asked if term.span.overlaps(span)))
        asked = [term for term in asked if not term.span.overlaps(span)]
        synonyms.append(index.synonyms(named, names))
    return LexicalQuery({term.text: index.weight(term.text) for term in asked}, tuple(synonyms))


@dataclass(frozen=True, slots=True)
class Matches:
    """What a question's words are worth to each passage by its number, and what no passage can reach."""

    worth: Vectors
    ceiling: float

    def best(self, passing: Numbers | None, depth: int) -> dict[int, float]:
        """Passage number -> share of the ceiling, 0 to 1, for the best `depth` that are `passing` (None: of all).

        The share is small where a question's words are mostly unknown here, as they are to texts in another language.
        """
        numbers = _best(self.worth, self.held(passing), depth)
        order = numbers[np.lexsort((numbers, -self.worth[numbers]))[:depth]]
        return dict(zip(order.tolist(), (self.worth[order] / self.ceiling).tolist(), strict=True))

    def held(self, passing: Numbers | None) -> Numbers:
        """The numbers of all that are `passing` and hold a word of the question, in reading order."""
        return np.flatnonzero(self.worth > 0) if passing is None else passing[self.worth[passing] > 0]


def matches(database: sqlite3.Connection, query: LexicalQuery, passages: int) -> Matches:
    """The BM25 of so many `passages`: all there are."""
    found = postings.scores(database, query.weights, passages)
    for one in query.synonyms:
        best = postings.scores(database, one.weighed_words, passages)
        postings.lift(best, database, one.weighed_names)
        found += best
    return Matches(found, query.ceiling)


def is_somewhere(database: sqlite3.Connection, name: str) -> bool:
    """Whether a passage has these terms, which are a name. Function words alone are no name, and so nowhere."""
    return postings.passages_with(database, name) > 0 and not set(name.split()) <= _function_words()


def is_spaceless(text: str) -> bool:
    """Whether it begins with Chinese, Japanese or Korean writing."""
    return _IS_SPACELESS.match(text) is not None


def is_held(database: sqlite3.Connection, phrase: str) -> bool:
    """Whether a passage holds the words of a typed phrase in this order."""
    found = database.execute(
        "SELECT 1 FROM words w JOIN passages p ON p.number = w.rowid WHERE words MATCH ? LIMIT 1",
        (phrase_match(phrase),),
    )
    return found.fetchone() is not None


def phrase_match(words: str) -> str:
    """The full-text expression for passages that hold these words in this order, PM 2.5 or PM2.5; none for no words."""
    plain = folded(words).text
    forms = {analysed(form) for form in (plain, _PARTED.sub(r"\1\2", plain), _JOINED.sub(r"\1 \2", plain))}
    return "text : (" + " OR ".join(f'"{form}"' for form in sorted(forms)) + ")"


def holds_words(text: str, words: str) -> bool:
    """Whether a text has all of these words, in any of their forms and any order; none has no words."""
    wanted = {term.text for term in terms(words)}
    return bool(wanted) and wanted <= {term.text for term in terms(text)}


def sought(question: str, names: Iterable[str] = ()) -> Phrases:
    """What is marked for `question`: its words, and the `names` as wholes."""
    return {(term.text,) for term in _content_terms(question)} | {tuple(analysed(name).split()) for name in names}


def matching_spans(found: Sequence[Term], wanted: Phrases) -> list[Span]:
    """Where a text with these terms has what is wanted, neighbours joined: what to mark when it is shown."""
    spans: list[Span] = []
    for span in sorted(_places(found, wanted), key=lambda span: span.start):
        if spans and span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, span.end))
        else:
            spans.append(span)
    return spans


def _places(found: Sequence[Term], phrases: Phrases) -> Iterator[Span]:
    """Where one of the phrases stands among these terms."""
    sizes: dict[str, set[int]] = defaultdict(set)
    for phrase in phrases:
        sizes["".join(phrase[:1])].add(len(phrase))
    words = tuple(term.text for term in found)
    for start, word in enumerate(words):
        for size in sizes.get(word, ()):
            if (phrase := words[start : start + size]) in phrases:
                yield Span(found[start].start, found[start + len(phrase) - 1].end)


@dataclass(frozen=True, slots=True)
class _Index:
    """What full text knows of how often words occur."""

    database: sqlite3.Connection
    passages: int

    def weight(self, *names: str) -> float:
        """Inverse document frequency of what holds one of these terms or names."""
        count = postings.passages_with(self.database, *names)
        return max(1e-6, math.log((self.passages - count + 0.5) / (count + 0.5)))

    def synonyms(self, words: Collection[str], names: Sequence[str]) -> Synonyms:
        """These names with those of the words that some passage has.

        Together they are worth what the names are, or what the words are if none of them is unknown.
        """
        named = tuple(dict.fromkeys(map(analysed, names)))
        known = {word: self.weight(word) for word in words if postings.passages_with(self.database, word)}
        whole = sum(known.values()) if len(known) == len(words) else 0.0
        return Synonyms(known, named, max(whole, self.weight(*named)))


def _content_terms(question: str) -> list[Term]:
    found = list(terms(question))
    return [term for term in found if term.text not in _function_words()] or found


@cache
def _function_words() -> frozenset[str]:
    """spaCy's stop words of the languages that have words between spaces, as terms."""
    words = stop_words("en") | stop_words("ru")
    return frozenset(term.text for word in words for term in terms(word))


def _best(found: Vectors, numbers: Numbers, depth: int) -> Numbers:
    """Those of the numbers that can be among the best `depth`: a frequent word's passages are many to sort."""
    if len(numbers) <= depth:
        return numbers
    scores = found[numbers]
    best: Numbers = numbers[scores >= np.partition(scores, -depth)[-depth]]
    return best


def _terms(plain: str) -> Iterator[Term]:
    """The terms of folded text."""
    for token in _TOKEN.finditer(plain):
        yield from _terms_of(token)


@lru_cache(maxsize=1000)  # texts that are shown: some 20 MB
def _kept_terms(text: str) -> tuple[Term, ...]:
    return tuple(terms(text))


def _terms_of(token: re.Match[str]) -> Iterator[Term]:
    start, end = token.span()
    if token[1]:
        yield from _pairs(_KOREAN_PARTICLE.sub("", token[1]), start)
    else:
        yield Term(_word(token[0]), start, end)
    if token[2]:
        yield from _joined(token.string, start, end)


def _joined(plain: str, start: int, end: int) -> Iterator[Term]:
    """The terms of what a token begins that is one word with what follows it."""
    for form, joined in _JOINS:
        parted = form.match(plain, start)
        if parted and parted.end(1) == end:
            yield Term(_word(joined.format(*parted.groups()).replace(" ", "")), *parted.span())


def _pairs(run: str, start: int) -> Iterator[Term]:
    if len(run) == 1:
        yield Term(run, start, start + 1)
    for offset in range(len(run) - 1):
        yield Term(run[offset : offset + 2], start + offset, start + offset + 2)


def _number(token: str) -> str:
    """A number without marks of thousands, its decimal mark a point: 1,200 as 1200, but 1,5 as 1.5."""
    if _GROUPED.fullmatch(token):
        return token.replace(",", "")
    return token.replace(",", ".") if _DECIMAL_COMMA.fullmatch(token) else token


@cache
def _word(token: str) -> str:
    word = unmixed(_number(token)).casefold()
    if mongolian.is_mongolian(word):
        return mongolian.stem(word)
    stemmer = _stemmer("russian" if _CYRILLIC.match(word) else "english")
    return str(stemmer.stemWord(word))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)
