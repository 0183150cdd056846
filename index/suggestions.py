"""Acronyms that the reports of a generation define and a vocabulary lacks: what its curator may want to add."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from corpus.vocabulary import Vocabulary
from index.generation import Generation
from ingest.document import Span, passage_id
from ingest.taggers.definitions import definitions
from ingest.taggers.tokenizer import WordTokenizer

CONTEXTS = 3
"""How many contexts are given, each from another report where there are so many."""
CONTEXT_REACH = 90
"""Characters shown on either side of a definition."""


@dataclass(frozen=True, slots=True)
class Context:
    """A place where an acronym is defined."""

    document_id: str
    source: str
    page: int
    passage_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An acronym that is defined and not known."""

    acronym: str
    expansions: dict[str, int]
    """What it is said to stand for, with how often; the most frequent first."""
    is_name: bool
    """Whether that is written like a name, in capitals; a term in small letters may make a topic."""
    entity: str
    """The entity that has this expansion as a name and lacks the acronym, or nothing."""
    uses: int
    """How often the reports that define it write it."""
    documents: tuple[str, ...]
    contexts: tuple[Context, ...]


def suggestions(generation: Generation, vocabulary: Vocabulary) -> list[Suggestion]:
    """Acronyms defined in the generation that this vocabulary lacks, those used most often first.

    Units, chemical formulas and what stands for a single word are left out.
    """
    known = _known(vocabulary)
    found: dict[str, _Found] = {}
    for definition in _definitions(generation):
        acronym = _singular(definition.acronym)
        if acronym.casefold() not in known and _is_worth_a_look(acronym, definition.expansion):
            found.setdefault(acronym, _Found()).add(definition)
    names = _ids_by_name(vocabulary)
    uses = _uses(generation, found)
    listed = [one.suggestion(acronym, names, uses[acronym]) for acronym, one in found.items()]
    return sorted(listed, key=lambda one: (-one.uses, one.acronym))


@dataclass(frozen=True, slots=True)
class _Defined:
    """One definition as it stands in a report."""

    acronym: str
    expansion: str
    context: Context


@dataclass(slots=True)
class _Found:
    """The definitions of one acronym."""

    expansions: Counter[str] = field(default_factory=Counter)
    contexts: list[Context] = field(default_factory=list)

    def add(self, definition: _Defined) -> None:
        self.expansions[definition.expansion] += 1
        self.contexts.append(definition.context)

    def suggestion(self, acronym: str, names: dict[str, str], uses: int) -> Suggestion:
        documents = tuple(dict.fromkeys(context.document_id for context in self.contexts))
        first = {context.document_id: context for context in reversed(self.contexts)}
        [(expansion, _)] = self.expansions.most_common(1)
        entity = next((names[one.casefold()] for one in self.expansions if one.casefold() in names), "")
        shown = tuple(first[document] for document in documents[:CONTEXTS])
        expansions = dict(self.expansions.most_common())
        return Suggestion(acronym, expansions, _is_name(expansion), entity, uses, documents, shown)


def _definitions(generation: Generation) -> Iterator[_Defined]:
    """Every definition in every passage, once where passages overlap."""
    import spacy

    tokenizer = WordTokenizer(spacy.blank("xx").vocab)
    rows = generation.database.execute(
        "SELECT p.document, p.start, p.end, p.page_first, d.source"
        " FROM passages p JOIN documents d ON d.id = p.document ORDER BY p.number"
    )
    seen: set[tuple[str, int]] = set()
    for id, start, end, page, source in rows:
        text = generation.text(id, Span(start, end))
        for one in definitions(tokenizer(text)):
            if (id, start + one.short.start) not in seen:
                seen.add((id, start + one.short.start))
                context = Context(
                    id, source, page, passage_id(id, Span(start, end)), _around(text, one.long_form, one.short)
                )
                yield _Defined(one.word, " ".join(one.long_form.of(text).split()), context)


