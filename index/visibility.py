"""Which reports of a generation somebody sees: not those that are withdrawn, that carry another label, or are outdated.

This is decided when it is asked, not when a generation is built, so that a withdrawal holds at once, and for the kept
generations too.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from typing import Literal

from index.editions import Edition, Listed, editions
from index.generation import Generation
from index.library import UNRULED, Library

Wanted = Literal["latest", "all"]
"""Which editions of a report are searched."""

_KEPT = 32


class Visibility:
    """What the rulings of a library say of the reports of generations. Safe to use from many threads."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._lock = threading.Lock()
        self._found: OrderedDict[tuple[object, ...], frozenset[str]] = OrderedDict()

    def hidden(self, generation: Generation, labels: frozenset[str] | None, wanted: Wanted) -> frozenset[str]:
        """The documents that a caller who may see these labels (None: all) does not see in a generation."""
        key = (generation.id, self._library.stamp(), labels, wanted)
        with self._lock:
            if key not in self._found:
                self._found[key] = self._hidden(generation, labels, wanted)
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

    def _hidden(self, generation: Generation, labels: frozenset[str] | None, wanted: Wanted) -> frozenset[str]:
        rulings = self._library.rulings()
        found = self.editions(generation)
        documents = [id for (id,) in generation.database.execute("SELECT id FROM documents")]
        forbidden = {
            id
            for id in {*documents, *rulings}
            if rulings.get(id, UNRULED).withdrawn
            or (labels is not None and rulings.get(id, UNRULED).label not in labels)
        }
        outdated = {id for id in documents if wanted == "latest" and not found[id].latest}
        return frozenset(forbidden | outdated)
