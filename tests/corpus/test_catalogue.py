"""The catalogue loads whole or says what is wrong, and finds what is known of a file."""

import hashlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpus.catalogue import (
    EXTENSIONS,
    CatalogueError,
    KnownFiles,
    Source,
    _file_name,
    known_files,
    load_catalogue,
    load_embedded,
)
from corpus.errors import SdgSearchError

ENTRY = """
[[source]]
title = "Our Common Future"
publisher = "United Nations"
year = 1987
language = "en"
url = "https://example.org/future.pdf"
licence = "United Nations document"
format = "pdf"
"""
TEXT_COPY = "a" * 64
TRANSLATION = "b" * 64
COPIES = f"""copies = [
  {{ file = "future.txt", sha256 = "{TEXT_COPY}" }},
  {{ file = "zukunft.txt", sha256 = "{TRANSLATION}", language = "de" }},
]
"""


def written(folder: Path, text: str) -> Path:
    path = folder / "sources.toml"
    path.write_text(text, encoding="utf-8")
    return path


def complaint(folder: Path, text: str) -> str:
    with pytest.raises(CatalogueError) as caught:
        load_catalogue(written(folder, text))
    return str(caught.value)


def test_the_catalogue_of_the_package_holds_the_five_seeds_first_and_many_more() -> None:
    sources = load_catalogue()
    assert [source.copies[0].file[:4] for source in sources[:5]] == ["000_", "001_", "002_", "003_", "004_"]
    assert len(sources) >= 30


def test_the_catalogue_of_the_package_has_reports_in_all_six_languages() -> None:
    assert {source.language for source in load_catalogue()} >= {"en", "zh", "ja", "ko", "ru", "mn"}


@pytest.mark.shared
def test_every_seed_file_is_known_by_its_digest(shared: Path) -> None:
    known = known_files()
    for path in sorted((shared / "seeds").glob("0*.txt")):
        found = known.find(hashlib.sha256(path.read_bytes()).hexdigest(), "renamed.txt")
        assert found is not None
        assert (found.file, found.language) == (path.name, "en")


def test_every_embedded_report_is_known_by_its_digest() -> None:
    known = known_files()
    for report in load_embedded():
        assert known.find(report.sha256, "renamed") == report


def test_embedded_reports_have_no_address_and_the_format_of_their_file(tmp_path: Path) -> None:
    path = tmp_path / "reports.toml"
    fields = f'sha256 = "{TEXT_COPY}"\ntitle = "T"\npublisher = "P"\nyear = 2026\nlanguage = "ko"\n'
    path.write_text(f'[[report]]\nfile = "neacap-ko.docx"\n{fields}rests_on = ["S"]\n', encoding="utf-8")
    [report] = load_embedded(path)
    assert (report.url, report.format, report.language) == ("", "docx", "ko")


def test_an_entry_is_read_with_a_file_name_made_from_its_title(tmp_path: Path) -> None:
    [source] = load_catalogue(written(tmp_path, ENTRY))
    assert source == Source(
        title="Our Common Future",
        publisher="United Nations",
        year=1987,
        language="en",
        url="https://example.org/future.pdf",
        licence="United Nations document",
        format="pdf",
        file="our-common-future-1987.pdf",
    )


def test_a_copy_is_found_by_its_digest_with_the_metadata_of_the_report(tmp_path: Path) -> None:
    known = KnownFiles(load_catalogue(written(tmp_path, ENTRY + COPIES)))
    found = known.find(TEXT_COPY, "whatever.txt")
    assert found is not None
    assert (found.title, found.file, found.language) == ("Our Common Future", "future.txt", "en")


def test_a_translated_copy_has_its_own_language(tmp_path: Path) -> None:
    known = KnownFiles(load_catalogue(written(tmp_path, ENTRY + COPIES)))
    found = known.find(TRANSLATION, "whatever.txt")
    assert found is not None
    assert found.language == "de"


def test_a_file_of_unknown_digest_is_found_by_its_name_whatever_the_capitals(tmp_path: Path) -> None:
    known = KnownFiles(load_catalogue(written(tmp_path, ENTRY)))
    found = known.find("f" * 64, "Our-Common-Future-1987.PDF")
    assert found is not None
    assert found.title == "Our Common Future"


