"""What can go wrong while a file becomes passages; a page's own troubles stand in its `Page`, not here.

SdgSearchError
  IngestError
    ParseError     this file cannot be read
      Encrypted    it needs a password
      Damaged      nothing of it could be rescued
      Unsupported  it is not of a kind that is read
      OverLimit    reading it takes more time, memory or room than it may
  StorageError     the disk is full or refuses: no file is to blame, the run stops
  WorkplaceError   the machines that are to do the work can't: the same
"""

from corpus.errors import SdgSearchError


class IngestError(SdgSearchError):
    """A file could not be turned into passages."""


class ParseError(IngestError):
    """A file could not be read; the message says why and what to do, the caller adds which file."""


class Encrypted(ParseError):
    """The file opens only with a password, and none or a wrong one was given."""


class Damaged(ParseError):
    """The file is broken so badly that nothing of it could be rescued."""


class Unsupported(ParseError):
    """The content is not of a format that is read."""


class OverLimit(ParseError):
    """Reading the file takes more time, memory or room than it may."""


class StorageError(SdgSearchError):
    """Something could not be written; the message says where, what is kept, and what to do."""


class WorkplaceError(SdgSearchError):
    """The machines that are to read the files can't; the message says why, and what to do."""
