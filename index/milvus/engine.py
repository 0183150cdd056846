"""Answers for a generation out of its collection; what a passage is shown with stays in the generation's own files."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

import numpy as np
from numpy.typing import NDArray

from index.chronology import years_in_order
from index.facets import MOST as MOST_VALUES
from index.facets import Count
from index.filters import Condition, where
from index.fusion import demotion
from index.generation import Generation
from index.lexical import LexicalQuery
from index.milvus.collection import MOST, Collection
from index.milvus.expressions import ALL, NONE, UNDATED, every, expression, within
from index.nearness import nearest_among
from index.postings import scores_of, term_ids
from index.question import BASES, Question
from index.rows import Numbers, Vectors

SCORED_UP_TO = 4096
"""Passages that pass a filter and are all scored exactly, as FAISS has them; of more those are that are near as a
whole, as where there is no filter."""


class Milvus:
    """Answers for a generation; of a view it leaves out the hidden documents."""

    def __init__(self, generation: Generation, collection: Collection) -> None:
        self.generation = generation
        self.collection = collection
        self._shown = _but_hidden(generation)
        self._known: dict[str, dict[str | int, tuple[str, str]]] = {}

    def passing(self, condition: Condition) -> Selection:
        where(condition)  # refuses what is no condition
        found = expression(self.generation.database, condition)
        return Selection(self, every([self._shown, found]), whole=found == ALL)

    def close(self) -> None:
        self.collection.connection.close()

    def mentioning(self, entity: str) -> Mentioning:
        return Mentioning(self, self.passing({"entity": entity}).expression, entity)

    def counts(self, question: Question, kind: str) -> list[Count]:
        passing = self.passing(question.filter(without=kind))
        column = kind if kind in _VALUES else BASES[question.basis]
        values = self._values(kind)
        found = self._counted(passing, column, values)
        places = {value: place for place, value in enumerate(values)}
        first = sorted(found, key=lambda value: (-found[value], places[value]))[:MOST_VALUES]
        return [Count(*values[value], found[value]) for value in first]

    def demotions(self, numbers: Numbers) -> NDArray[np.float64]:
        rows = self.generation.database.execute(
            "SELECT p.number, p.kind, p.language, p.end - p.start FROM json_each(?) j"
            " JOIN passages p ON p.number = j.value",
            (json.dumps(numbers.tolist()),),
        )
        found = {number: demotion(*shape) for number, *shape in rows}
        return np.array([found[number] for number in numbers.tolist()], np.float64)

    def faults(self) -> Iterator[str]:
        """What is wrong with the collection, in words."""
        expected, found = self.generation.manifest.counts.passages, self.collection.count(ALL)
        if found != expected:
            yield f"its collection has {found} of {expected} passages"

    def _counted(self, passing: Selection, column: str, values: Mapping[str | int, object]) -> Mapping[str | int, int]:
        """How many of those that pass have each of the values: asked for, or counted here where that is less to ask."""
        if len(values) * MOST < passing.total:
            counts = {value: passing.narrowed(_has(column, value)).total for value in values}
            return {value: count for value, count in counts.items() if count}
        counted: Counter[str | int] = Counter()
        for rows in self.collection.walk(passing.expression, [column]):
            for row in rows:
                counted.update(value for value in _listed(row[column]) if value in values)
        return counted

    def _values(self, kind: str) -> dict[str | int, tuple[str, str]]:
        """The values of a facet as the collection has them, with what each is called, in the order of equals."""
        if kind not in self._known:
            rows = self.generation.database.execute(_VALUES.get(kind, _ENTITIES), () if kind in _VALUES else (kind,))
            self._known[kind] = {value: (str(id), str(label)) for value, id, label in rows}
        return self._known[kind]


_VALUES = {
    "document": "SELECT position, id, title FROM documents ORDER BY id",
    "language": "SELECT DISTINCT language, language, language FROM passages ORDER BY 1",
    "year": f"SELECT DISTINCT coalesce(year, {UNDATED}), coalesce(year, ''), coalesce(year, '') FROM documents"
    " ORDER BY year IS NULL, year",
}
_ENTITIES = "SELECT id, id, label FROM entities WHERE kind = ? ORDER BY id"
"""The values of facets: as a column has them, their ids and labels."""


class Selection:
    """The passages that meet an expression; `whole` where that is all that can be found."""

    def __init__(self, engine: Milvus, expression: str, *, whole: bool = False) -> None:
        self.engine = engine
        self.expression = expression
        self._whole = whole
        self._rows = engine.collection

    @property
    def total(self) -> int:
        if self.expression == ALL:
            return self.engine.generation.manifest.counts.passages
        return self._rows.count(self.expression)

    @property
    def folded(self) -> int:
        repeated = self._with("repeated == true")
        return self._rows.count(repeated) - self._rows.distinct(repeated, "first")

    def among(self, numbers: Numbers) -> Numbers:
        if self.expression == ALL or not len(numbers):
            return numbers
        asked = self._with(within("number", numbers.tolist()))
        found = [row["number"] for row in self._rows.rows(asked, ["number"], len(numbers))]
        return numbers[np.isin(numbers, found)]

    def nearest(self, question: Vectors, depth: int) -> Numbers:
        """Where few pass each is scored; else those that Milvus finds near as a whole."""
        if self._whole or self.total > SCORED_UP_TO:
            return self._rows.nearest(question, self.expression, depth)
        return nearest_among(self.engine.generation, question, self._numbers(), depth)

    def words(self, query: LexicalQuery) -> Terms:
        return Terms(self, query)

    def rest(self, without: Numbers, start: int, count: int, *, folds: bool, sort: str) -> Numbers:
        found: list[int] = []
        for part in self._parts(sort):
            lacking = start + count - len(found)
            found += part.first(lacking, without, folds=folds) if lacking > 0 else []
        return np.array(found[start : start + count], np.int64)

    def first(self, most: int, without: Numbers, *, folds: bool) -> list[int]:
        """The first so many in reading order, as `rest` has them."""
        groups = set(self.engine.generation.groups_of(without).tolist()) if folds else set()
        left = self._with(f"not ({within('number', without.tolist())})") if len(without) else self.expression
        found: list[int] = []
        for rows in self._rows.walk(left, ["number", "first"], batch=most + len(groups)):
            for row in rows:
                if folds and row["first"] in groups:
                    continue
                groups.add(row["first"])
                found.append(row["number"])
            if len(found) >= most:
                break
        return found[:most]

    def narrowed(self, other: str) -> Selection:
        """Those of them that meet another expression too."""
        return Selection(self.engine, self._with(other))

    def _parts(self, sort: str) -> Sequence[Selection]:
        """The passages of each year, in the order asked for; all together where that is reading order."""
        if sort == "relevance":
            return [self]
        years = [UNDATED if year is None else year for year in years_in_order(self.engine.generation, sort)]
        return [self.narrowed(f"year == {year}") for year in years]

    def _numbers(self) -> Numbers:
        rows = [row["number"] for rows in self._rows.walk(self.expression, ["number"]) for row in rows]
        return np.array(rows, np.int64)

    def _with(self, other: str) -> str:
        return every([self.expression, other])


class Mentioning(Selection):
    """The passages that mention an entity; of some passages the generation's own file knows whether they do."""

    def __init__(self, engine: Milvus, expression: str, entity: str) -> None:
        super().__init__(engine, expression)
        self._entity = entity

    def among(self, numbers: Numbers) -> Numbers:
        rows = self.engine.generation.database.execute(
            "SELECT m.passage FROM json_each(?) j JOIN mentions m ON m.passage = j.value"
            " JOIN ancestry a ON a.entity = m.entity WHERE a.ancestor = ?",
            (json.dumps(numbers.tolist()), self._entity),
        )
        return numbers[np.isin(numbers, [number for (number,) in rows])]


