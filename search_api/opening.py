"""Opens what settings name: the index with the model and the reader that are set."""

from __future__ import annotations

from index.live import LiveIndex
from index.store import Store
from search_api.settings import Settings


def live_index(settings: Settings, store: Store | None = None) -> LiveIndex:
    """The live index of the data folder, or of another `store`; each generation's own model if none is set."""
    named = settings.ingest if settings.model else None
    threads = settings.limits.threads
    return LiveIndex(store or settings.store, model=named, threads=threads, reranker=settings.reranker)
