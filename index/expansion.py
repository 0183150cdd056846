"""Names across languages: what a question names is asked for by its other names too, `沙尘暴` as `dust storm`.

The generation holds the names of its vocabulary as terms, so that they are found as full text finds words, in any
inflection that stemming levels, and no tagger has to be loaded for a search by words.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from corpus.vocabulary import Entity
from index.lexical import Expansion, Term, is_somewhere, is_spaceless, terms
from ingest.document import Span

LONGEST_NAME = 32
"""Terms. What is longer is the wording of an SDG target or indicator, which no report repeats as a name."""

_ANY_CASE = 5
"""Letters from which an acronym is known in any case; a shorter one may be a word (WHO, TEEN)."""

_GOAL_CODES = ("SDG {}", "Goal {}", "可持续发展目标{}", "持続可能な開発目標{}", "目标{}", "目標{}", "목표 {}", "ЦУР {}")
_TARGET_CODES = ("SDG {}", "Target {}", "具体目标{}", "目标{}", "ターゲット{}", "세부목표 {}", "задача {}", "ЦУР {}")

NameRow = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class Named:
    """Words of a question that are a name, as terms too, and the entities that have it."""

    span: Span
    terms: str
    entities: list[str]


def name_rows(entity: Entity) -> Iterator[NameRow]:
    """The rows of an entity in the table of names: first term, all terms, id, name, and how an acronym is written."""
    acronyms = [*entity.acronyms, *(word for word in (entity.label, *entity.misspellings) if word.isupper())]
    names = [
        entity.label,
        *(name for names in entity.names.values() for name in names),
        *entity.misspellings,
        *_codes(entity),
    ]
    for name in dict.fromkeys([*acronyms, *names]):
        found = [term.text for term in terms(name)]
        if found and len(found) <= LONGEST_NAME and name not in entity.shared:
            written = name if name in acronyms and len(name) < _ANY_CASE else ""
            yield found[0], " ".join(found), entity.id, name, written


def word_rows(rows: Iterable[NameRow]) -> Iterator[tuple[str, str]]:
    """The rows of the table of the words of names: what can be mistyped, and its term."""
    for *_, name, _ in rows:
        for term in terms(name):
            if not is_spaceless(term.text):
                yield term.span.of(name).casefold(), term.text


def named(database: sqlite3.Connection, question: str) -> Iterator[Named]:
    """What in `question` is a name; where names overlap the longest stays."""
    found = list(terms(question))
    taken: set[int] = set()
    for first, size, entities in sorted(_matches(database, question, found), key=lambda match: (-match[1], match[0])):
        places = range(first, first + size)
        if taken.isdisjoint(places):
            taken.update(places)
            span = Span(found[first].span.start, found[first + size - 1].span.end)
            yield Named(span, " ".join(found[place].text for place in places), entities)


def expansions(database: sqlite3.Connection, names: Iterable[Named]) -> list[Expansion]:
    """The entities that a question `names`, each with those of its other names that some passage has.

    Entities that nothing else is called by are left out.
    """
    found = (
        Expansion(entity, one.span, tuple(_others(database, entity, one.terms)))
        for one in names
        for entity in one.entities
    )
    return [expansion for expansion in found if expansion.names]


def _codes(entity: Entity) -> Iterator[str]:
    """How a goal or target is called by its number."""
    kind, _, code = entity.id.partition(":")
    if kind == "sdg" and code.count(".") < 2:
        yield from (form.format(code) for form in (_TARGET_CODES if "." in code else _GOAL_CODES))


def _matches(
    database: sqlite3.Connection, question: str, found: Sequence[Term]
) -> Iterator[tuple[int, int, list[str]]]:
    """Where known names begin in the question's terms, of how many terms they are, and whose names they are."""
    firsts = list(dict.fromkeys(term.text for term in found))
    known: dict[str, dict[str, list[tuple[str, str]]]] = defaultdict(lambda: defaultdict(list))
    rows = database.execute(
        f"SELECT first, terms, entity, written FROM names WHERE first IN ({', '.join('?' * len(firsts))})", firsts
    )
    for first, name, entity, written in rows:
        known[first][name].append((entity, written))
    for place, term in enumerate(found):
        for name, owners in known.get(term.text, {}).items():
            size = name.count(" ") + 1
            if " ".join(one.text for one in found[place : place + size]) == name:
                surface = question[term.span.start :]
                if entities := [entity for entity, written in owners if surface.startswith(written)]:
                    yield place, size, list(dict.fromkeys(entities))


def _others(database: sqlite3.Connection, entity: str, named: str) -> Iterator[str]:
    """The names of an entity that read otherwise than these terms and occur, one of those that have the same terms."""
    seen = {named}
    for name, known in database.execute("SELECT name, terms FROM names WHERE entity = ? ORDER BY name", (entity,)):
        if known not in seen and is_somewhere(database, known):
            seen.add(known)
            yield name
