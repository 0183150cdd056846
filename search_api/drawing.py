"""`sdgsearch doctor --draw`: what was made of each page of one file, as pictures for a person's eyes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap

import pypdfium2 as pdfium
from PIL import Image, ImageChops, ImageDraw, ImageFont
from rich.console import Console
from rich.text import Text

from corpus.errors import SdgSearchError
from index.embedder import embedder_of
from ingest.apparatus import marked
from ingest.block_languages import in_languages
from ingest.chunker import chunk
from ingest.document import Block, Box, Document, Kind, Page, Passage, Span
from ingest.parsers.image import pictures
from ingest.parsers.sandbox import ParserPool, decode
from ingest.parsers.scans import Scan
from ingest.quality import NOUNS, Quality, assess, remarks
from ingest.settings import reading_of
from search_api.settings import Settings
from search_api.terminal import print_rows


class NothingToDraw(SdgSearchError):
    """The pages or the passage asked for are not in the file."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to draw: these pages (none: all), or those of one passage, counted from 1, with its words marked."""

    pages: frozenset[int] = frozenset()
    passage: int | None = None


def draw_file(
    console: Console, file: Path, wish: Wish, *, settings: Settings, folder: Path, password: str = ""
) -> None:
    """Read `file` as a build would, print the table of its pages, and write a picture of each into `folder`.

    Where the format has no geometry the outline is printed instead. Raises `ParseError` where the file can't be read
    and `NothingToDraw` where there is no such page or passage, or it can't be rendered.
    """
    document = _read(file, settings, password)
    scene = _Scene(document, _passages(document, settings), wish.passage)
    wanted = _wanted(scene, wish.pages)
    qualities = {page.number: found for page, found in zip(document.pages, assess(document).pages, strict=True)}
    _print_pages(console, document, qualities, wanted)
    if document.format not in _SHOWN:
        _print_outline(console, document, wanted)
        return
    folder.mkdir(parents=True, exist_ok=True)
    for page, shown in _SHOWN[document.format](file, password, wanted):
        path = folder / f"{file.stem}-{page.number:04}.png"
        _picture(shown, scene, page, qualities[page.number]).save(path)
        console.print(Text(str(path)), soft_wrap=True)


def _read(file: Path, settings: Settings, password: str) -> Document:
    limits = settings.limits
    pool = ParserPool(workers=1, seconds_per_file=limits.seconds_per_file, memory_per_worker=limits.memory_per_worker)
    with pool:
        parsed = pool.result(pool.submit(file, file.name, reading_of(settings, limits, password)))
    return marked(in_languages(decode(parsed.encoded)))


def _passages(document: Document, settings: Settings) -> list[Passage]:
    embedder = embedder_of(settings.ingest, settings.store, settings.limits.threads)
    return chunk(document, "", count_tokens=embedder.count_tokens, max_tokens=settings.passage_tokens)


def _pdf_pages(file: Path, password: str, wanted: Sequence[Page]) -> Iterator[tuple[Page, Image.Image]]:
    try:
        with closing(pdfium.PdfDocument(file, password=password or None)) as pdf:
            for page in wanted:
                with closing(pdf[page.number - 1]) as sheet:
                    yield page, sheet.render(scale=_SCALE).to_pil().convert("RGB")
    except pdfium.PdfiumError as error:
        raise NothingToDraw(f"{file.name} can't be rendered: {error}.") from error


def _pictures(file: Path, _password: str, wanted: Sequence[Page]) -> Iterator[tuple[Page, Image.Image]]:
    """The pages of a file that is a picture; those that cannot be shown hold nothing to draw on."""
    pages = {page.number: page for page in wanted}
    for number, scan in enumerate(pictures(file.read_bytes()), 1):
        if number in pages and isinstance(scan, Scan):
            size = round(_SCALE * scan.width), round(_SCALE * scan.height)
            yield pages[number], scan.picture.resize(size).convert("RGB")


