"""What a ZIP container (DOCX, PPTX, EPUB, XLSX, ...) may unpack to; checked before anything in it is read."""

from __future__ import annotations

import zipfile

from ingest.errors import OverLimit

MOST_MEMBERS = 20_000
MOST_GAINED = 512 * 2**20
"""Bytes that unpacking may add: text packs well and is read, pictures and films hardly do and are not."""


def check(archive: zipfile.ZipFile) -> None:
    """Raises `OverLimit` for a trap or what is too large; `zipfile` unpacks no part beyond the size stated here."""
    members = archive.infolist()
    if len(members) > MOST_MEMBERS:
        raise OverLimit(f"the file is a container of {len(members)} parts; more than {MOST_MEMBERS} are not read")
    gained = sum(max(0, member.file_size - member.compress_size) for member in members)
    if gained > MOST_GAINED:
        most = MOST_GAINED // 2**20
        raise OverLimit(f"the file unpacks to {gained // 2**20} MiB more than it has; more than {most} are not read")
