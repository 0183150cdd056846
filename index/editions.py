"""Which reports are editions, or other languages, of one and the same report, and which edition is the latest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from index.library import UNRULED, Ruling, Upload


@dataclass(frozen=True, slots=True)
class Listed:
    """What is known of a document of a generation. `url` is empty where no catalogue knows it."""

    id: str
    source: str
    title: str
    url: str
    language: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Edition:
    """`report` is the same for all editions and languages of a report; `latest` in its language."""

    report: str
    latest: bool


def editions(
    documents: Sequence[Listed], rulings: Mapping[str, Ruling], uploads: Iterable[Upload]
) -> dict[str, Edition]:
    """The edition that each document is.

    Documents belong together where somebody said so, where a catalogue gives them one address and title, and where one
    was handed in under the name of another. The later one is that of the later year; of the same year, the one that was
    handed in later.
    """
    added = {upload.document: upload.added for upload in uploads}
    report = _together(documents, rulings, added)
    groups = defaultdict(list)
    for one in documents:
        groups[report[one.id], one.language].append(one)
    latest = {one.id for group in groups.values() for one in _latest(group, added)}
    return {one.id: Edition(report[one.id], one.id in latest) for one in documents}


def _together(documents: Sequence[Listed], rulings: Mapping[str, Ruling], added: Mapping[str, float]) -> dict[str, str]:
    """Each document's report: the first document of those that it belongs together with."""
    first = {one.id: one.id for one in documents}
    position = {id: number for number, id in enumerate(first)}

    def report(id: str) -> str:
        while first[id] != id:
            id = first[id]
        return id

    known: dict[tuple[str, ...], str] = {}
    for one in documents:
        ruled = rulings.get(one.id, UNRULED).report
        same = [ruled] if ruled in first else []
        same += [known.setdefault(sign, one.id) for sign in _signs(one, one.id in added)]
        for other in same:
            low, high = sorted((report(one.id), report(other)), key=position.__getitem__)
            first[high] = low
    return {one.id: report(one.id) for one in documents}


def _signs(one: Listed, uploaded: bool) -> Iterable[tuple[str, ...]]:
    """What another edition has in common with this one."""
    if one.url:
        yield ("catalogue", one.url, one.title)
    if uploaded:
        yield ("upload", one.source)


def _latest(group: Sequence[Listed], added: Mapping[str, float]) -> list[Listed]:
    """Those that nothing in the group is later than."""
    last = max(_when(one, added) for one in group)
    return [one for one in group if _when(one, added) == last]


def _when(one: Listed, added: Mapping[str, float]) -> tuple[int, float]:
    return (one.year or 0, added.get(one.id, 0.0))
