"""What entities say of passages: those that a question names and passages mention."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from index.engines import engine_of
from index.overlap import overlap
from index.searcher import Searcher

NAMED_NOWHERE = "organization:gggi"


def shares(searcher: Searcher, entities: Sequence[str]) -> NDArray[np.float64]:
    """Of every passage."""
    passages = searcher.generation.manifest.counts.passages
    return overlap(engine_of(searcher.generation), passages, entities, np.arange(passages))


def test_a_passage_that_mentions_all_has_a_share_of_one(searcher_of_each: Searcher) -> None:
    assert set(shares(searcher_of_each, ["mechanism:neaspec"])) == {0.0, 1.0}


def test_an_entity_that_no_passage_mentions_takes_nothing_from_the_others(searcher_of_each: Searcher) -> None:
    assert not shares(searcher_of_each, [NAMED_NOWHERE]).any()
    both = shares(searcher_of_each, ["mechanism:neaspec", NAMED_NOWHERE])
    assert both.tolist() == shares(searcher_of_each, ["mechanism:neaspec"]).tolist()
