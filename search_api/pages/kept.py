"""The basket as a browser keeps it, in two cookies: passages in their order, and the searches that found them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode, urlsplit

from search_api.parameters import SearchParameters

BASKET, SEARCHES = "sdgsearch_basket", "sdgsearch_searches"
"""Names of the cookies. What is in them, anybody may have written."""

MOST = 100
"""Passages in a basket; their ids are then 3.5 kB, and a browser keeps 4 kB a cookie."""

_MOST_OF_SEARCHES = 3500
"""Characters; where there are more, the oldest searches are forgotten."""

_PASSAGE = re.compile(r"([0-9a-f]{16}-\d{1,12}-\d{1,12})(?:\.(\d{1,3}))?")
_OF_A_SEARCH = frozenset(SearchParameters.model_fields) - {"k", "offset", "facets", "explain", "format"}
"""The parameters that say what was found."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A passage, and the parameters of the search that found it, as in its address; empty where none did."""

    id: str
    search: str = ""


def basket_in(cookies: Mapping[str, str]) -> list[Kept]:
    """The passages that a browser keeps, each once."""
    searches = cookies.get(SEARCHES, "").split("|")
    found: dict[str, Kept] = {}
    for id, number in _PASSAGE.findall(cookies.get(BASKET, "")):
        place = int(number or 0) - 1
        found.setdefault(id, Kept(id, search_in(f"/?{searches[place]}") if 0 <= place < len(searches) else ""))
    return list(found.values())[:MOST]


def cookies_of(basket: Sequence[Kept]) -> dict[str, str]:
    """The values of the cookies that keep these passages."""
    searches = [search for search in dict.fromkeys(kept.search for kept in reversed(basket)) if search]
    while len("|".join(searches)) > _MOST_OF_SEARCHES:
        searches.pop()
    numbers = {search: f".{number}" for number, search in enumerate(searches, 1)}
    return {
        BASKET: "~".join(kept.id + numbers.get(kept.search, "") for kept in basket),
        SEARCHES: "|".join(searches),
    }


def search_in(address: str) -> str:
    """What was searched for on the page at an address; empty where that is no page of results."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query) if pair[0] in _OF_A_SEARCH]
    return urlencode(asked, safe=":") if parts.path == "/" else ""
