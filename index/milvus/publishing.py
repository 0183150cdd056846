"""Puts the passages of a finished generation into a collection, behind an alias; and takes a collection away."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import numpy as np

from index.errors import EngineError
from index.generation import Generation
from index.milvus.collection import PREFIX, name_of
from index.milvus.connection import Connection
from index.milvus.expressions import ALL, UNDATED
from index.postings import worths
from index.question import BASES
from index.rows import is_among
from index.vectors import FLAT_UP_TO

_AT_ONCE = 500
"""Rows that are sent in one message: 2 MB."""

_BLOCK = 1 << 16
"""Passages whose words are gathered at a time, some 100 MB."""

_MOST_TERMS = 4096
"""What an array of Milvus holds; a passage of 400 tokens has some 300 terms."""

MENTIONS = tuple(BASES.values())
"""The columns of the entities that a passage mentions, by the basis that counts."""

Row = dict[str, Any]


def publish(connection: Connection, generation: Generation) -> None:
    """Write the collection of a generation. Raises `EngineError`; then there may be a part of it, to be dropped."""
    name = name_of(generation.id)
    drop(connection, name)
    connection.call("create_collection", name, schema=_schema(generation.manifest.vectors.width))
    for rows in _batches(_rows(generation)):
        connection.call("insert", name, rows)
    connection.call("flush", name)
    connection.call("create_index", name, _indexes(generation.manifest.counts.passages), sync=False)
    with suppress(EngineError):  # Milvus Lite has no index of arrays, and compares each
        connection.call("create_index", name, _inverted(*MENTIONS, "terms"), sync=False)
    connection.call("load_collection", name)
    [row] = connection.call("query", name, filter=ALL, output_fields=["count(*)"], consistency_level="Strong")
    if row["count(*)"] != generation.manifest.counts.passages:
        raise EngineError(
            f"Milvus at {connection.where} has {row['count(*)']} of {generation.manifest.counts.passages} passages of"
            f" {name}. What was live stays live; run the same command again."
        )


def drop(connection: Connection, name: str) -> None:
    """Have no such collection."""
    connection.call("drop_collection", name)


def point(connection: Connection, name: str) -> None:
    """Have the alias name this collection: whoever looks into Milvus by other means finds the live one under it."""
    known = connection.call("list_aliases").get("aliases", [])
    connection.call("alter_alias" if PREFIX in known else "create_alias", name, PREFIX)


def _schema(width: int) -> Any:
    from pymilvus import DataType, MilvusClient

    schema = MilvusClient.create_schema(auto_id=False, enable_dynamic_field=False)
    schema.add_field("number", DataType.INT64, is_primary=True)
    schema.add_field("vector", DataType.FLOAT_VECTOR, dim=width)
    schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
    schema.add_field("terms", DataType.ARRAY, element_type=DataType.INT64, max_capacity=_MOST_TERMS)
    for column in MENTIONS:
        schema.add_field(
            column, DataType.ARRAY, element_type=DataType.VARCHAR, max_length=128, max_capacity=_MOST_TERMS
        )
    for column in ("document", "year", "first"):
        schema.add_field(column, DataType.INT64)
    for column in ("language", "kind"):
        schema.add_field(column, DataType.VARCHAR, max_length=64)
    schema.add_field("repeated", DataType.BOOL)
    return schema


def _indexes(passages: int) -> Any:
    """Those of all columns but arrays; many vectors lie in lists with a byte a component, as in FAISS."""
    lists = {"index_type": "IVF_SQ8", "params": {"nlist": round(passages**0.5)}}
    indexes = _inverted("document", "year", "language", "kind", "repeated")
    indexes.add_index("vector", metric_type="IP", **({"index_type": "FLAT"} if passages <= FLAT_UP_TO else lists))
    indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="IP")
    return indexes


def _inverted(*columns: str) -> Any:
    from pymilvus import MilvusClient

    indexes = MilvusClient.prepare_index_params()
    for column in columns:
        indexes.add_index(column, index_type="INVERTED")
    return indexes


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := [row for _, row in zip(range(_AT_ONCE), rows, strict=False)]:
        yield batch


def _rows(generation: Generation) -> Iterator[Row]:
    """The rows of a collection, in reading order."""
    passages = generation.manifest.counts.passages
    for start in range(0, passages, _BLOCK):
        end = min(start + _BLOCK, passages)
        numbers = np.arange(start, end)
        repeated = is_among(numbers, generation.repeated).tolist()
        columns = zip(
            _plain(generation, start, end),
            _mentions(generation, start, end),
            worths(generation.database, start, end),
            generation.wholes[start:end],
            generation.groups_of(numbers).tolist(),
            repeated,
            strict=True,
        )
        for plain, mentions, words, vector, first, is_repeated in columns:
            yield {
                **plain,
                **mentions,
                "words": words or {0: 1.0},  # of no term, since no vector may be empty
                "terms": [*words],
                "vector": vector,
                "first": first,
                "repeated": is_repeated,
            }


def _plain(generation: Generation, start: int, end: int) -> Iterator[Row]:
    """What a passage and its report are."""
    rows = generation.database.execute(
        "SELECT p.number, d.position AS document, coalesce(d.year, ?) AS year, p.language, p.kind FROM passages p"
        " JOIN documents d ON d.id = p.document WHERE p.number >= ? AND p.number < ? ORDER BY p.number",
        (UNDATED, start, end),
    )
    return map(dict, rows)


def _mentions(generation: Generation, start: int, end: int) -> Iterator[Row]:
    """The entities that a passage mentions, and those above them: at all, stated, inferred."""
    rows = generation.database.execute(
        "SELECT m.passage, a.ancestor, m.basis FROM mentions m JOIN ancestry a ON a.entity = m.entity"
        " WHERE m.passage >= ? AND m.passage < ?",
        (start, end),
    )
    found: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for passage, entity, basis in rows:
        for column in ("entity", basis):
            found[passage][column].add(entity)
    for number in range(start, end):
        yield {column: sorted(found[number][column]) for column in MENTIONS}
