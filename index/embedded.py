"""The engine that comes along: filters in SQLite, nearness in FAISS, words in postings, all of it on one machine."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from index import lexical
from index.chronology import by_year
from index.facets import MOST, OF_REPORTS, Count
from index.filters import EVERYTHING, Condition, where
from index.fusion import DEMOTED, SHORT, demotion
from index.generation import Generation
from index.lexical import LexicalQuery
from index.nearness import nearest_among
from index.question import Question
from index.rows import Numbers, Vectors, is_among

_UNFILTERED = where(EVERYTHING)


class Embedded:
    """Answers from the files of a generation."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation

    def passing(self, condition: Condition) -> Numbered:
        """The passages that pass, by their numbers."""
        conditions, values = where(condition)
        if (conditions, values) == _UNFILTERED:
            return Numbered(self._generation, self._generation.numbers, whole=True)
        rows = self._generation.database.execute(
            "SELECT p.number FROM passages p JOIN documents d ON d.id = p.document"
            f" WHERE {conditions} ORDER BY p.number",
            values,
        )
        return Numbered(self._generation, np.fromiter((number for (number,) in rows), dtype=np.int64))

    def close(self) -> None:
        """Files that are only read need no closing."""

    def mentioning(self, entity: str) -> Numbered:
        return Numbered(self._generation, self._generation.mentioning(entity))

    def counts(self, question: Question, kind: str) -> list[Count]:
        sql, values = where(question.filter(without=kind))
        if kind in OF_REPORTS:
            value, label = OF_REPORTS[kind]
            rows = self._generation.database.execute(
                f"SELECT CAST({value} AS TEXT), CAST({label} AS TEXT), count(*) AS passages FROM passages p"
                f" JOIN documents d ON d.id = p.document WHERE {sql}"
                f" GROUP BY {value} ORDER BY passages DESC, {value} LIMIT {MOST}",
                values,
            )
        else:
            rows = self._generation.database.execute(
                "SELECT e.id, e.label, count(DISTINCT p.number) AS passages FROM passages p"
                " JOIN documents d ON d.id = p.document JOIN mentions m ON m.passage = p.number"
                " JOIN ancestry a ON a.entity = m.entity JOIN entities e ON e.id = a.ancestor"
                f" WHERE e.kind = ?{question.counted} AND {sql}"
                f" GROUP BY e.id ORDER BY passages DESC, e.id LIMIT {MOST}",
                (kind, *values),
            )
        return [Count(*row) for row in rows]

    def faults(self) -> Iterator[str]:
        """None that the checks of the files don't find."""
        yield from ()

    def demotions(self, numbers: Numbers) -> NDArray[np.float64]:
        return self._demotions[numbers]

    @cached_property
    def _demotions(self) -> NDArray[np.float64]:
        """Of every passage, by number."""
        demotions = np.zeros(self._generation.manifest.counts.passages)
        for number, kind, language, characters in self._generation.shapes(DEMOTED, SHORT):
            demotions[number] = demotion(kind, language, characters)
        return demotions


@dataclass(frozen=True)
class Numbered:
    """Passages by their numbers, which ascend; `whole` where they are all that can be found."""

    generation: Generation
    numbers: Numbers
    whole: bool = False

    @property
    def total(self) -> int:
        return len(self.numbers)

    @property
    def folded(self) -> int:
        repeated = self.among(self.generation.repeated)
        return len(repeated) - len(np.unique(self.generation.groups[repeated]))

    def among(self, numbers: Numbers) -> Numbers:
        return numbers[is_among(numbers, self.numbers)]

    def nearest(self, question: Vectors, depth: int) -> Numbers:
        """Of all that can be found those that FAISS finds near as a whole; where there is a filter each is scored."""
        if self.whole:
            return self.generation.nearest(question, depth)
        return nearest_among(self.generation, question, self.numbers, depth)

    def words(self, query: LexicalQuery) -> Postings:
        passages = self.generation.manifest.counts.passages
        return Postings(self, lexical.matches(self.generation.database, query, passages))

    def rest(self, without: Numbers, start: int, count: int, *, folds: bool, sort: str) -> Numbers:
        rest = self._firsts(without) if folds else self.numbers[~np.isin(self.numbers, without)]
        if sort != "relevance":
            rest = rest[by_year(self.generation, rest, sort)]
        return rest[start : start + count]

    def _firsts(self, without: Numbers) -> Numbers:
        """The first of each group, but for the groups of those `without`."""
        groups = self.generation.groups
        rest = self.numbers[~np.isin(groups[self.numbers], groups[without])]
        firsts: Numbers = rest[np.sort(np.unique(groups[rest], return_index=True)[1])]
        return firsts


@dataclass(frozen=True)
class Postings:
    """What postings say of passages."""

    passing: Numbered
    found: lexical.Matches

    def best(self, depth: int) -> dict[int, float]:
        whole = self.passing.generation.seen if self.passing.whole else self.passing.numbers
        return self.found.best(whole, depth)

    @property
    def held(self) -> Numbered:
        return Numbered(self.passing.generation, self.found.held(self.passing.numbers))
