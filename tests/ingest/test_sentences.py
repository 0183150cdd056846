"""Sentences tile a text in every language; abbreviations and numbers end none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.sentences import sentences, stretches

LANGUAGES = ("en", "zh", "ja", "ko", "ru", "mn", "fr", "")
TEXTS = st.lists(
    st.sampled_from(
        (
            "Haze. ",
            "Dr. Kim came! ",
            "沙尘暴。",
            "海ごみ！？」",
            "측정한다. ",
            "Тигры… ",
            "e.g. ",
            "3.5 km",
            "\n",
            "\t",
            " ",
            "A",
        )
    ),
    max_size=12,
).map("".join)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_sentences_tile_the_text(text: str, language: str) -> None:
    assert "".join(span.of(text) for span in sentences(text, language)) == text
    spans = sentences(text, language)
    assert all(before.end == after.start for before, after in pairwise(spans))


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_stretches_tile_the_text(text: str, language: str) -> None:
    assert "".join(span.of(text) for span in stretches(text, language)) == text


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("Haze crosses borders. ", "Sand does too.")),
        ("en", ("See Fig. 3 by Dr. Kim et al. for more. ", "It shows sand.")),
        ("zh", ("沙尘暴来了。", "怎么办？", "三国合作！")),
        ("zh", ("他说：“合作很重要。”", "会议结束了。")),
        ("ja", ("海洋ごみが増えた。", "なぜか？", "網が多い。")),
        ("ja", ("「協力する。」と述べた。", "会議は続く。")),
        ("ko", ("미세먼지를 측정한다. ", "결과는 공개된다.")),
        ("ru", ("Тигры идут. ", "Их 750.")),
        ("ru", ("В 2019 г. Китай и т.д. согласились. ", "План принят.")),
        ("mn", ("Бэлчээр доройтсон. ", "Худаг засна.")),
    ],
)
def test_a_sentence_ends_where_a_reader_ends_it(language: str, parts: tuple[str, ...]) -> None:
    text = "".join(parts)
    assert tuple(span.of(text) for span in sentences(text, language)) == parts


def cases() -> Iterator[tuple[str, tuple[str, ...]]]:
    """Sentences written for this test, 600 places with a stop among them, the boundaries marked."""
    written = (Path(__file__).parent / "sentence_cases.tsv").read_text(encoding="utf-8").rstrip("\n")
    for case in re.split(r"\n(?=[a-z]{2}\t)", written):
        language, text = case.split("\t", 1)
        yield language, tuple(text.split("¦"))


@pytest.mark.parametrize(("language", "parts"), list(cases()))
def test_abbreviations_numbers_and_quotations_end_no_sentence(language: str, parts: tuple[str, ...]) -> None:
    text = "".join(parts)
    assert tuple(span.of(text) for span in sentences(text, language)) == parts


def test_short_sentences_are_joined_to_say_enough() -> None:
    text = "Yes. It is so. " + "The haze was measured at twelve stations along the whole coast of the sea. " * 2
    assert len(stretches(text, "en")) < len(sentences(text, "en"))


def test_a_line_of_its_own_is_no_part_of_the_sentence_below() -> None:
    author = "Professor Orlova of the School of Border Studies at the Green University of the Northern Plains"
    text = f"{author}\n\nThe haze was measured at twelve stations along the whole coast of the sea."
    assert [span.of(text).strip() for span in stretches(text, "en")] == text.split("\n\n")


def test_a_very_long_text_is_cut_into_sentences_as_well() -> None:
    text = "The station weighs the haze again. " * 1500
    assert len(sentences(text, "en")) == 1500


def test_no_text_has_no_sentences() -> None:
    assert sentences("", "en") == []
