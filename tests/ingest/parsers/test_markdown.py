"""Markdown: headings, lists, tables, footnotes, and what its front matter says."""

from collections.abc import Callable
from pathlib import Path
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.document import Document, Kind
from ingest.errors import Damaged
from ingest.parsers.markdown import parse

SOURCE = """---
title: Dust over the Gobi
date: 2021-03-01
lang: en-GB
publisher: The Network
---
# Dust over the Gobi

Dust *fell* by half.[^a]

| Country | Days |
|---------|-----:|
| Japan   | 3    |

1. One
   - Inner
2. Two

## References

- Lee 2020

[^a]: Counted once.
"""


def read(text: str) -> Document:
    return parse(text.encode())


def test_a_file_is_read_block_by_block() -> None:
    document = read(SOURCE)
    assert [(block.kind, block.span.of(document.text).strip()) for block in document.blocks] == [
        (Kind.TITLE, "Dust over the Gobi"),
        (Kind.PARAGRAPH, "Dust fell by half.[1]"),
        (Kind.FOOTNOTE, "Counted once."),
        (Kind.TABLE, "Country\tDays\nJapan\t3"),
        (Kind.LIST_ITEM, "1. One"),
        (Kind.LIST_ITEM, "Inner"),
        (Kind.LIST_ITEM, "2. Two"),
        (Kind.HEADING, "References"),
        (Kind.LIST_ITEM, "Lee 2020"),
    ]


def test_the_front_matter_gives_title_year_language_and_publisher() -> None:
    stated = read(SOURCE).metadata
    assert (stated.title, stated.year) == ("Dust over the Gobi", 2021)
    assert (stated.language, stated.publisher) == ("en", "The Network")


def test_broken_front_matter_does_no_harm() -> None:
    assert "Dust" in read("---\na: [b\n---\n\nDust\n").text


def test_a_table_has_its_header() -> None:
    [table] = [block for block in read(SOURCE).blocks if block.kind is Kind.TABLE]
    assert (len(table.rows), table.header_rows) == (2, 1)


LINES = ("# a", "- b", "| c | d |", "|---|---|", "[^1]", "[^1]: n", "```", "text", "> q", "", "1. x")


@given(st.lists(st.sampled_from(LINES), max_size=20))
@settings(max_examples=150, deadline=None)
def test_any_lines_give_blocks_that_tile_the_text(lines: list[str]) -> None:
    try:
        document = read("\n".join(lines))
    except Damaged:
        return
    assert "".join(block.span.of(document.text) for block in document.blocks) == document.text


@pytest.mark.shared
def test_the_words_of_docling_files_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    found = word_scores(shared / "eval/formats/docling/tests/data/md")
    assert median(found.values()) >= 0.97
    assert {name for name, score in found.items() if score < 0.8} == set()
