import re
from functools import cache

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor
from hypothesis import given
from hypothesis import strategies as st

from search_api.pages.words import DEFAULT, LANGUAGES, NoSuchWords, Words, messages, preferred


class _Variables(Visitor):
    def __init__(self) -> None:
        self.names: set[str] = set()

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.names.add(node.id.name)


@cache
def _said(language: str) -> dict[str, set[str]]:
    """The variables of each message."""
    entries = FluentParser().parse(messages(language)).body
    assert not [entry for entry in entries if isinstance(entry, ast.Junk)]
    found = {}
    for entry in entries:
        if isinstance(entry, ast.Message):
            seen = _Variables()
            seen.visit(entry)
            found[entry.id.name] = seen.names
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_says_every_message_with_the_same_variables(language: str) -> None:
    assert _said(language) == _said(DEFAULT)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_message_is_said_twice(language: str) -> None:
    names = re.findall(r"^([a-z][a-z0-9-]*) =", messages(language), re.MULTILINE)
    assert len(names) == len(set(names))


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != DEFAULT])
def test_words_are_translated_and_not_left_in_english(language: str) -> None:
    same = [name for name in _said(DEFAULT) if not _said(DEFAULT)[name] and Words(language)(name) == Words("en")(name)]
    assert len(same) <= 3, same


def test_russian_counts_as_russians_do() -> None:
    counted = [Words("ru")("total", count=count).split()[-1] for count in (1, 2, 5, 21)]
    assert counted[0] == counted[3]
    assert len(set(counted)) == 3


def test_a_message_that_is_not_there_is_an_error() -> None:
    with pytest.raises(NoSuchWords, match="no message 'nonsense'"):
        Words("en")("nonsense")


def test_a_message_without_its_variable_is_an_error() -> None:
    with pytest.raises(NoSuchWords):
        Words("en")("total")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("", "en"),
        ("de-CH, de;q=0.9", "en"),
        ("zh-TW,zh;q=0.9,en;q=0.8", "zh"),
        ("en;q=0.3, mn;q=0.9", "mn"),
        ("ko;q=0, ja", "ja"),
    ],
)
def test_the_language_is_the_one_that_the_browser_likes_best(header: str, language: str) -> None:
    assert preferred(header) == language


@given(st.text())
def test_no_header_confuses_the_choice_of_the_language(header: str) -> None:
    assert preferred(header) in LANGUAGES
