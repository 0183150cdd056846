"""Full text: how words become terms, and what a passage's words are worth to a question's.

Terms are made here and not by SQLite, since its tokenizers find nothing inside Chinese, Japanese or Korean text.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from runpy import run_path

import Stemmer

from ingest.document import Span
from ingest.folding import Folded, folded, unmixed

_SPACELESS = r"\u3005\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"
_TOKEN = re.compile(rf"[{_SPACELESS}]+|\d+(?:[./,]\d+)+%?|\d+%|(?:(?![{_SPACELESS}])[^\W_])+(?:\.\d+)?")
_PARTED = re.compile(r"([A-Z]{1,5}|[АВЕКМНОРСТУХ]{2,5}|pm|co)\s(\d{1,2}(?:\.\d+)?)(?!\w|[%°]|[.,]\d)")
"""An abbreviation and its number with a space between: PM 2.5, CO 2, SDG 13."""
_JOINED = re.compile(r"\b([A-Z]{1,5}|[АВЕКМНОРСТУХ]{2,5}|pm|co)(\d{1,2}(?:\.\d+)?)(?!\w|[%°]|[.,]\d)")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_IS_SPACELESS = re.compile(rf"[{_SPACELESS}]")

_K1 = 1.2
"""SQLite's bm25() has k1 = 1.2 and b = 0.75 built in."""

_CONTEXT_WEIGHT = 0.5
"""A word of the title or the section path counts half of one in the passage."""


@dataclass(frozen=True, slots=True)
class Term:
    """One index term and the characters that it was made from."""

    text: str
    span: Span


def terms(text: str) -> Iterator[Term]:
    """The terms of `text`, folded: stems of English and Russian words, numbers, pairs of CJK characters.

    Stemming goes by script, not by language, so a question and a passage always agree. A lone CJK character is
    its own term. PM 2.5 has the term of PM2.5 too.
    """
    plain = folded(text)
    for token in _TOKEN.finditer(plain.text):
        if _IS_SPACELESS.match(token[0]):
            yield from _pairs(token[0], token.start(), plain)
        else:
            yield Term(_stem(unmixed(token[0]).casefold()), plain.source(*token.span()))
        parted = _PARTED.match(plain.text, token.start())
        if parted and parted.end(1) == token.end():
            yield Term(_stem(unmixed(parted[1] + parted[2]).casefold()), plain.source(*parted.span()))


def analysed(text: str) -> str:
    """The terms of `text`, as the full-text table takes them."""
    return " ".join(term.text for term in terms(text))


@dataclass(frozen=True, slots=True)
class LexicalQuery:
    """A question's terms with their weight: inverse document frequency, as BM25 has it."""

    weights: Mapping[str, float]

    @property
    def ceiling(self) -> float:
        """What BM25 can't reach: every term of the question without end in one passage."""
        return sum(self.weights.values()) * (_K1 + 1)


def lexical_query(database: sqlite3.Connection, question: str, passages: int) -> LexicalQuery:
    """The terms of `question`, weighed by how rare they are among so many `passages`.

    A term that no passage has keeps its full weight: it tells how little words can know about this question.
    Function words are left out, unless there are no others.
    """
    weights = {}
    for term in _content_terms(question):
        row = database.execute("SELECT doc FROM word_counts WHERE term = ?", (term,)).fetchone()
        count = row[0] if row else 0
        weights[term] = max(1e-6, math.log((passages - count + 0.5) / (count + 0.5)))
    return LexicalQuery(weights)


def lexical_scores(
    database: sqlite3.Connection, query: LexicalQuery, where: str, parameters: Sequence[object], depth: int
) -> dict[int, float]:
    """Passage number -> share of the ceiling that its BM25 reaches, 0 to 1, for the best `depth` that pass `where`.

    The share is small where a question's words are mostly unknown here, as they are to texts in another language.
    """
    if not query.weights:
        return {}
    rows = database.execute(
        f"SELECT words.rowid, -bm25(words, 1.0, {_CONTEXT_WEIGHT}) AS score FROM words"
        f" WHERE words MATCH ? AND words.rowid IN (SELECT p.number FROM passages p"
        f" JOIN documents d ON d.id = p.document WHERE {where}) ORDER BY score DESC, words.rowid LIMIT ?",
        (_any_of(query.weights), *parameters, depth),
    )
    return {number: score / query.ceiling for number, score in rows}


def phrase_match(words: str) -> str:
    """The full-text expression for passages that hold these words in this order, PM 2.5 or PM2.5; none for no words."""
    plain = folded(words).text
    forms = {analysed(form) for form in (plain, _PARTED.sub(r"\1\2", plain), _JOINED.sub(r"\1 \2", plain))}
    return "text : (" + " OR ".join(f'"{form}"' for form in sorted(forms)) + ")"


def holds_words(text: str, words: str) -> bool:
    """Whether a text has all of these words, in any of their forms and any order; none has no words."""
    wanted = {term.text for term in terms(words)}
    return bool(wanted) and wanted <= {term.text for term in terms(text)}


def matching_spans(text: str, question: str) -> list[Span]:
    """Where `text` has words of `question`, neighbours joined: what to mark when it is shown."""
    wanted = _content_terms(question)
    spans: list[Span] = []
    for term in terms(text):
        if term.text not in wanted:
            continue
        if spans and term.span.start <= spans[-1].end:
            spans[-1] = Span(spans[-1].start, max(spans[-1].end, term.span.end))
        else:
            spans.append(term.span)
    return spans


def _content_terms(question: str) -> set[str]:
    found = {term.text for term in terms(question)}
    return found - _function_words() or found


@cache
def _function_words() -> frozenset[str]:
    """spaCy's stop words of the languages that have words between spaces, as terms."""
    words = _spacy_stop_words("en") | _spacy_stop_words("ru")
    return frozenset(term.text for word in words for term in terms(word))


def _spacy_stop_words(language: str) -> set[str]:
    """Its file alone is run: to import spaCy for it takes longer than a search by words."""
    spec = find_spec("spacy")  # finds a package without importing it
    [folder] = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    words: set[str] = run_path(f"{folder}/lang/{language}/stop_words.py")["STOP_WORDS"]
    return words


def _any_of(words: Mapping[str, float]) -> str:
    return " OR ".join(f'"{word}"' for word in sorted(words))


def _pairs(run: str, start: int, plain: Folded) -> Iterator[Term]:
    if len(run) == 1:
        yield Term(run, plain.source(start, start + 1))
    for offset in range(len(run) - 1):
        yield Term(run[offset : offset + 2], plain.source(start + offset, start + offset + 2))


@cache
def _stem(word: str) -> str:
    stemmer = _stemmer("russian" if _CYRILLIC.match(word) else "english")
    return str(stemmer.stemWord(word))


@cache
def _stemmer(language: str) -> Stemmer.Stemmer:
    return Stemmer.Stemmer(language)
