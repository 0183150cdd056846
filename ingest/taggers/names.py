"""Finds mechanisms, agreements, forums, programmes and organizations by their names and acronyms.

Goals and targets of the SDGs are found by their codes and titles, not here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc

from corpus.vocabulary import Entity
from ingest.document import Span
from ingest.taggers.candidates import Candidate, propose
from ingest.taggers.definitions import Definition, definitions
from ingest.taggers.tokenizer import flat_text, span_of, word_at

NEGATIVE_REACH: Final = 6
"""How many words may stand between a form and one of its entity's negatives that says something else is meant."""


class NameMatcher:
    """Proposes every stretch of words that is a known name (inflected, hyphenated and quoted forms too) or acronym.

    Case rules: an acronym is found as it is written, also as a plural. A name in small letters is found in any case.
    Of a name with capitals at least half of these must be there, the one that opens a sentence not counted; only a
    name with four or more cannot be ordinary words and is found in any case. The number of a session belongs to the
    mention: `TEMM20`, `SOM-23`, `COP 22`, `2nd TPDAP`, `第20回日中韓環境大臣会合`.
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
        listed = list(entities)
        parents = {entity.id: entity.parents for entity in listed}
        for entity in listed:
            for text, rule in _written_forms(entity):
                self._add_form(entity, text, rule, _depth(entity.id, parents))
            for text in entity.negatives:
                self._denied[_add(self._negatives, f"not {entity.id} {text}", self._nlp.make_doc(text))] = entity.id
            self._words_of[entity.id] = frozenset(
                word.norm
                for text in entity.names.get("en", ())
                for word in self._nlp.make_doc(text)
                if _tells(word.text)
            )

    def __call__(self, doc: Doc) -> Doc:
        """Propose what `match` finds, and note what the text defines."""
        candidates = list(self.match(doc))
        propose(doc, candidates)
        named = {one.short.start: one for one in _named_before(flat_text(doc), candidates)}
        guessed = [self._judged(doc, one) for one in definitions(doc) if one.short.start not in named]
        doc.user_data["definitions"] = [*named.values(), *guessed]
        return doc

    def match(self, doc: Doc) -> Iterator[Candidate]:
        """The names and acronyms in `doc`, overlapping ones too."""
        names, acronyms = self._names(doc), self._acronyms(doc)
        if not names and not acronyms:
            return
        denied = [(self._denied[key], first, end) for key, first, end in self._negatives(doc)]
        for key, first, end in names:
            form = self._forms[key]
            if _is_written_so(doc, first, end, form) and not _is_denied(form.entity, first, end, denied):
                yield _candidate(doc, first, end, form)
        for key, first, end in acronyms:
            form = self._forms[key]
            yield _candidate(doc, first, end, form, denied=_is_denied(form.entity, first, end, denied))

    def _add_form(self, entity: Entity, text: str, rule: str, depth: int) -> None:
        words = self._nlp.make_doc(text)
        is_acronym = _is_acronym(text)
        matcher = self._acronyms if is_acronym else self._names
        form = _Form(
            entity.id,
            rule,
            text if is_acronym else "",
            capitals=tuple(_is_capital(word.text) for word in words),
            possessive=bool(_POSSESSIVE.match(text)),
            numbered=_is_numbered(entity, text, is_acronym),
            shared=text in entity.shared,
            depth=depth,
        )
        self._forms[_add(matcher, f"{entity.id} {text}", words)] = form
        if is_acronym:
            self._forms[_add(matcher, f"{entity.id} {text}s", self._nlp.make_doc(f"{text}s"))] = form

    def _judged(self, doc: Doc, definition: Definition) -> Definition:
        """The definition with the known entities that it means, and those of this acronym that it does not mean."""
        words = {
            word.norm
            for word in doc[word_at(doc, definition.long_form.start) : word_at(doc, definition.long_form.end)]
            if _tells(word.text)
        }
        place = word_at(doc, definition.short.start)
        known = {self._forms[key].entity for key, *_ in self._acronyms(doc[place : word_at(doc, definition.short.end)])}
        meant = {entity for entity in known if self._fits(entity, words)}
        return replace(definition, meant=tuple(sorted(meant)), not_meant=tuple(sorted(known - meant)))

    def _fits(self, entity: str, words: set[int]) -> bool:
        """Whether half of these words at least stand in the entity's English names, if it has any."""
        known = self._words_of[entity]
        return not known or 2 * len(words & known) >= len(words)


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write an entity, and what is to be looked at where it stands.

    `word` is the form if it is an acronym. `capitals` says which of its words have one, `possessive` whether its first
    word has an `'s`, `numbered` which number belongs to it: that of a session, that of a goal, or none.
    """

    entity: str
    rule: str
    word: str
    capitals: tuple[bool, ...]
    possessive: bool
    numbered: str
    shared: bool
    depth: int


_NUMBERED_KINDS = frozenset({"mechanism", "forum"})
_SESSIONS = re.compile(
    r"\b(?:meeting|summit|forum|dialogue|conference|seminar|workshop|symposium|round ?table|assembly|training)s?\b"
    r"|会议|會議|会合|会談|论坛|對話|对话|対話|峰会|研讨会|大会|シンポジウム|フォーラム|サミット|セミナー|ワークショップ|研修"
    r"|회의|회담|포럼|대화|세미나|워크숍|총회|심포지엄|встреч|совещани|форум|саммит|конференци|диалог|семинар|уулзалт|хурал",
    re.IGNORECASE,
)
"""What meets again and again, and so has numbers."""
_GOALS = re.compile(r"(?:goal|target|mdg)s?$", re.IGNORECASE)
_SMALL_WORDS = frozenset("a an and as at by for from in of on or the to with".split())  # noqa: SIM905
_SHORT_NAME = 4
"""A name with so many capitals cannot be ordinary words."""
_NUMBER_BEHIND = re.compile(
    r"-?\d{1,2}(?![\d%]|[.,:/]\d)"  # TEMM20, SOM-23
    r"|\ \d{1,2}(?=[\s,;:.)]|$)(?!\s+[a-z]+s\b|[.,:]\d)"  # COP 22, but not TEMM 20 years
)
_ORDINAL = (
    r"(?:\d{0,2}(?:1st|2nd|3rd|\dth)|\d{1,2}-(?:я|е|й|го|м|ой|ом|ая|ый|ое)"
    r"|(?i:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|(?:thir|four|fif|six|seven"
    r"|eigh|nine)teenth|twentieth|thirtieth|fortieth|fiftieth|(?:twenty|thirty)-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)))"
)
_NUMBER_BEFORE = re.compile(
    rf"(?<![\w-]){_ORDINAL}(?:(?:, | and |, and | - |-| to ){_ORDINAL})* $"
    r"|第\s?(?:\d{1,3}|[一二三四五六七八九十]{1,3})\s?[回次届屆]$|제\s?\d{1,3}\s?[차회]\s?$"
)
_SENTENCE_END = re.compile(r"(?:^|[.!?:;•]|\n\s*\n|\n\s*[-o•])\s*[\"'“‘(]*$")
_QUOTES = tuple(map(tuple, ("“”", '""', "「」", "『』", "《》", "«»")))
_POSSESSIVE = re.compile(r"[\w-]+'s ")
_LONGER_NAME = re.compile(
    r" (?:[A-Z][\w'-]*,? (?:(?:and|for|of|on|in|to|the) )*){0,6}?(?:Office|Board|Conference|Decade|Group|Forum"
    r"|Committee|Commission|Council|Institute|Fund|Facility|Cent(?:re|er)|Department|Network|Alliance|Agency"
    r"|Partnership|Initiative|Platform|Programme?|Assembly|Summit|Coalition|Panel|Task Force|Academy"
    r"|Foundation|Mission|Framework|Hub)\b"
)
"""What follows where an organization's name only begins that of another body: `United Nations Water Conference`."""


