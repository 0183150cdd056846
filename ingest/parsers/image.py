"""Picture in, document out: a page of a report that was scanned or photographed, or as many as a TIFF holds.

Each is a page without text of its own; what character recognition makes of it is the concern of `scans`.
"""

from __future__ import annotations

import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import numpy as np
from PIL import Image, ImageFile, ImageOps

from ingest.assembly import assemble
from ingest.document import Document, Page, PageState
from ingest.errors import Damaged, OverLimit
from ingest.layout.flow import Sheet, compose
from ingest.layout.page_labels import labels
from ingest.parsers.deadline import OutOfTime, deadline
from ingest.parsers.ocr import Recogniser
from ingest.parsers.pdf_pages import named
from ingest.parsers.pdf_titles import metadata
from ingest.parsers.reading import Reading
from ingest.parsers.scans import DOTS_PER_POINT, Scan, dots_per_point, read_scan, recogniser_for

FORMATS = ("PNG", "JPEG", "TIFF", "WEBP", "BMP", "GIF", "JPEG2000")
"""Pillow's names of the formats that are opened; it knows more, some of which start other programs."""
SHORTEST, LONGEST = 200.0, 1700.0
"""Points of a page's longer side, from a small card to A2; a resolution that tells of less or more tells nothing."""
USUAL = 842.0
"""Points of the longer side of A4, which a page of unknown size has, or more where it was scanned finely."""
LEAST_SIDE = 64
"""Dots of a picture's shorter side below which it is an icon or an ornament, and holds no text that could be read."""
PICTURE = "it is a picture."


def parse(data: bytes, reading: Reading = Reading()) -> Document:
    """The report in a picture; a page that cannot be shown costs that page only.

    Raises `Damaged` where there is none that can, `OverLimit` where the first has more dots than Pillow takes for safe.
    """
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # other libraries set it, and then half a picture would pass for a whole
    recogniser = recogniser_for(reading)
    read = [_read(shown, number, recogniser, reading) for number, shown in enumerate(pictures(data, reading), 1)]
    if not any(page.state is not PageState.FAILED for page, _ in read):
        why = f" ({read[0][0].reason})" if read else ""
        raise Damaged(f"the picture cannot be shown{why}; get it again from its source")
    flow = compose([sheet for _, sheet in read])
    names = labels(len(read), (), {number - 1: label for number, label in flow.printed.items()})
    pages = [replace(page, label=name) for (page, _), name in zip(read, names, strict=True)]
    document = assemble(flow.drafts, format="image", pages=pages)
    return replace(document, metadata=metadata({}, document))


def pictures(data: bytes, reading: Reading = Reading()) -> Iterator[Scan | str]:
    """Each page as it is displayed, one at a time, or why it is not.

    Raises as `parse` does where the file cannot be opened.
    """
    try:
        with _careful():
            image = Image.open(io.BytesIO(data), formats=FORMATS)
    except _BOMBS as error:
        raise OverLimit(f"{_TOO_LARGE}; give it in a lower resolution") from error
    except Exception as error:  # Pillow raises much besides its own
        raise Damaged(f"the picture cannot be opened ({named(error)}); get it again from its source") from error
    for number, fault in enumerate(_frames(image), 1):
        if fault or number > reading.most_pages:
            yield fault or f"not read: only the first {reading.most_pages} pages of a file are"
        else:
            yield _shown(image, reading)


def _read(shown: Scan | str, number: int, recogniser: Recogniser, reading: Reading) -> tuple[Page, Sheet]:
    if isinstance(shown, str):
        return Page(number, "", state=PageState.FAILED, reason=shown), Sheet(number, ())
    page = Page(number, "", shown.width, shown.height, state=PageState.EMPTY, reason=PICTURE)
    if reading.ocr == "off":
        return page, Sheet(number, ())
    if min(shown.picture.size) < LEAST_SIDE:
        return replace(page, reason="it is a picture too small for words."), Sheet(number, ())
    return read_scan(recogniser, shown, page)


def _frames(image: Image.Image) -> Iterator[str]:
    """Turns `image` to each of its pages, "" for each; where there is a fault, that. Only a TIFF has several.

    The others of an animation show the same page, and those of a camera previews of it.
    """
    yield ""
    place = 1
    while image.format == "TIFF":
        try:
            with _careful():
                image.seek(place)
        except EOFError:
            return
        except Exception as error:
            yield f"the list of pages is broken from here on: {named(error)}"
            return
        place += 1
        if not _is_preview(image):
            yield ""


def _is_preview(image: Image.Image) -> bool:
    """Whether a TIFF says that this is a smaller version, or the mask, of another of its pictures (TIFF 6.0, p. 36)."""
    kind: int = image.getexif().get(_NEW_SUBFILE_TYPE, 0)
    return bool(kind & (_REDUCED | _MASK))


_NEW_SUBFILE_TYPE, _REDUCED, _MASK = 254, 1, 4


def _shown(image: Image.Image, reading: Reading) -> Scan | str:
    """The picture as it is held to be seen, as large as its page is read best; or why not."""
    try:
        with deadline(reading.seconds_per_page), _careful():
            dots, dpi = image.size, image.info.get("dpi") or (0, 0)
            picture = _in_grey(ImageOps.exif_transpose(image))
            width, height = _size(picture.size, dpi if picture.size == dots else dpi[::-1])
            if min(dots) >= LEAST_SIDE:
                scale = dots_per_point(width, height)
                picture = picture.resize((round(width * scale), round(height * scale)))
            return Scan(picture, width, height)
    except _BOMBS:
        return _TOO_LARGE
    except OutOfTime as error:
        return str(error)
    except Exception as error:
        return f"the picture is broken: {named(error)}"


def _in_grey(image: Image.Image) -> Image.Image:
    """The picture in 256 shades, on white where it is transparent."""
    if image.has_transparency_data:
        ground = Image.new("RGBA", image.size, "white")
        ground.alpha_composite(image.convert("RGBA"))
        return ground.convert("L")
    if image.mode.startswith(("I", "F")):
        shades = np.asarray(image, dtype=np.float32)
        low, high = float(shades.min()), float(shades.max())
        return Image.fromarray(((shades - low) * (255 / max(1e-9, high - low))).astype(np.uint8))
    return image.convert("L")


def _size(dots: tuple[int, int], dpi: tuple[float, float]) -> tuple[float, float]:
    """Width and height of the page in points: as the picture's resolution has it, else as usual pages have."""
    if min(dpi) > 0:
        width, height = (72 * float(side / resolution) for side, resolution in zip(dots, dpi, strict=True))
        if SHORTEST <= max(width, height) <= LONGEST:
            return width, height
    point = max(USUAL / max(dots), 1 / DOTS_PER_POINT)
    return dots[0] * point, dots[1] * point


@contextmanager
def _careful() -> Iterator[None]:
    """Raises one of `_BOMBS` for a picture so large that unpacking it may take all memory, as Pillow advises.

    Its other warnings are on tags that are broken and left out.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        yield


_BOMBS = (Image.DecompressionBombWarning, Image.DecompressionBombError)
_TOO_LARGE = f"the picture has more than {(Image.MAX_IMAGE_PIXELS or 0) // 10**6} million dots"