_SHOWN: Mapping[str, Callable[[Path, str, Sequence[Page]], Iterator[tuple[Page, Image.Image]]]] = {
    "pdf": _pdf_pages,
    "image": _pictures,
}
"""The formats whose pages can be drawn on, and what shows them."""


def _wanted(scene: _Scene, numbers: frozenset[int]) -> list[Page]:
    pages = scene.document.pages
    if scene.chosen is not None:
        if not 1 <= scene.chosen <= len(scene.passages):
            raise NothingToDraw(f"There is no passage {scene.chosen}: the file has {len(scene.passages)}.")
        passage = scene.passages[scene.chosen - 1]
        numbers = numbers or frozenset(range(passage.page_first, passage.page_last + 1))
    wanted = [page for page in pages if page.number in numbers or not numbers]
    if not wanted:
        raise NothingToDraw(f"There is no such page: the file has {len(pages)}, counted from 1.")
    return wanted


def _print_pages(
    console: Console, document: Document, qualities: Mapping[int, Quality], wanted: Sequence[Page]
) -> None:
    for words in remarks(document):
        console.print(Text(words, style="yellow"), soft_wrap=True)
    rows = [
        (
            str(page.number),
            page.label,
            page.state.value,
            qualities[page.number].grade.value,
            f"{page.certainty:.2f}",
            str(page.characters),
            "; ".join(qualities[page.number].reasons),
        )
        for page in wanted
    ]
    headings = (NOUNS[document.divided], "label", "state", "grade", "certainty", "characters", "reason")
    print_rows(console, headings, rows)


def _print_outline(console: Console, document: Document, wanted: Sequence[Page]) -> None:
    numbers = {page.number for page in wanted}
    for place, block in enumerate(document.blocks, 1):
        if numbers & {line.page for line in document.lines_of(block.span)}:
            words = " ".join(block.span.of(document.text).split())
            shown = words if len(words) <= _OUTLINE_WIDTH else f"{words[:_OUTLINE_WIDTH]} [...]"
            console.print(Text.assemble((f"{place:>4}  {_name(block):<12}", "cyan"), f"  {shown}"), soft_wrap=True)


_OUTLINE_WIDTH = 100
"""Characters of a block that the outline shows."""

_COLOURS = {
    Kind.TITLE: "#c2185b",
    Kind.HEADING: "#d32f2f",
    Kind.PARAGRAPH: "#1565c0",
    Kind.LIST_ITEM: "#2e7d32",
    Kind.TABLE: "#e65100",
    Kind.CAPTION: "#7b1fa2",
    Kind.FIGURE: "#f9a825",
    Kind.FOOTNOTE: "#6d4c41",
    Kind.REFERENCE: "#00838f",
    Kind.CONTENTS: "#827717",
    Kind.COVER: "#ad1457",
    Kind.INDEX: "#558b2f",
    Kind.RUNNING_HEAD: "#757575",
    Kind.RUNNING_FOOT: "#757575",
    Kind.PAGE_NUMBER: "#37474f",
}
_TINTS = ("#fff176", "#80deea")
"""The grounds of passages, in turn, so that neighbours are told apart."""
_TIE, _PASSAGE, _DESK = "#d500f9", "#00695c", "#eceff1"
_SCALE = 1.8
"""Pixels a point: letters of 8 points can be read, and a page fits a screen."""
_PANEL, _MARGIN, _TAG = 290, 46, 15
"""Pixels: width of the legend, of the strips beside the page, and height of a number's tag."""
_SMALL, _FONT, _LARGE = (ImageFont.load_default(size) for size in (10, 12, 15))

_Pixels = tuple[float, float, float, float]
"""Left, top, right and bottom in a picture."""


