"""Finds mechanisms, agreements, forums, programmes and organizations by their names and acronyms.

Goals and targets of the SDGs are found by their codes and titles, not here.
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
from ingest.taggers.candidates import Candidate, propose
from ingest.taggers.definitions import definitions
from ingest.taggers.tokenizer import LATIN, flat_text, span_of

NEGATIVE_REACH: Final = 12
"""How many words to either side of an acronym one of its entity's negatives may stand to say that something else is
meant."""


class NameMatcher:
    """Proposes every stretch of words that is a known name (inflected, hyphenated and quoted forms too) or acronym.

    Case rules: an acronym is found as it is written, also as a plural. A name in small letters is found in any case.
    Of a name with capitals at least half of these must be there, the one that opens a sentence not counted; only a
    name with four or more cannot be ordinary words and is found in any case. In a session's name the number belongs
    to the mention: `TEMM20`, `SOM-23`, `COP 22`.
    """

    def __init__(self, nlp: Language, name: str = "names") -> None:
        self.name = name
        self._nlp = nlp
        self._names = PhraseMatcher(nlp.vocab, attr="NORM")
        self._acronyms = PhraseMatcher(nlp.vocab, attr="ORTH")
        self._negatives = PhraseMatcher(nlp.vocab, attr="NORM")
        self._forms: dict[int, _Form] = {}
        self._denied: dict[int, str] = {}
        self._words_of: dict[str, frozenset[int]] = {}

    def add(self, entities: Iterable[Entity]) -> None:
        """Find these entities from now on."""
        for entity in entities:
            for text, rule in _written_forms(entity):
                self._add_form(entity, text, rule)
            for text in entity.negatives:
                self._denied[_add(self._negatives, f"not {entity.id} {text}", self._nlp.make_doc(text))] = (
                    entity.id
                )
            self._words_of[entity.id] = frozenset(
                word.norm
                for text in entity.names.get("en", ())
                for word in self._nlp.make_doc(text)
                if _tells(word.text)
            )

    def __call__(self, doc: Doc) -> Doc:
        propose(doc, self.match(doc))
        return doc

    def match(self, doc: Doc) -> Iterator[Candidate]:
        """The names and acronyms in `doc`, overlapping ones too."""
        for key, first, end in self._names(doc):
            form = self._forms[key]
            if _capitals_suffice(doc, first, form.capitals):
                yield Candidate(_with_quote(doc, span_of(doc, first, end)), (form.entity,), form.rule)
        found = self._acronyms(doc)
        foreign = self._defined_otherwise(doc) if found else {}
        denied = self._denied_places(doc) if found else []
        for key, first, end in found:
            form = self._forms[key]
            if form.entity in foreign.get(doc[first:end].text, ()) or _is_denied(
                form.entity, first, end, denied
            ):
                continue
            span = _with_number(doc, first, end, form.numbered)
            if not _is_cut_from_longer(flat_text(doc), span):
                yield Candidate(span, (form.entity,), form.rule)

    def _add_form(self, entity: Entity, text: str, rule: str) -> None:
        words = self._nlp.make_doc(text)
        matcher = self._acronyms if _is_acronym(text) else self._names
        variants = [text, f"{text}s"] if matcher is self._acronyms else [text]
        form = _Form(
            entity.id, rule, tuple(_is_capital(word.text) for word in words), entity.kind in _NUMBERED
        )
        for variant in variants:
            self._forms[_add(matcher, f"{entity.id} {variant}", self._nlp.make_doc(variant))] = form

    def _defined_otherwise(self, doc: Doc) -> dict[str, set[str]]:
        """Which acronym the passage itself defines as something else than which entity."""
        foreign: dict[str, set[str]] = {}
        for definition in definitions(doc):
            words = {word.norm for word in doc[definition.first : definition.end] if _tells(word.text)}
            for key, _, _ in self._acronyms(doc[definition.acronym_first : definition.acronym_end]):
                known = self._words_of[self._forms[key].entity]
                if known and 2 * len(words & known) < len(words):
                    foreign.setdefault(definition.acronym, set()).add(self._forms[key].entity)
        return foreign

    def _denied_places(self, doc: Doc) -> list[tuple[str, int, int]]:
        return [(self._denied[key], first, end) for key, first, end in self._negatives(doc)]


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write an entity: which of its words have capitals, and whether a session's number may follow."""

    entity: str
    rule: str
    capitals: tuple[bool, ...]
    numbered: bool


