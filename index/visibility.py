"""Which reports of a generation somebody sees: not those that are withdrawn, that carry another label, or are outdated.

This is decided when it is asked, not when a generation is built, so that a withdrawal holds at once, and for the kept
generations too.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from index.editions import Edition, Listed, editions
from index.generation import Generation
from index.labels import Labels
from index.library import UNRULED, Library

Wanted = Literal["latest", "all"]
"""Which editions of a report are searched."""

_KEPT = 32


@dataclass(frozen=True, slots=True)
class Shown:
    """What differs for a caller from the whole of a generation: the documents that are `hidden`, and those that are
    `linked`, being editions or languages of another one.
    """

    hidden: frozenset[str]
    linked: frozenset[tuple[str, str]]

    @property
    def everything(self) -> bool:
        """Whether nothing differs."""
        return not self.hidden and not self.linked


class Visibility:
    """What the rulings of a library say of the reports of generations. Safe to use from many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[object, ...], Shown] = OrderedDict()

    def shown(self, generation: Generation, labels: Labels, wanted: Wanted) -> Shown:
        """What a caller who may see these labels (None: all) sees otherwise than the whole of a generation."""
        key = (generation.id, self._library.stamp(), labels, wanted)
        with self._lock:
            if key not in self._found:
                self._found[key] = self._shown(generation, labels, wanted)
            self._found.move_to_end(key)
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
            return self._found[key]

    def editions(self, generation: Generation) -> Mapping[str, Edition]:
        """The edition that each document of a generation is."""
        rows = generation.database.execute(
            "SELECT id, source, title, url, language, year FROM documents ORDER BY position"
        )
        return editions([Listed(*row) for row in rows], self._library.rulings(), self._library.uploads())

    def _shown(self, generation: Generation, labels: Labels, wanted: Wanted) -> Shown:
        rulings = self._library.rulings()
        found = self.editions(generation)
        forbidden = {id for id in {*found, *rulings} if not rulings.get(id, UNRULED).is_seen_by(labels)}
        outdated = {id for id, edition in found.items() if wanted == "latest" and not edition.latest}
        linked = frozenset((id, edition.report) for id, edition in found.items() if edition.report != id)
        return Shown(frozenset(forbidden | outdated), linked)
