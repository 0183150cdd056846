"""What can go wrong with an index: with the building of one, with a kept one, or with a question to it.

SdgSearchError
  IndexError_
    BuildError      a build can't start or did not pass its checks; the live generation is untouched
      Held            a build passed its checks, but not the gate; it is kept aside
    NoGeneration    there is nothing to search yet, or not under that name
      EngineError     the generation is kept, but Milvus, which searches it, does not answer
    QueryError      a question that can't be answered as asked
      ModelMismatch   the model that is set is not the one that the generation was made with
    LibraryError    what is decided of a report makes no sense
    JobError        a job can't be done as asked
      NoJob           there is none with that id
    RerankerError   the cross-encoder that is set can't be loaded or used
"""

from collections.abc import Sequence

from corpus.errors import SdgSearchError


class BuildError(SdgSearchError):
    """A build can't start, or its result did not pass the checks; what was live stays live."""


class Held(BuildError):
    """A new generation lacks something, so it is kept but not live."""

    def __init__(self, generation: str, lacks: Sequence[str]) -> None:
        super().__init__(
            f"The new generation {generation} is kept, but did not pass the gate: {'; '.join(lacks)}. The one before"
            f" stays live; sdgsearch generations activate {generation} uses the new one all the same."
        )
        self.generation = generation


class NoGeneration(SdgSearchError):
    """There is no such generation: nothing is indexed yet, or the id is not among the kept ones."""


class QueryError(SdgSearchError):
    """The question can't be answered as asked; the message names the parameter and what it may be."""


class ModelMismatch(QueryError):
    """Questions must be embedded by the model that embedded the passages."""


class LibraryError(SdgSearchError):
    """What somebody decides of a report makes no sense; the message says why."""


class JobError(SdgSearchError):
    """What is asked of a job can't be done; the message says in what state it is."""


class NoJob(JobError):
    """There is no job with that id."""


class RerankerError(SdgSearchError):
    """The cross-encoder that the settings name can't be loaded or used; the message says what to do about it."""


class EngineError(NoGeneration):
    """The generation is there, but not what searches it: Milvus does not answer, or lacks its collection."""