_NUMBERED = frozenset({"mechanism", "forum"})
_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())
_SHORT_NAME = 4
_SESSION = re.compile(
    r"-?\d{1,2}(?![\d.,:%/]*\d)(?![\d%])|\ \d{1,2}(?=[\s,;:.)]|$)(?!\s+[a-z]+s\b)(?![.,:]\d)"
)
_SENTENCE_END = re.compile(r"(?:^|[.!?:;•]|\n\s*\n|\n\s*[-o•])\s*[\"'“‘(]*$")
_OPENING = {"”": "“", '"': '"', "」": "「", "』": "『", "》": "《", "»": "«"}


def _written_forms(entity: Entity) -> Iterator[tuple[str, str]]:
    """Every form of an entity with the rule that finds it, each once."""
    rules = {text: "misspelling" for text in entity.misspellings}
    rules |= {text: "acronym" for text in entity.acronyms}
    rules |= {text: "name" for texts in entity.names.values() for text in texts}
    if entity.label not in rules:
        rules[entity.label] = "acronym" if _is_acronym(entity.label) else "name"
    yield from rules.items()


def _add(matcher: PhraseMatcher, key: str, pattern: Doc) -> int:
    matcher.add(key, [pattern])
    return int(matcher.vocab.strings[key])


def _is_acronym(text: str) -> bool:
    """One word or hyphenated words, in which a capital or digit stands elsewhere than at the beginning."""
    return " " not in text and bool(re.search(r"(?<=.)[A-ZА-ЯЁ\d]", text)) and text == text.strip()


def _is_capital(word: str) -> bool:
    return word[0].isupper()


def _tells(word: str) -> bool:
    return word[0].isalpha() and word.lower() not in _SMALL_WORDS


def _capitals_suffice(doc: Doc, first: int, capitals: tuple[bool, ...]) -> bool:
    wanted = [place for place, capital in enumerate(capitals, first) if capital]
    if not wanted or len(wanted) >= _SHORT_NAME:
        return True
    if len(wanted) > 1 and wanted[0] == first and _opens_sentence(doc, first):
        wanted = wanted[1:]
    return 2 * sum(_is_capital(doc[place].text) for place in wanted) >= len(wanted)


def _opens_sentence(doc: Doc, word: int) -> bool:
    start = span_of(doc, word, word + 1).start
    return bool(_SENTENCE_END.search(flat_text(doc)[max(0, start - 20) : start]))


def _with_quote(doc: Doc, span: Span) -> Span:
    """The span with the opening quotation mark before it when it holds the closing one."""
    text = flat_text(doc)
    before = text[span.start - 1 : span.start]
    inside = span.of(text)
    closing = [mark for mark, opening in _OPENING.items() if opening == before and inside.count(mark) == 1]
    return Span(span.start - 1, span.end) if closing else span


def _with_number(doc: Doc, first: int, end: int, numbered: bool) -> Span:
    span = span_of(doc, first, end)
    number = _SESSION.match(flat_text(doc), span.end) if numbered else None
    return Span(span.start, number.end()) if number else span


def _is_cut_from_longer(text: str, span: Span) -> bool:
    """Whether an acronym found in parts of a word is no word of its own: `TEMM` in `TEMM1234`."""
    return bool(re.match(rf"[{LATIN}\d]", text[span.end : span.end + 1]))


def _is_denied(entity: str, first: int, end: int, denied: list[tuple[str, int, int]]) -> bool:
    """Whether a negative of this entity stands near these words, and is not just these words."""
    return any(
        other == entity and start < end + NEGATIVE_REACH and stop > first - NEGATIVE_REACH
        for other, start, stop in denied
    )
