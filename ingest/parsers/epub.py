"""Books (EPUB 2 and 3): the chapters in the order of the spine, each read as a web page without dressing."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from ingest.assembly import Draft
from ingest.document import Division, Document, Kind, Metadata, Page, PageState
from ingest.errors import Damaged, Encrypted
from ingest.parsers.decoding import decode
from ingest.parsers.html import read_blocks, read_tree
from ingest.parsers.markup import document, text
from ingest.parsers.package import Element, Package, child, named, opened, resolved, value

_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_FONTS = ("http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC")
"""Algorithms that only obscure fonts; any other in `encryption.xml` locks the text."""
_YEAR = re.compile(r"\b(?:1[89]|20)\d\d\b")
_LONGEST_LABEL = 120


def parse(data: bytes) -> Document:
    """The document that a book holds. Raises `Encrypted` where it is locked and `Damaged` where it is broken."""
    with opened(data, "EPUB") as package:
        _refuse_locked(package)
        book = _Book(package, _main(package))
        pages: list[Page] = []
        drafts: list[Draft] = []
        for number, part in enumerate(book.chapters(), 1):
            page, found = _chapter(package, part, Page(number, book.titles.get(part, "") or str(number)))
            pages.append(page)
            drafts += found
        metadata = book.metadata()
    return document(drafts, format="epub", metadata=metadata, pages=pages, divided=Division.CHAPTER, called="chapter")


def _refuse_locked(package: Package) -> None:
    used = {value(method, "Algorithm") for method in named(package.xml("META-INF/encryption.xml"), "EncryptionMethod")}
    if used - set(_FONTS) or "meta-inf/rights.xml" in package.names:
        raise Encrypted("the book is locked by its seller (DRM), so its text cannot be read; get a copy without")


def _main(package: Package) -> str:
    container = package.xml("META-INF/container.xml")
    found = next((value(root, "full-path") for root in named(container, "rootfile")), "")
    if not found or package.xml(found) is None:
        raise Damaged("the EPUB file has no package document; get it again from its source")
    return found


def _chapter(package: Package, part: str, page: Page) -> tuple[Page, list[Draft]]:
    """A chapter's page and blocks; a broken or missing chapter costs that chapter."""
    content = package.read(part)
    if content is None:
        return replace(page, state=PageState.FAILED, reason=f"its part {part} is missing from the file"), []
    try:
        tree = read_tree(decode(content))
    except Damaged:
        return page, []
    body = tree.find("body")
    drafts = read_blocks(tree if body is None else body, tree, dressed=False)
    for draft in drafts:
        draft.pieces = [replace(piece, page=page.number) for piece in draft.pieces]
        draft.rows = [[[replace(piece, page=page.number) for piece in cell] for cell in row] for row in draft.rows]
    heading = next((text(draft) for draft in drafts if draft.kind is Kind.HEADING), page.label)
    label = heading if page.label == str(page.number) else page.label
    return replace(page, label=label[:_LONGEST_LABEL]), drafts


@dataclass
class _Book:
    """The package document: what the book is called, what it is made of and in which order."""

    package: Package
    part: str

    def __post_init__(self) -> None:
        self.root = self.package.xml(self.part)
        self.folder = posixpath.dirname(self.part)
        self.items = {value(item, "id"): item for item in named(child(self.root, "manifest"), "item")}

    def chapters(self) -> list[str]:
        """The parts of the spine that are pages; the list of contents that readers' programs show is none."""
        entries = (self.items.get(value(entry, "idref")) for entry in named(child(self.root, "spine"), "itemref"))
        return [
            self._part(item)
            for item in entries
            if value(item, "media-type") in _PAGES and "nav" not in value(item, "properties").split()
        ]

    @cached_property
    def titles(self) -> dict[str, str]:
        """What the navigation calls each part; of several names in one part the first."""
        found: dict[str, str] = {}
        for item in self.items.values():
            if "nav" in value(item, "properties").split():
                entries = [(link, link) for link in self._named(item, "a")]
            elif value(item, "media-type") == "application/x-dtbncx+xml":
                entries = [(child(p, "content"), child(p, "navLabel")) for p in self._named(item, "navPoint")]
            else:
                continue
            folder = posixpath.dirname(self._part(item))
            for link, label in entries:
                target = resolved(folder, (value(link, "href") or value(link, "src")).partition("#")[0])
                found.setdefault(target, _spaced(label))
        return found

    def metadata(self) -> Metadata:
        stated = child(self.root, "metadata")
        said = {tag: " ".join(_texts(stated, tag)[:1]) for tag in ("title", "publisher", "language", "date")}
        year = _YEAR.search(said["date"])
        return Metadata(
            title=said["title"],
            publisher=said["publisher"],
            year=int(year[0]) if year else None,
            language=re.split(r"[-_]", said["language"])[0].lower(),
            url=next((url for tag in ("source", "identifier") for url in _texts(stated, tag) if _is_address(url)), ""),
        )

    def _part(self, item: Element) -> str:
        return resolved(self.folder, value(item, "href").partition("#")[0])

    def _named(self, item: Element, tag: str) -> Iterator[Element]:
        return named(self.package.xml(self._part(item)), tag)


def _texts(stated: Element | None, tag: str) -> list[str]:
    return [text for element in named(stated, tag) if (text := _spaced(element))]


def _spaced(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _is_address(text: str) -> bool:
    return text.startswith(("http://", "https://"))
