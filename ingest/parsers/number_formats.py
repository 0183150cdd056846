"""Values of spreadsheets as a reader sees them: a number or date through the cell's format code (ECMA-376, 18.8.31)."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

_QUOTED = re.compile(r'"([^"]*)"|\\(.)|_.|\*.|\[[^\]]*\]')
_DIGITS = re.compile(r"[#0?](?:[#0?,. ]*[#0?])?")
_DATE_PARTS = re.compile(r"yyyy|yy|mmmm|mmm|mm|m|dddd|ddd|dd|d|hh|h|ss|s", re.IGNORECASE)


def displayed(value: object, code: str = "General") -> str:
    """`value` as a cell shows it; formats that are rarely met (fractions, engineering) show the plain value."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, code)
    if isinstance(value, datetime | date | time):
        return _moment(value, code)
    if isinstance(value, timedelta):
        return str(value)
    return str(value)


def _number(value: float, code: str) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    section, value = _section(value, code)
    bare = _QUOTED.sub("", section)
    digits = _DIGITS.search(bare)
    if not digits or "/" in bare or re.search("e[+-]", bare, re.IGNORECASE):
        return _plain(value)
    places = len(re.findall("[0#?]", digits[0].partition(".")[2]))
    least = digits[0].partition(".")[2].count("0")
    shown = value * 100 if "%" in bare else value / 1000 ** len(re.match(",*", bare[digits.end() :])[0])  # type: ignore[index]
    text = f"{shown:{',' if ',' in digits[0] else ''}.{places}f}"
    if places > least:
        whole, _, decimals = text.partition(".")
        decimals = decimals[:least] + decimals[least:].rstrip("0")
        text = f"{whole}.{decimals}" if decimals else whole
    return _around(section, text).strip()


def _section(value: float, code: str) -> tuple[str, float]:
    """The part of the code that is for numbers of this sign; one for negative numbers writes their sign itself."""
    sections = re.split(r';(?=(?:[^"]*"[^"]*")*[^"]*$)', code)
    if value < 0 and len(sections) > 1:
        return sections[1], -value
    if value == 0 and len(sections) > 2:
        return sections[2], value
    return sections[0], value


def _around(section: str, text: str) -> str:
    """`text` with the words of the code before and behind its digits: currencies, units, percent."""
    literal = re.sub(r"\[\$([^\]-]*)[^\]]*\]", r'"\1"', section)
    kept: list[str] = []
    masked = _QUOTED.sub(lambda match: _kept(kept, match[1] or match[2] or ""), literal)
    digits = _DIGITS.search(masked)
    if digits is None:
        return text
    before, after = masked[: digits.start()], masked[digits.end() :].lstrip(",")
    sign = "-" if text.startswith("-") and before.strip() else ""
    shown = f"{sign}{before}{text.removeprefix('-') if sign else text}{after}"
    return re.sub("[\ue000-\uf8ff]", lambda match: kept[ord(match[0]) - 0xE000], shown)


def _kept(kept: list[str], words: str) -> str:
    kept.append(words)
    return chr(0xE000 + len(kept) - 1)


def _plain(value: float) -> str:
    """As the format General: whole numbers without a point, others without the noise of binary fractions."""
    if float(value).is_integer() and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.10g}"


def _moment(value: datetime | date | time, code: str) -> str:
    """By the code's parts if it is of digits only, otherwise ISO 8601, which every reader knows."""
    bare = _QUOTED.sub(lambda match: match[1] or match[2] or "", code.split(";")[0])
    parts = {part.lower() for part in _DATE_PARTS.findall(bare)}
    if isinstance(value, datetime) and not parts & {"h", "hh", "s", "ss"} and value.time() == time():
        value = value.date()
    if isinstance(value, datetime):
        return value.isoformat(sep=" ", timespec="minutes" if not value.second else "seconds")
    if isinstance(value, date) and parts and not parts & {"d", "dd", "ddd", "dddd"}:
        return f"{value:%Y-%m}" if parts & {"m", "mm", "mmm", "mmmm"} else f"{value:%Y}"
    return value.isoformat()
