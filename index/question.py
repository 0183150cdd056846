"""What can be asked of an index: the words, the filters, the slice. Validated here, once, for every face."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from index.errors import QueryError
from index.filters import Condition
from index.query_language import typed

MODES = ("hybrid", "dense", "lexical")
BASES = {"any": "entity", "stated": "stated", "inferred": "inferred"}
"""Which mentions a filter counts, and the filter that does so."""

SORTS = ("relevance", "newest", "oldest")
"""What results can be sorted by: how well they answer, or when their reports were published."""

MOST_RESULTS = 100
LONGEST_QUESTION = 2000


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One search. Entity ids of one kind are OR-ed, kinds are AND-ed; so are languages, documents and kinds of text.

    Of passages that say the same one is shown, unless `fold` is off or there are no words to rank by.
    `condition` is a nested filter that must hold as well. An empty `text` asks for all passages that pass; what may
    stand in it is told in `index.query_language`.
    """

    text: str = ""
    k: int = 10
    offset: int = 0
    mode: str = "hybrid"
    entities: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    basis: str = "any"
    documents: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    year_from: int | None = None
    year_to: int | None = None
    undated: bool = False
    condition: Condition | None = None
    facets: tuple[str, ...] = ()
    explain: bool = False
    expand: bool = True
    """Whether entities that the question names are asked for by their other names too, and mistyped names are read."""
    fold: bool = True
    sort: str = "relevance"
    """One of `SORTS`; by time, with words to rank by, the first hundred results (`index.slices`)."""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise QueryError(f"mode: {self.mode!r} is not one of {', '.join(MODES)}.")
        if self.basis not in BASES:
            raise QueryError(f"basis: {self.basis!r} is not one of {', '.join(BASES)}.")
        if self.sort not in SORTS:
            raise QueryError(f"sort: {self.sort!r} is not one of {', '.join(SORTS)}.")
        if not 1 <= self.k <= MOST_RESULTS:
            raise QueryError(f"k: {self.k} is not between 1 and {MOST_RESULTS}; use offset for more.")
        if self.offset < 0:
            raise QueryError(f"offset: {self.offset} is below 0.")
        if len(self.text) > LONGEST_QUESTION:
            raise QueryError(f"q: longer than {LONGEST_QUESTION} characters.")

    @property
    def words(self) -> str:
        """The words to rank by: the text without its signs, and without what is not to be there."""
        return typed(self.text).words

    @property
    def folds(self) -> bool:
        """Whether one result stands for all passages that say the same; a lookup by filters alone lists each."""
        return self.fold and bool(self.words.strip())

    @property
    def counted(self) -> str:
        """SQL that keeps of the mentions `m` those of the basis asked for; empty where all count."""
        return "" if self.basis == "any" else f" AND m.basis = '{BASES[self.basis]}'"

    def filter(self, *, without: str = "") -> Condition:
        """All filters as one condition; `without` leaves out what a facet counts: a kind of entity, `document`,
        `language` or `year`.
        """
        mention = BASES[self.basis]
        kept = [id for id in self.entities if kind_of(id) != without]
        by_kind = [list(ids) for _, ids in groupby(sorted(kept, key=kind_of), key=kind_of)]
        parts: list[Condition] = [{"or": [{mention: id} for id in ids]} for ids in by_kind]
        parts += [{"not": {mention: id}} for id in self.exclude]
        for key, values in (("document", self.documents), ("language", self.languages), ("kind", self.kinds)):
            if values and key != without:
                parts.append({"or": [{key: value} for value in values]})
        if without != "year":
            parts += self._years()
        parts += typed(self.text).conditions
        if self.condition is not None:
            parts.append(self.condition)
        return {"and": parts}

    def _years(self) -> list[Condition]:
        limits = (("year_from", self.year_from), ("year_to", self.year_to))
        parts: list[Condition] = [{key: year} for key, year in limits if year is not None]
        return [*parts, {"not": {"year_from": 0}}] if self.undated else parts


def kind_of(entity: str) -> str:
    """`sdg` of `sdg:14.5`."""
    return entity.partition(":")[0]
