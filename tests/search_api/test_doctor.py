"""`sdgsearch doctor`: what is there, what is optional, and what could not be read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from faces import Library, Ran

Run = Callable[..., Ran]


def lines(ran: Ran, mark: str) -> list[str]:
    return [line[len(mark) :].strip() for line in ran.out.splitlines() if line.startswith(f"{mark} ")]


def test_doctor_names_the_silent_pages_and_the_unread_files(run: Run, library: Library) -> None:
    ran = run("doctor", "--data", library.store.folder)
    assert ran.code == 1
    assert any(line.startswith("half.pdf: 1 of 2 pages without text (PDF page 2): ") for line in lines(ran, "note"))
    assert [line for line in lines(ran, "wrong") if not line.startswith("torn.pdf: not read: ")] == []


def test_doctor_finds_nothing_wrong_with_a_whole_index(run: Run, built: Any) -> None:
    ran = run("doctor", "--data", built.store.folder)
    assert (ran.code, lines(ran, "wrong")) == (0, [])
    said = "\n".join(lines(ran, "ok"))
    for words in ("Python 3", "vocabulary:", "multilingual-e5-small@", "GiB free", "8 reports"):
        assert words in said


def test_doctor_grades_the_text_of_each_report(run: Run, library: Library) -> None:
    ran = run("doctor", "--data", library.store.folder)
    assert "quality of the text: 8 good, 0 fair, 1 poor, 0 none" in lines(ran, "ok")
    assert "half.pdf: quality poor: no text: 1 of 2 pages" in lines(ran, "note")


@pytest.mark.parametrize("engine", ["", "Tesseract 5.3.0 (eng, osd)"])
def test_doctor_says_whether_scans_are_read_and_what_to_install(
    run: Run, library: Library, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    monkeypatch.setattr("search_api.doctor.engine", lambda: engine)
    monkeypatch.setattr("search_api.doctor.missing_hint", lambda: "install tesseract-ocr-mon")
    said = run("doctor", "--data", library.store.folder).out
    assert (f"scans are read by {engine}" if engine else "scans (optional) are not read") in said
    assert "install tesseract-ocr-mon" in said
    assert ("Pages without text may be scans" in said) is (not engine)


def test_doctor_says_whether_the_optional_cuda_is_there(run: Run, built: Any) -> None:
    assert "CUDA" in run("doctor", "--data", built.store.folder).out


def test_doctor_before_the_first_index_says_what_to_do(run: Run, tmp_path: Path) -> None:
    ran = run("doctor", "--data", tmp_path / "none")
    assert ran.code == 1
    assert any("Run: sdgsearch index FOLDER" in line for line in lines(ran, "wrong"))
    assert not (tmp_path / "none").exists()


def test_doctor_finds_a_damaged_index(run: Run, store: Any, built: Any, build_index: Callable[..., Any]) -> None:
    live = build_index([built.folder / "peat.txt"], store).manifest.id
    damaged = store.folder / "generations" / live / "passages.faiss"
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"?")
    ran = run("doctor", "--data", store.folder)
    assert ran.code == 1
    assert any("passages.faiss" in line for line in lines(ran, "wrong"))


def test_doctor_finds_that_the_model_is_not_the_indexs(run: Run, built: Any, monkeypatch: Any) -> None:
    class Other:
        identity, dimension = "other@0", 3

        def embed_passages(self, _: list[str]) -> None: ...

    monkeypatch.setattr("search_api.doctor.embedder_of", lambda *_, **__: Other())
    ran = run("doctor", "--data", built.store.folder, "--model", "other")
    assert ran.code == 1
