"""The words of the interface in six languages: Fluent messages (projectfluent.org), a folder of files a language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache, cached_property
from importlib.resources import files

from babel import Locale
from babel.dates import format_date, format_datetime, format_skeleton, format_timedelta
from babel.numbers import format_decimal, format_percent
from fluent.runtime import FluentBundle, FluentResource

from corpus.errors import SdgSearchError

LANGUAGES: Mapping[str, str] = {
    "en": "English",
    "zh": "中文",
    "ja": "日本語",
    "ko": "한국어",
    "ru": "Русский",
    "mn": "Монгол",
}
"""The languages of the interface, each by its own name."""

DEFAULT = "en"


class NoSuchWords(SdgSearchError):
    """A template asks for a message that the language does not have, or without what it is filled with."""


@dataclass(frozen=True)
class Words:
    """The words of one language."""

    language: str

    def __call__(self, message: str, **values: object) -> str:
        """The message with this id, filled with `values`. Raises `NoSuchWords`."""
        bundle = _bundle(self.language)
        pattern = bundle.get_message(message).value if bundle.has_message(message) else None
        if pattern is None:
            raise NoSuchWords(f"There is no message {message!r} in {self.language}.")
        text, faults = bundle.format_pattern(pattern, values)
        if faults:
            raise NoSuchWords(f"The message {message!r} can't be said in {self.language}: {faults[0]}.")
        return str(text)

    def number(self, number: float) -> str:
        """A number as the language writes it."""
        return str(format_decimal(number, locale=self._locale))

    def percent(self, share: float) -> str:
        """A share of 1 in per cent, without decimals."""
        return str(format_percent(share, locale=self._locale))

    def moment(self, when: datetime) -> str:
        """A moment in UTC as the language writes it."""
        return f"{format_datetime(when.astimezone(UTC), 'medium', locale=self._locale)} UTC"

    def duration(self, seconds: float) -> str:
        """About how long something lasts, in the largest unit that says it."""
        return str(format_timedelta(timedelta(seconds=round(seconds)), threshold=1.2, locale=self._locale))

    def language_name(self, code: str) -> str:
        """What this language calls another one."""
        return str(self._locale.languages.get(code, code))

    def country_name(self, code: str) -> str:
        """What this language calls a country, by its ISO 3166 code."""
        return str(self._locale.territories.get(code, code))

    def day(self, iso: str) -> str:
        """A year, a month or a day in ISO 8601, as the language writes it."""
        first = date(*(int(part) for part in f"{iso}-01-01".split("-")[:3]))
        if len(iso) == len("2015-09-25"):
            return str(format_date(first, "long", locale=self._locale))
        return str(format_skeleton("yMMMM" if "-" in iso else "y", first, locale=self._locale))

    @cached_property
    def _locale(self) -> Locale:
        return Locale.parse(self.language)


def preferred(accept_language: str) -> str:
    """The language of the interface that a browser likes best, by its header Accept-Language (RFC 9110, 12.5.4)."""
    wishes = []
    for place, wish in enumerate(accept_language.split(",")):
        tag, _, options = wish.strip().partition(";")
        wishes.append((-_weight(options), place, tag.partition("-")[0].lower()))
    return next((language for weight, _, language in sorted(wishes) if weight and language in LANGUAGES), DEFAULT)


def _weight(options: str) -> float:
    name, _, value = options.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0


@cache
def messages(language: str) -> str:
    """All messages of a language, as Fluent has them."""
    folder = files("search_api.pages") / "texts" / language
    parts = sorted((part for part in folder.iterdir() if part.name.endswith(".ftl")), key=lambda part: part.name)
    return "\n".join(part.read_text("utf-8") for part in parts)


@cache
def _bundle(language: str) -> FluentBundle:
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(messages(language)))
    return bundle
