"""What can go wrong with an index: with the building of one, with a kept one, or with a question to it.

SdgSearchError
  IndexError_
    BuildError      a build can't start or did not pass its checks; the live generation is untouched
    NoGeneration    there is nothing to search yet, or not under that name
    QueryError      a question that can't be answered as asked
      ModelMismatch   the model that is set is not the one that the generation was made with
    RerankerError   the cross-encoder that is set can't be loaded or used
"""

from corpus.errors import SdgSearchError


class BuildError(SdgSearchError):
    """A build can't start, or its result did not pass the checks; what was live stays live."""


class NoGeneration(SdgSearchError):
    """There is no such generation: nothing is indexed yet, or the id is not among the kept ones."""


class QueryError(SdgSearchError):
    """The question can't be answered as asked; the message names the parameter and what it may be."""


class ModelMismatch(QueryError):
    """Questions must be embedded by the model that embedded the passages."""


class RerankerError(SdgSearchError):
    """The cross-encoder that the settings name can't be loaded or used; the message says what to do about it."""
