"""Words of Mongolian lose their endings, and words of Russian are left to Russian."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.lexical import analysed
from index.mongolian import SHORTEST_STEM, is_mongolian, stem

WORDS = st.text(st.sampled_from("абвгдеёжзийклмнорстухцчшыьэюяөү"), max_size=16)


@pytest.mark.parametrize(
    "forms",
    [
        "цөлжилт цөлжилтийн цөлжилтийг цөлжилтөд цөлжилтөөс цөлжилтөөр цөлжилттэй",
        "бэлчээр бэлчээрийн бэлчээрийг бэлчээрт бэлчээрээс бэлчээрээ",
        "ажиллагаа ажиллагааны ажиллагааг ажиллагаанд ажиллагаатай ажиллагаанууд",
        "гэрээ гэрээний гэрээнд гэрээг",
        "эрх эрхийн эрхтэй эрхээ",
        "зорилт зорилтууд зорилтуудын зорилтын",
    ],
)
def test_the_cases_of_a_noun_have_one_stem(forms: str) -> None:
    assert len({stem(form) for form in forms.split()}) == 1


@pytest.mark.parametrize("word", ["газрын", "улсаас", "хөгжил", "бэлчээр", "монголоос"])
def test_what_only_mongolian_writes_is_known(word: str) -> None:
    assert is_mongolian(word)


@pytest.mark.parametrize("word", ["страны", "стихийный", "аварийное", "сообщение", "простой", "китай", "фонд", "эра"])
def test_russian_words_are_not_taken_for_mongolian(word: str) -> None:
    assert not is_mongolian(word)


def test_a_question_and_a_passage_agree_in_any_case() -> None:
    assert analysed("Цөлжилтийн АТЛАС") == analysed("цөлжилтөд атлас")


@given(WORDS)
def test_a_stem_begins_its_word_has_no_stem_of_its_own_and_is_not_too_short(word: str) -> None:
    found = stem(word)
    assert word.startswith(found)
    assert stem(found) == found
    assert found == word or len(found) >= SHORTEST_STEM
