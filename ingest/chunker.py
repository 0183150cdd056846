"""Cuts a document into passages: along sections, paragraphs and sentences, measured in the model's own tokens.

A passage never crosses a section, a change of language or a table's edge, and is always one span of the text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, zip_longest
from math import ceil

from ingest.document import FURNITURE, Block, Document, Kind, Passage, Span
from ingest.layout.labels import is_unit
from ingest.sentences import sentences, stretches

CountTokens = Callable[[Sequence[str]], list[int]]

_MERGED = {
    Kind.PARAGRAPH: Kind.PARAGRAPH,
    Kind.LIST_ITEM: Kind.PARAGRAPH,
    Kind.REFERENCE: Kind.REFERENCE,
    Kind.CONTENTS: Kind.CONTENTS,
    Kind.INDEX: Kind.INDEX,
    Kind.COVER: Kind.COVER,
}
"""Blocks that may stand in one passage with their neighbours, and the kind of that passage."""


@dataclass(frozen=True, slots=True)
class _Part:
    """A span that is not cut further, with its length in tokens."""

    span: Span
    tokens: int


@dataclass(slots=True)
class _Section:
    """The headings above the place where the reader stands."""

    headings: list[tuple[int, str, Block]] = field(default_factory=list)
    bare: bool = False
    """Nothing but headings has been seen since the last one."""

    def enter(self, block: Block, title: str) -> None:
        while self.headings and self.headings[-1][0] >= block.level:
            self.headings.pop()
        self.headings.append((block.level, title, block))
        self.bare = True

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(title for _, title, _ in self.headings)


def chunk(document: Document, document_id: str, *, count_tokens: CountTokens, max_tokens: int) -> list[Passage]:
    """The passages of `document`, in reading order, each of at most `max_tokens` tokens where words allow it."""
    cutter = _Cutter(document, document_id, count_tokens, max_tokens)
    return [passage for run in _runs(document) for passage in cutter.cut(run)]


@dataclass(frozen=True, slots=True)
class _Run:
    """Neighbouring blocks that may share passages. A table may have its caption before it, or below it, and notes."""

    kind: Kind
    blocks: tuple[Block, ...]
    section: tuple[str, ...]

    @property
    def main(self) -> Block:
        """The table, or else the last block."""
        return next((block for block in self.blocks if block.kind is Kind.TABLE), self.blocks[-1])

    @property
    def language(self) -> str:
        return self.main.language


def _runs(document: Document) -> Iterator[_Run]:
    section = _Section()
    run: list[Block] = []
    blocks = [block for block in document.blocks if block.kind not in FURNITURE]
    for block, following in zip_longest(blocks, blocks[1:]):
        if run and not _belongs(document, run, block, following):
            yield _run(run, section)
            run = []
        if block.kind is Kind.HEADING:
            yield from _bare_headings(section, block)
            section.enter(block, _body(document, block))
        else:
            section.bare = False
            run.append(block)
    if run:
        yield _run(run, section)
    yield from _bare_headings(section, None)


def _run(blocks: list[Block], section: _Section) -> _Run:
    run = _Run(blocks[-1].kind, tuple(blocks), section.path)
    return replace(run, kind=_MERGED.get(run.main.kind, run.main.kind))


def _bare_headings(section: _Section, following: Block | None) -> Iterator[_Run]:
    """The last heading as a passage of its own, if no words stand under it: else its words could not be found."""
    if section.bare and (following is None or following.level <= section.headings[-1][0]):
        *above, (_, _, heading) = section.headings
        yield _Run(Kind.HEADING, (heading,), tuple(title for _, title, _ in above))


def _belongs(document: Document, run: Sequence[Block], block: Block, following: Block | None) -> bool:
    """Whether `block` stands in one passage with those of `run`."""
    before = run[-1]
    if _tells_unit(document, block, following):
        return before.kind is Kind.CAPTION and before.span.end == block.span.start
    if block.kind is Kind.TABLE and _tells_unit(document, before, block):
        return True
    return _continues(before, block) or _closes(document, run, block, following)


def _tells_unit(document: Document, block: Block, following: Block | None) -> bool:
    """Whether `block` tells in which unit the numbers of the table right below it are."""
    above = following is not None and following.kind is Kind.TABLE and block.span.end == following.span.start
    return above and block.kind is Kind.PARAGRAPH and is_unit(block.span.of(document.text))


def _continues(before: Block, block: Block) -> bool:
    if before.span.end != block.span.start:
        return False
    if before.kind is Kind.CAPTION:
        return block.kind is Kind.TABLE
    together = block.kind in _MERGED and _MERGED.get(before.kind) is _MERGED[block.kind]
    return together and before.language == block.language


def _closes(document: Document, run: Sequence[Block], block: Block, following: Block | None) -> bool:
    """Whether `block` is the caption of the table above it, which has none yet, or a note right under it."""
    kinds = [before.kind for before in run]
    if Kind.TABLE not in kinds or run[-1].span.end != block.span.start:
        return False
    words = block.span.of(document.text)
    if block.kind is Kind.CAPTION:
        heads_next = following is not None and following.kind is Kind.TABLE
        return Kind.CAPTION not in kinds and not heads_next and bool(_TABLE.match(words))
    return block.kind is Kind.PARAGRAPH and len(words) <= LONGEST_NOTE and bool(_NOTE.match(words))


LONGEST_NOTE = 400
"""Characters of a note under a table, at most."""
_TABLE = re.compile(r"(?:table|таблица|хүснэгт|表|표)", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:notes?|sources?|units?|n\.?b|key|источники?|примечани[ея]|эх сурвалж|тайлбар|注|註|资料|資料|数据来源|出典"
    r"|単位|单位|자료|출처|주|단위)\s*[:：.)]|[*†‡]",
    re.IGNORECASE,
)


def _body(document: Document, block: Block) -> str:
    return " ".join(block.span.of(document.text).split())


class _Cutter:
    """Cuts runs of one document into passages."""

    def __init__(self, document: Document, document_id: str, count_tokens: CountTokens, max_tokens: int) -> None:
        self.document = document
        self.document_id = document_id
        self.count_tokens = count_tokens
        self.max_tokens = max_tokens
        self.starts = [block.span.start for block in document.blocks if block.kind not in FURNITURE]

    def cut(self, run: _Run) -> Iterator[Passage]:
        parts = self._rows(run) if run.kind is Kind.TABLE else self._paragraphs(run)
        header = self._header(run)
        budget = self.max_tokens - (self.count_tokens([header])[0] if header else 0)
        start = parts[0].span.start
        for span in _packed(parts, max(budget, self.max_tokens // 2)):
            if span.of(self.document.text).strip():
                yield self._passage(run, span, header, opens=span.start == start)

    def _passage(self, run: _Run, span: Span, header: str, *, opens: bool) -> Passage:
        text = span.of(self.document.text)
        left, right = len(text) - len(text.lstrip()), len(text.rstrip())
        span, text = Span(span.start + left, span.start + right), text[left:right]
        first, last = self.document.pages_of(span)
        return Passage(
            document_id=self.document_id,
            span=span,
            text=text,
            kind=run.kind,
            language=run.language,
            section=run.section,
            page_first=first,
            page_last=last,
            context="" if opens else header,
            stretches=tuple(_rows_of(text) if run.kind is Kind.TABLE else stretches(text, run.language)),
            header=header,
            paragraph=bisect_right(self.starts, span.start),
            confidence=self.document.confidence_of(span),
        )

    def _header(self, run: _Run) -> str:
        """What a table's rows need to be understood: its caption, its unit and its header."""
        if run.kind is not Kind.TABLE:
            return ""
        rows = run.main.rows[: run.main.header_rows]
        above = [block for block in run.blocks if block.kind is Kind.CAPTION or block.span < run.main.span]
        captioned = [_body(self.document, block) for block in above]
        return "\n".join([*captioned, *(row.of(self.document.text) for row in rows)])

    def _rows(self, run: _Run) -> list[_Part]:
        """The rows of a table; the first has its caption and header with it, the last what stands below it."""
        table = run.main
        starts = [run.blocks[0].span.start, *(row.start for row in table.rows[max(1, table.header_rows + 1) :])]
        ends = [*starts[1:], run.blocks[-1].span.end]
        spans = [Span(start, end) for start, end in zip(starts, ends, strict=True)]
        return [piece for part in self._measured(spans) for piece in self._fitting(part, run.language)]

    def _paragraphs(self, run: _Run) -> list[_Part]:
        parts = self._measured([block.span for block in run.blocks])
        return [piece for part in parts for piece in self._fitting(part, run.language)]

    def _fitting(self, part: _Part, language: str) -> list[_Part]:
        """`part` itself, or its sentences, or what of those is short enough."""
        if part.tokens <= self.max_tokens:
            return [part]
        text = part.span.of(self.document.text)
        found = [_moved(span, part.span.start) for span in sentences(text, language)]
        return [piece for sentence in self._measured(found) for piece in self._halves(sentence)]

    def _halves(self, part: _Part) -> list[_Part]:
        """A sentence that is too long, cut near its middle at white space, as often as needed."""
        if part.tokens <= self.max_tokens or len(part.span) < 2:
            return [part]
        middle = _near_middle(self.document.text, part.span)
        halves = self._measured([Span(part.span.start, middle), Span(middle, part.span.end)])
        return [piece for half in halves for piece in self._halves(half)]

    def _measured(self, spans: Sequence[Span]) -> list[_Part]:
        counts = self.count_tokens([span.of(self.document.text) for span in spans])
        return [_Part(span, tokens) for span, tokens in zip(spans, counts, strict=True)]


