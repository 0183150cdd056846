"""The original file of a report as an answer: in its media type, in parts, and harmless in a browser."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import FileResponse, Response
from PIL import Image, UnidentifiedImageError

from search_api.freshness import refuse_known

_OFFICE = "application/vnd.openxmlformats-officedocument"
_MEDIA_TYPES = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "pptx": f"{_OFFICE}.presentationml.presentation",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "epub": "application/epub+zip",
    "csv": "text/csv",
    "html": "text/html",
    "mhtml": "multipart/related",
    "eml": "message/rfc822",
    "markdown": "text/markdown",
    "text": "text/plain",
}
"""By `Document.format`; a picture's is told from its content. A text says itself in which character set it is."""

_SHOWN = ("application/pdf", "image/", "text/plain", "text/html")
"""What a browser shows by itself; all else is downloaded."""

_NO_SCRIPTS = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_SHOWN_BY_VIEWER = "default-src 'none'; frame-ancestors 'self'"
"""A browser's viewer of PDF does not start in a sandbox, and runs what is in the file nowhere near this site."""


def answered_with(path: Path, format: str, name: str, request: Request) -> Response:
    """The file, whose own name is its SHA-256, under the name that its owner gave it (RFC 6266, RFC 8187)."""
    tag = {"ETag": f'"{path.name}"'}
    refuse_known(request, tag)
    media_type = _MEDIA_TYPES.get(format) or _of_picture(path)
    headers = {
        "Content-Type": media_type,
        "Content-Disposition": disposition(name, shown=media_type.startswith(_SHOWN)),
        "Content-Security-Policy": _SHOWN_BY_VIEWER if format == "pdf" else _NO_SCRIPTS,
    }
    return FileResponse(path, headers=headers | tag)


def disposition(name: str, *, shown: bool) -> str:
    """The name in ASCII for old clients, then in full."""
    plain = "".join(one if " " <= one <= "~" and one not in '"\\%/' else "_" for one in name.rpartition("/")[2])
    full = quote(name.rpartition("/")[2], safe="", errors="replace")
    return f"{'inline' if shown else 'attachment'}; filename=\"{plain}\"; filename*=UTF-8''{full}"


def _of_picture(path: Path) -> str:
    try:
        with Image.open(path) as image:
            return image.get_format_mimetype() or "application/octet-stream"
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return "application/octet-stream"
