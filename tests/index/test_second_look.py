"""What a second look at the first passages does: reports and neighbours lift, a cross-encoder orders, none is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.errors import RerankerError
from index.fusion import Signals, ranked
from index.generation import Generation
from index.question import Question
from index.reranking import Reranker
from index.searcher import Searcher
from index.second_look import Ranking, in_reports, lifted
from ingest.embedding import Embedder

NEARNESSES = st.dictionaries(st.integers(0, 7), st.floats(-1, 1), max_size=8)
"""Of the passages of the handmade generation: two in each of its four reports."""


def ranking(nearnesses: dict[int, float], *demoted: int) -> Ranking:
    signals = {n: Signals(dense=near, demotion=0.01 if n in demoted else 0.0) for n, near in nearnesses.items()}
    return ranked(signals)


def order(best: Ranking) -> list[int]:
    return [number for number, _ in best]


def test_a_passage_whose_report_answers_throughout_stands_over_one_that_is_a_little_better(
    handmade: Generation,
) -> None:
    alone = ranking({0: 0.62, 2: 0.6, 3: 0.58, 7: 0.1})
    assert order(in_reports(handmade, alone))[:2] == [2, 3]


def test_a_passage_that_is_not_found_counts_for_its_report_as_the_last_that_is(handmade: Generation) -> None:
    found = dict(in_reports(handmade, ranking({0: 0.6, 2: 0.5, 3: 0.5, 7: 0.1})))
    assert found[0].report == pytest.approx(0.25)
    assert found[2].report == pytest.approx(0.4)


@given(NEARNESSES)
def test_reports_lift_what_is_found_and_lose_nothing(handmade: Generation, nearnesses: dict[int, float]) -> None:
    before, after = ranking(nearnesses), in_reports(handmade, ranking(nearnesses))
    assert sorted(order(after)) == sorted(order(before))
    assert all(signals.report >= 0 for _, signals in after)


def test_a_passage_beside_one_that_answers_is_lifted_over_one_that_is_a_little_better(handmade: Generation) -> None:
    assert order(lifted(handmade, ranking({0: 0.8, 4: 0.55, 1: 0.4}))) == [0, 1, 4]


def test_a_neighbour_in_another_report_lifts_nothing(handmade: Generation) -> None:
    assert order(lifted(handmade, ranking({2: 0.8, 4: 0.55, 1: 0.4}))) == [2, 4, 1]


@pytest.mark.parametrize("demoted", [0, 1])
def test_what_is_demoted_neither_lifts_nor_is_lifted(handmade: Generation, demoted: int) -> None:
    assert order(lifted(handmade, ranking({0: 0.8, 4: 0.55, 1: 0.4}, demoted))) == [0, 4, 1]


def test_a_passage_that_is_lifted_tells_by_which_score(handmade: Generation) -> None:
    found = dict(lifted(handmade, ranking({0: 0.8, 1: 0.4})))
    assert (found[0].neighbour, found[1].neighbour) == (None, 0.8)
    assert found[1].score == pytest.approx(0.6)


@given(NEARNESSES)
def test_a_second_look_loses_nothing_and_the_first_stays_first(
    handmade: Generation, nearnesses: dict[int, float]
) -> None:
    before = ranking(nearnesses)
    after = lifted(handmade, before)
    assert order(after)[:1] == order(before)[:1]
    assert sorted(order(after)) == sorted(order(before))
    assert [signals.score for _, signals in after] == sorted((s.score for _, s in after), reverse=True)


@pytest.fixture(scope="module")
def cross_encoder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cross-encoder of random weights that knows letters only."""
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("cross-encoder")
    letters = list("abcdefghijklmnopqrstuvwxyz")
    (folder / "vocab.txt").write_text("\n".join(["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]))
    BertTokenizer(str(folder / "vocab.txt"), model_max_length=64).save_pretrained(folder)
    config = BertConfig(
        vocab_size=31,
        hidden_size=16,
        num_attention_heads=2,
        num_hidden_layers=1,
        intermediate_size=16,
        max_position_embeddings=64,
        initializer_range=1.0,
    )
    config.num_labels = 1
    BertForSequenceClassification(config).save_pretrained(folder)
    return folder


def test_what_a_cross_encoder_has_read_stands_in_its_order(
    generation: Generation, embedder: Embedder, cross_encoder: Path
) -> None:
    searcher = Searcher(generation, lambda: embedder, Reranker(str(cross_encoder)))
    read = [
        found.signals.reranker for found in searcher.search(Question(text="acid rain", k=50)).results if found.signals
    ]
    assert len(set(read)) > 1
    assert read == sorted(read, key=lambda score: -(score or 0))


def test_a_cross_encoder_that_is_not_there_is_named_with_what_to_do(
    generation: Generation, embedder: Embedder, tmp_path: Path
) -> None:
    searcher = Searcher(generation, lambda: embedder, Reranker(str(tmp_path)))
    with pytest.raises(RerankerError, match=f"{tmp_path.name} could not be loaded: .* SDGSEARCH_RERANKER"):
        searcher.search(Question(text="acid rain"))


def test_a_model_that_gives_several_scores_is_no_reranker(cross_encoder: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, BertConfig, BertForSequenceClassification

    config = BertConfig.from_pretrained(cross_encoder, num_labels=3)
    BertForSequenceClassification(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(cross_encoder).save_pretrained(tmp_path)
    with pytest.raises(RerankerError, match="gives 3 scores a passage, not one"):
        Reranker(str(tmp_path)).scores("a", ["b"])
