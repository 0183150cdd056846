"""Files that can't be read are tried a few times, then set aside until something changes or somebody asks."""

from pathlib import Path

import pytest

from ingest.set_aside import MOST_TRIES, SetAside

KEY, DIGEST = b"k" * 32, "ab" * 32


@pytest.fixture
def set_aside(tmp_path: Path) -> SetAside:
    return SetAside(tmp_path / "unread.sqlite", lambda: 7.0)


def fail(set_aside: SetAside, times: int) -> None:
    for _ in range(times):
        set_aside.failed(KEY, DIGEST, "torn.pdf", "It is torn.")


def test_a_file_is_tried_until_it_failed_so_often(set_aside: SetAside) -> None:
    fail(set_aside, MOST_TRIES - 1)
    assert set_aside.reason(KEY) is None
    fail(set_aside, 1)
    assert set_aside.reason(KEY) == "It is torn."


def test_it_is_listed_with_its_reason_and_its_tries(set_aside: SetAside) -> None:
    fail(set_aside, MOST_TRIES)
    [unread] = set_aside.all()
    assert (unread.digest, unread.source, unread.reason, unread.tries) == (DIGEST, "torn.pdf", "It is torn.", 3)
    assert unread.set_aside
    assert unread.tried == 7.0


def test_whoever_asks_has_it_tried_again(set_aside: SetAside) -> None:
    fail(set_aside, MOST_TRIES)
    assert set_aside.try_again(DIGEST)
    assert set_aside.reason(KEY) is None
    assert not set_aside.try_again(DIGEST)


def test_the_same_bytes_read_otherwise_are_another_matter(set_aside: SetAside) -> None:
    fail(set_aside, MOST_TRIES)
    assert set_aside.reason(b"l" * 32) is None


def test_asking_makes_no_file(set_aside: SetAside, tmp_path: Path) -> None:
    assert (set_aside.reason(KEY), set_aside.all()) == (None, [])
    assert not list(tmp_path.iterdir())
