"""What can be wrong with what a search is measured by."""

from corpus.errors import SdgSearchError


class EvaluationError(SdgSearchError):
    """A question file or a folder of a test collection can't be used; says which entry and field, and what to do."""
