"""The web pages of the service: the same functions as the HTTP contract's, to be looked at."""

from search_api.pages import (
    assets,
    basket,
    curating,
    entities,
    entity,
    jobs,
    matrix,
    passages,
    report,
    reports,
    search,
    signing,
    unread,
    wishes,
)

PAGES = (
    search,
    passages,
    entities,
    entity,
    matrix,
    reports,
    report,
    unread,
    jobs,
    curating,
    signing,
    basket,
    wishes,
    assets,
)
"""The modules that have a router of pages."""
