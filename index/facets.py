"""How many of the passages that pass the filters mention each entity of a kind, or are of each report or year.

A kind's own filter is left out of its own counts, so that alternatives show.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST = 200
"""A facet lists so many values, the most frequent first."""

OF_REPORTS = {
    "document": ("d.id", "d.title"),
    "year": ("coalesce(d.year, '')", "coalesce(d.year, '')"),
    "language": ("p.language", "p.language"),
}
"""Facets that are no kind of entity: the value that is counted, and its label. A year that is not known is empty."""


@dataclass(frozen=True, slots=True)
class Count:
    """One line of a facet: passages of the value, or that mention the entity or one of its children."""

    id: str
    label: str
    count: int
