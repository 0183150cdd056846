"""What the components of the stated tagger propose, and which of it stays where proposals overlap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from spacy.tokens import Doc

from ingest.document import Span


@dataclass(frozen=True, slots=True)
class Candidate:
    """Words that may name entities: one, or several for a range such as `SDG 11-13`."""

    span: Span
    entities: tuple[str, ...]
    rule: str


RULES = ("code", "column", "title", "name", "acronym", "misspelling")
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
    then the entity whose id comes first.
    """
    kept: list[Candidate] = []
    for candidate in sorted(candidates, key=_rank):
        if not any(candidate.span.overlaps(other.span) for other in kept):
            kept.append(candidate)
    return sorted(kept, key=lambda candidate: candidate.span)


def _rank(candidate: Candidate) -> tuple[int, int, int, tuple[str, ...]]:
    return -len(candidate.span), candidate.span.start, RULES.index(candidate.rule), candidate.entities
