"""Pictures of pages, made here from pages whose words are known, read with Tesseract where it is installed."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.parsers import ocr

needs_tesseract = pytest.mark.skipif(not shutil.which("tesseract"), reason="needs Tesseract, which is not installed")


@pytest.fixture
def without_tesseract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("PATH", str(tmp_path))
    ocr._installed.cache_clear()
    yield
    ocr._installed.cache_clear()


class TestEngine:
    @needs_tesseract
    def test_the_engine_says_its_version_and_languages(self) -> None:
        assert ocr.engine().startswith("Tesseract ")
        assert "eng" in ocr.engine()

    def test_without_tesseract_there_is_no_engine(self, without_tesseract: None) -> None:
        assert ocr.engine() == ""

    def test_without_tesseract_the_hint_names_the_packages(self, without_tesseract: None) -> None:
        assert "tesseract-ocr tesseract-ocr-osd tesseract-ocr-eng tesseract-ocr-chi-sim" in ocr.missing_hint()
