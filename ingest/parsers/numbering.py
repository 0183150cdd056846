"""The numbers that a program sets before list items and headings, as a reader sees them; the files hold only styles."""

from __future__ import annotations

from collections.abc import Callable

from ingest.roman_numerals import roman

_LATIN = "abcdefghijklmnopqrstuvwxyz"
_CYRILLIC = "абвгдежзиклмнопрстуфхцчшщыэюя"
_KOREAN = "가나다라마바사아자차카타파하"
_CONSONANTS = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
_KANA = "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワヲン"
_IROHA = "イロハニホヘトチリヌルヲワカヨタレソツネナラムウヰノオクヤマケフコエテアサキユメミシヱヒモセス"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
_HAN = "〇一二三四五六七八九"
_HANGUL = "영일이삼사오육칠팔구"


def numeral(number: int, style: str) -> str:
    """`number` (from 1) in a style by its name in Office Open XML (ST_NumberFormat) or CSS; unknown ones as digits.

    Empty for a style that shows no number.
    """
    return _STYLES.get(style.lower(), str)(number)


def _letters(alphabet: str) -> Callable[[int], str]:
    """After the last letter each is doubled, as Word does: x, y, z, aa, bb."""
    return lambda number: alphabet[(number - 1) % len(alphabet)] * (1 + (number - 1) // len(alphabet))


def _counting(digits: str, ten: str, hundred: str) -> Callable[[int], str]:
    """Numbers in words as Chinese writes them, up to 999; larger ones digit by digit."""

    def counted(number: int) -> str:
        if number >= 1000:
            return "".join(digits[int(figure)] for figure in str(number))
        hundreds, tens, ones = number // 100, number // 10 % 10, number % 10
        found = f"{digits[hundreds]}{hundred}" if hundreds else ""
        if tens:
            found += f"{digits[tens] if tens > 1 or hundreds else ''}{ten}"
        elif hundreds and ones:
            found += digits[0]
        return found + (digits[ones] if ones else "")

    return counted


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _wide(number: int) -> str:
    return "".join(chr(ord(figure) + 0xFEE0) for figure in str(number))


def _ordinal(number: int) -> str:
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _upper(make: Callable[[int], str]) -> Callable[[int], str]:
    return lambda number: make(number).upper()


_STYLES: dict[str, Callable[[int], str]] = {
    name: make
    for names, make in (
        ("none bullet", lambda number: ""),
        ("lowerletter lower-alpha lower-latin a alphalc", _letters(_LATIN)),
        ("upperletter upper-alpha upper-latin alphauc", _upper(_letters(_LATIN))),
        ("lowerroman lower-roman i romanlc", roman),
        ("upperroman upper-roman romanuc", _upper(roman)),
        ("decimalzero decimal-leading-zero", lambda number: f"{number:02d}"),
        ("ordinal", _ordinal),
        ("russianlower", _letters(_CYRILLIC)),
        ("russianupper", _upper(_letters(_CYRILLIC))),
        ("ganada", _letters(_KOREAN)),
        ("chosung", _letters(_CONSONANTS)),
        ("koreandigital koreancounting koreanlegal korean-hangul-formal", _counting(_HANGUL, "십", "백")),
        ("aiueo aiueofullwidth katakana", _letters(_KANA)),
        ("iroha irohafullwidth katakana-iroha", _letters(_IROHA)),
        ("ideographtraditional cjk-heavenly-stem", _letters(_STEMS)),
        ("ideographzodiac cjk-earthly-branch", _letters(_BRANCHES)),
        (
            "chinesecounting chinesecountingthousand taiwanesecounting taiwanesecountingthousand japanesecounting "
            "ideographdigital japanesedigitaltenthousand cjk-ideographic simp-chinese-informal trad-chinese-informal "
            "japanese-informal cjk-decimal ea1chs ea1cht ea1jpnchsdb ea1jpnkor",
            _counting(_HAN, "十", "百"),
        ),
        ("decimalenclosedcircle decimalenclosedcirclechinese circlenumdb circlenumwdblack circlenumwdwhite", _circled),
        ("decimalfullwidth decimalfullwidth2 arabicdb", _wide),
    )
    for name in names.split()
}
