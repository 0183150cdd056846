"""Decides over a whole document what its passages, read one by one, leave open.

An acronym means what the nearest definition says: the last before it, else the first after it. A name that the document
gives a short form is found under that form too. A name that others have as well counts where its kin is named, and one
of a national body (`Ministry of the Environment`) where no country is named nearer than its own.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from corpus.vocabulary import Entity, Vocabulary
from ingest.document import Span
from ingest.taggers.candidates import Candidate, Findings, longest
from ingest.taggers.definitions import Definition
from ingest.taggers.tokenizer import flatten

Place = tuple[int, int]
"""The number of a passage and a character in it."""

KIN_REACH: Final = 20
"""How many passages may lie between a shared name and kin that shows who is meant: 9 do in the annotated reports."""
HOME_REACH: Final = 3
"""How many passages back the country may be named whose `Ministry of the Environment` is meant."""
ADJOINING: Final = 12
"""How many characters may lie between a shared name and kin behind it that belongs to it: those of ` (COP) to the `."""
INTRODUCED_REACH: Final = 120
"""How many characters may lie between a name and the brackets that give it a short form: 46 do in these reports."""


class Settler:
    """Knows which entities are kin: an entity, all above and below it, and what is below its parents."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        shared = [entity for entity in vocabulary if entity.shared]
        self._families = {
            entity.id: _Family(_kin(vocabulary, entity), _signs(entity), _home(entity)) for entity in shared
        }

    def settle(self, findings: Sequence[Findings], texts: Sequence[str]) -> list[list[Candidate]]:
        """What stays of the candidates in the passages of one document, given in their order."""
        texts = [flatten(text) for text in texts]
        senses = _Senses(findings)
        open_, kept = [], []
        for number, found in enumerate(findings):
            valid = [one for one in found.candidates if senses.allow(one, (number, one.span.start))]
            open_.append([one for one in valid if one.shared])
            kept.append(longest(one for one in valid if not one.shared))
        if any(open_):
            company = _Company(self._families, kept, texts)
            kept = [
                longest([*clear, *company.meant(number, shared)]) if shared else clear
                for number, (clear, shared) in enumerate(zip(kept, open_, strict=True))
            ]
        _add_introduced(kept, findings, texts)
        return kept


@dataclass(frozen=True, slots=True)
class _Family:
    """Who an entity's kin are, words in capitals that stand for it (`DSS` of `DSS Working Group I`), and the country
    of a national body."""

    kin: frozenset[str]
    signs: frozenset[str]
    home: str


