"""The index as a caller may see it."""

from __future__ import annotations

from dataclasses import dataclass

from index.errors import NoGeneration
from index.generation import Generation
from index.labels import Labels
from index.live import LiveIndex
from index.past import Archive
from index.searcher import Searcher
from index.visibility import Wanted
from search_api.errors import NotFound


@dataclass(frozen=True, slots=True)
class Sight:
    """The live index with the reports that carry one of the `labels`; None: with all."""

    live: LiveIndex
    labels: Labels = None

    def searcher(self, generation: str | None, editions: Wanted) -> Searcher:
        """The searcher of the live generation, or of a kept one. Raises `NotFound` where that is not kept."""
        try:
            return self.live.searcher(generation, labels=self.labels, editions=editions)
        except NoGeneration as error:
            if generation is None:
                raise
            raise NotFound(f"generation: {error}") from error

    def archive(self, generation: Generation) -> Archive:
        """What kept generations know of reports that this one lacks."""
        return Archive(
            self.live.store,
            generation,
            lambda id: self.live.searcher(id, labels=self.labels, editions="all").generation,
        )
