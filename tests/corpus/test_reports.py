"""The embedded reports are what their catalogue and their truth say they are."""

import hashlib
import json
import shutil
import subprocess
import tomllib
import unicodedata
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import docx
import pdfplumber
import pytest

from corpus.reports import texts
from corpus.reports.source import SourceError, read_report

REPORTS = Path(texts.__file__).parent
SOURCES = sorted((REPORTS / "sources").glob("*.md"))
CATALOGUE: list[dict[str, Any]] = tomllib.loads((REPORTS / "reports.toml").read_text("utf-8"))["report"]
TRUTH: dict[str, dict[str, Any]] = json.loads((REPORTS / "truth.json").read_text("utf-8"))
PDFS = [slug for slug, known in TRUTH.items() if known["file"].endswith(".pdf")]
FONTS = ("Noto Sans", "Noto Serif", "Noto Sans CJK SC", "Noto Sans CJK JP", "Noto Sans CJK KR")


def letters(text: str) -> str:
    """What of a text does not depend on line breaks, hyphens and ligatures."""
    return "".join(character for character in unicodedata.normalize("NFKC", text) if character.isalnum())


@cache
def page_texts(path: Path) -> list[str]:
    with pdfplumber.open(path) as pdf:
        return [letters(page.extract_text(use_text_flow=True)) for page in pdf.pages]


def words_in(page: Any, edges: list[float]) -> str:
    """The characters whose middle lies in a box, in the order of the page."""
    x0, top, x1, bottom = edges
    return "".join(
        character["text"]
        for character in page.chars
        if x0 <= (character["x0"] + character["x1"]) / 2 <= x1
        and top <= (character["top"] + character["bottom"]) / 2 <= bottom
    )


def without_digits(text: str) -> str:
    """Footnote marks and list numbers are printed in the boxes and are no part of the text."""
    return "".join(character for character in letters(text) if not character.isdigit())


def missing_for_typesetting() -> str:
    """Why reports cannot be made here; empty where they can."""
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as error:
        return f"WeasyPrint or its system libraries are absent: {error}"
    if shutil.which("fc-list") is None:
        return "fc-list is absent, so the fonts cannot be looked for"
    families = subprocess.run(["fc-list", ":", "family"], capture_output=True, text=True, check=True).stdout
    absent = [font for font in FONTS if font not in families]
    return f"fonts are absent: {', '.join(absent)}" if absent else ""


@pytest.mark.parametrize("entry", CATALOGUE, ids=lambda entry: entry["file"])
def test_a_report_has_the_bytes_that_the_catalogue_names(entry: dict[str, Any]) -> None:
    assert hashlib.sha256((REPORTS / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]


def test_every_source_has_been_made() -> None:
    assert {entry["file"] for entry in CATALOGUE} == {read_report(path).file for path in SOURCES}
    assert TRUTH.keys() == {path.stem for path in SOURCES}


def test_the_reader_speaks_six_languages_in_five_formats() -> None:
    assert {entry["language"] for entry in CATALOGUE} == {"en", "zh", "ja", "ko", "ru", "mn"}
    assert {Path(entry["file"]).suffix for entry in CATALOGUE} == {".pdf", ".docx", ".html", ".md", ".txt"}


def test_every_report_says_what_its_facts_rest_on() -> None:
    assert [entry["file"] for entry in CATALOGUE if not entry["rests_on"]] == []


@pytest.mark.parametrize("slug", PDFS)
def test_headings_stand_on_the_pages_that_the_truth_names(slug: str) -> None:
    pages = page_texts(REPORTS / TRUTH[slug]["file"])
    lost = [
        heading["text"]
        for heading in TRUTH[slug]["headings"]
        if letters(heading["text"]) not in pages[heading["page_first"] - 1]
    ]
    assert lost == []


@pytest.mark.parametrize("slug", PDFS)
def test_footnotes_stand_on_the_pages_that_the_truth_names(slug: str) -> None:
    pages = page_texts(REPORTS / TRUTH[slug]["file"])
    lost = [
        note["mark"]
        for note in TRUTH[slug]["footnotes"]
        if letters(note["text"]) not in "".join(pages[note["page_first"] - 1 : note["page_last"]])
    ]
    assert lost == []


@pytest.mark.parametrize("slug", PDFS)
def test_a_paragraph_lies_in_its_boxes_and_nothing_else_does(slug: str) -> None:
    with pdfplumber.open(REPORTS / TRUTH[slug]["file"]) as pdf:
        for paragraph in TRUTH[slug]["paragraphs"]:
            found = "".join(words_in(pdf.pages[number - 1], edges) for number, *edges in paragraph["boxes"])
            assert without_digits(found) == without_digits(paragraph["text"])


@pytest.mark.parametrize("slug", PDFS)
def test_a_pdf_carries_the_page_labels_that_the_truth_names(slug: str) -> None:
    with pdfplumber.open(REPORTS / TRUTH[slug]["file"]) as pdf:
        labels = islice(pdf.doc.get_page_labels(), len(pdf.pages))
        assert list(labels) == [page["label"] for page in TRUTH[slug]["pages"]]


def test_a_table_that_runs_over_pages_repeats_its_header_on_each() -> None:
    table = next(table for table in TRUTH["temm"]["tables"] if "TEMM26" in table["rows"][-1][0])
    assert table["page_last"] > table["page_first"]
    pages = page_texts(REPORTS / "temm.pdf")
    header = letters("".join(table["header"]))
    assert all(header in page for page in pages[table["page_first"] - 1 : table["page_last"]])


def test_a_word_report_has_real_headings_tables_and_footnotes() -> None:
    known = TRUTH["green-growth-zh"]
    document = docx.Document(str(REPORTS / known["file"]))
    styles = [paragraph.text for paragraph in document.paragraphs if paragraph.style.name.startswith("Heading")]
    assert styles == [heading["text"] for heading in known["headings"] if heading["level"] > 1]
    assert [[cell.text for cell in table.rows[0].cells] for table in document.tables] == [
        table["header"] for table in known["tables"]
    ]
    notes = next(part for part in document.part.package.iter_parts() if part.partname.endswith("/footnotes.xml"))
    assert all(note["text"] in notes.blob.decode("utf-8") for note in known["footnotes"])


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("No front matter.", "no front matter"),
        ("+++\nlanguage = 'de'\n+++\nText.", "language = 'de'"),
        ("+++\ntitle = 'A'\n+++\nText.", "not complete"),
        ("+++\ncolour = 'red'\n+++\nText.", "unknown front matter"),
    ],
)
def test_a_faulty_source_is_refused_with_the_file_and_the_reason(tmp_path: Path, source: str, reason: str) -> None:
    path = tmp_path / "broken.md"
    path.write_text(source, encoding="utf-8")
    with pytest.raises(SourceError, match=reason) as refusal:
        read_report(path)
    assert "broken.md" in str(refusal.value)


@pytest.mark.skipif(bool(missing_for_typesetting()), reason=missing_for_typesetting())
@pytest.mark.parametrize("slug", PDFS)
def test_a_report_made_anew_says_the_same_on_every_page(slug: str, tmp_path: Path) -> None:
    from corpus.reports.generate import make

    content, _ = make(read_report(REPORTS / "sources" / f"{slug}.md"))
    (tmp_path / "anew.pdf").write_bytes(content)
    assert page_texts(tmp_path / "anew.pdf") == page_texts(REPORTS / TRUTH[slug]["file"])
