"""A damaged generation does not pass: whatever is wrong with its files or between them is named."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.checks import check
from index.errors import BuildError, NoGeneration
from index.generation import BOUNDS, CENTRES, DATABASE, FILES, STRETCHES, VECTORS, WHOLES, Generation
from index.manifest import FILE
from index.vectors import VectorIndex


@pytest.fixture
def draft(tmp_path: Path, handmade: Generation) -> Path:
    """A sound copy of a generation, to be damaged."""
    return Path(shutil.copytree(handmade.folder, tmp_path / "draft"))


@pytest.fixture
def described_anew(draft: Path, describe: Callable[[Path], None]) -> Callable[[], Path]:
    """Gives the damaged draft a manifest whose checksums and counts are right, so that other checks must see it."""

    def anew() -> Path:
        describe(draft)
        return draft

    return anew


def change(draft: Path, sql: str) -> None:
    with closing(sqlite3.connect(draft / DATABASE)) as database, database:
        database.execute(sql)


def test_a_sound_generation_passes(draft: Path) -> None:
    check(draft)


@pytest.mark.parametrize("name", FILES)
def test_a_file_with_one_flipped_byte_is_named(draft: Path, name: str) -> None:
    data = bytearray((draft / name).read_bytes())
    data[-1] ^= 1
    (draft / name).write_bytes(data)
    with pytest.raises(BuildError, match=f"{name} is not what was written"):
        check(draft)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_was_cut_off_is_refused(draft: Path, name: str) -> None:
    data = (draft / name).read_bytes()
    (draft / name).write_bytes(data[: len(data) // 2])
    with pytest.raises(BuildError):
        check(draft)


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_not_there_is_refused(draft: Path, name: str) -> None:
    (draft / name).unlink()
    with pytest.raises(BuildError):
        check(draft)


def test_a_draft_without_a_manifest_is_refused(draft: Path) -> None:
    (draft / FILE).unlink()
    with pytest.raises(NoGeneration):
        check(draft)


def test_counts_that_are_not_the_manifest_s_are_refused(draft: Path) -> None:
    change(draft, "DELETE FROM mentions WHERE rowid = 1")
    with pytest.raises(BuildError, match="the counts are not the manifest's"):
        check(draft)


@pytest.mark.parametrize("name", [WHOLES, VECTORS, BOUNDS])
def test_a_vector_too_few_is_refused(draft: Path, described_anew: Any, name: str) -> None:
    if name == VECTORS:
        VectorIndex.of(np.eye(7, 4, dtype=np.float32), 4).write(draft / name)
    else:
        rows = 4 * 4 if name == WHOLES else 8
        (draft / name).write_bytes((draft / name).read_bytes()[:-rows])
    with pytest.raises(BuildError, match="7 vectors for 8 passages"):
        check(described_anew())


@pytest.mark.parametrize("wrong", [np.nan, np.inf, 0.0, 2.0])
def test_a_vector_that_is_not_finite_or_not_of_norm_1_is_refused(
    draft: Path, described_anew: Any, wrong: float
) -> None:
    last = np.full(4, wrong, np.float32).tobytes()
    (draft / WHOLES).write_bytes((draft / WHOLES).read_bytes()[: -len(last)] + last)
    with pytest.raises(BuildError, match="1 vectors are not finite or not of norm 1"):
        check(described_anew())


def test_a_vector_of_no_stretch_is_refused(draft: Path, described_anew: Any) -> None:
    (draft / STRETCHES).write_bytes((draft / STRETCHES).read_bytes() + b"\1\0\0\0")
    with pytest.raises(BuildError, match="9 vectors for 8 stretches"):
        check(described_anew())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE passages SET end = 99999 WHERE number = 3",
        "UPDATE passages SET end = start WHERE number = 3",
        "UPDATE passages SET start = -1 WHERE number = 3",
        "UPDATE passages SET document = 'gone' WHERE number = 3",
    ],
)
def test_a_passage_that_is_no_span_of_its_document_is_refused(draft: Path, described_anew: Any, sql: str) -> None:
    change(draft, sql)
    with pytest.raises(BuildError, match="1 passages are no span of their document"):
        check(described_anew())


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE mentions SET end = 999 WHERE rowid = 1",
        "UPDATE mentions SET start = -1 WHERE rowid = 1",
        "UPDATE mentions SET entity = 'sdg:18' WHERE rowid = 1",
        "UPDATE mentions SET passage = 999 WHERE rowid = 1",
    ],
)
def test_a_mention_outside_its_passage_or_of_no_entity_is_refused(draft: Path, described_anew: Any, sql: str) -> None:
    change(draft, sql)
    with pytest.raises(BuildError, match="1 mentions are outside their passage or of no known entity"):
        check(described_anew())


def test_everything_that_is_wrong_is_said_at_once(draft: Path) -> None:
    for name in (BOUNDS, CENTRES):
        (draft / name).write_bytes((draft / name).read_bytes() + b"\0")
    with pytest.raises(BuildError, match=rf"{BOUNDS} is not .*; {CENTRES} is not"):
        check(draft)
