"""A passage as a citation: the words with which a reader finds it again."""

from __future__ import annotations

import hashlib
from urllib.parse import urldefrag

from index.passages import Found, Place
from ingest.document import Division
from search_api.text_fragments import text_fragment


def quote_sha256(text: str) -> str:
    """SHA-256 of a quote in UTF-8: proof that it was not changed."""
    return hashlib.sha256(text.encode()).hexdigest()


def permalink(passage_id: str) -> str:
    """The address of a passage in the service."""
    return f"/v1/passages/{passage_id}"


def apa(found: Found) -> str:
    """The report and the pages in the style of the American Psychological Association (7th edition).

    For example: NEASPEC. (2021). Strategic plan 2021-2025, p. iv. https://...
    """
    known = found.metadata
    year = f"({known.year})." if known.year else "(n.d.)."
    author, title = (known.publisher, known.title) if known.publisher else (known.title, "")
    pages = place_in_words(found.place)
    work = ", ".join(filter(None, [title, pages])) if title else pages
    return " ".join(filter(None, [_ended(author), year, _ended(work), known.url]))


def place_in_words(place: Place) -> str:
    """`p. iv`, `pp. iv-v`, `slide 3`, `chap. "Air"`, or `para. 14` where the report has none of these."""
    one, more, form = _UNITS[place.unit]
    if place.unit is Division.WHOLE:
        return f"{one} {place.paragraph}"
    labels = [form.format(label) for label in _labels(place)]
    return f"{more if len(labels) > 1 else one} {_EN_DASH.join(labels)}" if labels else ""


def page_range(place: Place) -> str:
    """The labels of first and last page (slide, chapter, ...): `iv`, `iv-v`, or nothing."""
    return _EN_DASH.join(_labels(place))


def where_in_words(found: Found) -> str:
    """Where a passage stands, as a person says it: `p. iv (PDF page 6), 2. Context > 2.1 Air pollution`."""
    place = found.place
    words = place_in_words(place)
    if place.unit is Division.PAGE and place.label_first != str(place.first) and (words or found.format == "pdf"):
        file = "PDF page" if found.format == "pdf" else "page of the file"
        page = f"{file} {_range(place.first, place.last)}"
        words = f"{words} ({page})" if words else page
    return ", ".join(filter(None, [words, " > ".join(found.section)]))


def link(found: Found) -> str:
    """The report's address, leading to the page of a PDF and to the very words on a web page; empty without one."""
    url = found.metadata.url
    if not url:
        return ""
    if found.format == "pdf":
        return f"{urldefrag(url).url}#page={found.place.first}"
    if found.format == "html":
        return urldefrag(url).url + text_fragment(found.text, found.before, found.after)
    return url


_EN_DASH = "\N{EN DASH}"
_UNITS = {
    Division.PAGE: ("p.", "pp.", "{}"),
    Division.SLIDE: ("slide", "slides", "{}"),
    Division.CHAPTER: ("chap.", "chaps.", '"{}"'),
    Division.SHEET: ("sheet", "sheets", '"{}"'),
    Division.WHOLE: ("para.", "paras.", "{}"),
}
"""What one is called in a citation, what several are, and how the label of one is written."""


def _labels(place: Place) -> list[str]:
    return [label for label in dict.fromkeys([place.label_first, place.label_last]) if label]


def _range(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}-{last}"


def _ended(sentence: str) -> str:
    """With a full stop, unless there is a mark at its end already; nothing stays nothing."""
    return sentence if not sentence or sentence.endswith((".", "!", "?", "。", "？", "！")) else f"{sentence}."
