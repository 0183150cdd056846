"""spaCy's lists of words without spaCy: to import it takes longer than a search by words, or a re-index."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any


def stop_words(language: str) -> set[str]:
    """The function words of a language ("en", "ru"), in small letters."""
    words: set[str] = _file(language, "stop_words")["STOP_WORDS"]
    return words


def like_number(language: str) -> Callable[[str], bool]:
    """Whether a word of the language ("en", "ru") is a number, in digits or in letters."""
    test: Callable[[str], bool] = _file(language, "lex_attrs")["like_num"]
    return test


@cache
def _file(language: str, name: str) -> dict[str, Any]:
    """What one of spaCy's files defines; the key of spaCy's own tables that it imports is not needed."""
    spec = find_spec("spacy")  # finds a package without importing it
    [folder] = spec.submodule_search_locations if spec and spec.submodule_search_locations else [""]
    path = Path(folder, "lang", language, f"{name}.py")
    source = path.read_text(encoding="utf-8").replace("from ...attrs import LIKE_NUM", "LIKE_NUM = 0")
    defined: dict[str, Any] = {}
    exec(compile(source, path, "exec"), defined)
    return defined