def _packed(parts: Sequence[_Part], max_tokens: int) -> Iterator[Span]:
    """Neighbouring parts put together as evenly as the limit allows, so that no crumb is left at the end."""
    left = sum(part.tokens for part in parts)
    share = _share(left, max_tokens)
    group: list[_Part] = []
    size = 0
    for part in parts:
        if group and (size + part.tokens > max_tokens or size + part.tokens / 2 > share):
            yield Span(group[0].span.start, group[-1].span.end)
            left -= size
            share = _share(left, max_tokens)
            group, size = [], 0
        group.append(part)
        size += part.tokens
    if group:
        yield Span(group[0].span.start, group[-1].span.end)


def _share(tokens: int, max_tokens: int) -> float:
    return tokens / max(1, ceil(tokens / max_tokens))


def _near_middle(text: str, span: Span) -> int:
    middle = (span.start + span.end) // 2
    before = max(text.rfind(mark, span.start + 1, middle) for mark in (" ", "\n", "\t", "，", "、"))
    return before + 1 if before > span.start + len(span) // 4 else middle


def _rows_of(text: str) -> list[Span]:
    starts = [0, *(i + 1 for i, character in enumerate(text) if character == "\n"), len(text)]
    return [Span(start, end) for start, end in pairwise(starts) if text[start:end].strip()]


def _moved(span: Span, by: int) -> Span:
    return Span(span.start + by, span.end + by)
