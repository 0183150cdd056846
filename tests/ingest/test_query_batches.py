"""Questions that come at the same time share a pass of the model."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest.query_batches import QueryBatches


class Model:
    """Turns a text into its length; each pass takes a moment and is noted."""

    def __init__(self) -> None:
        self.passes: list[list[str]] = []
        self._busy = threading.Lock()

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        assert self._busy.acquire(blocking=False), "two passes at once"
        self.passes.append(list(texts))
        time.sleep(0.02)
        self._busy.release()
        if "wrong" in texts:
            raise ValueError("wrong")
        return np.array([[len(text)] for text in texts], dtype=np.float32)


def test_each_gets_the_vector_of_its_own_question() -> None:
    model = Model()
    batches = QueryBatches(model.embed)
    texts = ["x" * length for length in range(1, 100)]
    with ThreadPoolExecutor(24) as pool:
        found = [float(vector[0]) for vector in pool.map(batches.vector, texts)]
    assert found == list(range(1, 100))
    assert sorted(text for batch in model.passes for text in batch) == texts


def test_those_who_come_while_the_model_is_busy_share_its_next_pass() -> None:
    model = Model()
    batches = QueryBatches(model.embed)
    with ThreadPoolExecutor(9) as pool:
        list(pool.map(batches.vector, map(str, range(9))))
    assert len(model.passes) < 9


def test_whoever_comes_alone_after_a_crowd_is_not_kept_waiting_for_it() -> None:
    model = Model()
    batches = QueryBatches(model.embed)
    with ThreadPoolExecutor(9) as pool:
        list(pool.map(batches.vector, map(str, range(9))))
    assert batches.vector("alone").tolist() == [5.0]
    assert model.passes[-1] == ["alone"]


def test_whoever_comes_alone_waits_for_nobody() -> None:
    model = Model()
    assert QueryBatches(model.embed).vector("four").tolist() == [4.0]
    assert model.passes == [["four"]]


def test_an_error_reaches_those_whose_pass_it_was_and_the_next_goes_on() -> None:
    batches = QueryBatches(Model().embed)
    with pytest.raises(ValueError, match="wrong"):
        batches.vector("wrong")
    assert batches.vector("right").tolist() == [5.0]
