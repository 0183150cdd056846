"""Which title and year a PDF's report has: what the file states where that is sensible, else what stands on top."""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.document import Document, Kind, Metadata


def metadata(stated_info: Mapping[str, object], document: Document) -> Metadata:
    """Title and year, from the file's own information and the words on its first two pages."""
    info = {key: value for key, value in stated_info.items() if isinstance(value, str)}
    stated = info.get("Title", "").strip()
    title = stated if _sensible(stated) else _headline(document)
    years = set(_YEAR.findall(f"{title} {info.get('Subject', '')}"))
    return Metadata(title=title, year=int(years.pop()) if len(years) == 1 else None)


def _sensible(title: str) -> bool:
    """Whether a stated title is one, and not what a word processor put there."""
    return len(title) >= 6 and (" " in title or not title.isascii()) and not _FILE_NAME.search(title)


def _headline(document: Document) -> str:
    """The title on the page, what stands right under it, or a heading: the first that tells this report from others."""
    first_pages = [block for block in document.blocks if document.pages_of(block.span)[0] <= 2]
    titles = [place for place, block in enumerate(first_pages) if block.kind is Kind.TITLE]
    under = [
        block for place in titles for block in first_pages[place + 1 : place + 2] if len(block.span) < _LONGEST_TITLE
    ]
    headings = [block for block in first_pages if block.kind is Kind.HEADING]
    ordered = [*(first_pages[place] for place in titles), *under, *headings]
    texts = (" ".join(block.span.of(document.text).split()) for block in ordered)
    return next((text for text in texts if _telling(text)), "")


_LONGEST_TITLE = 200


def _telling(headline: str) -> bool:
    letters = sum(character.isalpha() for character in headline)
    words = " " in headline or not headline.isascii()
    return words and letters >= 6 and 2 * letters > len(headline) and not _MASTHEADS.fullmatch(headline)


_MASTHEADS = re.compile(
    r"(?:(?:united nations|general assembly|security council|economic and social council"
    r"|(?:table of )?contents|foreword|preface|(?:executive )?summary|memo(?:randum)?|policy ?brief|annexe?s?"
    r"|annual report|[\w-]+ session"
    r"|(?:[ivx\d]+\.?\s+)?(?:introduction|background|overview))\s*)+",
    re.IGNORECASE,
)
"""Headlines that stand over many reports and name none. Several may follow one another."""
_FILE_NAME = re.compile(
    r"^microsoft |^untitled|^document\d*$|\.(?:docx?|rtf|wpf|wpd|xlsx?|pptx?|indd|pub|pdf|qxd|p65|tex|dvi)$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(?<!\d)(?:19[5-9]\d|20[012]\d)(?!\d)")