class _Company:
    """Where the document names the kin of entities with shared names."""

    def __init__(
        self, families: Mapping[str, _Family], kept: Sequence[Sequence[Candidate]], texts: Sequence[str]
    ) -> None:
        self._families = families
        self._texts = texts
        self._places: dict[tuple[str, ...], list[Place]] = {}
        self._named: dict[str, list[Place]] = defaultdict(list)
        self._countries: list[tuple[Place, str]] = []
        for number, candidates in enumerate(kept):
            for one in candidates:
                for entity in one.entities:
                    self._named[entity].append((number, one.span.start))
                    if entity.startswith("country:"):
                        self._countries.append(((number, one.span.start), entity))

    def meant(self, number: int, shared: Iterable[Candidate]) -> Iterator[Candidate]:
        """Of the shared names in a passage those that are meant, for each span that of the entity that is."""
        rivals: dict[Span, list[Candidate]] = defaultdict(list)
        for one in shared:
            rivals[one.span].append(one)
        for span, candidates in rivals.items():
            entities = [one.entities[0] for one in candidates]
            distances = [self._distance(number, span, entity, entities) for entity in entities]
            near = [(distance, index) for index, distance in enumerate(distances) if distance]
            if near:
                yield candidates[min(near)[1]]

    def _distance(self, number: int, span: Span, entity: str, rivals: Sequence[str]) -> tuple[int, bool, int] | None:
        """How far the entity's own kin is: passages, whether it comes later, characters; None if too far.

        What adjoins behind is nearest of all: `COP to the UNFCCC`. For a national body the nearest country decides.
        """
        if self._families[entity].home and (nearest := self._nearest_country(number, span)):
            country, distance = nearest
            return distance if country == self._families[entity].home else None
        places = self._places_of(entity, [other for other in rivals if other != entity])
        after = bisect_left(places, (number, span.start))
        before, behind = places[after - 1 : after], places[after : after + 1]
        found = [(number - passage, False, span.start - start) for passage, start in before]
        found += [(passage - number, True, start - span.end) for passage, start in behind]
        if behind and behind[0][0] == number and behind[0][1] - span.end <= ADJOINING:
            return 0, False, 0
        return min((one for one in found if one[0] <= KIN_REACH), default=None)

    def _nearest_country(self, number: int, span: Span) -> tuple[str, tuple[int, bool, int]] | None:
        """The country named nearest in the passage, else the last one before, and how far it is."""
        after = bisect_left(self._countries, (number, span.start), key=lambda one: one[0])
        found = []
        for (passage, start), country in self._countries[max(0, after - 1) : after + 1]:
            if passage == number and start >= span.end:
                owned = _OWNED_BY.fullmatch(self._texts[number], span.end, start)
                found.append(((0, not owned, 0 if owned else start - span.end), country))
            elif 0 <= number - passage <= HOME_REACH:
                found.append(((number - passage, False, span.start - start), country))
        distance, country = min(found, default=(None, ""))
        return (country, distance) if distance else None

    def _places_of(self, entity: str, others: Sequence[str]) -> list[Place]:
        """Where kin of the entity, and not of the others, is named."""
        key = (entity, *others)
        if key not in self._places:
            own, rest = self._families[entity], [self._families[other] for other in others]
            kin = own.kin.difference(*(other.kin for other in rest)) | {entity}
            signs = own.signs.difference(*(other.signs for other in rest))
            named = [place for one in kin for place in self._named.get(one, ())]
            self._places[key] = sorted([*named, *self._standing(signs)])
        return self._places[key]

    def _standing(self, signs: Iterable[str]) -> Iterator[Place]:
        """Where these words in capitals stand."""
        words = "|".join(map(re.escape, signs))
        if words:
            pattern = re.compile(rf"(?<![A-Za-z])(?:{words})(?![a-z]|[A-Z]{{2}})")
            yield from ((n, match.start()) for n, text in enumerate(self._texts) for match in pattern.finditer(text))


class _Senses:
    """What the acronyms of a document mean by its own definitions."""

    def __init__(self, findings: Sequence[Findings]) -> None:
        self._places: dict[tuple[str, str], list[tuple[Place, bool]]] = defaultdict(list)
        for number, found in enumerate(findings):
            for one in found.definitions:
                for entities, own in ((one.meant, True), (one.not_meant, False)):
                    for entity in entities:
                        self._places[one.word, entity].append(((number, one.short.start), own))
        for places in self._places.values():
            places.sort()

    def allow(self, candidate: Candidate, place: Place) -> bool:
        """Whether the document lets this candidate stand."""
        if not candidate.word:
            return True
        defined = [self._places.get((candidate.word, entity), ()) for entity in candidate.entities]
        nearest = _nearest_of([one for places in defined for one in places], place)
        return not candidate.denied if nearest is None else nearest


def _nearest_of(places: Sequence[tuple[Place, bool]], place: Place) -> bool | None:
    """The sense that holds at `place`: that of the last definition up to there, else that of the first."""
    if not places:
        return None
    after = bisect_left(places, place, key=lambda one: one[0])
    at = after < len(places) and places[after][0] == place
    return places[after][1] if at or not after else places[after - 1][1]


def _kin(vocabulary: Vocabulary, entity: Entity) -> frozenset[str]:
    families = [vocabulary.descendants(parent) for parent in entity.parents]
    line = {entity.id, *vocabulary.ancestors(entity.id), *vocabulary.descendants(entity.id)}
    return frozenset(line.union(*families))


