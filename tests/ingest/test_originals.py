"""The bytes of every report are kept under their hash, whatever becomes of the file they came from."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from ingest.errors import IngestError, StorageError
from ingest.originals import Originals


@pytest.fixture
def originals(tmp_path: Path) -> Originals:
    return Originals(tmp_path / "files")


@pytest.fixture
def report(tmp_path: Path) -> Path:
    path = tmp_path / "报告 one.txt"
    path.write_bytes(b"Peat holds carbon.")
    return path


def test_a_file_is_kept_under_the_hash_of_its_bytes(originals: Originals, report: Path) -> None:
    digest, kept = originals.keep(report)
    assert digest == kept.name == hashlib.sha256(report.read_bytes()).hexdigest()


def test_the_kept_bytes_outlive_the_source(originals: Originals, report: Path) -> None:
    _, kept = originals.keep(report)
    report.unlink()
    assert kept.read_bytes() == b"Peat holds carbon."


def test_the_same_bytes_are_kept_once(originals: Originals, report: Path, tmp_path: Path) -> None:
    copy = report.with_name("copy.txt")
    copy.write_bytes(report.read_bytes())
    assert originals.keep(report) == originals.keep(copy)
    assert sum(path.is_file() for path in (tmp_path / "files").rglob("*")) == 1


def test_a_document_s_file_is_found_by_its_id(originals: Originals, report: Path) -> None:
    digest, kept = originals.keep(report)
    assert originals.find(digest[:16]) == kept


def test_an_unknown_document_has_no_file(originals: Originals, report: Path) -> None:
    originals.keep(report)
    assert originals.find("0" * 16) is None


def test_an_empty_file_is_refused(originals: Originals, report: Path) -> None:
    report.write_bytes(b"")
    with pytest.raises(IngestError, match=r"empty \(0 bytes\)"):
        originals.keep(report)


def test_a_file_that_is_gone_is_refused(originals: Originals, report: Path) -> None:
    report.unlink()
    with pytest.raises(IngestError, match="No such file"):
        originals.keep(report)


def test_a_folder_is_refused(originals: Originals, tmp_path: Path) -> None:
    with pytest.raises(IngestError, match="Is a directory"):
        originals.keep(tmp_path)


def test_a_place_that_can_t_be_written_to_is_named(originals: Originals, report: Path, tmp_path: Path) -> None:
    (tmp_path / "files").write_text("a file where the folder should be")
    with pytest.raises(StorageError, match=r"Could not write .*files.*Make room"):
        originals.keep(report)
