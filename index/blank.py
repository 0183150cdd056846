"""A generation's database before its first report: the tables, and in them the vocabulary with all its names."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import msgspec

from corpus.vocabulary import Vocabulary
from index import schema
from index.expansion import name_rows, word_rows
from index.spelling import pair_rows
from ingest.cache import Cache, content_key
from ingest.code_version import code_version


def cached_blank(vocabulary: Vocabulary, cache: Cache) -> bytes:
    """The database of a vocabulary, made once for each: that takes as long as a re-index of a hundred files."""
    key = content_key(vocabulary.identity, code_version(__name__), sqlite3.sqlite_version)
    [data] = cache.fill("blank", [key], lambda _: [blank(vocabulary)])
    return data


def blank(vocabulary: Vocabulary) -> bytes:
    """The database as its file holds it."""
    with closing(sqlite3.connect(":memory:")) as database:
        database.executescript(schema.TABLES)
        _write_entities(database, vocabulary)
        _write_names(database, vocabulary)
        database.commit()
        return database.serialize()


def _write_entities(database: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    for entity in vocabulary:
        row = (entity.id, entity.kind, entity.label, msgspec.json.encode(entity).decode())
        database.execute("INSERT INTO entities VALUES (?, ?, ?, ?)", row)
        database.executemany(
            "INSERT INTO ancestry VALUES (?, ?)",
            ((ancestor, entity.id) for ancestor in (entity.id, *vocabulary.ancestors(entity.id))),
        )


def _write_names(database: sqlite3.Connection, vocabulary: Vocabulary) -> None:
    rows = [row for entity in vocabulary for row in name_rows(entity)]
    database.executemany("INSERT INTO names VALUES (?, ?, ?, ?, ?)", rows)
    database.executemany("INSERT INTO name_words VALUES (?, ?)", sorted(set(word_rows(rows))))
    database.executemany("INSERT INTO name_pairs VALUES (?, ?, ?, ?)", pair_rows(rows))