def test_the_digest_decides_before_the_name(tmp_path: Path) -> None:
    other = ENTRY.replace("Our Common Future", "Another")
    known = KnownFiles(load_catalogue(written(tmp_path, ENTRY + COPIES + other)))
    found = known.find(TEXT_COPY, "another-1987.pdf")
    assert found is not None
    assert found.title == "Our Common Future"


def test_nothing_is_known_of_a_stranger(tmp_path: Path) -> None:
    known = KnownFiles(load_catalogue(written(tmp_path, ENTRY)))
    assert known.find("f" * 64, "minutes.pdf") is None


def test_a_report_without_a_year_is_in_order(tmp_path: Path) -> None:
    [source] = load_catalogue(written(tmp_path, ENTRY.replace("year = 1987\n", "")))
    assert (source.year, source.file) == (None, "our-common-future.pdf")


def test_an_unknown_field_is_reported_with_its_entry(tmp_path: Path) -> None:
    assert "entry 1 'Our Common Future': author = 'Brundtland'" in complaint(
        tmp_path, ENTRY + 'author = "Brundtland"\n'
    )


def test_a_missing_field_is_reported_with_its_entry(tmp_path: Path) -> None:
    text = ENTRY + ENTRY.replace('licence = "United Nations document"\n', "")
    assert "entry 2 'Our Common Future': licence: this field must be there" in complaint(tmp_path, text)


@pytest.mark.parametrize(
    ("good", "bad", "field"),
    [
        ("https://example.org/future.pdf", "ftp://example.org/future.pdf", "url"),
        ("https://example.org/future.pdf", "file:///etc/passwd", "url"),
        ('language = "en"', 'language = "English"', "language"),
        ("year = 1987", 'year = "1987"', "year"),
        ("year = 1987", "year = 19870", "year"),
        ('format = "pdf"', 'format = "PDF"', "format"),
        ('format = "pdf"', 'format = "pdf"\nfile = "../future.pdf"', "file"),
        ('format = "pdf"', 'format = "pdf"\nfile = ".future.pdf"', "file"),
        ('format = "pdf"', 'format = "pdf"\nsha256 = "abc"', "sha256"),
        ('"Our Common Future"', '" Our Common Future"', "title"),
    ],
)
def test_a_malformed_value_is_reported_with_its_field(tmp_path: Path, good: str, bad: str, field: str) -> None:
    assert f": {field} = " in complaint(tmp_path, ENTRY.replace(good, bad))


def test_every_problem_is_reported_at_once(tmp_path: Path) -> None:
    text = ENTRY.replace("1987", "87") + ENTRY.replace("https", "gopher")
    words = complaint(tmp_path, text)
    assert "entry 1" in words
    assert "entry 2" in words


def test_two_reports_with_one_file_name_are_refused(tmp_path: Path) -> None:
    assert "our-common-future-1987.pdf belongs to 2 entries" in complaint(tmp_path, ENTRY + ENTRY)


def test_a_digest_that_stands_twice_is_refused(tmp_path: Path) -> None:
    copies = COPIES.replace(TRANSLATION, TEXT_COPY)
    assert f"{TEXT_COPY} belongs to 2 entries" in complaint(tmp_path, ENTRY + copies)


def test_a_table_of_another_name_is_refused(tmp_path: Path) -> None:
    assert "[[source]]" in complaint(tmp_path, ENTRY.replace("[[source]]", "[[sources]]"))


def test_a_single_table_instead_of_a_list_is_refused(tmp_path: Path) -> None:
    assert "[[source]]" in complaint(tmp_path, ENTRY.replace("[[source]]", "[source]"))


def test_a_slip_in_the_toml_is_reported_with_its_line(tmp_path: Path) -> None:
    assert "line 3" in complaint(tmp_path, ENTRY.replace('"Our Common Future"', '"Our Common Future'))


def test_a_missing_catalogue_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"gone\.toml cannot be read"):
        load_catalogue(tmp_path / "gone.toml")


def test_a_faulty_catalogue_is_an_error_of_sdgsearch() -> None:
    assert issubclass(CatalogueError, SdgSearchError)


@given(st.text(min_size=1).filter(str.strip), st.none() | st.integers(1900, 2100))
def test_a_name_made_from_any_title_fits_a_folder(title: str, year: int | None) -> None:
    name = _file_name(title, year, "pdf")
    assert len(name.encode()) <= 255
    assert not name.startswith(".")
    assert not set(name) & set("/\\\0\n")
    assert name.endswith(EXTENSIONS["pdf"])
