"""OpenDocument files, written part by part."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.document import Division, Document, Kind
from ingest.errors import Damaged, Encrypted
from ingest.parsers import parse

SPACES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("text", "text"),
        ("table", "table"),
        ("draw", "drawing"),
        ("style", "style"),
        ("svg", "svg-compatible"),
        ("presentation", "presentation"),
    )
)
LIST = """<text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-format="a"
style:num-suffix=")"/></text:list-style>"""


def read(body: str, **parts: str) -> Document:
    """What is read from a file whose body is `body`."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(
            "content.xml",
            f"<office:document-content {SPACES}><office:automatic-styles>{LIST}</office:automatic-styles>"
            f"<office:body>{body}</office:body></office:document-content>",
        )
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return parse(buffer.getvalue())


def blocks(document: Document) -> list[tuple[Kind, str]]:
    return [(block.kind, block.span.of(document.text).strip()) for block in document.blocks]


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_a_text_has_headings_numbered_lists_notes_and_tables() -> None:
    note = """<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>Counted once.</text:p>
    </text:note-body></text:note>"""
    items = "".join(f"<text:list-item><text:p>{word}</text:p></text:list-item>" for word in ("Salt", "Silt"))
    rows = f"<table:table-row>{cell('City')}{cell('Days')}</table:table-row>"
    document = read(
        f"""<office:text><text:tracked-changes><text:p>Deleted.</text:p></text:tracked-changes>
        <text:h text:outline-level="1">Seas</text:h><text:p>Dust<text:s/>fell{note}.</text:p>
        <text:h text:outline-level="1">Rivers</text:h><text:list text:style-name="L">{items}</text:list>
        <table:table><table:table-header-rows>{rows}</table:table-header-rows>
        <table:table-row>{cell("Ulsan")}{cell("3")}</table:table-row></table:table></office:text>"""
    )
    assert document.format == "odt"
    assert blocks(document) == [
        (Kind.HEADING, "Seas"),
        (Kind.PARAGRAPH, "Dust fell[1]."),
        (Kind.FOOTNOTE, "Counted once."),
        (Kind.HEADING, "Rivers"),
        (Kind.LIST_ITEM, "a) Salt"),
        (Kind.LIST_ITEM, "b) Silt"),
        (Kind.TABLE, "City\tDays\nUlsan\t3"),
    ]
    assert document.blocks[-1].header_rows == 1
    assert [tie.mark.of(document.text) for tie in document.notes] == ["1"]


def test_a_sheet_is_a_page_and_repeated_cells_are_filled() -> None:
    twice = 'table:number-columns-repeated="2"'
    rows = (
        f"<table:table-row>{cell('City')}{cell('Days', twice)}</table:table-row>"
        f'<table:table-row table:number-rows-repeated="2">{cell("Ulsan")}{cell("3")}{cell("4")}</table:table-row>'
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell/></table:table-row>'
    )
    document = read(f'<office:spreadsheet><table:table table:name="Dust">{rows}</table:table></office:spreadsheet>')
    assert document.divided is Division.SHEET
    assert blocks(document) == [
        (Kind.HEADING, "Dust"),
        (Kind.TABLE, "City\tDays\tDays\nUlsan\t3\t4\nUlsan\t3\t4"),
    ]


def test_a_slide_is_a_page_with_its_title_first_and_its_notes_last() -> None:
    frame = '<draw:frame {} svg:x="{}cm" svg:y="2cm" svg:width="3cm" svg:height="3cm"><draw:text-box>{}</draw:text-box>'
    made = "".join(
        frame.format(attributes, x, f"<text:p>{text}</text:p>") + "</draw:frame>"
        for attributes, x, text in (("", 9, "right"), ("", 1, "left"), ('presentation:class="title"', 5, "Seas"))
    )
    notes = "<presentation:notes><text:p>Thank the hosts.</text:p></presentation:notes>"
    document = read(f"<office:presentation><draw:page>{made}{notes}</draw:page></office:presentation>")
    assert document.divided is Division.SLIDE
    assert blocks(document) == [
        (Kind.HEADING, "Seas"),
        (Kind.PARAGRAPH, "left"),
        (Kind.PARAGRAPH, "right"),
        (Kind.FOOTNOTE, "Thank the hosts."),
    ]


def test_a_file_with_a_password_is_encrypted() -> None:
    manifest = "<manifest><file-entry><encryption-data/></file-entry></manifest>"
    with pytest.raises(Encrypted, match="password"):
        read("<office:text/>", **{"META-INF__manifest.xml": manifest})


def test_a_file_without_a_body_is_damaged() -> None:
    with pytest.raises(Damaged, match="no body"):
        read("")


@pytest.mark.shared
def test_words_of_real_files_are_found(shared: Path, word_scores: Callable[[Path], dict[str, float]]) -> None:
    assert min(word_scores(shared / "eval/formats/docling/tests/data/odf").values()) >= 0.8
