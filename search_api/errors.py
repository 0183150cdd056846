"""What the faces of the service may answer beside what the index says."""

from corpus.errors import SdgSearchError


class NotFound(SdgSearchError):
    """There is nothing at this address; the message says what was looked for."""
