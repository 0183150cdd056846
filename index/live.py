"""The searchers of a running service: always of the live generation, and of kept ones that are asked for by name."""

from __future__ import annotations

import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress

from corpus.errors import SdgSearchError
from index import completion
from index.editions import Edition
from index.embedder import embedder_of
from index.generation import Generation
from index.labels import PUBLIC, Labels
from index.question import Question
from index.reranking import Reranker
from index.searcher import Searcher
from index.store import Store
from index.view import View
from index.visibility import Shown, Visibility, Wanted
from ingest.settings import IngestSettings

_OPEN_GENERATIONS = 3
_OPEN_VIEWS = 8
_LOOK_EVERY = 0.2
"""Seconds between two looks at the pointer."""
_TRIAL = Question(text="What do the countries of Northeast Asia do together against dust and sandstorms?", k=3)
"""Asked of a generation before it answers others: that opens its files and maps its vectors."""


class LiveIndex:
    """Hands out searchers. A switch is seen by the next question, or when the new generation is warm: see `following`.

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
        self._views: OrderedDict[tuple[str, Shown], Searcher] = OrderedDict()
        self._warm: Searcher | None = None
        self._tried = ""
        self._visibility = Visibility(store.library)

    def searcher(
        self, generation: str | None = None, *, labels: Labels = None, editions: Wanted = "latest"
    ) -> Searcher:
        """The searcher of the live generation, or of the kept one with this id. Raises `NoGeneration`.

        It finds nothing of what is withdrawn or carries none of the `labels` (None: any), nor, unless all `editions`
        are wanted, of an edition that there is a later one of.
        """
        return self._seen(self._whole(generation), labels, editions)

    def state(self) -> tuple[str | None, object]:
        """What every answer depends on besides the question: the generation that answers, and the rulings' stamp."""
        live = self._warm.generation.id if self._warm else self.store.current()
        return live, self.store.library.stamp()

    def whole(self) -> Generation:
        """The live generation with all that is in it, whoever may see that. Raises `NoGeneration`."""
        return self._whole(None).generation

    def editions(self, generation: Generation) -> Mapping[str, Edition]:
        """The edition that each document of a generation is."""
        return self._visibility.editions(generation)

    def _seen(self, whole: Searcher, labels: Labels, editions: Wanted) -> Searcher:
        shown = self._visibility.shown(whole.generation, labels, editions)
        return whole if shown.everything else self._view(whole.generation, shown)

    def _whole(self, generation: str | None) -> Searcher:
        if generation is None and self._warm is not None:
            return self._warm
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
        """The id of the live generation, when a question to it was answered: so all that questions need is loaded.

        Raises `NoGeneration`, `EmbeddingError` or `ModelMismatch`.
        """
        searcher = self.searcher()
        if searcher.generation.id != self._tried:
            searcher.search(_TRIAL)
            self._tried = searcher.generation.id
        return searcher.generation.id

    @contextmanager
    def following(self, settle: Callable[[], None] = lambda: None) -> Iterator[None]:
        """As long as the block runs, a switch is seen once the new generation has been opened and tried.

        So no question pays for that; until then, a fraction of a second, the one before answers. `settle` is called
        before the first is opened.
        """
        ended = threading.Event()
        thread = threading.Thread(target=self._follow, args=(ended, settle), name="following", daemon=True)
        thread.start()
        try:
            yield
        finally:
            ended.set()
            thread.join()
            self._warm = None

    def refresh(self) -> None:
        """Open what is live now and try it, so that the next question finds it warm. Raises `NoGeneration`."""
        id = self.store.current()
        if self._warm is None or self._warm.generation.id != id:
            searcher = self._whole(id)
            for labels in (None, frozenset({PUBLIC})):  # as most callers see it
                seen = self._seen(searcher, labels, "latest")
                seen.generation.entities.get("")  # reads them, 40 ms for which the first answer would wait
                with suppress(SdgSearchError):  # of a model that can't be had, a question is told
                    seen.search(_TRIAL)
            self._warm = searcher
            completion.prepare(searcher.generation)

    def _follow(self, ended: threading.Event, settle: Callable[[], None]) -> None:
        settle()
        while not ended.wait(_LOOK_EVERY):
            with suppress(SdgSearchError, OSError, sqlite3.Error):  # nothing is indexed yet, or a disk that is full
                self.refresh()

    def _view(self, whole: Generation, shown: Shown) -> Searcher:
        with self._lock:
            key = (whole.id, shown)
            if key not in self._views:
                self._views[key] = self._searcher(View(whole, shown.hidden, shown.linked))
            self._views.move_to_end(key)
            while len(self._views) > _OPEN_VIEWS:
                self._views.popitem(last=False)
            return self._views[key]

    def _searcher(self, generation: Generation) -> Searcher:
        settings = self._model or generation.manifest.settings
        return Searcher(generation, lambda: embedder_of(settings, self.store, self._threads), self._reranker)
