"""Rows of a file are the same whether it stays in memory or is read run by run."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from index.rows import Rows, as_vectors, cosines


@pytest.mark.parametrize("stays", [0, 1 << 20])
def test_the_rows_asked_for_come_in_their_order(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stays: int) -> None:
    monkeypatch.setattr("index.rows._STAYS", stays)
    monkeypatch.setattr("index.rows._LONGEST_RUN", 4)
    vectors = np.random.default_rng(1).normal(size=(30, 5)).astype(np.float32)
    vectors.tofile(tmp_path / "rows")
    rows = Rows(tmp_path / "rows", np.float32, 5)
    assert len(rows) == 30
    for numbers in ([], [7], [3, 4, 5, 6, 7, 8, 20, 2, 2], list(range(30))):
        chosen = np.array(numbers, np.int64)
        np.testing.assert_array_equal(rows[chosen], vectors[chosen])
    np.testing.assert_array_equal(rows[4:19], vectors[4:19])


def test_a_cosine_does_not_depend_on_the_rows_beside_it() -> None:
    random = np.random.default_rng(2)
    rows, query = random.integers(-127, 128, (300, 384), np.int8), as_vectors(random.normal(size=(1, 384)))[0]
    alone = [cosines(rows[n : n + 1], query)[0] for n in range(300)]
    assert cosines(rows, query).tolist() == alone
    assert cosines(rows, query) == pytest.approx(as_vectors(rows) @ query, abs=1e-6)
