"""What there is to say of a file that was to be indexed."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Note:
    """Something that whoever asked for a build should know of a file. A file that `failed` can't be searched."""

    source: str
    words: str
    failed: bool
