"""A passage's text cut into pieces, each with what is marked there: words that answer, a sentence, names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from search_api.schemas import PassageOut


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that are marked alike; `entity` is the id of one that is named there, or empty."""

    text: str
    highlighted: bool
    in_sentence: bool
    entity: str


def pieces(passage: PassageOut) -> list[Piece]:
    """The passage's text, whole, in pieces."""
    sentence = [passage.sentence] if passage.sentence else []
    stated = [(one.start, one.end, one.id) for one in passage.entities if one.basis == "stated"]
    spans = [*passage.highlights, *sentence, *((start, end) for start, end, _ in stated)]
    return [
        Piece(
            passage.text[start:end],
            highlighted=_covered(start, passage.highlights),
            in_sentence=_covered(start, sentence),
            entity=next((id for first, last, id in stated if first <= start < last), ""),
        )
        for start, end in _cuts(spans, len(passage.text))
    ]


def _cuts(spans: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """Between each two neighbouring ends of spans, from the first character to the last."""
    places = sorted({0, length, *(min(place, length) for span in spans for place in span)})
    return pairwise(places)


def _covered(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)
