"""Fonts with the widths that their file states: pdfminer takes Adobe's for all that are named like the standard ones.

A face that stands in for Times under its name would else have boxes that end before its lines do.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pdfminer.pdffont import PDFFont, PDFType1Font
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import resolve1


class StatedWidths(PDFResourceManager):
    """Makes the fonts of a file; `/Widths` goes before what is known of the standard fonts (ISO 32000-1, 9.6.2.2)."""

    def get_font(self, objid: object, spec: Mapping[str, Any]) -> PDFFont:
        font = super().get_font(objid, spec)
        widths = resolve1(spec.get("Widths"))
        if isinstance(font, PDFType1Font) and isinstance(widths, list):
            found = resolve1(spec.get("FirstChar"))
            first = found if isinstance(found, int) else 0
            stated: dict[str | int, Any] = {first + n: resolve1(width) for n, width in enumerate(widths)}
            font.widths = {**font.widths, **stated}
        return font
