"""The outline of a file, which are its bookmarks: what it names as headings, how deep, and on which pages."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace

SHORTEST = 3
"""Letters and digits of the shortest title that is compared."""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A title, how deep it stands (1 is highest) and the page that it opens, from 1; 0 where that is unknown."""

    title: str
    level: int
    page: int = 0


@dataclass(frozen=True, slots=True)
class Outline:
    """The bookmarks of a file by the letters and digits of their titles."""

    bookmarks: Mapping[str, frozenset[Bookmark]] = field(default_factory=dict)

    @staticmethod
    def of(bookmarks: Iterable[Bookmark], words_of: Callable[[int], str]) -> Outline:
        """The outline whose bookmarks keep their page where its words, by `words_of`, bear their title.

        Files whose pages were put together anew have bookmarks that open a neighbour of the right page; such a one
        is looked for on any.
        """
        pages: dict[int, str] = {0: ""}
        found: dict[str, set[Bookmark]] = defaultdict(set)
        for bookmark in bookmarks:
            title, page = folded(bookmark.title), bookmark.page
            if page not in pages:
                pages[page] = folded(words_of(page))
            if len(title) >= SHORTEST:
                found[title].add(replace(bookmark, title=title, page=page if title in pages[page] else 0))
        return Outline({title: frozenset(named) for title, named in found.items()})

    def level(self, text: str, page: int) -> int:
        """How deep the heading `text` on `page` stands; 0 where no bookmark says so, or two say otherwise."""
        named = self.bookmarks.get(folded(text), frozenset()) if self.bookmarks else frozenset()
        levels = {bookmark.level for bookmark in named if bookmark.page in (0, page)}
        return levels.pop() if len(levels) == 1 else 0


def folded(text: str) -> str:
    """Letters and digits alone, in one form: how a heading is compared with the outline."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()