def _around(text: str, long: Span, short: Span) -> str:
    """The definition with some words on either side, on one line."""
    first, last = min(long.start, short.start), max(long.end, short.end)
    start, end = max(0, first - CONTEXT_REACH), last + CONTEXT_REACH
    shown = " ".join(text[start:end].split())
    return f"{'... ' if start else ''}{shown}{' ...' if end < len(text) else ''}"


def _uses(generation: Generation, found: dict[str, _Found]) -> Counter[str]:
    """How often each acronym stands in the reports that define it."""
    wanted: dict[str, set[str]] = {}
    for acronym, one in found.items():
        for context in one.contexts:
            wanted.setdefault(context.document_id, set()).add(acronym)
    uses: Counter[str] = Counter()
    for id, acronyms in wanted.items():
        rows = generation.database.execute("SELECT text FROM texts WHERE document = ? ORDER BY start", (id,))
        words = Counter(_WORD.findall("".join(text for (text,) in rows)))
        for acronym in acronyms:
            uses[acronym] += words[acronym] + words[f"{acronym}s"]
    return uses


_WORD = re.compile(r"(?<![\w-])[A-Za-z][A-Za-z-]*(?![\w-])")


def _known(vocabulary: Vocabulary) -> set[str]:
    """Every form in which an entity is found, folded."""
    forms = (form for entity in vocabulary for form in (entity.label, *entity.acronyms, *entity.misspellings))
    return {_singular(form).casefold() for form in forms} | {"sdg"}


def _ids_by_name(vocabulary: Vocabulary) -> dict[str, str]:
    return {name.casefold(): entity.id for entity in vocabulary for name in entity.names.get("en", ())}


def _singular(acronym: str) -> str:
    return acronym[:-1] if re.fullmatch(r".*[A-Z]s", acronym) else acronym


def _is_worth_a_look(acronym: str, expansion: str) -> bool:
    """Whether this may be an entity: no unit, no formula, no initials, not the letters of one word."""
    words = [word for word in re.split(r"[\s-]+", expansion) if word[:1].isalpha()]
    if sum(letter.isupper() for letter in acronym) < _FEWEST_CAPITALS or len(words) < _FEWEST_WORDS:
        return False
    if acronym in _CURRENCIES or not _spells(acronym, words):
        return False
    last = words[-1].lower()
    return not (_UNIT.fullmatch(last) or (_FORMULA.fullmatch(acronym) and _SUBSTANCE.search(last)))


def _spells(acronym: str, words: list[str]) -> bool:
    """Whether at least half of the letters begin a word: else the words stand before the bracket by chance."""
    letters = iter("".join(word[0] for word in words).lower())
    matched = sum(letter in letters for letter in acronym.lower() if letter.isalpha())
    return 2 * matched >= sum(letter.isalpha() for letter in acronym)


_FEWEST_CAPITALS = 2
_FEWEST_WORDS = 2
_CURRENCIES = frozenset({"CHF", "CNY", "EUR", "GBP", "JPY", "KRW", "MNT", "RMB", "RUB", "USD"})
_UNIT = re.compile(
    r"(?:.*(?:met(?:re|er)|gram|lit(?:re|er)|watt|joule|calorie)|ton|tonne|hour|hectare|percent|second|day|year"
    r"|equivalent|dollar|euro|won|yen|yuan|renminbi|tugrik|rouble|ruble|degree)s?"
)
_FORMULA = re.compile(r"(?:(?:H|B|C|N|O|F|S|P|K|Na|Mg|Al|Cl|Ca|Cr|Fe|Cu|Zn|As|Br|Cd|I|Hg|Pb)\d*)+x?")
_SUBSTANCE = re.compile(r"(?:oxide|ide|ate|ane|ene|ine|onia|acid|ozone|carbon|nitrogen|oxygen|sulphur|sulfur)s?$")


def _is_name(expansion: str) -> bool:
    """Whether most of its telling words have capitals."""
    words = [word for word in re.split(r"[\s-]+", expansion) if word[:1].isalpha() and len(word) > _SMALL]
    return bool(words) and 2 * sum(word[0].isupper() for word in words) > len(words)


_SMALL = 3
"""Words up to this length (of, and, for, the) are small in names too."""