_OWNED_BY = re.compile(r"[ \n]*[,(]?[ \n]*(?:of|in|from)?[ \n]*(?:the )?")
"""What stands between a ministry and its country behind it."""


def _home(entity: Entity) -> str:
    """The country of a body that has just one, and nothing above it."""
    return f"country:{entity.members[0]}" if len(entity.members) == 1 and not entity.parents else ""


_CAPITALS = re.compile(r"(?<![\w-])[A-Z][A-Z0-9-]+[A-Z](?![\w-])")


def _signs(entity: Entity) -> frozenset[str]:
    names = [*entity.acronyms, *(name for names in entity.names.values() for name in names)]
    return frozenset(word for name in names if name not in entity.shared for word in _CAPITALS.findall(name))


def _add_introduced(kept: list[list[Candidate]], findings: Sequence[Findings], texts: Sequence[str]) -> None:
    """Add to what is `kept` the short forms that the document itself gives to known names, from there on."""
    entities: dict[str, list[tuple[Place, str]]] = defaultdict(list)
    for number, (found, candidates) in enumerate(zip(findings, kept, strict=True)):
        for definition in found.definitions:
            known = definition.meant or definition.not_meant
            if definition.short.start < 0 or known:
                continue
            if entity := _introduced(definition, candidates, texts[number]):
                entities[definition.word].append(((number, definition.short.start), entity))
    if not entities:
        return
    words = re.compile("|".join(_spaced(word) for word in sorted(entities, key=len, reverse=True)))
    for number, text in enumerate(texts):
        if uses := list(_uses(words, text, number, entities)):
            kept[number] = longest([*kept[number], *uses])


def _introduced(definition: Definition, candidates: Iterable[Candidate], text: str) -> str:
    """The entity to which a definition gives a short form; empty where it is none that we know."""
    long_form = definition.long_form
    for one in reversed(list(candidates)):
        if one.rule not in _NAMES or not one.span.overlaps(long_form):
            continue
        if definition.somewhere:
            near = long_form.end - one.span.end <= INTRODUCED_REACH
            fits = near and _shortens(definition.word, one.span.of(text))
        else:
            fits = one.span.start <= long_form.start and not text[one.span.end : long_form.end].strip(_GAP)
        if fits:
            return one.entities[0]
    return ""


_NAMES = frozenset({"name", "misspelling"})
_GAP = " \n*\"'“”‘’«»「」『』"
_LATIN_WORD = re.compile(r"[^\W\d_]+")


def _shortens(word: str, name: str) -> bool:
    """Whether a short form is made of words of the name, or, in capitals or an unspaced script, of letters of it."""
    if any(letter.islower() for letter in word):
        return set(_LATIN_WORD.findall(word.casefold())) <= set(_LATIN_WORD.findall(name.casefold()))
    rest = iter(name.casefold())
    return all(letter in rest for letter in word.casefold() if letter.isalnum())


_AFTER_LATIN, _AFTER_HANGUL = r"(?<![A-Za-z\d])", "(?<![가-힣])"
_AFTER_HAN = "(?:(?<![一-鿿])|(?<=[在据照按本该的和与及以由为是向对从行守于]))"
"""In Chinese, words that a short form may follow; in Japanese, what stands before one is no Han character at all."""


def _spaced(word: str) -> str:
    """A pattern for a short form, whose spaces may be line ends, where it is no part of a longer word."""
    pattern = r"\s+".join(map(re.escape, word.split()))
    if "가" <= word[0] <= "힣":
        return _AFTER_HANGUL + pattern
    if "一" <= word[0] <= "鿿":
        return _AFTER_HAN + pattern
    return rf"{_AFTER_LATIN}{pattern}(?![^\W\d_])"


def _uses(
    words: re.Pattern[str], text: str, number: int, entities: Mapping[str, list[tuple[Place, str]]]
) -> Iterator[Candidate]:
    for match in words.finditer(text):
        before = [entity for place, entity in entities[" ".join(match[0].split())] if place <= (number, match.start())]
        if before:
            yield Candidate(Span(*match.span()), (before[-1],), "defined")
