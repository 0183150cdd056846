"""Are the words under the boxes of a passage the words of the quote? Read by pypdfium2 from the original PDFs.

    python benchmarks/boxes.py DATA

DATA is a data folder with an index; of its PDFs a hundred passages are taken at random (always the same). Of each box
the middle is looked at, half its height: the letters of a line stand higher and lower than the line, and pdfium names
all that a rectangle touches.
"""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import pypdfium2 as pdfium
import typer
from rapidfuzz.distance import Indel
from rich.console import Console
from rich.table import Table

from index.generation import Generation
from index.passages import Found, passage
from index.store import Store
from ingest.document import Box
from ingest.originals import Originals

INSET = 0.25
"""Of the height of a box, above and below, that is not looked at."""

NEARLY = 0.95
"""From this share of the same letters on, the words are the quote's but for a hyphen, a ligature or a mark."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A passage, and how alike its letters and those under its boxes are (0 to 1)."""

    found: Found
    under: str
    alike: float


def compared(generation: Generation, originals: Originals, count: int) -> Iterator[Compared]:
    """A random sample of the passages of PDFs whose originals are kept."""
    numbers = [
        number
        for (number,) in generation.database.execute(
            "SELECT p.number FROM passages p JOIN documents d ON d.id = p.document WHERE d.format = 'pdf'"
        )
    ]
    random.Random(17).shuffle(numbers)
    sampled = (passage(generation, number) for number in numbers)
    for found in [one for one, _ in zip((one for one in sampled if one.boxes), range(count), strict=False)]:
        path = originals.find(found.document_id)
        if path is not None:
            under = words_under(path, found.boxes)
            yield Compared(found, under, Indel.normalized_similarity(_letters(found.text), _letters(under)))


def words_under(path: Path, boxes: list[Box] | tuple[Box, ...]) -> str:
    """What pdfium reads in these boxes, one after the other."""
    with closing(pdfium.PdfDocument(path)) as pdf:
        return " ".join(_under(pdf, box) for box in boxes)


def _under(pdf: pdfium.PdfDocument, box: Box) -> str:
    with closing(pdf[box.page - 1]) as page, closing(page.get_textpage()) as text:
        left, _, _, top = page.get_cropbox()
        inset = INSET * (box.bottom - box.top)
        read: str = text.get_text_bounded(
            left=left + box.x0 + inset / 2,
            right=left + box.x1 - inset / 2,
            top=top - box.top - inset,
            bottom=top - box.bottom + inset,
        )
        return read


def _letters(text: str) -> str:
    """The letters and digits, without regard to case, width and ligatures."""
    return "".join(re.findall(r"[^\W_]", unicodedata.normalize("NFKC", text).casefold()))


def main(
    data: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    count: int = 100,
) -> None:
    """Print the share of passages whose words stand under their boxes, and those whose words don't."""
    store = Store(data)
    rows = list(compared(store.open(), Originals(store.files), count))
    if not rows:
        raise typer.BadParameter(f"{data} has no report with pages that can be drawn.")
    exact, nearly = (sum(row.alike >= least for row in rows) for least in (1.0, NEARLY))
    table = Table("passages", "the very letters", f"{NEARLY:.0%} of them or more", "alike on average")
    mean = sum(row.alike for row in rows) / len(rows)
    table.add_row(str(len(rows)), str(exact), str(nearly), f"{mean:.4f}")
    Console().print(table)
    for row in rows:
        if row.alike < NEARLY:
            print(f"{row.alike:.3f} {row.found.id} {row.found.kind}\n  quote: {row.found.text[:150]!r}")
            print(f"  under: {row.under[:150]!r}")


if __name__ == "__main__":
    typer.run(main)
