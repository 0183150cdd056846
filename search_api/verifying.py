"""What became of quotes, and how that looks on a terminal and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from pydantic import ValidationError
from rich.console import Console
from rich.text import Text

from index.errors import QueryError
from index.verification import Quote, Verdict, verify
from search_api.errors import in_words
from search_api.parameters import MOST_QUOTES, QuoteIn

if TYPE_CHECKING:
    from index.generation import Generation
    from search_api.client import Client
    from search_api.quotations import Quotation
    from search_api.schemas import EditOut, VerifiedQuote
    from search_api.sight import Sight

_COLOURS = {"exact": "green", "moved": "cyan", "changed": "yellow", "gone": "red"}
_LONGEST = 100


def verdicts(seen: Sight, generation: Generation, quotes: Iterable[Quote]) -> Iterator[Verdict]:
    """What became of each quote; one of a report that has a new edition is looked for in that first."""
    archive = seen.archive(generation)
    for quote in quotes:
        past = archive.past(quote.document)
        yield verify(generation, quote, past.replaced_by, past.generation)


def verified_by(client: Client, quotations: Sequence[Quotation], generation: str | None = None) -> list[VerifiedQuote]:
    """The same by a remote service."""
    slices = (quotations[start : start + MOST_QUOTES] for start in range(0, len(quotations), MOST_QUOTES))
    return [
        answer
        for part in slices
        for answer in client.verify([_as_asked(one.quote) for one in part], generation=generation)
    ]


def _as_asked(quote: Quote) -> QuoteIn:
    start, end = (quote.span.start, quote.span.end) if quote.span else (None, None)
    try:
        return QuoteIn(quote=quote.text, document=quote.document, start=start, end=end)
    except ValidationError as error:
        raise QueryError(f"A quote can't be asked for. {in_words(error.errors())}.") from error


def print_verdicts(console: Console, quotations: Sequence[Quotation], answers: Sequence[VerifiedQuote]) -> None:
    """A line or two for each quote, then how many of each."""
    for quotation, answer in zip(quotations, answers, strict=True):
        words = " ".join(quotation.quote.text.split())
        shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."
        console.print(Text.assemble((f"{answer.state:<8}", _COLOURS[answer.state]), f"{quotation.where}: {shown}"))
        for edit in answer.difference:
            console.print(Text(f"        {_in_words(edit)}"))
        if answer.citation and answer.state != "exact":
            address = f"{answer.document}-{answer.start}-{answer.end}"
            console.print(Text(f"        now {answer.citation.apa}  [{address}]", style="dim"))
    counts = Counter[str](answer.state for answer in answers)
    searched = answers[0].generation if answers else ""
    console.print(Text(", ".join(f"{counts[state]} {state}" for state in _COLOURS) + f" in {searched}", style="bold"))


def as_list(quotations: Sequence[Quotation], answers: Sequence[VerifiedQuote]) -> str:
    """A JSON list: of each quote where it stands in the file, and what the HTTP face answers."""
    rows = [
        {"where": quotation.where} | answer.model_dump(mode="json")
        for quotation, answer in zip(quotations, answers, strict=True)
    ]
    return json.dumps(rows, ensure_ascii=False)


def _in_words(edit: EditOut) -> str:
    if not edit.now:
        return f"without {edit.quoted!r}"
    return f"{edit.quoted!r} is now {edit.now!r}" if edit.quoted else f"with {edit.now!r} added"
