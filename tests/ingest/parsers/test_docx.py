"""Word documents, made with python-docx or written part by part where it cannot make them."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from statistics import median

import docx
import pytest

from ingest.document import Document, Kind
from ingest.errors import Damaged
from ingest.parsers import docx as parser
from ingest.parsers.docx import parse

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
NOTES = (
    f'<w:footnotes {W}><w:footnote w:id="2"><w:p><w:r><w:t>Counted once.</w:t></w:r></w:p></w:footnote></w:footnotes>'
)


def written(body: str, **parts: str) -> Document:
    """What is read from a file whose body is `body`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return parse(buffer.getvalue())


def saved(made: docx.document.Document) -> Document:
    buffer = io.BytesIO()
    made.save(buffer)
    return parse(buffer.getvalue())


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def test_styles_give_title_headings_and_lists() -> None:
    made = docx.Document()
    made.add_heading("Dust", 0)
    made.add_heading("Context", 1)
    made.add_heading("Air", 2)
    made.add_paragraph("It fell.")
    made.add_paragraph("One", style="List Bullet")
    document = saved(made)
    assert blocks(document) == [
        (Kind.TITLE, "Dust"),
        (Kind.HEADING, "Context"),
        (Kind.HEADING, "Air"),
        (Kind.PARAGRAPH, "It fell."),
        (Kind.LIST_ITEM, "One"),
    ]
    assert [block.level for block in document.blocks if block.kind is Kind.HEADING] == [1, 2]
    assert document.metadata.title in ("Dust", "Word Document")


def test_a_merged_cell_stands_once() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    for row, words in zip(
        table.rows, (("Country", "2020", "2021"), ("Japan", "3", "3"), ("Japan", "4", "5")), strict=True
    ):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    table.cell(1, 0).merge(table.cell(2, 0)).text = "Japan"
    table.cell(1, 1).merge(table.cell(1, 2)).text = "3"
    assert blocks(saved(made)) == [(Kind.TABLE, "Country\t2020\t2021\nJapan\t3\t\n\t4\t5")]


def test_a_footnote_stands_behind_its_paragraph() -> None:
    call = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    document = written(f"<w:p>{run('Dust')}{call}{run(' fell.')}</w:p><w:p>{run('End.')}</w:p>", footnotes=NOTES)
    assert blocks(document) == [
        (Kind.PARAGRAPH, "Dust fell."),
        (Kind.FOOTNOTE, "Counted once."),
        (Kind.PARAGRAPH, "End."),
    ]


def test_tracked_changes_are_settled() -> None:
    deleted = "<w:del><w:r><w:delText>rose</w:delText></w:r></w:del>"
    moved = f"<w:moveFrom>{run('gone')}</w:moveFrom><w:moveTo>{run(' again')}</w:moveTo>"
    document = written(f"<w:p>{run('Dust ')}{deleted}<w:ins>{run('fell')}</w:ins>{moved}</w:p>")
    assert blocks(document) == [(Kind.PARAGRAPH, "Dust fell again")]


def test_a_text_box_is_read_once() -> None:
    box = f"<w:txbxContent><w:p>{run('Boxed.')}</w:p></w:txbxContent>"
    both = f"<w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback>"
    document = written(f"<w:p>{run('Text.')}<w:r><w:AlternateContent>{both}</w:AlternateContent></w:r></w:p>")
    assert [text for _, text in blocks(document)] == ["Text.", "Boxed."]


@pytest.mark.parametrize("name", ["标题 1", "見出し 1", "제목 1", "Заголовок 1", "heading 1"])
def test_translated_heading_styles_are_known(name: str) -> None:
    styles = f'<w:styles {W}><w:style w:styleId="a"><w:name w:val="{name}"/></w:style></w:styles>'
    styled = '<w:pPr><w:pStyle w:val="a"/></w:pPr>'
    body = "".join(f"<w:p>{styled}{run(word)}</w:p><w:p>{run('Text.')}</w:p>" for word in ("One", "Two"))
    assert [kind for kind, _ in blocks(written(body, styles=styles))] == [Kind.HEADING, Kind.PARAGRAPH] * 2


def test_bold_lines_are_headings_where_no_style_says_so() -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    body = "".join(f"<w:p>{bold.format(word)}</w:p><w:p>{run('Text.')}</w:p>" for word in ("One", "Two"))
    assert [kind for kind, _ in blocks(written(body))] == [Kind.HEADING, Kind.PARAGRAPH] * 2


def test_a_part_that_unpacks_to_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parser, "_LARGEST", 1000)
    with pytest.raises(Damaged, match="unpacks to more"):
        written(f"<w:p>{run('x' * 2000)}</w:p>")


def test_broken_xml_is_damaged() -> None:
    with pytest.raises(Damaged, match="broken or cut off"):
        written("<w:p>")


@pytest.mark.shared
def test_the_words_of_docling_files_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    found = word_scores(shared / "eval/formats/docling/tests/data/docx")
    formulas_and_charts = {"drawingml.docx", "equations.docx", "table_with_equations.docx"}
    assert median(found.values()) >= 0.97
    assert {name for name, score in found.items() if score < 0.8} <= formulas_and_charts
