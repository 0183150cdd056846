"""Passages as a file to be downloaded."""

from fastapi.responses import Response

from search_api.exports import FORMATS, exported
from search_api.selection import Selection

_TEXT = {"schema": {"type": "string"}}
_ITEMS = {"schema": {"type": "array", "items": {"type": "object"}}}
_BYTES = {"schema": {"type": "string", "format": "binary"}}

FILES = {file.media_type: {"json": _ITEMS, "docx": _BYTES}.get(file.ending, _TEXT) for file in FORMATS.values()}
"""The forms of an answer beside JSON, for the OpenAPI document."""


def export(format: str, selection: Selection) -> Response:
    """The passages in this format, one of `FORMATS`."""
    file = FORMATS[format]
    headers = {"Content-Disposition": f'attachment; filename="sdgsearch.{file.ending}"'}
    return Response(exported(format, selection), media_type=file.media_type, headers=headers)
