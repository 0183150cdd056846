"""The searchers of a running service: always of the live generation, and of kept ones that are asked for by name."""

from __future__ import annotations

import threading
from collections import OrderedDict

from index.embedder import embedder_of
from index.generation import Generation
from index.reranking import Reranker
from index.searcher import Searcher
from index.store import Store
from ingest.settings import IngestSettings

_OPEN_GENERATIONS = 3


class LiveIndex:
    """Hands out searchers. The pointer is read at each question, so a switch is seen by the next one.

    `model` are settings that name the embedding model; None takes the one that each generation was made with.
    `reranker` is the name or folder of a cross-encoder.
    """

    def __init__(
        self,
        store: Store,
        *,
        model: IngestSettings | None = None,
        threads: int | None = None,
        reranker: str | None = None,
    ) -> None:
        self.store = store
        self._model = model
        self._threads = threads
        self._reranker = Reranker(reranker) if reranker else None
        self._open: OrderedDict[str, Searcher] = OrderedDict()
        self._lock = threading.Lock()

    def searcher(self, generation: str | None = None) -> Searcher:
        """The searcher of the live generation, or of the kept one with this id. Raises `NoGeneration`."""
        id = generation or self.store.current()
        with self._lock:
            if id not in self._open or id is None:
                opened = self.store.open(id)
                self._open[opened.id] = self._searcher(opened)
            self._open.move_to_end(str(id))
            while len(self._open) > _OPEN_GENERATIONS:
                self._open.popitem(last=False)
            return self._open[str(id)]

    def ready(self) -> str:
        """The id of the live generation, when it is open and the model that questions to it need is loaded.

        Raises `NoGeneration`, `EmbeddingError` or `ModelMismatch`.
        """
        searcher = self.searcher()
        if searcher.generation.manifest.counts.passages:
            searcher.load_model()
        return searcher.generation.id

    def _searcher(self, generation: Generation) -> Searcher:
        settings = self._model or generation.manifest.settings
        return Searcher(generation, lambda: embedder_of(settings, self.store, self._threads), self._reranker)
