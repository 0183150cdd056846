"""How a file is to be read: what its owner wants, and what reading it may cost."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Ocr = Literal["auto", "off", "force"]
"""Recognise characters in pictures of pages: where a page has no text of its own, never, or on every page."""


@dataclass(frozen=True, slots=True)
class Reading:
    """How one file is read; what takes more than it may is given up, page by page, and named.

    `ocr_languages` are ISO 639 codes, the likeliest first; empty to go by the script on the page. `password` opens
    an encrypted file. Limits are in seconds, pages and Unicode code points.
    """

    ocr: Ocr = "auto"
    ocr_languages: tuple[str, ...] = ()
    password: str = field(default="", repr=False)
    seconds_per_page: float = 20.0
    most_pages: int = 20_000
    most_characters: int = 50_000_000
