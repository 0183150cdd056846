"""Draws a page of a report as a picture, with words marked on it. Meant for a worker process that has limits."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice
from math import sqrt
from pathlib import Path

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw

from ingest.document import Box
from ingest.errors import Damaged, Encrypted, Unsupported
from ingest.parsers.image import pictures

MOST_DOTS = 16_000_000
"""Dots of a picture, whatever is asked for: a page of a meter's length is drawn smaller."""

_PEN = "#ffe873"


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page as it is wanted: its number from 1, so many dots wide, these boxes (points) marked as with a pen."""

    page: int
    width: int
    marks: tuple[Box, ...] = ()


def has_pages(format: str) -> bool:
    """Whether a report of this format (`Document.format`) has pages that can be drawn."""
    return format in _DRAWN


def draw(path: Path, format: str, sheet: Sheet) -> bytes:
    """The page as PNG.

    Raises `Encrypted` where the file wants a password, `Damaged` where the page can't be drawn, `Unsupported` for a
    format without pages.
    """
    if format not in _DRAWN:
        raise Unsupported(f"a file of the format {format} has no pages that could be drawn")
    page, points = _DRAWN[format](path, sheet)
    out = io.BytesIO()
    _marked(page, sheet.marks, page.width / points).save(out, "PNG")
    return out.getvalue()


def _of_pdf(path: Path, sheet: Sheet) -> tuple[Image.Image, float]:
    try:
        with closing(pdfium.PdfDocument(path)) as pdf, closing(pdf[sheet.page - 1]) as page:
            width, height = page.get_size()
            drawn = page.render(scale=_scale(width, height, sheet.width)).to_pil().convert("RGB")
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise Encrypted("the file is encrypted, and its password is not kept; open the original") from error
        raise Damaged(f"the page can't be drawn ({error}); open the original") from error
    return drawn, width


def _of_picture(path: Path, sheet: Sheet) -> tuple[Image.Image, float]:
    shown = next(islice(pictures(path.read_bytes()), sheet.page - 1, None), "there is no such page")
    if isinstance(shown, str):
        raise Damaged(f"the page can't be drawn ({shown}); open the original")
    scale = min(1.0, _scale(*shown.picture.size, sheet.width))
    size = (max(1, round(shown.picture.width * scale)), max(1, round(shown.picture.height * scale)))
    return shown.picture.resize(size).convert("RGB"), shown.width


_DRAWN: dict[str, Callable[[Path, Sheet], tuple[Image.Image, float]]] = {"pdf": _of_pdf, "image": _of_picture}
"""How a page of a format is drawn: its picture, and its width in points."""


def _scale(width: float, height: float, wanted: int) -> float:
    return min(wanted / width, sqrt(MOST_DOTS / (width * height)))


def _marked(page: Image.Image, marks: Sequence[Box], scale: float) -> Image.Image:
    """The page with these boxes, in points, marked; letters stay dark."""
    if not marks:
        return page
    pens = Image.new("RGB", page.size, "white")
    draw = ImageDraw.Draw(pens)
    for box in marks:
        left, right = sorted((scale * box.x0, scale * box.x1))
        top, bottom = sorted((scale * box.top, scale * box.bottom))
        draw.rectangle((left - 1, top - 1, right + 1, bottom + 1), fill=_PEN)
    return ImageChops.multiply(page, pens)
