"""Messages in MIME: web pages saved whole as a file (MHTML), and e-mails (EML). What is attached is named, not read."""

from __future__ import annotations

import email
import re
from dataclasses import replace
from email import policy
from email.errors import MessageError
from email.message import EmailMessage

from ingest.document import Document
from ingest.errors import Damaged
from ingest.parsers import html, text
from ingest.parsers.markup import year_in

_HEADER = re.compile(rb"(?:[A-Za-z][\w-]*:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*\r?\n){2,}\r?\n")
_PROOF = re.compile(rb"^(?:mime-version|message-id|received|return-path):", re.IGNORECASE | re.MULTILINE)


def is_message(data: bytes) -> bool:
    """Whether `data` begins with the header of a message."""
    header = _HEADER.match(data.lstrip()[:65_536])
    return header is not None and _PROOF.search(header[0]) is not None


def parse(data: bytes) -> Document:
    """The document that a message's body is. Raises `Damaged` where it has none."""
    message = email.message_from_bytes(data.lstrip(), policy=policy.default)
    body = message.get_body(("html", "plain")) if isinstance(message, EmailMessage) else None
    if body is None:
        raise Damaged("the message has no text; index what is attached to it")
    try:
        words = body.get_content()
    except (LookupError, UnicodeError, MessageError, KeyError) as error:
        raise Damaged(f"the message's text could not be decoded ({error})") from error
    page = body.get_content_type() == "text/html"
    document = html.read_page(words) if page else text.parse(words.encode())
    saved = message.get_content_type() == "multipart/related" and page
    year = year_in(str(message.get("Date", "")))
    stated = document.metadata
    metadata = replace(
        stated,
        title=stated.title if saved and stated.title else str(message.get("Subject", "")) or stated.title,
        year=stated.year if saved or not year else year,
        url=stated.url or str(message.get("Snapshot-Content-Location", "") or body.get("Content-Location", "")),
    )
    attached = [part.get_filename("") for part in message.iter_attachments()] if not saved else []
    remarks = [f"Attached to the message and not read: {', '.join(filter(None, attached))}."] if any(attached) else []
    return replace(document, format="mhtml" if saved else "eml", metadata=metadata, remarks=tuple(remarks))
