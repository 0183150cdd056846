"""What became of the quotes of a file, on a terminal and as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from index.generation import Generation
from index.passages import passage_at
from index.verification import Edit, Verdict
from search_api.answers import verified
from search_api.citations import apa
from search_api.quotations import Quotation

Verdicts = Sequence[tuple[Quotation, Verdict]]

_COLOURS = {"exact": "green", "moved": "cyan", "changed": "yellow", "gone": "red"}
_LONGEST = 100


def print_verdicts(console: Console, verdicts: Verdicts, generation: Generation) -> None:
    """A line or two for each quote, then how many of each."""
    for quotation, verdict in verdicts:
        words = " ".join(quotation.quote.text.split())
        shown = words if len(words) <= _LONGEST else f"{words[:_LONGEST]}..."
        console.print(Text.assemble((f"{verdict.state:<8}", _COLOURS[verdict.state]), f"{quotation.where}: {shown}"))
        for edit in verdict.difference:
            console.print(Text(f"        {_in_words(edit)}"))
        if verdict.span and verdict.state != "exact":
            found = passage_at(generation, verdict.document, verdict.span)
            console.print(Text(f"        now {apa(found)}  [{found.id}]", style="dim"))
    counts = Counter[str](verdict.state for _, verdict in verdicts)
    console.print(
        Text(", ".join(f"{counts[state]} {state}" for state in _COLOURS) + f" in {generation.id}", style="bold")
    )


def as_list(verdicts: Verdicts, generation: Generation) -> str:
    """A JSON list: of each quote where it stands in the file, and what the HTTP face answers."""
    rows = [{"where": one.where} | verified(verdict, generation).model_dump(mode="json") for one, verdict in verdicts]
    return json.dumps(rows, ensure_ascii=False)


def _in_words(edit: Edit) -> str:
    if not edit.now:
        return f"without {edit.quoted!r}"
    return f"{edit.quoted!r} is now {edit.now!r}" if edit.quoted else f"with {edit.now!r} added"
