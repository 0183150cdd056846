"""What a generation says of itself: what it was made with, what is in it, and the checksums of its files."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Literal

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


LayoutName = Literal["flat", "sq8", "ivf"]


class VectorLayout(BaseModel):
    """How FAISS finds the near passages among all: exactly, by a byte a component, or in the likeliest of many lists.

    `recall` is what the layout was found to find when it was built: of the `nearest` passages of each of `queries`
    vectors the share that a search looks at. A filtered search needs no layout: it scores all that pass.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: LayoutName
    width: int
    lists: int
    probes: int
    queries: int
    nearest: int
    recall: float


_BEFORE = VectorLayout(name="flat", width=0, lists=0, probes=0, queries=0, nearest=0, recall=1.0)
"""Of generations that were written before layouts were; they are listed, and refused when they are opened."""


Backend = Literal["faiss", "milvus"]
"""What searches a generation."""


class Published(BaseModel):
    """Where the passages of a generation are searched, if not in its own files: a collection of Milvus.

    The address has no password; it is empty where Milvus Lite keeps the collection in the generation's folder.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    uri: str
    collection: str


class Manifest(BaseModel):
    """The manifest of one generation; `inputs` is a hash of all that decided what it is (`index.unchanged`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    created: datetime
    schema_version: int
    model: str
    settings: IngestSettings
    vocabulary: str
    inputs: str = ""
    counts: Counts
    vectors: VectorLayout = _BEFORE
    published: Published | None = None
    checksums: dict[str, str]

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """The manifest of the generation in `folder`."""
        return cls.model_validate_json((folder / FILE).read_bytes())