def _depth(entity: str, parents: Mapping[str, tuple[str, ...]]) -> int:
    return max((1 + _depth(parent, parents) for parent in parents.get(entity, ())), default=0)


def _written_forms(entity: Entity) -> Iterator[tuple[str, str]]:
    """Every form of an entity with the rule that finds it, each once."""
    rules = dict.fromkeys(entity.misspellings, "misspelling")
    rules |= dict.fromkeys(entity.acronyms, "acronym")
    rules |= {text: "name" for texts in entity.names.values() for text in texts}
    if entity.label not in rules:
        rules[entity.label] = "acronym" if _is_acronym(entity.label) else "name"
    yield from rules.items()


def _is_numbered(entity: Entity, text: str, is_acronym: bool) -> str:
    if _GOALS.search(text):
        return "goal"
    meets = entity.kind in _NUMBERED_KINDS and _SESSIONS.search(entity.name("en") if is_acronym else text)
    return "session" if meets or entity.series else ""


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


def _is_written_so(doc: Doc, first: int, end: int, form: _Form) -> bool:
    span, whole = span_of(doc, first, end), flat_text(doc)
    text = span.of(whole)
    return (
        _capitals_suffice(doc, first, form.capitals)
        and not _is_split_in_korean(doc, first, end)
        and (form.possessive or not _POSSESSIVE.match(text))
        and not (form.entity.startswith("organization:") and _LONGER_NAME.match(whole, span.end))
    )


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


def _candidate(doc: Doc, first: int, end: int, form: _Form, *, denied: bool = False) -> Candidate:
    span = _whole(doc, first, end, form.numbered)
    return Candidate(span, (form.entity,), form.rule, form.word, denied, form.shared, form.depth)


def _whole(doc: Doc, first: int, end: int, numbered: str) -> Span:
    """The characters of these words with the number of a session, and with the other mark of a pair of quotes."""
    span, text = span_of(doc, first, end), flat_text(doc)
    if numbered and (behind := _NUMBER_BEHIND.match(text, span.end)):
        return Span(span.start, behind.end())
    if numbered == "session" and (before := _NUMBER_BEFORE.search(text, max(0, span.start - 60), span.start)):
        return Span(before.start(), span.end)
    surface, left, right = span.of(text), text[span.start - 1 : span.start], text[span.end : span.end + 1]
    opens = any(left == opening and surface.count(closing) == 1 for opening, closing in _QUOTES)
    closes = any(right == closing and surface.count(opening) == 1 for opening, closing in _QUOTES)
    return Span(span.start - opens, span.end + closes)


def _named_before(text: str, candidates: Iterable[Candidate]) -> Iterator[Definition]:
    """The acronyms in brackets behind a name of the same entity: their definitions, whatever their letters."""
    listed = list(candidates)
    names = {(one.span.end, one.entities): one.span for one in listed if not one.word}
    for one in listed:
        bracket = _BRACKET.search(text, max(0, one.span.start - 9), one.span.start) if one.word else None
        if bracket and (name := names.get((bracket.start(), one.entities))):
            yield Definition(one.span, one.word, name, meant=one.entities)


_BRACKET = re.compile(r"[\s*\"'”’»」』》]*[(（][\s*\"'“‘«]*$")


def _is_denied(entity: str, first: int, end: int, denied: list[tuple[str, int, int]]) -> bool:
    """Whether a negative of this entity stands near these words."""
    return any(
        other == entity and start < end + NEGATIVE_REACH and stop > first - NEGATIVE_REACH
        for other, start, stop in denied
    )
