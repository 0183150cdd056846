"""How signals are weighed: words that can't match don't vote, equals keep reading order."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from index.fusion import DEMOTED, Ranking, candidates, demotion, ranked
from index.nearness import Nearness
from index.rows import Numbers
from ingest.document import Kind

NUMBERS = st.integers(0, 19)
SHARES = st.floats(0, 1)
Scores = dict[int, float]
SIGNALS = st.tuples(
    st.dictionaries(NUMBERS, st.floats(-1, 1)), st.dictionaries(NUMBERS, SHARES), st.dictionaries(NUMBERS, SHARES)
)
PARAGRAPHS = (0.0,) * 20


def fused(near: Scores, words: Scores, entities: Scores, demotions: Sequence[float] = PARAGRAPHS) -> Ranking:
    numbers = np.array(sorted(near), np.int64)
    nearness = Nearness(numbers, np.array([near[number] for number in sorted(near)]), np.full(len(near), -1))

    def overlap(numbers: Numbers) -> NDArray[np.float64]:
        return np.array([entities.get(number, 0.0) for number in numbers.tolist()])

    return candidates(nearness, words, overlap, np.array(demotions).__getitem__)


def order(near: Scores, words: Scores, entities: Scores, demotions: Sequence[float] = PARAGRAPHS) -> list[int]:
    return fused(near, words, entities, demotions).numbers.tolist()


def test_words_that_hardly_match_leave_the_order_to_the_vectors() -> None:
    assert order({1: 0.70, 2: 0.66, 3: 0.50}, {3: 0.02, 2: 0.01}, {}) == [1, 2, 3]


def test_words_that_match_lift_a_passage_over_one_that_is_a_little_nearer() -> None:
    assert order({1: 0.70, 2: 0.66}, {2: 0.4}, {}) == [2, 1]


def test_a_shared_entity_decides_between_near_equals() -> None:
    assert order({1: 0.70, 2: 0.66}, {}, {2: 1.0}) == [2, 1]


def test_the_parts_of_a_score_name_what_lifts_a_passage_and_what_holds_it_down() -> None:
    [(_, signals)] = fused({0: 0.7}, {0: 0.4}, {0: 1.0}, [0.3])
    assert {name: part > 0 for name, part in signals.parts.items()} == {
        "meaning": True,
        "words": True,
        "entities": True,
        "demotion": False,
        "report": False,
    }


def test_an_entity_alone_makes_no_candidate() -> None:
    assert order({}, {}, {4: 1.0}) == []


def test_a_reference_stands_behind_a_paragraph_that_is_as_near() -> None:
    demotions = [demotion("reference", "en", 400), demotion("paragraph", "en", 400)]
    assert order({0: 0.8, 1: 0.8}, {}, {}, demotions) == [1, 0]


def test_a_line_of_a_cover_is_demoted_and_a_chinese_sentence_of_its_length_is_not() -> None:
    assert demotion("paragraph", "en", 40) > 0
    assert demotion("paragraph", "zh", 40) == 0


def test_paragraphs_lists_and_tables_are_not_demoted() -> None:
    assert not {Kind.PARAGRAPH, Kind.LIST_ITEM, Kind.TABLE} & DEMOTED.keys()


def test_ranks_count_from_one_and_a_silent_signal_has_none() -> None:
    signals = dict(fused({1: 0.2, 2: 0.4}, {3: 0.5}, {}))
    assert [(signals[n].dense_rank, signals[n].lexical_rank) for n in (1, 2, 3)] == [(2, None), (1, None), (None, 1)]


@given(SIGNALS)
def test_every_passage_that_a_signal_found_is_ranked_once(signals: tuple[Scores, Scores, Scores]) -> None:
    dense, words, _ = signals
    assert sorted(order(*signals)) == sorted({*dense, *words})


@given(SIGNALS)
def test_scores_fall_and_equal_ones_stand_in_reading_order(signals: tuple[Scores, Scores, Scores]) -> None:
    found = fused(*signals)
    keys = [(-signal.score, number) for number, signal in found]
    assert keys == sorted(keys)


@given(SIGNALS)
def test_without_words_and_entities_the_order_is_that_of_the_vectors(signals: tuple[Scores, Scores, Scores]) -> None:
    dense = signals[0]
    assert order(dense, {}, {}) == sorted(dense, key=lambda number: (-dense[number], number))


@given(SIGNALS)
def test_signals_that_are_taken_out_and_ranked_again_are_the_same(signals: tuple[Scores, Scores, Scores]) -> None:
    found = fused(*signals)
    assert list(ranked(dict(found))) == list(found)
    assert found.scores.tolist() == [signal.score for _, signal in found]
