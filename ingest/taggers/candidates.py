"""What the components of the stated tagger propose for a text, and which of it stays where proposals overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from ingest.document import Span
from ingest.taggers.definitions import Definition

if TYPE_CHECKING:
    from spacy.tokens import Doc


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may name entities: one, or several for a range such as `SDG 11-13`.

    What only the whole document can decide: an acronym (`word`) may be defined there as something else; one that is
    `denied` by the words near it needs a definition there; a `shared` name needs a document that names kin of its
    entity. `depth` is how many steps the entity stands below the top: of entities that share words the lowest is meant.
    """

    span: Span
    entities: tuple[str, ...]
    rule: str
    word: str = ""
    denied: bool = False
    shared: bool = False
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Findings:
    """What one text says by itself. Offsets are into the text; those in the words before it are negative."""

    candidates: tuple[Candidate, ...]
    definitions: tuple[Definition, ...]


RULES = ("code", "column", "title", "name", "acronym", "misspelling", "defined")
"""How a mention was found; where two are equally long, the earlier rule wins."""


def propose(doc: Doc, candidates: Iterable[Candidate]) -> None:
    """Add to what has been proposed for `doc`."""
    doc.user_data.setdefault("candidates", []).extend(candidates)


def proposed(doc: Doc) -> list[Candidate]:
    """Everything that has been proposed for `doc` so far."""
    return cast(list[Candidate], doc.user_data.get("candidates", []))


def longest(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Those that stay when no two may overlap, in the order of the text.

    The longest stays; of equally long ones the one that starts first, then the rule that stands first in `RULES`,
    then the entity that is lowest below others, then the one whose id comes first.
    """
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=_rank):
        if not any(candidate.span.overlaps(other.span) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.span)


def _rank(candidate: Candidate) -> tuple[int, int, int, int, tuple[str, ...]]:
    span = candidate.span
    return -len(span), span.start, RULES.index(candidate.rule), -candidate.depth, candidate.entities
