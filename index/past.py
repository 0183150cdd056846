"""What became of a report that a generation lacks: which kept ones have it, and what came in its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from index.documents import Row, documents, has_document
from index.errors import NoGeneration
from index.generation import Generation
from index.library import UNRULED
from index.names import bare
from index.store import Store

Open = Callable[[str], Generation]
"""Opens a kept generation by its id, as far as somebody may see it. Raises `NoGeneration`."""


@dataclass(frozen=True, slots=True)
class Past:
    """A report that a generation lacks: the newest kept generation that has it, and what came in its place."""

    generation: Generation | None = None
    replaced_by: Sequence[str] = ()


_HERE = Past()


class Archive:
    """What kept generations know of reports that one of them lacks; each is looked up once."""

    def __init__(self, store: Store, generation: Generation, open: Open) -> None:
        self._store = store
        self._open = open
        self._rows = {row["id"]: row for row in documents(generation)}
        self._found: dict[str, Past] = {}

    def past(self, document: str) -> Past:
        """What is known of a report; nothing of one that the generation has, or that no kept one has.

        In its place are the reports with the title or the file name that it had, and the one that it is an edition of.
        """
        if document not in self._found:
            known = document in self._rows or not document
            self._found[document] = _HERE if known else self._past(document)
        return self._found[document]

    def kept_with(self, document: str) -> Iterator[Generation]:
        """The kept generations that have this report, newest first; those that can't be read are passed over."""
        for manifest in self._store.manifests():
            try:
                kept = self._open(manifest.id)
            except NoGeneration:
                continue
            if has_document(kept, document):
                yield kept

    def _past(self, document: str) -> Past:
        ruled = self._store.library.rulings().get(document, UNRULED).report
        for kept in self.kept_with(document):
            [old] = [row for row in documents(kept) if row["id"] == document]
            return Past(kept, [id for id, row in self._rows.items() if id == ruled or _same(row, old)])
        return Past(None, [ruled] if ruled in self._rows else [])


def _same(row: Row, other: Row) -> bool:
    titles = [bare(one["title"]).split() for one in (row, other)]
    return row["source"] == other["source"] or bool(titles[0] and titles[0] == titles[1])
