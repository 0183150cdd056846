"""Finds goals and targets of the SDGs by their titles, where these are meant as such.

Many short titles are ordinary words (`climate action`), so they count only when they are written as a title.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpus.vocabulary import Entity
from ingest.document import Span
from ingest.taggers.candidates import Candidate, propose, proposed
from ingest.taggers.sdg_codes import speaks_of_sdgs
from ingest.taggers.tokenizer import UNSPACED, flat_text, span_of

LONG_TITLE: Final = 7
"""A title of so many words (twice as many characters in unspaced scripts) is the official wording and nothing else."""


class TitleMatcher:
    """Proposes the titles of goals and targets.

    A long title always counts. A short one counts beside the code of its goal (`Goal 14 (Life below water)`), when it
    is the whole text, or, where the text speaks of the SDGs, in quotation marks, as a Japanese slogan, or with
    capitals that neither a sentence's beginning nor a longer name explains. Runs after the codes have been proposed.
    """

    def __init__(self, nlp: Language, name: str = "sdg_titles") -> None:
        self.name = name
        self._nlp = nlp
        self._matcher = PhraseMatcher(nlp.vocab, attr="NORM")
        self._titles: dict[int, _Title] = {}

    def add(self, entities: Iterable[Entity]) -> None:
        """Find the titles of these goals and targets; those of indicators are no titles but descriptions."""
        for entity in entities:
            if entity.id.count(".") > 1:
                continue
            for language, texts in entity.names.items():
                for text in texts:
                    self._add_title(entity.id, text.rstrip("。."), slogan=language == "ja")

    def __call__(self, doc: Doc) -> Doc:
        propose(doc, list(self.match(doc)))
        return doc

    def match(self, doc: Doc) -> Iterator[Candidate]:
        """The titles in `doc` that are meant as such."""
        text = flat_text(doc)
        codes = [(one.span, one.entities) for one in proposed(doc) if one.rule == "code"]
        matches = [(self._titles[key], span_of(doc, first, end)) for key, first, end in self._matcher(doc)]
        titles = [span for _, span in matches]
        for title, span in matches:
            if (
                title.long
                or _is_beside(text, span, title.entity, codes)
                or _is_all(text, span)
                or (_is_written_as_title(text, span, title.slogan) and not _is_within_name(text, span, titles))
            ):
                yield Candidate(span, (title.entity,), "title")

    def _add_title(self, entity: str, text: str, slogan: bool) -> None:
        pattern = self._nlp.make_doc(text)
        key = f"{entity} {text}"
        self._matcher.add(key, [pattern])
        unspaced = bool(_UNSPACED.match(text))
        long = len(pattern) >= (2 * LONG_TITLE if unspaced else LONG_TITLE)
        self._titles[self._nlp.vocab.strings[key]] = _Title(entity, long, slogan)


@dataclass(frozen=True, slots=True)
class _Title:
    entity: str
    long: bool
    slogan: bool


_MARKS = re.compile(r"[\s.,:;()\[\]\"'“”‘’«»「」『』《》—-]{0,9}")
_UNSPACED = re.compile(f"[{UNSPACED}]")
_QUOTES = "\"'“”‘«»「」『』《》〈〉‹›"
_LINKED_BEFORE = re.compile(
    r"(?<![\w-])(?P<word>(?!SDGs?\b|Goals?\b|Targets?\b)[A-ZА-ЯЁ][\w-]*)(?: ?[,&] ?(?:and )?| (?:and|for|on|of|in) )$"
)
_LINKED_AFTER = re.compile(
    r"(?: ?[,&] ?(?:and )?| (?:and|for|on|of|in) )(?:an? |the )?"
    r"(?P<word>(?!SDGs?\b|Goals?\b|Targets?\b)[A-ZА-ЯЁ][\w-]*)"
)
_CAPITAL_BEFORE = re.compile(r"(?:^|[\s(])[A-ZА-ЯЁ][\w-]*[ ]$")
_CAPITAL_AFTER = re.compile(r" (?:[A-ZА-ЯЁ][\w-]*)")
_OPENING_PLACE = re.compile(r"(?:^|[.!?:;•\n])\s*$")
_INNER_CAPITAL = re.compile(r"(?<=[\s,-])[A-ZА-ЯЁ]")
_INNER_WORD = re.compile(r"(?<=[\s,-])(?!(?:and|or|for|the|of|in|on|below|with|и|в|с)\b)[^\W\d_]")


def _is_beside(text: str, span: Span, entity: str, codes: list[tuple[Span, tuple[str, ...]]]) -> bool:
    """Whether the code of the same goal stands before or after these words, with only marks between them."""
    gaps = [
        text[min(span.end, code.end) : max(span.start, code.start)] for code, entities in codes if entity in entities
    ]
    return any(_MARKS.fullmatch(gap) for gap in gaps)


def _is_all(text: str, span: Span) -> bool:
    return not text[: span.start].strip() and not text[span.end :].strip(" \n.")


def _is_written_as_title(text: str, span: Span, slogan: bool) -> bool:
    if not speaks_of_sdgs(text):
        return False
    before, after = text[max(0, span.start - 40) : span.start], text[span.end : span.end + 40]
    if slogan or (before[-1:] and before[-1] in _QUOTES and after[:1] and after[0] in _QUOTES):
        return True
    surface = span.of(text)
    if not surface[0].isupper() or _CAPITAL_BEFORE.search(before) or _CAPITAL_AFTER.match(after):
        return False
    all_capitals = len(_INNER_CAPITAL.findall(surface)) >= len(_INNER_WORD.findall(surface)) > 0
    return all_capitals or not _OPENING_PLACE.search(before)


def _is_within_name(text: str, span: Span, titles: list[Span]) -> bool:
    """Whether small words join it to a capital of no other title: `A Pact for Climate Action and a Just Transition`."""
    before = _LINKED_BEFORE.search(text, max(0, span.start - 40), span.start)
    after = _LINKED_AFTER.match(text, span.end)
    words = [Span(*match.span("word")) for match in (before, after) if match]
    return any(not any(word.overlaps(title) for title in titles) for word in words)
