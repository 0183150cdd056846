"""What is being typed is completed, in every language, whatever the keyboard makes of it."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpus.vocabulary import Vocabulary
from index.completion import Completer, Completion
from index.entities import CountedEntity
from index.names import bare

Complete = Callable[..., list[Completion]]


@pytest.fixture(scope="module")
def complete(vocabulary: Vocabulary) -> Complete:
    """Completes from the package's vocabulary; only mechanisms and topics are mentioned, each in ten passages."""
    mentioned = ("mechanism", "topic")
    completer = Completer([CountedEntity(one, 10 if one.kind in mentioned else 0, 1) for one in vocabulary])
    return lambda typed, kind="", k=10: completer.complete(typed, kind, k)


def _ids(found: list[Completion]) -> list[str]:
    return [one.counted.entity.id for one in found]


@pytest.mark.parametrize(
    ("typed", "id", "language", "match"),
    [
        ("neacap", "mechanism:neacap", None, "name"),
        ("ＮＥＡＣＡＰ", "mechanism:neacap", None, "name"),
        ("North-East Asia Cl", "mechanism:neacap", "en", "prefix"),
        ("northeastasiacl", "mechanism:neacap", "en", "prefix"),
        ("Clean Air Part", "mechanism:neacap", "en", "word"),
        ("东北亚清洁", "mechanism:neacap", "zh", "prefix"),
        ("清洁空气伙", "mechanism:neacap", "zh", "word"),
        ("北東アジアクリーンエ", "mechanism:neacap", "ja", "prefix"),
        ("ｸﾘｰﾝｴｱｰ", "mechanism:neacap", "ja", "word"),
        ("くりーんえあー", "mechanism:neacap", "ja", "word"),
        ("동북아청정대기ㅍ", "mechanism:neacap", "ko", "prefix"),
        ("청정대깊", "mechanism:neacap", "ko", "word"),
        ("партнерство за чист", "mechanism:neacap", "ru", "prefix"),
        ("ЗҮҮН ХОЙД АЗИЙН ЦЭВЭР", "mechanism:neacap", "mn", "prefix"),
    ],
)
def test_the_beginning_of_a_name_or_of_a_word_in_it_finds_an_entity(
    complete: Complete, typed: str, id: str, language: str | None, match: str
) -> None:
    [found] = [one for one in complete(typed, k=50) if one.counted.entity.id == id]
    assert (found.language, found.match) == (language, match)


@pytest.mark.parametrize(
    ("typed", "id"),
    [
        ("neapsec", "mechanism:neaspec"),
        ("desertifcat", "topic:desertification"),
        ("сотруднечест", "topic:environmental-cooperation"),
    ],
)
def test_slips_of_typing_are_read(complete: Complete, typed: str, id: str) -> None:
    found = complete(typed, k=50)
    assert id in _ids(found)
    assert {one.match for one in found} == {"typo"}


def test_what_matches_as_typed_comes_before_what_nearly_does_and_the_most_mentioned_first(complete: Complete) -> None:
    found = complete("climat", k=50)
    ranks = [("name", "prefix", "word", "typo").index(one.match) for one in found]
    first = [one.counted.passages for one in found if one.match == "prefix"]
    assert ranks == sorted(ranks)
    assert first == sorted(first, reverse=True)


def test_each_entity_comes_once_and_of_the_kind_that_is_asked_for(complete: Complete) -> None:
    found = complete("asia", kind="organization", k=50)
    assert len(found) == len({one.counted.entity.id for one in found}) > 1
    assert {one.counted.entity.kind for one in found} == {"organization"}


@pytest.mark.parametrize("typed", ["", " ", "?!", "\u3099", "ㅏ", "𠮷", "x" * 200])
def test_anything_may_be_typed(complete: Complete, typed: str) -> None:
    assert isinstance(complete(typed), list)


@settings(deadline=None)
@given(st.data())
def test_every_beginning_of_every_name_finds_its_entity(
    complete: Complete, vocabulary: Vocabulary, data: st.DataObject
) -> None:
    entity = data.draw(st.sampled_from([one for one in vocabulary if one.kind == "mechanism"]))
    name = data.draw(st.sampled_from([name for names in entity.names.values() for name in names]))
    typed = name[: data.draw(st.integers(1, len(name)))]
    if any(one.isalnum() for one in bare(typed)):
        assert entity.id in _ids(complete(typed, k=5000))
