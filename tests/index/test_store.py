"""The data folder: one live generation, one build at a time, and nothing half-made is ever taken for a generation."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from index.errors import BuildError, NoGeneration
from index.generation import Generation
from index.manifest import FILE
from index.store import Store
from ingest.errors import StorageError

HOLD_THE_LOCK = """
import sys
from pathlib import Path
from index.store import Store
with Store(Path(sys.argv[1])).building():
    print("building", flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "data")


@pytest.fixture
def three(empty: Store, handmade: Generation) -> Store:
    """Three generations a, b, c, made one after another; b is live."""
    for day, id in enumerate("abc", 1):
        folder = Path(shutil.copytree(handmade.folder, empty.folder / "generations" / id))
        manifest = handmade.manifest.model_copy(
            update={"id": id, "created": handmade.manifest.created.replace(day=day)}
        )
        (folder / FILE).write_text(manifest.model_dump_json())
    empty.activate("b")
    return empty


def ids(store: Store) -> list[str]:
    return [manifest.id for manifest in store.manifests()]


def test_a_new_data_folder_has_no_generation(empty: Store) -> None:
    assert (empty.current(), empty.manifests()) == (None, [])


def test_opening_an_empty_data_folder_says_what_to_do(empty: Store) -> None:
    with pytest.raises(NoGeneration, match=r"Nothing is indexed .* Run: sdgsearch index"):
        empty.open()


def test_the_live_generation_is_opened_unless_another_is_named(three: Store) -> None:
    assert (three.open().id, three.open("c").id) == ("b", "c")


def test_a_data_folder_may_be_named_from_where_one_stands(three: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(three.folder.parent)
    assert Store(Path(three.folder.name)).open().coverage.passages > 0


def test_kept_generations_are_listed_newest_first(three: Store) -> None:
    assert ids(three) == ["c", "b", "a"]


def test_rolling_back_is_activating_an_older_one(three: Store) -> None:
    three.activate("a")
    assert three.open().id == "a"


@pytest.mark.parametrize("id", ["d", "../generations/a", "..", "/", "a/", ".draft-1", "a\0"])
def test_what_is_not_among_the_generations_is_refused(three: Store, id: str) -> None:
    (three.folder / "generations" / ".draft-1").mkdir()
    with pytest.raises(NoGeneration):
        three.open(id)


def test_activating_what_is_not_there_changes_nothing(three: Store) -> None:
    with pytest.raises(NoGeneration, match="There is no generation 'd'"):
        three.activate("d")
    assert three.current() == "b"


def test_pruning_keeps_the_newest_and_the_live_one(three: Store) -> None:
    three.prune(1)
    assert ids(three) == ["c", "b"]


def test_a_pruned_generation_that_is_still_open_can_be_read_on(three: Store) -> None:
    opened = three.open("a")
    before = list(opened.shapes(["paragraph"], 9))
    three.prune(1)
    assert list(opened.shapes(["paragraph"], 9)) == before


def test_a_draft_is_no_generation(three: Store) -> None:
    with three.building():
        assert ids(three) == ["c", "b", "a"]


def test_a_draft_that_is_not_adopted_is_gone_afterwards(three: Store) -> None:
    with three.building() as draft:
        (draft / "passages.sqlite").touch()
    assert not draft.exists()


def test_what_a_killed_build_left_is_removed_by_the_next(three: Store) -> None:
    leftover = three.folder / "generations" / ".draft-dead"
    leftover.mkdir()
    with three.building():
        assert not leftover.exists()


def test_a_second_build_in_another_process_is_refused_while_one_runs(three: Store) -> None:
    with _holding(three) as other:
        assert other.stdout
        assert other.stdout.readline() == "building\n"
        with pytest.raises(BuildError, match=r"Another build is running in .*Wait"), three.building():
            pass
        other.kill()


def test_a_second_build_may_run_once_the_first_was_killed(three: Store) -> None:
    with _holding(three) as other:
        assert other.stdout
        other.stdout.readline()
        other.kill()
        other.wait()
        with three.building() as draft:
            assert draft.is_dir()


def test_searching_goes_on_while_a_build_holds_the_lock(three: Store) -> None:
    with three.building():
        assert three.open().id == "b"


def test_a_data_folder_that_can_t_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError, match="Could not make the folder"), Store(tmp_path / "file").building():
        pass


def _holding(store: Store) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", HOLD_THE_LOCK, str(store.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