@dataclass(frozen=True, slots=True)
class _Scene:
    """What is drawn: a document with its passages, all of them or the one that is `chosen`, counted from 1."""

    document: Document
    passages: Sequence[Passage]
    chosen: int | None

    def lines(self, span: Span, page: int) -> list[Box]:
        """The boxes of the characters of `span` on a page."""
        boxes = (line.box_of(span) for line in self.document.lines_of(span) if line.page == page)
        return [box for box in boxes if box]

    def blocks(self, page: int) -> Iterator[tuple[int, Block, list[Box]]]:
        """The blocks on a page, with their numbers from 1 in reading order and the boxes around their lines there."""
        for number, block in enumerate(self.document.blocks, 1):
            if boxes := self.lines(block.span, page):
                cells = [box for cell in block.cells for box in cell.boxes if box.page == page]
                yield number, block, [_around(boxes + cells)] if block.kind is Kind.TABLE else _columns(boxes)

    def shown(self, page: int) -> Iterator[tuple[int, Passage]]:
        """The passages to mark on a page, with their numbers from 1."""
        for place, passage in enumerate(self.passages, 1):
            if passage.page_first <= page <= passage.page_last and self.chosen in (None, place):
                yield place, passage

    def beginnings(self, page: int) -> Iterator[tuple[str, Box]]:
        """The name of each of these passages, and the last box of the first line that it has on the page."""
        for place, passage in self.shown(page):
            if boxes := self.lines(passage.span, page):
                level = [box for box in boxes if box.top < boxes[0].bottom and boxes[0].top < box.bottom]
                yield f"P{place}", max(level, key=lambda box: box.x1)

    def ties(self, page: int) -> Iterator[tuple[Box, Box | None]]:
        """The footnotes' marks on a page, each with its note if that stands there too."""
        for note in self.document.notes:
            for mark in self.lines(note.mark, page):
                yield mark, next(iter(self.lines(note.note, page)), None)


def _picture(shown: Image.Image, scene: _Scene, page: Page, quality: Quality) -> Image.Image:
    drawn = _drawn(_on_margin(shown), scene, page.number)
    return _beside(drawn, _legend(scene, page, quality))


def _pixels(box: Box) -> _Pixels:
    """A box, which counts from the corner of the page as it is displayed, in the picture."""
    left, right = (_MARGIN + _SCALE * x for x in (box.x0, box.x1))
    return left, _SCALE * box.top, max(left, right), _SCALE * max(box.top, box.bottom)


def _on_margin(page: Image.Image) -> Image.Image:
    ground = Image.new("RGB", (page.width + 2 * _MARGIN, page.height), _DESK)
    ground.paste(page, (_MARGIN, 0))
    return ground


def _drawn(shown: Image.Image, scene: _Scene, page: int) -> Image.Image:
    """Grounds first, then edges, then what is written, so that nothing is covered that should be read."""
    tinted = _tinted(shown, scene, page)
    draw = ImageDraw.Draw(tinted)
    blocks = list(scene.blocks(page))
    for _, block, boxes in blocks:
        for box in boxes:
            draw.rectangle(_grown(_pixels(box), 2), outline=_COLOURS[block.kind], width=2)
        for ground in (box for cell in block.cells for box in cell.boxes if box.page == page):
            draw.rectangle(_pixels(ground), outline=_COLOURS[Kind.TABLE], width=1)
    for mark, note in scene.ties(page):
        _tie(draw, mark, note)
    for number, block, boxes in blocks:
        for box in boxes:
            _number(draw, _pixels(box), str(number), _COLOURS[block.kind])
        _name_above(draw, _pixels(boxes[0]), _name(block), _COLOURS[block.kind])
    for name, first in scene.beginnings(page):
        x, y = _pixels(first)[2:0:-1]
        draw.text((x + 5, y), name, fill=_PASSAGE, font=_FONT)
    return tinted


def _tinted(shown: Image.Image, scene: _Scene, page: int) -> Image.Image:
    """The page with the words of passages marked as with a pen."""
    pens = Image.new("RGB", shown.size, "white")
    draw = ImageDraw.Draw(pens)
    for place, passage in scene.shown(page):
        for box in scene.lines(passage.span, page):
            draw.rectangle(_pixels(box), fill=_TINTS[place % 2])
    return ImageChops.multiply(shown, pens)


