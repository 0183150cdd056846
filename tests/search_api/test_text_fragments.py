"""The part of an address that leads a browser to a quote."""

from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from search_api.text_fragments import text_fragment


def test_a_short_quote_is_given_whole() -> None:
    assert text_fragment("Rain is acid.") == "#:~:text=Rain%20is%20acid."


def test_the_syntax_of_the_directive_is_escaped_in_the_quote() -> None:
    assert text_fragment("long-range, cross-border & acid") == (
        "#:~:text=long%2Drange%2C%20cross%2Dborder%20%26%20acid"
    )


def test_a_long_quote_is_given_by_its_first_and_last_words() -> None:
    words = [f"word{number}" for number in range(200)]
    start, end = unquote(text_fragment(" ".join(words))).removeprefix("#:~:text=").split(",")
    assert (start.split(), end.split()) == (words[:8], words[-8:])


def test_a_quote_over_several_blocks_is_a_range_since_no_match_goes_over_a_block() -> None:
    assert text_fragment("Rain is acid.\n\nSnow is too.") == "#:~:text=Rain%20is%20acid.,Snow%20is%20too."


def test_the_number_of_a_list_item_is_left_out_since_it_is_no_text_of_the_page() -> None:
    assert text_fragment("1. Rain is acid.\n2. Snow is too.") == "#:~:text=Rain%20is%20acid.,Snow%20is%20too."


def test_words_before_the_quote_are_added_where_it_stands_earlier_too() -> None:
    assert text_fragment("Rain", before="Rain is acid.\n\nOver three seas, ", after=" falls.") == (
        "#:~:text=Over%20three%20seas%2C-,Rain"
    )


def test_words_around_the_quote_are_left_out_where_it_is_the_first() -> None:
    assert text_fragment("Rain", before="Snow falls. ", after=" falls. Rain again.") == "#:~:text=Rain"


def test_a_long_chinese_quote_is_cut_at_punctuation() -> None:
    clauses = [f"第{number}条规定保护环境，" for number in range(60)]
    start, end = unquote(text_fragment("".join(clauses))).removeprefix("#:~:text=").split(",")
    assert (start, end) == ("".join(clauses[:8]), "".join(clauses[-8:]))


@pytest.mark.parametrize("quote", ["", " \n\t ", "--- !"])
def test_without_words_there_is_no_fragment(quote: str) -> None:
    assert text_fragment(quote) == ""


@given(st.text(), st.text(), st.text())
def test_any_text_gives_an_address_without_the_directive_s_own_marks_in_its_words(
    quote: str, before: str, after: str
) -> None:
    fragment = text_fragment(quote, before, after)
    assert fragment.isascii()
    assert fragment.count(",") <= 2
