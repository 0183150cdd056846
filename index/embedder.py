"""The embedding model that settings name, as a data folder has it unpacked."""

from __future__ import annotations

from index.store import Store
from ingest.embedder import embedder_in
from ingest.embedding import Embedder
from ingest.settings import IngestSettings


def embedder_of(settings: IngestSettings, store: Store, threads: int | None) -> Embedder:
    """The model with its prompts; `threads` as in `load_embedder`. Raises `EmbeddingError` where it can't be had."""
    return embedder_in(store.models, settings, threads)