class Terms:
    """What a question's terms are worth: a sparse vector of each passage holds what each of its terms is to it."""

    def __init__(self, passing: Selection, query: LexicalQuery) -> None:
        self._passing = passing
        self._query = query
        named = [name for one in query.synonyms for name in (*one.words, *one.names)]
        self._ids = term_ids(passing.engine.generation.database, dict.fromkeys([*query.weights, *named]))

    def best(self, depth: int) -> dict[int, float]:
        """Milvus adds up; where of several names only one counts, more are asked for, until none can be missing."""
        limit = depth
        while True:
            asked = self._most_of_each()
            rows = self._passing.engine.collection.wordiest(asked, self._passing.expression, limit)
            found = self._scored([row["number"] for row in rows if row["distance"] > 0])
            first = sorted(found, key=lambda number: (-found[number], number))[:depth]
            least = rows[-1]["distance"] if len(rows) == limit < MOST and self._query.synonyms else 0.0
            if not first or found[first[-1]] >= least:
                return {number: found[number] / self._query.ceiling for number in first}
            limit = min(MOST, 4 * limit)

    @property
    def held(self) -> Selection:
        ids = sorted(self._ids.values())
        return self._passing.narrowed(f"array_contains_any(terms, {ids})" if ids else NONE)

    def _most_of_each(self) -> dict[int, float]:
        """The weights by which no passage is worth less than it is: all names that mean the same count."""
        weights: dict[int, float] = defaultdict(float)
        for terms in (self._query.weights, *(way for one in self._query.synonyms for way in one.ways)):
            for term, weight in terms.items():
                if term in self._ids:
                    weights[self._ids[term]] += weight
        return weights

    def _scored(self, numbers: Sequence[int]) -> dict[int, float]:
        """What the terms are worth to these passages, by the postings in the generation's folder."""
        database, passages = self._passing.engine.generation.database, np.array(sorted(numbers), np.int64)
        found = scores_of(database, self._query.weights, passages)
        for one in self._query.synonyms:
            found += reduce(np.maximum, (scores_of(database, way, passages) for way in one.ways))
        return dict(zip(passages.tolist(), found.tolist(), strict=True))


def _but_hidden(generation: Generation) -> str:
    """What the passages meet that can be seen."""
    rows = generation.database.execute(
        "SELECT d.position FROM json_each(?) j JOIN main.documents d ON d.id = j.value",
        (json.dumps(sorted(generation.hidden)),),
    )
    hidden = [position for (position,) in rows]
    return f"not ({within('document', hidden)})" if hidden else ALL


def _has(column: str, value: str | int) -> str:
    if isinstance(value, int):
        return f"{column} == {value}"
    return f'{column} == "{value}"' if column == "language" else f'array_contains({column}, "{value}")'


def _listed(value: str | int | Iterable[str]) -> Iterable[str | int]:
    return (value,) if isinstance(value, str | int) else value
