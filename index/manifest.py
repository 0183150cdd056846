"""What a generation says of itself: what it was made with, what is in it, and the checksums of its files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from ingest.settings import IngestSettings

FILE = "manifest.json"


class Counts(BaseModel):
    """How much was read, and how much could not be."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documents: int
    pages: int
    pages_without_text: int
    pages_recognised: int
    passages: int
    mentions: int
    failed_files: int


class Manifest(BaseModel):
    """The manifest of one generation."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    created: datetime
    schema_version: int
    model: str
    settings: IngestSettings
    vocabulary: str
    counts: Counts
    checksums: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of the generation in `folder`."""
        return cls.model_validate_json((folder / FILE).read_bytes())
