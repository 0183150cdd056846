"""Reports behind a URL are found, named and read as those of a folder are."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import fsspec
import pytest

from ingest.discovery import discover
from ingest.errors import IngestError
from ingest.originals import Originals
from ingest.remote import RemotePath, root_at

FILES = {"b/two.txt": b"Sand.", "a.txt": b"Peat.", ".git/head": b"x", "b/.hidden": b"x"}


@pytest.fixture(params=["memory", "file"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a folder with these files."""
    url = f"memory://{uuid4().hex}" if request.param == "memory" else (tmp_path / "archive").as_uri()
    for name, data in FILES.items():
        with fsspec.open(f"{url}/{name}", "wb", auto_mkdir=True) as file:
            file.write(data)
    return url


def test_every_file_behind_a_url_is_found_in_order_of_name_but_hidden_ones(archive: str) -> None:
    found = discover([root_at(archive)])
    assert [(one.source, one.name, one.size) for one in found] == [("a.txt", "a.txt", 5), ("b/two.txt", "two.txt", 5)]


def test_a_single_file_is_called_by_its_name(archive: str) -> None:
    assert [one.source for one in discover([root_at(f"{archive}/b/two.txt")])] == ["two.txt"]


def test_its_bytes_are_kept_as_those_of_a_local_file(archive: str, tmp_path: Path) -> None:
    (tmp_path / "local.txt").write_bytes(b"Peat.")
    originals = Originals(tmp_path / "originals")
    [peat, _] = discover([root_at(archive)])
    assert originals.keep(peat.path) == originals.keep(tmp_path / "local.txt")


def test_a_url_with_nothing_behind_it_is_refused() -> None:
    with pytest.raises(IngestError, match="no file or folder memory://gone-for-good"):
        discover([root_at("memory://gone-for-good")])


def test_a_file_that_vanished_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(IngestError, match=r"memory://gone\.txt could not be read"):
        Originals(tmp_path).keep(RemotePath("memory://gone.txt"))


def test_a_url_that_nothing_reads_says_so() -> None:
    with pytest.raises(IngestError, match="Nothing here reads nowhere://bucket"):
        discover([root_at("nowhere://bucket")])


def test_a_path_stays_a_path(tmp_path: Path) -> None:
    assert root_at(str(tmp_path)) == tmp_path
