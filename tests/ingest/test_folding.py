"""A question and a passage meet whatever width, form or keyboard they were written in; offsets stay the original's."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import analysed, matching_spans, sought, terms
from ingest.document import Span
from ingest.folding import folded, unmixed

SAME = [
    ("ＰＭ２．５", "PM2.5"),
    ("ＮＥＡＳＰＥＣ", "NEASPEC"),
    ("NEA\u00adSPEC", "NEASPEC"),
    ("NEA\u200bSPEC", "NEASPEC"),
    ("ﬁsheries", "fisheries"),
    ("ﾃﾞｰﾀ", "データ"),
    ("北京\uf9d1", "北京六"),
    ("⼤気", "大気"),
    ("СО2", "CO2"),
    ("NOх", "NOx"),
    ("CO₂", "CO2"),
    ("㎍/㎥", "μg/m3"),
    ("１２％", "12%"),
    ("１，２００", "1,200"),
    ("½", "1/2"),
    ("Ⅱ", "II"),
    ("㈱", "(株)"),
    ("cafe\u0301", "café"),
    ("한국", "한국"),
    ("long–term", "long-term"),
    ("Mongolia’s", "Mongolia's"),
]


@pytest.mark.parametrize(("written", "asked"), SAME)
def test_forms_of_one_word_are_one_term(written: str, asked: str) -> None:
    assert analysed(written) == analysed(asked)


@pytest.mark.parametrize(("written", "asked"), SAME)
def test_what_is_marked_in_a_quote_is_the_original(written: str, asked: str) -> None:
    text = f"см. {written}, 本文"
    marked = "".join(span.of(text) for span in matching_spans(list(terms(text)), sought(asked)))
    assert marked
    assert set(marked) <= set(written)


@pytest.mark.parametrize("word", ["СО", "МЕРА", "Со2", "РФ2", "москва"])
def test_a_russian_word_stays_russian(word: str) -> None:
    assert unmixed(word) == word


@given(st.text(st.sampled_from("aé\u0301ﬁ㎍½ｶﾞ한글한\u00ad\u200b 沙СО2.\n"), max_size=30))
def test_every_folded_character_knows_where_it_came_from(text: str) -> None:
    plain = folded(text)
    for index in range(len(plain.text)):
        span = plain.source(index, index + 1)
        assert folded(span.of(text)).text.count(plain.text[index])


@given(st.text(max_size=40))
def test_terms_stand_in_the_text_in_order(text: str) -> None:
    spans = [term.span for term in terms(text)]
    assert spans == sorted(spans)
    assert all(Span(0, len(text)).overlaps(span) for span in spans)
