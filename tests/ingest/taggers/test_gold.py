"""Stated mentions in whole reports, against a gold that was made by reading them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ingest.apparatus import marked
from ingest.chunker import chunk
from ingest.parsers import parse
from ingest.taggers.stated import StatedTagger
from tests.gold.mentions import Row, anchored, occurrences, read_gold, texts_of

KINDS = ("sdg", "mechanism", "agreement", "forum", "programme", "organization")
LEAST = 0.97
"""Of precision and of recall, span and entity exact."""
Found = set[tuple[str, int, int, str]]


@pytest.fixture(scope="module")
def tagged(tagger: StatedTagger, shared: Path) -> Found:
    """What the tagger finds in the reports of the gold."""
    return {one for name in {row.file for row in read_gold()} for one in _found(tagger, shared / "seeds" / name)}


@pytest.mark.shared
@pytest.mark.parametrize("sdgs", [True, False], ids=["sdgs", "mechanisms"])
def test_mentions_are_those_of_the_gold(tagged: Found, sdgs: bool) -> None:
    gold = {(row.file, row.start, row.end, row.entity) for row in read_gold() if row.is_sdg == sdgs}
    found = {one for one in tagged if _is_sdg(one) == sdgs}
    wrong = [f"{'extra' if one in found else 'missed'} {one}" for one in sorted(found ^ gold)]
    assert len(gold & found) / len(found) >= LEAST, wrong
    assert len(gold & found) / len(gold) >= LEAST, wrong


@pytest.mark.shared
def test_a_report_is_found_by_each_body_that_it_names_and_by_no_other(tagged: Found) -> None:
    assert {(file, entity) for file, _, _, entity in tagged} == {(row.file, row.entity) for row in read_gold()}


@pytest.mark.shared
def test_the_gold_fits_the_texts_of_the_parser(shared: Path) -> None:
    rows = read_gold()
    assert anchored(rows, texts_of(shared / "seeds", [row.file for row in rows])) == rows


ROW = Row("report.txt", 4, 9, "EANET", 1, 2, "", "mechanism:eanet")


def test_a_mention_moves_with_what_stands_around_it() -> None:
    [row] = anchored([ROW], {"report.txt": "The EANET and the EANET"})
    [moved] = anchored([row], {"report.txt": "A new page.\nThe EANET and\n\nthe EANET"})
    assert (moved.start, moved.occurrence) == (16, 1)


def test_a_mention_that_cannot_be_found_for_certain_is_refused() -> None:
    with pytest.raises(ValueError, match="'EANET' stands in 3 places, once in 2"):
        anchored([replace(ROW, around="elsewhere")], {"report.txt": "EANET, EANET, EANET"})


def test_words_are_found_however_they_are_broken_over_lines() -> None:
    assert len(occurrences("Paris\nAgreement, Paris  Agreement", "Paris Agreement")) == 2


def _found(tagger: StatedTagger, path: Path) -> Found:
    """The mentions in the passages of a report, as spans of its text."""
    document = parse(path.read_bytes(), name=path.name)
    passages = chunk(marked(document), "report", count_tokens=_words, max_tokens=256)
    texts = [passage.text for passage in passages]
    above = ["\n".join((*passage.section, passage.context)) for passage in passages]
    mentions = tagger.settle(texts, tagger.read(texts, above))
    return {
        (path.name, start + mention.span.start, start + mention.span.end, mention.entity)
        for start, found in zip((passage.span.start for passage in passages), mentions, strict=True)
        for mention in found
        if mention.entity.partition(":")[0] in KINDS
    }


def _words(texts: list[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def _is_sdg(found: tuple[str, int, int, str]) -> bool:
    return found[3].startswith("sdg:")
