"""What an address of a passage leads to: its words in the live generation, in a kept one, or what became of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from index.errors import QueryError
from index.generation import Generation
from index.labels import may_see
from index.library import UNRULED
from index.passages import Found, address_in, passage_by_id
from index.past import Archive
from ingest.originals import Originals
from search_api.errors import Gone, NotFound
from search_api.sight import Sight


@dataclass(frozen=True, slots=True)
class Addressed:
    """A passage, the generation that has it, and the live reports in the place of its own where that is no more."""

    found: Found
    generation: Generation
    live: bool
    replaced_by: Sequence[str] = ()


def addressed(seen: Sight, id: str, generation: str | None = None) -> Addressed:
    """The passage in a generation; if none is named, in the live one, or else in the newest kept one that has it.

    Raises `NotFound`, which is `Gone` where the report was indexed once.
    """
    searched = seen.searcher(generation, "all").generation
    try:
        return Addressed(passage_by_id(searched, id), searched, searched.id == seen.live.whole().id)
    except QueryError as error:
        address = address_in(id)
        if generation or address is None:
            raise NotFound(str(error)) from error
        return _in_another(seen, searched, id, address[0], str(error))


def _in_another(seen: Sight, searched: Generation, id: str, document: str, reason: str) -> Addressed:
    archive = seen.archive(searched)
    others = list(archive.kept_with(document))
    for kept in others:
        try:
            return Addressed(passage_by_id(kept, id), kept, False, archive.past(document).replaced_by)
        except QueryError:
            continue
    raise NotFound(reason) if others else _gone(seen, archive, document, reason)


def _gone(seen: Sight, archive: Archive, document: str, reason: str) -> NotFound:
    """Of a report that the caller may not see, nothing is told but that there is no such passage."""
    store = seen.live.store
    ruling = store.library.rulings().get(document, UNRULED)
    if not may_see(seen.labels, ruling.label):
        return NotFound(reason)
    if ruling.withdrawn:
        return Gone(f"{reason} The report was withdrawn: {ruling.withdrawn}")
    if not Originals(store.files).find(document):
        return NotFound(reason)
    return Gone(
        f"{reason} The report was indexed once, and no kept generation has it any more; POST /v1/citations/verify finds"
        " where its words stand now."
    )
