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
from ingest.parsers import package
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
        (Kind.PARAGRAPH, "Dust[1] fell."),
        (Kind.FOOTNOTE, "Counted once."),
        (Kind.PARAGRAPH, "End."),
    ]
    tie = document.notes[0]
    assert (tie.mark.of(document.text), tie.note.of(document.text).strip()) == ("1", "Counted once.")


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
    monkeypatch.setattr(package, "_LARGEST", 1000)
    with pytest.raises(Damaged, match="unpacks to more"):
        written(f"<w:p>{run('x' * 2000)}</w:p>")


def test_the_words_before_a_fault_are_rescued_with_a_remark() -> None:
    document = written(f"<w:p>{run('Dust fell.')}</w:p><w:p>")
    assert blocks(document) == [(Kind.PARAGRAPH, "Dust fell.")]
    assert "word/document.xml is broken" in document.remarks[0]


LISTS = f"""<w:numbering {W}><w:abstractNum w:abstractNumId="7">
<w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/><w:lvlText w:val="Article %1."/></w:lvl>
<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%1(%2)"/></w:lvl>
</w:abstractNum><w:abstractNum w:abstractNumId="8">
<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>
</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="7"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/>
<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>
<w:num w:numId="3"><w:abstractNumId w:val="8"/></w:num></w:numbering>"""


def item(text: str, number: int, level: int = 0) -> str:
    place = f'<w:ilvl w:val="{level}"/><w:numId w:val="{number}"/>'
    return f"<w:p><w:pPr><w:numPr>{place}</w:numPr></w:pPr>{run(text)}</w:p>"


def test_automatic_numbers_are_text_since_the_reader_sees_them() -> None:
    items = (
        ("Seas", 1, 0),
        ("Salt", 1, 1),
        ("Tide", 1, 1),
        ("Rivers", 1, 0),
        ("Silt", 1, 1),
        ("Anew", 2, 0),
        ("Dot", 3, 0),
    )
    document = written("".join(item(*one) for one in items), numbering=LISTS)
    assert [text for _, text in blocks(document)] == [
        "Article 3. Seas",
        "3(a) Salt",
        "3(b) Tide",
        "Article 4. Rivers",
        "4(a) Silt",
        "Article 1. Anew",
        "Dot",
    ]


def test_a_style_numbers_its_headings() -> None:
    styles = f"""<w:styles {W}><w:style w:styleId="H1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/>
    </w:numPr></w:pPr></w:style></w:styles>"""
    body = "".join(f'<w:p><w:pPr><w:pStyle w:val="H1"/></w:pPr>{run(word)}</w:p>' for word in ("Seas", "Rivers"))
    document = written(body, styles=styles, numbering=LISTS)
    assert blocks(document) == [(Kind.HEADING, "Article 3. Seas"), (Kind.HEADING, "Article 4. Rivers")]


def test_paragraphs_whose_border_was_deleted_are_one() -> None:
    deleted = f"<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>{run('Dust ')}</w:p>"
    assert blocks(written(f"{deleted}<w:p>{run('fell.')}</w:p>")) == [(Kind.PARAGRAPH, "Dust fell.")]


def test_hidden_words_are_left_out() -> None:
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>secretly </w:t></w:r>"
    assert blocks(written(f"<w:p>{run('Dust ')}{hidden}{run('fell.')}</w:p>")) == [(Kind.PARAGRAPH, "Dust fell.")]


def test_a_formula_is_one_line() -> None:
    power = "<m:sSup><m:e>{}</m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup>"
    half = "<m:f><m:num><m:r><m:t>n+1</m:t></m:r></m:num><m:den><m:r><m:t>2</m:t></m:r></m:den></m:f>"
    formula = f'<m:oMath xmlns:m="urn:m">{power.format(half)}</m:oMath>'
    assert blocks(written(f"<w:p>{run('Take ')}{formula}</w:p>")) == [(Kind.PARAGRAPH, "Take ((n+1)/2)^2")]


def test_heads_and_feet_of_pages_are_kept_once_as_furniture() -> None:
    made = docx.Document()
    made.add_paragraph("Text.")
    made.sections[0].header.paragraphs[0].text = "Annual report"
    made.add_section().header.is_linked_to_previous = False
    made.sections[1].header.paragraphs[0].text = "Annual report"
    made.sections[1].footer.paragraphs[0].text = "Rain Office"
    assert blocks(saved(made)) == [
        (Kind.RUNNING_HEAD, "Annual report"),
        (Kind.PARAGRAPH, "Text."),
        (Kind.RUNNING_FOOT, "Rain Office"),
    ]


def test_merged_cells_tell_how_far_they_reach() -> None:
    made = docx.Document()
    table = made.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "Both"
    for row, column in ((0, 2), (1, 2), (2, 0), (2, 1), (2, 2)):
        table.cell(row, column).text = f"{row}{column}"
    first = saved(made).blocks[0].cells[0]
    assert (first.rows, first.columns) == (2, 2)


@pytest.mark.shared
def test_the_words_of_docling_files_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    found = word_scores(shared / "eval/formats/docling/tests/data/docx")
    assert median(found.values()) >= 0.97
    assert min(found.values()) >= 0.8
