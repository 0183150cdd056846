"""Messages in MIME, made with the standard library."""

from email.message import EmailMessage

import pytest

from ingest.errors import Damaged
from ingest.parsers import parse, recognize


def message(text: str = "") -> EmailMessage:
    made = EmailMessage()
    made["From"], made["Subject"] = "Rain Office <a@example.org>", "Dust over three seas"
    made["Date"], made["MIME-Version"] = "Mon, 1 Mar 2021 09:00:00 +0900", "1.0"
    if text:
        made.set_content(text)
    return made


def test_an_email_is_its_text_under_its_subject_and_attachments_are_named() -> None:
    made = message("Stations weigh the haze every hour.\n")
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="report.pdf")
    document = parse(made.as_bytes())
    assert (document.format, document.metadata.title, document.metadata.year) == ("eml", "Dust over three seas", 2021)
    assert document.text.strip() == "Stations weigh the haze every hour."
    assert "report.pdf" in document.remarks[0]


def test_a_saved_web_page_is_read_as_one() -> None:
    made = message()
    made["Snapshot-Content-Location"] = "https://example.org/dust"
    made.set_content(
        "<html><body><h1>黄砂</h1><p>砂は乾いている。</p></body></html>", subtype="html", charset="shift_jis"
    )
    made.make_related()
    document = parse(made.as_bytes(), name="page.mht")
    assert (document.format, document.metadata.url) == ("mhtml", "https://example.org/dust")
    assert [block.span.of(document.text).strip() for block in document.blocks] == ["黄砂", "砂は乾いている。"]


def test_a_message_of_attachments_alone_is_damaged() -> None:
    made = message()
    made.add_attachment(b"x", maintype="application", subtype="pdf", filename="report.pdf")
    with pytest.raises(Damaged, match="no text"):
        parse(made.as_bytes())


@pytest.mark.parametrize("text", ["Date: 2021\nFrom: the office\n\nDust fell.\n", "Note: MIME-Version: is a header.\n"])
def test_a_memorandum_is_no_message(text: str) -> None:
    assert recognize(text.encode()) == "text"
