"""The tables of a generation's SQLite file. A generation is written once, so nothing here is ever updated."""

VERSION = 6
"""Raised when a generation of an older schema can't be read any more."""

SLAB = 1 << 12
"""Characters of a document's text in one row of `texts`: ten quotes are read in 0.4 ms, of rows of 65,536 in 1.2 ms."""

TABLES = """
CREATE TABLE documents (
    position INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    source TEXT NOT NULL,
    format TEXT NOT NULL,
    division TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    year INTEGER,
    language TEXT NOT NULL,
    url TEXT NOT NULL,
    characters INTEGER NOT NULL,
    pages INTEGER NOT NULL,
    pages_without_text INTEGER NOT NULL,
    pages_recognised INTEGER NOT NULL,
    grade TEXT NOT NULL,
    grade_reasons TEXT NOT NULL,
    remarks TEXT NOT NULL,
    passages INTEGER NOT NULL
);
CREATE TABLE pages (
    document TEXT NOT NULL,
    number INTEGER NOT NULL,
    label TEXT NOT NULL,
    width REAL NOT NULL,
    height REAL NOT NULL,
    characters INTEGER NOT NULL,
    state TEXT NOT NULL,
    reason TEXT NOT NULL,
    certainty REAL NOT NULL,
    grade TEXT NOT NULL,
    grade_reasons TEXT NOT NULL,
    PRIMARY KEY (document, number)
) WITHOUT ROWID;
CREATE TABLE texts (
    document TEXT NOT NULL,
    start INTEGER NOT NULL,
    text TEXT NOT NULL,
    PRIMARY KEY (document, start)
) WITHOUT ROWID;
CREATE TABLE lines (
    document TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    page INTEGER NOT NULL,
    x0 REAL, top REAL, x1 REAL, bottom REAL,
    edges BLOB NOT NULL,
    down INTEGER NOT NULL,
    confidence REAL,
    PRIMARY KEY (document, start)
) WITHOUT ROWID;
CREATE TABLE notes (
    document TEXT NOT NULL,
    mark_start INTEGER NOT NULL,
    mark_end INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
);
CREATE TABLE passages (
    number INTEGER PRIMARY KEY,
    document TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    kind TEXT NOT NULL,
    language TEXT NOT NULL,
    section TEXT NOT NULL,
    page_first INTEGER NOT NULL,
    page_last INTEGER NOT NULL,
    paragraph INTEGER NOT NULL,
    confidence REAL
);
CREATE TABLE stretches (
    number INTEGER PRIMARY KEY,
    passage INTEGER NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL
);
CREATE TABLE repeats (
    passage INTEGER PRIMARY KEY,
    first INTEGER NOT NULL
);
CREATE TABLE mentions (
    passage INTEGER NOT NULL,
    entity TEXT NOT NULL,
    start INTEGER NOT NULL,
    end INTEGER NOT NULL,
    surface TEXT NOT NULL,
    basis TEXT NOT NULL,
    confidence REAL NOT NULL,
    rule TEXT NOT NULL,
    suggestions TEXT NOT NULL
);
CREATE TABLE entities (
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    label TEXT NOT NULL,
    entry TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE ancestry (
    ancestor TEXT NOT NULL,
    entity TEXT NOT NULL,
    PRIMARY KEY (ancestor, entity)
) WITHOUT ROWID;
CREATE TABLE names (
    first TEXT NOT NULL,
    terms TEXT NOT NULL,
    entity TEXT NOT NULL,
    name TEXT NOT NULL,
    written TEXT NOT NULL,
    PRIMARY KEY (first, terms, entity, name)
) WITHOUT ROWID;
CREATE TABLE name_words (word TEXT NOT NULL, term TEXT NOT NULL, PRIMARY KEY (word, term)) WITHOUT ROWID;
CREATE TABLE name_pairs (
    pair TEXT NOT NULL,
    name TEXT NOT NULL,
    entity TEXT NOT NULL,
    pairs INTEGER NOT NULL,
    PRIMARY KEY (pair, name, entity)
) WITHOUT ROWID;
CREATE TABLE rejected (source TEXT NOT NULL, reason TEXT NOT NULL, document TEXT NOT NULL);
CREATE TABLE duplicates (source TEXT NOT NULL, of TEXT NOT NULL, document TEXT NOT NULL);
CREATE VIRTUAL TABLE words USING fts5(
    text, context, content='', tokenize="unicode61 remove_diacritics 0 tokenchars './,%'"
);
CREATE TABLE postings (
    term TEXT PRIMARY KEY,
    count INTEGER NOT NULL,
    passages BLOB NOT NULL,
    worth BLOB NOT NULL
);
CREATE VIRTUAL TABLE word_counts USING fts5vocab(words, row);
"""

INDEXES = """
CREATE UNIQUE INDEX passages_by_place ON passages (document, start);
CREATE INDEX notes_by_mark ON notes (document, mark_start);
CREATE INDEX name_words_by_term ON name_words (term);
CREATE INDEX names_by_entity ON names (entity);
CREATE INDEX repeats_by_first ON repeats (first);
CREATE INDEX mentions_by_entity ON mentions (entity, passage);
CREATE INDEX mentions_by_passage ON mentions (passage);
"""
"""Made when all rows are in."""
