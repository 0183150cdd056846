"""Links to words of a web page: the part of an address that makes a browser scroll to a quote and mark it.

Follows the URL Fragment Text Directives of the WICG (`#:~:text=[prefix-,]start[,end][,-suffix]`).
"""

from __future__ import annotations

import re
from urllib.parse import quote as percent_encoded

_LONGEST_EXACT = 300
"""Characters up to which a quote is given whole, as Chromium does; of a longer one its first and last words are."""
_ENDS = 8
"""Words that stand for the beginning, or the end, of a quote too long to be given whole."""
_AROUND = 4
"""Words before a quote that tell it from the same words earlier on the page."""

_BLOCK_EDGE = re.compile(r"[\n\t]")
_MARKER = re.compile(r"^(?:[•◦▪‣·]|\(?(?:\d{1,3}|[A-Za-z]|[ivxlc]{1,6})[.)])\s+")
"""What a browser sets before a list item without its being text of the page."""
_UNIT = re.compile(r"\S+?(?:[、。，；：！？]+|(?=\s)|$)")
"""A word, or where words are not spaced what stands between two marks: browsers match at the edges of words alone."""


def text_fragment(quote: str, before: str = "", after: str = "") -> str:
    """`#:~:text=...` for `quote`, to be put behind a page's address; empty where the quote holds no words.

    `before` and `after` are the page's text around it. Words of `before` are added where the quote's beginning also
    stands earlier on the page, since a browser takes the first place that fits, and words of `after` where nothing
    stands before it.
    """
    blocks = [_spaced(block) for block in _BLOCK_EDGE.split(quote)]
    blocks = [block for block in blocks if any(map(str.isalnum, block))]
    if not blocks:
        return ""
    blocks[0] = _MARKER.sub("", blocks[0])
    blocks[-1] = _MARKER.sub("", blocks[-1])
    whole = len(blocks) == 1 and len(blocks[0]) <= _LONGEST_EXACT
    start, end = (blocks[0], "") if whole else (_first(blocks[0], _ENDS), _last(blocks[-1], _ENDS))
    repeated = start.casefold() in _spaced(before).casefold()
    prefix = _last(_edge(before, -1), _AROUND) if repeated else ""
    suffix = _first(_edge(after, 0), _AROUND) if repeated and not prefix else ""
    parts = [f"{_coded(prefix)}-" if prefix else "", _coded(start), _coded(end), f"-{_coded(suffix)}" if suffix else ""]
    return "#:~:text=" + ",".join(filter(None, parts))


def _edge(text: str, which: int) -> str:
    """The last (-1) or first (0) block of `text` that holds words."""
    blocks = [block for block in map(_spaced, _BLOCK_EDGE.split(text)) if any(map(str.isalnum, block))]
    return blocks[which] if blocks else ""


def _first(text: str, units: int) -> str:
    found = list(_UNIT.finditer(text))[:units]
    return text[: found[-1].end()] if found else ""


def _last(text: str, units: int) -> str:
    found = list(_UNIT.finditer(text))[-units:]
    return text[found[0].start() :] if found else ""


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _coded(text: str) -> str:
    """Percent-encoded; comma, ampersand and hyphen too, since they are the directive's own syntax."""
    return percent_encoded(text, safe="").replace("-", "%2D")