def _tie(draw: ImageDraw.ImageDraw, mark: Box, note: Box | None) -> None:
    """Ring a footnote's mark, and lead a line to the note where that stands on the same page."""
    x0, top, x1, bottom = _grown(_pixels(mark), 2)
    draw.ellipse((x0, top, x1, bottom), outline=_TIE, width=2)
    if note:
        left, upper, _, _ = _pixels(note)
        draw.line(((x0 + x1) / 2, bottom, left, upper), fill=_TIE, width=1)


def _number(draw: ImageDraw.ImageDraw, box: _Pixels, words: str, colour: str) -> None:
    """A block's number, left of it."""
    width = draw.textlength(words, font=_FONT) + 6
    left = max(0.0, box[0] - 4 - width)
    draw.rectangle((left, box[1], left + width, box[1] + _TAG), fill=colour)
    draw.text((left + 3, box[1] + 1), words, fill="white", font=_FONT)


def _name_above(draw: ImageDraw.ImageDraw, box: _Pixels, words: str, colour: str) -> None:
    """A block's kind, over its right end, where the line above is mostly short."""
    width = draw.textlength(words, font=_SMALL) + 6
    left, top = box[2] + 3 - width, max(0.0, box[1] - 14)
    draw.rectangle((left, top, left + width, top + 12), fill=colour)
    draw.text((left + 3, top), words, fill="white", font=_SMALL)


def _legend(scene: _Scene, page: Page, quality: Quality) -> list[tuple[str, str]]:
    """The lines of the legend: a colour ("" for none) and words."""
    kinds = Counter(block.kind for _, block, _ in scene.blocks(page.number))
    known = [
        f"{'PDF ' if scene.document.format == 'pdf' else ''}page {page.number}",
        f"printed label: {page.label or 'none'}",
        f"{page.characters} characters, {page.state.value}",
        f"certainty {page.certainty:.2f}, grade {quality.grade.value}",
        *(line for reason in quality.reasons for line in wrap(reason, 34)),
    ]
    signs = [
        ("", "Numbers: order of reading"),
        (_TINTS[0], "P1, P2, ...: passages in turn"),
        (_TIE, "footnote's mark and its note"),
        (_COLOURS[Kind.TABLE], "thin: cells of a table"),
    ]
    counted = [(_COLOURS[kind], f"{kind.value.replace('_', ' ')}: {count}") for kind, count in kinds.items()]
    return [*(("", words) for words in known), ("", ""), *counted, ("", ""), *signs]


def _beside(page: Image.Image, legend: Sequence[tuple[str, str]]) -> Image.Image:
    """The page with its legend at the right."""
    whole = Image.new("RGB", (page.width + _PANEL, max(page.height, 22 * len(legend) + 30)), _DESK)
    whole.paste(page, (0, 0))
    draw = ImageDraw.Draw(whole)
    for line, (colour, words) in enumerate(legend):
        y = 16 + 22 * line
        if colour:
            draw.rectangle((page.width, y + 1, page.width + 14, y + 15), fill=colour)
        draw.text((page.width + (22 if colour else 0), y), words, fill="black", font=_LARGE)
    return whole


def _name(block: Block) -> str:
    """`heading 2`."""
    return f"{block.kind.value.replace('_', ' ')} {block.level or ''}".strip()


def _around(boxes: Sequence[Box]) -> Box:
    return Box(
        boxes[0].page,
        min(box.x0 for box in boxes),
        min(box.top for box in boxes),
        max(box.x1 for box in boxes),
        max(box.bottom for box in boxes),
    )


def _columns(boxes: Sequence[Box]) -> list[Box]:
    """The boxes around the lines of a block, one for each column that it stands in: a new one begins further up."""
    columns: list[list[Box]] = []
    for box in boxes:
        if columns and box.bottom > columns[-1][-1].top:
            columns[-1].append(box)
        else:
            columns.append([box])
    return [_around(column) for column in columns]


def _grown(box: _Pixels, by: float) -> _Pixels:
    return box[0] - by, box[1] - by, box[2] + by, box[3] + by
