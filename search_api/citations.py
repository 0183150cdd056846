"""A passage as a citation: the words with which a reader finds it again."""

from __future__ import annotations

import hashlib

from index.passages import Found, Place


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
    pages = pages_in_words(found.place)
    work = ", ".join(filter(None, [title, pages])) if title else pages
    return " ".join(filter(None, [_ended(author), year, _ended(work), known.url]))


def pages_in_words(place: Place) -> str:
    """`p. iv`, or `pp. iv-v`; empty where the report has no pages."""
    if not place.label_first:
        return ""
    if place.label_first == place.label_last:
        return f"p. {place.label_first}"
    return f"pp. {place.label_first}\N{EN DASH}{place.label_last}"


def where_in_words(found: Found) -> str:
    """Where a passage stands, as a person says it: `p. iv (PDF page 6), 2. Context > 2.1 Air pollution`."""
    place = found.place
    pages = pages_in_words(place)
    if pages and place.label_first != str(place.first):
        numbers = str(place.first) if place.first == place.last else f"{place.first}-{place.last}"
        pages += f" (PDF page {numbers})"
    return ", ".join(filter(None, [pages, " > ".join(found.section)]))


def _ended(sentence: str) -> str:
    """With a full stop, unless there is a mark at its end already; nothing stays nothing."""
    return sentence if not sentence or sentence.endswith((".", "!", "?", "。", "？", "！")) else f"{sentence}."
