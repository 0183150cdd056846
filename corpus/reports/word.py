"""Write a report as a Word document: real heading styles, tables, lists and footnotes."""

from __future__ import annotations

import io
import zipfile
from datetime import datetime
from typing import Any
from xml.sax.saxutils import escape

import docx
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn

from corpus.reports.source import (
    Block,
    Heading,
    Items,
    PageBreak,
    Paragraph,
    Report,
    Runs,
    SourceError,
    Table,
    plain,
)


def word(report: Report) -> bytes:
    """The .docx of `report`: the same bytes for the same source and library."""
    document = docx.Document()
    front = report.front
    _set_properties(document, report)
    document.add_paragraph(front.title, style="Title")
    if front.subtitle:
        document.add_paragraph(front.subtitle, style="Subtitle")
    document.add_paragraph(f"{front.publisher}, {front.year}")
    if front.abstract:
        document.add_heading(report.labels["summary"], 1)
        document.add_paragraph(front.abstract)
    for block in report.blocks:
        _add(document, block, report)
    _add_running_head(document, report)
    _add_notes(document, report)
    return _packed(document)


_EPOCH = (1980, 1, 1, 0, 0, 0)
_STYLES = {"em": "italic", "strong": "bold"}


def _set_properties(document: Any, report: Report) -> None:
    front, properties = report.front, document.core_properties
    properties.title, properties.author, properties.language = front.title, front.publisher, front.language
    properties.created = properties.modified = datetime(front.year, 1, 1)
    properties.comments = ""


def _add(document: Any, block: Block, report: Report) -> None:
    match block:
        case Heading(level, runs):
            # The title has a style of its own, so the body's ## is Word's Heading 1.
            _fill(document.add_heading(level=level - 1), runs)
        case Paragraph(runs, kind):
            _fill(document.add_paragraph(style="Quote" if kind == "quote" else None), runs)
        case Items(items, ordered):
            for item in items:
                _fill(document.add_paragraph(style="List Number" if ordered else "List Bullet"), item)
        case Table():
            _add_table(document, block)
        case PageBreak():
            document.add_page_break()
        case _:
            raise SourceError(f"{report.slug}: figures are drawn in PDF and HTML only; take it out.")


def _add_table(document: Any, table: Table) -> None:
    document.add_paragraph(table.caption, style="Caption").paragraph_format.keep_with_next = True
    grid = document.add_table(rows=0, cols=len(table.header), style="Light Grid Accent 1")
    for row in (table.header, *table.rows):
        for cell, runs in zip(grid.add_row().cells, row, strict=True):
            _fill(cell.paragraphs[0], runs)
    repeated = OxmlElement("w:tblHeader")
    grid.rows[0]._tr.get_or_add_trPr().append(repeated)
    document.add_paragraph()


def _add_running_head(document: Any, report: Report) -> None:
    section = document.sections[0]
    section.header.paragraphs[0].text = report.front.title
    number = OxmlElement("w:fldSimple")
    number.set(qn("w:instr"), "PAGE")
    section.footer.paragraphs[0]._p.append(number)


def _fill(paragraph: Any, runs: Runs) -> None:
    for run in runs:
        if run.note:
            _call_note(paragraph.add_run(), run.note)
        else:
            written = paragraph.add_run(run.text)
            if run.style:
                setattr(written, _STYLES[run.style], True)


def _call_note(run: Any, number: int) -> None:
    run.font.superscript = True
    call = OxmlElement("w:footnoteReference")
    call.set(qn("w:id"), str(number))
    run._r.append(call)


def _add_notes(document: Any, report: Report) -> None:
    """python-docx has no footnotes yet, so the part is written here; ids 1 and up are ours."""
    if not report.notes:
        return
    notes = "".join(_note(number, plain(note)) for number, note in enumerate(report.notes, 1))
    xml = f"{_XML}<w:footnotes {nsdecls('w')}>{_SEPARATORS}{notes}</w:footnotes>".encode()
    name = PackURI("/word/footnotes.xml")
    part = Part(name, CONTENT_TYPE.WML_FOOTNOTES, xml, document.part.package)
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


_XML = '<?xml version="1.0" encoding="UTF-8"?>'
_SEPARATORS = (
    '<w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>'
    '<w:footnote w:type="continuationSeparator" w:id="0">'
    "<w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>"
)


def _note(number: int, words: str) -> str:
    mark = '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr><w:footnoteRef/></w:r>'
    spoken = f'<w:r><w:t xml:space="preserve"> {escape(words)}</w:t></w:r>'
    return f'<w:footnote w:id="{number}"><w:p>{mark}{spoken}</w:p></w:footnote>'


def _packed(document: Any) -> bytes:
    """The saved package with the clock taken out of its entries."""
    saved, packed = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, _EPOCH), source.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
