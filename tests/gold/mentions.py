"""The hand-made gold of every mention in five real reports, and its anchoring in the texts that the parser makes.

`mentions.tsv` holds one row a mention: the report's file, the span in its parsed text, the words (white space as one
space), which of how many occurrences of these words it is, a hash of the characters around it, and the entity. The
reports are not in this repository. `mentions.md` says what was annotated as a mention, and how to mend the rows:

    python -m tests.gold.mentions FOLDER      writes the spans anew after a change of the parser; refuses where a
                                              mention can no longer be found for certain
    python -m tests.gold.mentions FOLDER --add FILE WORDS ENTITY [--occurrence N]
                                              adds a mention
"""

from __future__ import annotations

import csv
import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass, fields, replace
from pathlib import Path
from typing import Annotated

import typer

from ingest.document import Span
from ingest.parsers import parse

FILE = Path(__file__).with_name("mentions.tsv")
AROUND = 12
"""How many characters that are no white space are hashed on either side of a mention."""


@dataclass(frozen=True, slots=True)
class Row:
    """A mention of the gold; `occurrence` is the how manieth of the `of` places where the words stand in the text."""

    file: str
    start: int
    end: int
    words: str
    occurrence: int
    of: int
    around: str
    entity: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)

    @property
    def is_sdg(self) -> bool:
        return self.entity.startswith("sdg:")


def read_gold(path: Path = FILE) -> list[Row]:
    """The rows as they are on disk."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(file=one["file"], words=one["words"], around=one["around"], entity=one["entity"],
                **{name: int(one[name]) for name in ("start", "end", "occurrence", "of")})
            for one in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        ]  # fmt: skip


def write_gold(rows: Iterable[Row], path: Path = FILE) -> None:
    """Write the rows, in the order of the texts."""
    lines = ["\t".join(field.name for field in fields(Row))]
    lines += ["\t".join(map(str, astuple(row))) for row in sorted(rows, key=lambda row: (row.file, row.span))]
    path.write_text("\n".join([*lines, ""]), encoding="utf-8")


def texts_of(folder: Path, names: Iterable[str]) -> dict[str, str]:
    """The text of each of these files of the folder, as our parser makes it."""
    return {name: parse((folder / name).read_bytes(), name=name).text for name in dict.fromkeys(names)}


def anchored(rows: Iterable[Row], texts: Mapping[str, str]) -> list[Row]:
    """The rows with their spans in these texts; raises ValueError with all those that are not found for certain.

    A row is certain where its span still holds its words between the same characters; else where these stand in one
    place only; else by the how manieth they are, if there are as many of them as before.
    """
    found: list[Row] = []
    lost: list[str] = []
    for row in rows:
        text = texts[row.file]
        spans = occurrences(text, row.words)
        alike = [span for span in spans if around(text, span) == row.around]
        if row.span in alike:
            place = row.span
        elif len(alike) == 1:
            place = alike[0]
        elif len(spans) == row.of:
            place = spans[row.occurrence - 1]
        else:
            lost.append(f"{row.file} {row.start}: {row.words!r} stands in {len(spans)} places, once in {row.of}")
            continue
        found.append(_at(row, text, spans, place))
    if lost:
        raise ValueError("\n  ".join(["These mentions must be looked up and their rows written by hand:", *lost]))
    return found


def occurrences(text: str, words: str) -> list[Span]:
    """Where these words stand, however they are broken over lines."""
    pattern = r"\s+".join(map(re.escape, words.split()))
    return [Span(*match.span()) for match in re.finditer(pattern, text)]


def around(text: str, span: Span) -> str:
    """A hash of the characters on both sides, white space left out: it survives other line ends."""
    before = "".join(text[max(0, span.start - 4 * AROUND) : span.start].split())[-AROUND:]
    after = "".join(text[span.end : span.end + 4 * AROUND].split())[:AROUND]
    return hashlib.sha256(f"{before}|{after}".encode()).hexdigest()[:8]


def _at(row: Row, text: str, spans: list[Span], span: Span) -> Row:
    return replace(
        row,
        start=span.start,
        end=span.end,
        occurrence=spans.index(span) + 1,
        of=len(spans),
        around=around(text, span),
    )


def main(
    folder: Annotated[Path, typer.Argument(help="Where the reports lie.")],
    add: Annotated[tuple[str, str, str] | None, typer.Option(help="FILE WORDS ENTITY of a further mention.")] = None,
    occurrence: Annotated[int, typer.Option(help="Which occurrence of the words is added.")] = 1,
) -> None:
    """Write the spans of the gold anew, after a change of the parser, and add a mention if one is given."""
    rows = read_gold()
    texts = texts_of(folder, [row.file for row in rows])
    moved = anchored(rows, texts)
    if add:
        name, words, entity = add
        moved.append(_new(name, texts[name], words, entity, occurrence))
    write_gold(moved)
    changed: dict[str, int] = defaultdict(int)
    for old, new in zip(rows, moved, strict=False):
        changed[old.file] += old != new
    for name, number in changed.items():
        typer.echo(f"{name}: {number} rows moved")


def _new(name: str, text: str, words: str, entity: str, occurrence: int) -> Row:
    spans = occurrences(text, words)
    if not 0 < occurrence <= len(spans):
        raise typer.BadParameter(f"{words!r} stands in {len(spans)} places of {name}")
    return _at(Row(name, 0, 0, words, 0, 0, "", entity), text, spans, spans[occurrence - 1])


if __name__ == "__main__":
    typer.run(main)
