"""What a ZIP container (DOCX, PPTX, EPUB, XLSX, ...) may unpack to; checked before anything in it is read."""

from __future__ import annotations

import zipfile

from ingest.errors import OverLimit

MOST_MEMBERS = 20_000
MOST_GAINED = 512 * 2**20
"""Bytes that unpacking may add: text packs well and is read, pictures and films hardly do and are not."""

_PART = b"PK\x01\x02"
"""Where the directory names another part (PKWARE's APPNOTE, 4.3.12)."""


def check_parts(data: bytes) -> None:
    """Raises `OverLimit` for more parts than any report has; `zipfile` itself would take minutes to list millions."""
    parts = data.count(_PART)
    if parts > MOST_MEMBERS:
        raise OverLimit(f"the file is a container of {parts} parts; more than {MOST_MEMBERS} are not read")


def check_size(archive: zipfile.ZipFile) -> None:
    """Raises `OverLimit` for a trap or what is too large; `zipfile` unpacks no part beyond the size stated here."""
    gained = sum(max(0, member.file_size - member.compress_size) for member in archive.infolist())
    if gained > MOST_GAINED:
        most = MOST_GAINED // 2**20
        raise OverLimit(f"the file unpacks to {gained // 2**20} MiB more than it has; more than {most} are not read")
