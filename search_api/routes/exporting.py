"""An answer as a file to be downloaded."""

from fastapi.responses import Response

from index.searcher import Answer
from search_api.exports import FORMATS, exported


def export(format: str, answer: Answer) -> Response:
    """The passages of `answer` in this format, one of `FORMATS`."""
    file = FORMATS[format]
    headers = {"Content-Disposition": f'attachment; filename="sdgsearch.{file.ending}"'}
    return Response(exported(format, answer), media_type=file.media_type, headers=headers)
