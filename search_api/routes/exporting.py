"""An answer as a file to be downloaded."""

from fastapi.responses import Response

from index.searcher import Answer
from search_api.exports import FORMATS, exported

_TEXT = {"schema": {"type": "string"}}
_ITEMS = {"schema": {"type": "array", "items": {"type": "object"}}}

FILES = {file.media_type: _ITEMS if file.ending == "json" else _TEXT for file in FORMATS.values()}
"""The forms of an answer beside JSON, for the OpenAPI document."""


def export(format: str, answer: Answer) -> Response:
    """The passages of `answer` in this format, one of `FORMATS`."""
    file = FORMATS[format]
    headers = {"Content-Disposition": f'attachment; filename="sdgsearch.{file.ending}"'}
    return Response(exported(format, answer), media_type=file.media_type, headers=headers)
