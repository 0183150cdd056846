"""The same index searched by Milvus, from the command line."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from faces import Ran

Run = Callable[..., Ran]


def test_a_folder_is_indexed_for_milvus_and_searched_there(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    pytest.importorskip("pymilvus")
    report, data = tmp_path / "bog.txt", tmp_path / "data"
    report.write_text("Wet peat does not burn, and the crane nests beside it.\n")
    indexed = run("index", report, "--data", data, "--backend", "milvus")
    assert indexed.code == 0
    assert list(data.glob("generations/*/milvus.db"))
    found = run("search", "crane", "--mode", "lexical", "--data", data, "--json")
    assert [one["citation"]["source"] for one in json.loads(found.out)["results"]] == ["bog.txt"]


def test_several_processes_are_refused_what_one_at_a_time_can_open(run: Run, tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite")
    report, data = tmp_path / "bog.txt", tmp_path / "data"
    report.write_text("Wet peat does not burn.\n")
    run("index", report, "--data", data, "--backend", "milvus")
    refused = run("serve", "--workers", "2", "--data", data)
    assert refused.code == 1
    assert "Serve with one worker; or run milvus-lite server" in refused.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--backend", "elastic"), "backend"),
        (("--uri", "milvus.db"), "is no address of Milvus"),
        (("--backend", "faiss", "--uri", "http://127.0.0.1:1"), "leave one of them out"),
    ],
)
def test_a_backend_that_makes_no_sense_is_refused(
    run: Run, tmp_path: Path, options: tuple[str, ...], words: str
) -> None:
    report = tmp_path / "bog.txt"
    report.write_text("Wet peat does not burn.\n")
    refused = run("index", report, "--data", tmp_path / "data", *options)
    assert refused.code == 2
    assert words in " ".join(refused.err.replace("│", " ").split())
