"""Roman numerals, as front matter and lists bear them: read and written."""

from __future__ import annotations

from typing import Final

_SIGNS: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl")),
    *((10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_WORTHS: Final = {sign: worth for worth, sign in _SIGNS if len(sign) == 1}


def roman(number: int) -> str:
    """The numeral of `number` (from 1), in small letters."""
    found = ""
    for worth, sign in _SIGNS:
        found += sign * (number // worth)
        number %= worth
    return found


def roman_value(numeral: str) -> int:
    """What a numeral, in small letters or capitals, counts to; a smaller sign before a larger one is taken from it."""
    worths = [_WORTHS[sign] for sign in numeral.lower()]
    return sum(-worth if worth < after else worth for worth, after in zip(worths, [*worths[1:], 0], strict=True))
