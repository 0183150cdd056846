"""A stretch is found by the headings above it, too."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from index.centring import ALL, Centres
from index.rows import Vectors
from index.sections import SECTION_WEIGHT, in_sections
from ingest.assembly import Draft, Piece, assemble
from ingest.document import Kind, Page, Passage, Span
from ingest.outcomes import Ingested

NOWHERE = Centres({ALL: np.zeros(4, np.float32)}, {ALL: np.zeros(4, np.float32)})
FLOODS: Vectors = np.array([0, 0, 0, 1], np.float32)


def report(ingested: Any, section_vectors: Mapping[tuple[str, ...], Vectors]) -> Ingested:
    """Two passages of two stretches each, the second under a heading."""
    document = assemble(
        [Draft(Kind.PARAGRAPH, [Piece("Rain. Wind.")]), Draft(Kind.PARAGRAPH, [Piece("They rise. They fall.")])],
        format="text",
        pages=[Page(1, "1")],
    )
    passages = [
        Passage(
            "a" * 16, span, span.of(document.text), Kind.PARAGRAPH, "en", section, 1, 1, stretches=(Span(0, 5),) * 2
        )
        for block, section in zip(document.blocks, ((), ("Floods",)), strict=True)
        for span in [block.span]
    ]
    made: Ingested = ingested(document, "a" * 16, passages, [[], []])
    return replace(made, section_vectors=section_vectors)


def test_a_stretch_is_moved_towards_its_section_and_one_without_stays(ingested: Any) -> None:
    apart = in_sections(report(ingested, {}), NOWHERE)
    within = in_sections(report(ingested, {("Floods",): FLOODS}), NOWHERE)
    assert np.array_equal(within[:2], apart[:2])
    assert np.allclose(np.linalg.norm(within, axis=1), 1)
    assert np.allclose(within[2:] @ FLOODS, SECTION_WEIGHT / np.hypot(1, SECTION_WEIGHT))
