"""A value is kept under all the code that made it: what its module imports, too, whoever forgets to say so."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.code_version import code_version, imported


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A package `growing` whose module `entry` imports in each of the ways that there are."""
    monkeypatch.syspath_prepend(str(tmp_path))
    folder = tmp_path / "growing"
    (folder / "inner").mkdir(parents=True)
    files = {
        "__init__.py": "",
        "entry.py": "from typing import TYPE_CHECKING\nimport json\nfrom growing.direct import RULE\n"
        "from growing import (\n    named,\n)\nif TYPE_CHECKING:\n    from growing.typed import Kind\n"
        "def lazily():\n    import growing.late\n",
        "direct.py": "from growing.inner.far import RULE\n",
        "inner/__init__.py": "",
        **dict.fromkeys(("inner/far.py", "named.py", "late.py", "typed.py", "beside.py"), "RULE = 1\n"),
    }
    for name, source in files.items():
        (folder / name).write_text(source)
    return folder


@pytest.mark.parametrize("name", ["entry.py", "direct.py", "inner/far.py", "named.py", "late.py"])
def test_code_that_is_imported_however_far_changes_the_version(project: Path, name: str) -> None:
    before = _version("growing.entry")
    _change(project / name)
    assert _version("growing.entry") != before


@pytest.mark.parametrize("name", ["typed.py", "beside.py"])
def test_code_that_decides_nothing_does_not(project: Path, name: str) -> None:
    before = _version("growing.entry")
    _change(project / name)
    assert _version("growing.entry") == before


def test_a_package_stands_for_all_its_files(project: Path) -> None:
    before = _version("growing")
    _change(project / "inner" / "far.py")
    assert _version("growing") != before


def test_code_that_is_not_there_is_no_version() -> None:
    with pytest.raises(ModuleNotFoundError, match="no_such_module"):
        code_version("no_such_module")


def test_the_parsers_depend_on_how_a_page_is_laid_out_and_not_on_the_taggers() -> None:
    found = imported(("ingest.parsers",)).keys()
    assert {"ingest.parsers.pdf", "ingest.layout.flow", "ingest.assembly", "ingest.document"} <= found
    assert not any(name.startswith(("ingest.taggers", "index")) for name in found)


def _version(name: str) -> str:
    code_version.cache_clear()
    return code_version(name)


def _change(path: Path) -> None:
    path.write_text(path.read_text() + "MORE = 1\n")
