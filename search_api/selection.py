"""What is taken out of the index as a file: passages, each with the search that found it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode

from index.passages import Found
from index.question import Question
from index.searcher import Answer


@dataclass(frozen=True, slots=True)
class Search:
    """What was asked, and of what; `filters` as in the address of the search. `total` is None where it isn't known.

    `date` is the day on which the passages were taken out, in UTC.
    """

    query: str
    filters: str
    generation: str
    model: str
    total: int | None
    date: str

    def in_words(self) -> str:
        """One line for a note or a methods section."""
        asked = f'query "{self.query}"' if self.query else "no query"
        filters = f"filters {self.filters}" if self.filters else ""
        total = "" if self.total is None else f"{self.total} passages"
        parts = (asked, filters, total, f"index {self.generation}", f"model {self.model}", self.date)
        return f"sdgsearch: {', '.join(filter(None, parts))}"


@dataclass(frozen=True, slots=True)
class Selection:
    """Passages with their searches, in their order; `missing` are addresses where no passage can be read any more."""

    quotes: Sequence[tuple[Search, Found]]
    missing: Sequence[str] = ()


def selection_of(answer: Answer) -> Selection:
    """The slice of an answer."""
    search = Search(
        query=answer.question.text,
        filters=_filters(answer.question),
        generation=answer.generation,
        model=answer.model,
        total=answer.total,
        date=today(),
    )
    return Selection([(search, found) for found in answer.results])


def today() -> str:
    """The day in UTC, as ISO 8601 has it."""
    return datetime.now(UTC).date().isoformat()


def _filters(question: Question) -> str:
    """The filters as they stand in the address of the search."""
    filters = {
        "mode": "" if question.mode == "hybrid" else question.mode,
        "sort": "" if question.sort == "relevance" else question.sort,
        "entity": question.entities,
        "exclude": question.exclude,
        "basis": "" if question.basis == "any" else question.basis,
        "document": question.documents,
        "language": question.languages,
        "kind": question.kinds,
        "year_from": question.year_from,
        "year_to": question.year_to,
        "undated": "true" if question.undated else "",
        "filter": json.dumps(question.condition) if question.condition else "",
    }
    return urlencode({name: value for name, value in filters.items() if value}, doseq=True, safe=':{}[]" ,')
