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
from ingest.taggers.tokenizer import flat_text, span_of

NEGATIVE_REACH: Final = 6
"""How many words may stand between a form and one of its entity's negatives that says something else is meant."""


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
                self._denied[_add(self._negatives, f"not {entity.id} {text}", self._nlp.make_doc(text))] = entity.id
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
        names, acronyms = self._names(doc), self._acronyms(doc)
        if not names and not acronyms:
            return
        denied = [(self._denied[key], first, end) for key, first, end in self._negatives(doc)]
        own, foreign = self._defined(doc) if acronyms else (set(), set())
        for key, first, end in names:
            form = self._forms[key]
            meant = _capitals_suffice(doc, first, form.capitals) and not _is_split_in_korean(doc, first, end)
            if meant and not _is_denied(form.entity, first, end, denied):
                yield Candidate(_whole(doc, first, end, form.numbered), (form.entity,), form.rule)
        for key, first, end in acronyms:
            form, use = self._forms[key], (doc[first].text, self._forms[key].entity)
            if use in own or (use not in foreign and not _is_denied(form.entity, first, end, denied)):
                yield Candidate(_whole(doc, first, end, form.numbered), (form.entity,), form.rule)

    def _add_form(self, entity: Entity, text: str, rule: str) -> None:
        words = self._nlp.make_doc(text)
        matcher = self._acronyms if _is_acronym(text) else self._names
        variants = [text, f"{text}s"] if matcher is self._acronyms else [text]
        numbered = entity.kind in _NUMBERED_KINDS or words[-1].norm_ in _NUMBERED_WORDS
        form = _Form(entity.id, rule, tuple(_is_capital(word.text) for word in words), numbered)
        for variant in variants:
            self._forms[_add(matcher, f"{entity.id} {variant}", self._nlp.make_doc(variant))] = form

    def _defined(self, doc: Doc) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
        """Acronyms that the passage itself defines, each with an entity: those meant, and those meant otherwise."""
        own: set[tuple[str, str]] = set()
        foreign: set[tuple[str, str]] = set()
        for definition in definitions(doc):
            words = {word.norm for word in doc[definition.long_form] if _tells(word.text)}
            for key, first, _ in self._acronyms(doc[definition.acronym]):
                entity = self._forms[key].entity
                known = self._words_of[entity]
                same = not known or 2 * len(words & known) >= len(words)
                (own if same else foreign).add((doc[first].text, entity))
        return own, foreign


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write an entity: which of its words have capitals, and whether a session's number may follow."""

    entity: str
    rule: str
    capitals: tuple[bool, ...]
    numbered: bool


_NUMBERED_KINDS = frozenset({"mechanism", "forum"})
_NUMBERED_WORDS = frozenset({"goal", "target", "mdg"})
_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())  # noqa: SIM905
_SHORT_NAME = 4
"""A name with so many capitals cannot be ordinary words."""
_SESSION = re.compile(
    r"-?\d{1,2}(?![\d%]|[.,:/]\d)"  # TEMM20, SOM-23
    r"|\ \d{1,2}(?=[\s,;:.)]|$)(?!\s+[a-z]+s\b|[.,:]\d)"  # COP 22, but not TEMM 20 years
)
_SENTENCE_END = re.compile(r"(?:^|[.!?:;•]|\n\s*\n|\n\s*[-o•])\s*[\"'“‘(]*$")
_QUOTES = tuple(map(tuple, ("“”", '""', "「」", "『』", "《》", "«»")))


def _written_forms(entity: Entity) -> Iterator[tuple[str, str]]:
    """Every form of an entity with the rule that finds it, each once."""
    rules = dict.fromkeys(entity.misspellings, "misspelling")
    rules |= dict.fromkeys(entity.acronyms, "acronym")
    rules |= {text: "name" for texts in entity.names.values() for text in texts}
    if entity.label not in rules:
        rules[entity.label] = "acronym" if _is_acronym(entity.label) else "name"
    yield from rules.items()


def _add(matcher: PhraseMatcher, key: str, pattern: Doc) -> int:
    matcher.add(key, [pattern])
    return int(pattern.vocab.strings[key])


def _is_acronym(text: str) -> bool:
    """One word or hyphenated words, in which a capital or digit stands elsewhere than at the beginning."""
    return " " not in text and bool(re.search(r"(?<=.)[A-ZА-ЯЁ\d]", text))


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


_HANGUL = re.compile("[가-힣]")
_SPLIT_HANGUL = re.compile("[가-힣] +[가-힣]")


def _is_split_in_korean(doc: Doc, first: int, end: int) -> bool:
    """Whether the words begin inside one Korean word and go on in the next: 통계 is not in 교통 계획."""
    span, text = span_of(doc, first, end), flat_text(doc)
    inside = _HANGUL.match(text, span.start) and _HANGUL.match(text[span.start - 1 : span.start])
    return bool(inside and _SPLIT_HANGUL.search(span.of(text)))


def _opens_sentence(doc: Doc, word: int) -> bool:
    start = span_of(doc, word, word + 1).start
    return bool(_SENTENCE_END.search(flat_text(doc)[max(0, start - 20) : start]))


def _whole(doc: Doc, first: int, end: int, numbered: bool) -> Span:
    """The characters of these words with the number of a session, and with the other mark of a pair of quotes."""
    span, text = span_of(doc, first, end), flat_text(doc)
    if numbered and (number := _SESSION.match(text, span.end)):
        return Span(span.start, number.end())
    surface, before, after = span.of(text), text[span.start - 1 : span.start], text[span.end : span.end + 1]
    opens = any(before == opening and surface.count(closing) == 1 for opening, closing in _QUOTES)
    closes = any(after == closing and surface.count(opening) == 1 for opening, closing in _QUOTES)
    return Span(span.start - opens, span.end + closes)


def _is_denied(entity: str, first: int, end: int, denied: list[tuple[str, int, int]]) -> bool:
    """Whether a negative of this entity stands near these words."""
    return any(
        other == entity and start < end + NEGATIVE_REACH and stop > first - NEGATIVE_REACH
        for other, start, stop in denied
    )
