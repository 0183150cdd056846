"""What a data folder is to hold: folders, uploads, and what people decided of a report."""

from pathlib import Path

import pytest

from index.errors import LibraryError
from index.library import UNRULED, Library, Ruling
from ingest.errors import IngestError
from ingest.originals import Originals
from ingest.remote import RemotePath


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "library.sqlite", Originals(tmp_path / "files"))


def test_folders_named_anew_take_the_place_of_those_before(library: Library, tmp_path: Path) -> None:
    library.set_roots([tmp_path / "a", tmp_path / "b"])
    library.set_roots([tmp_path / "c"])
    assert library.roots() == [tmp_path / "c"]


def test_what_is_to_be_indexed_are_the_files_of_the_folders_and_the_uploads(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "peat.txt").write_text("Peat.")
    library.set_roots([folder])
    digest, kept = Originals(tmp_path / "files").add(b"Handed in.")
    library.add(digest, "handed.txt", "somebody")
    assert [(one.path, one.source) for one in library.candidates()] == [
        (folder / "peat.txt", "peat.txt"),
        (kept, "handed.txt"),
    ]


def test_a_folder_that_is_gone_is_an_error_and_no_empty_index(library: Library, tmp_path: Path) -> None:
    library.set_roots([tmp_path / "unmounted"])
    with pytest.raises(IngestError, match="unmounted"):
        library.candidates()


def test_the_same_bytes_are_one_upload(library: Library) -> None:
    assert library.add("ab" * 32, "first.pdf", "somebody")
    assert not library.add("ab" * 32, "second.pdf", "somebody else")
    assert [upload.name for upload in library.uploads()] == ["first.pdf"]


def test_a_ruling_changes_only_what_it_names(library: Library) -> None:
    library.rule("d" * 16, label="internal")
    library.rule("d" * 16, withdrawn="It was replaced.")
    assert library.rulings() == {"d" * 16: Ruling("internal", "It was replaced.", "")}


def test_nothing_is_decided_of_other_reports(library: Library) -> None:
    assert library.rulings().get("e" * 16, UNRULED) == Ruling("public", "", "")


def test_a_report_is_no_edition_of_itself(library: Library) -> None:
    with pytest.raises(LibraryError, match="edition of itself"):
        library.rule("d" * 16, report="d" * 16)


def test_a_url_stays_a_url(tmp_path: Path, library: Library) -> None:
    library.set_roots([RemotePath("s3://bucket/reports"), tmp_path])
    assert library.roots() == [RemotePath("s3://bucket/reports"), tmp_path]
