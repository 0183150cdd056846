"""Web pages: the main text with its headings, lists, tables and captions; navigation and other dressing stays out."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any, TypeAlias

from lxml import etree, html

from ingest.assembly import Draft, Piece, draft_pieces
from ingest.document import Document, Kind, Metadata
from ingest.errors import Damaged
from ingest.parsers.decoding import decode
from ingest.parsers.formulas import linear
from ingest.parsers.markup import Slot, call, document, pieces, year_in
from ingest.parsers.markup import table as data_table
from ingest.parsers.numbering import numeral

Element: TypeAlias = Any
"""An element of lxml, which brings no types."""

_CHARSET = re.compile(rb"<meta[^>]+charset=[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_XHTML = re.compile(r"xmlns\s*=\s*[\"']http://www\.w3\.org/1999/xhtml")
_CLOSED = re.compile(
    r"<((?!(?:area|base|br|col|embed|hr|img|input|link|meta|param|source|track|wbr)\b)[A-Za-z][\w:-]*)"
    r"((?:\s[^<>]*?)?)\s*/>"
)
"""An element that XML ends where it begins; a reader of HTML would take all that follows for its content."""
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932", "euc_kr": "cp949", "iso8859-1": "cp1252"}
"""Encodings that pages name, and the larger ones that browsers read them with."""

_INLINE = frozenset(
    re.findall(
        r"\w+",
        "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q rb ruby "
        "s samp small span strike strong sub sup time tt u var wbr",
    )
)
_DROPPED = frozenset(
    re.findall(
        r"\w+",
        "script style noscript template head nav footer aside form button input select textarea option "
        "iframe object embed svg canvas audio video rt rp dialog menu annotation",
    )
)
_NUMBERED = re.compile(
    r"\s*(?:[(（\[]?(?:[\d０-９]{1,3}(?:\.\d+)*|[a-zA-Zа-я가-하]|[ivxIVX]+|[一二三四五六七八九十]+)[.．)）、\]]"
    r"|[①-⑳㉠-㉮]|[一二三四五六七八九十]+\s|第\s*[\d一二三四五六七八九十百]+|제\s*\d+)"
)
"""An item whose own words begin with its number: the page hides the browser's."""
_LIST_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([\w-]+)")
_NEVER_TEXT = frozenset(re.findall(r"\w+", "script style noscript template head rt rp"))
_DROPPED_ROLES = frozenset(
    re.findall(r"\w+", "navigation banner contentinfo search dialog alert complementary menu toolbar")
)
_DRESSING = re.compile(
    r"(?:^|[\s_-])(?:cookies?|consent|gdpr|breadcrumbs?|navbar|navigation|site-nav|menu|sidebar|share|sharing|"
    r"social|newsletter|subscribe|related|recommended|comments?|advert\w*|ads?|banner|popup|modal|skip-?link|"
    r"pagination|pager|toolbar|mw-editsection|noprint|navbox|catlinks|printfooter|footnote-backref|toc)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of classes and ids that pages give to what is not their text."""
_MAIN = (".//main", ".//*[@role='main']", ".//article")
_ENOUGH = 0.4
"""Share of a page's words that an element such as `main` must hold to be taken for the whole text."""
_LINKS = 0.8
"""Share of words in links from which a list or block of several links is navigation."""
_NOTES = "descendant-or-self::*[contains(@class,'notes') or @role='doc-endnotes' or @role='doc-footnote']"
_BACK = frozenset("↩↑^⤴⏎")
"""All that a link from a footnote back to its call shows."""
_DATES = (
    "citation_publication_date",
    "citation_date",
    "article:published_time",
    "dcterms.issued",
    "dc.date.issued",
    "dcterms.date",
    "dc.date",
    "datepublished",
    "date",
)


def parse(data: bytes) -> Document:
    """The document that a web page holds. Raises `Damaged` where it holds no words."""
    return read_page(_text(data))


def read_page(text: str) -> Document:
    """The document that a web page is whose encoding is settled. Raises as `parse`."""
    tree = read_tree(text)
    metadata = _metadata(tree)
    return document(read_blocks(_main(tree), tree), format="html", metadata=metadata)


def read_tree(text: str) -> Element:
    """The page as a tree. Raises `Damaged` where it holds nothing."""
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""))
    if _XHTML.search(text[:4096]):
        text = _CLOSED.sub(r"<\1\2></\1>", text)
    try:
        return html.document_fromstring(text)
    except etree.ParserError as error:
        raise Damaged("the web page holds no words; save it again from its source") from error


def read_blocks(root: Element, page: Element, *, dressed: bool = True) -> list[Draft]:
    """The blocks below `root` in reading order, the footnotes of the whole `page` behind the blocks that call them.

    `dressed` is False for pages that bear nothing but their text, as a book's: nothing is left out of them as dressing
    but what no reader sees.
    """
    reader = _Reader(_notes(page), most=_size(root) / 2 if dressed else 0)
    reader.read(root)
    drafts = reader.finish()
    return drafts + [draft for note in reader.notes.values() for draft in _note(note)]


@dataclass
class _Reader:
    """Walks down a tree; text gathers in a buffer until a block ends.

    An element that holds more than `most` characters is never taken for dressing, whatever it is called.
    """

    notes: dict[str, Element]
    most: float = inf
    drafts: list[Draft] = field(default_factory=list)
    buffer: list[str] = field(default_factory=list)
    called: list[tuple[str, str]] = field(default_factory=list)
    kind: Kind = Kind.PARAGRAPH
    level: int = 0
    depth: int = 0
    marker: str = ""
    counts: dict[Element, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.elsewhere = set(self.notes.values())
        self.targets = set(self.notes)

    def finish(self) -> list[Draft]:
        self._flush()
        return self.drafts

    def read(self, element: Element) -> None:
        """Read what is in `element`; its tail belongs to the parent."""
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or element in self.elsewhere:
            return
        if tag in _NEVER_TEXT or _is_hidden(element):
            return
        if self.most and _is_dressing(element) and _size(element) <= self.most:
            return
        if tag == "math":
            self.buffer.append(linear(element))
        elif tag in _INLINE or tag == "br":
            self._inline(element, tag)
        elif tag == "table" and _is_data(element):
            self._table(element)
        else:
            self._block(element, tag)

    def _inline(self, element: Element, tag: str) -> None:
        if tag == "br":
            self.buffer.append("\n")
            return
        if tag == "a" and {*"".join(element.itertext()).strip(" \ufe0e\ufe0f")} & _BACK:
            return
        target = _target(element)
        if target not in self.targets:
            self.inside(element)
            return
        mark = "".join(element.itertext()).strip()
        self.called.append((target, mark))
        self.buffer.append(call(mark))

    def inside(self, element: Element) -> None:
        """Read the words and elements of `element`, whatever it is itself."""
        self.buffer.append(_plain(element.text, element))
        for child in element:
            self.read(child)
            self.buffer.append(_plain(child.tail, element))

    def _block(self, element: Element, tag: str) -> None:
        self._flush()
        before = self.kind, self.level
        self.depth += tag in ("ul", "ol", "dl")
        self.kind, self.level = self._role(element, tag)
        self.marker = self._number(element) if tag == "li" else self.marker
        self.inside(element)
        self._flush()
        self.depth -= tag in ("ul", "ol", "dl")
        self.kind, self.level = before

    def _number(self, item: Element) -> str:
        """The number that a browser sets before an item of an ordered list, with a space."""
        order = item.getparent()
        if order is None or order.tag != "ol" or "none" in f"{order.get('style')}{item.get('style')}":
            return ""
        backwards = order.get("reversed") is not None
        if order in self.counts:
            usual = self.counts[order] + (-1 if backwards else 1)
        else:
            usual = _integer(order.get("start"), len(order) if backwards else 1)
        number = self.counts[order] = _integer(item.get("value"), usual)
        stated = _LIST_STYLE.search(order.get("style") or "")
        type = order.get("type") or "decimal"
        style = stated[1] if stated else {"A": "upper-alpha", "I": "upper-roman"}.get(type, type)
        return f"{numeral(number, style) if number > 0 else number}. "

    def _role(self, element: Element, tag: str) -> tuple[Kind, int]:
        if re.fullmatch(r"h[1-6]", tag):
            return Kind.HEADING, int(tag[1])
        if tag in ("li", "dt", "dd"):
            return Kind.LIST_ITEM, self.depth + (tag == "dd")
        if tag in ("caption", "figcaption") or "caption" in (element.get("class") or "").split():
            return Kind.CAPTION, 0
        return (
            (self.kind, self.level)
            if self.kind in (Kind.LIST_ITEM, Kind.CAPTION, Kind.FOOTNOTE)
            else (Kind.PARAGRAPH, 0)
        )

    def _flush(self) -> None:
        for part in re.split(r"\n[ \t]*(?:\n\s*)+", "".join(self.buffer)):
            if pieces(part):
                marker, self.marker = self.marker, ""
                found = pieces(marker + part.lstrip() if marker and not _NUMBERED.match(part) else part)
                self.drafts.append(Draft(self.kind, found, level=self.level))
        self.buffer = []
        called, self.called = self.called, []
        for target, mark in called:
            if target in self.notes:
                self.drafts += _note(self.notes.pop(target), mark)

    def _table(self, table: Element) -> None:
        self._flush()
        for caption in table.iterchildren("caption"):
            self._block(caption, "caption")
        rows = list(_own_rows(table))
        self.drafts += data_table(
            _grid(rows, dressed=self.most > 0), {number for number, row in enumerate(rows) if _is_header(row)}
        )
        self.called += [(_target(link), "".join(link.itertext()).strip()) for link in table.iter("a")]
        self._flush()


# What is text and what is dressing


def _is_hidden(element: Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "visibility:hidden" in style


def _is_dressing(element: Element) -> bool:
    if element.tag in _DROPPED or element.get("role") in _DROPPED_ROLES or element.get("aria-hidden") == "true":
        return True
    if element.tag == "header":
        return element.getparent() is not None and element.getparent().tag == "body" and element.find(".//h1") is None
    if element.tag in ("body", "html", "main", "article"):
        return False
    names = f"{element.get('class') or ''} {element.get('id') or ''}"
    return _DRESSING.search(names) is not None or _is_navigation(element)


def _is_navigation(element: Element) -> bool:
    """A list or block of several links, next to no other words."""
    if element.tag not in ("ul", "ol", "div", "section"):
        return False
    links = element.findall(".//a")
    in_page = all((link.get("href") or "#").startswith("#") for link in links)
    if len(links) < 4 or in_page:
        return False
    words, linked = _size(element), sum(map(_size, links))
    return words > 0 and linked > _LINKS * words and words / len(links) < 40 and element.find(".//p") is None


def _main(tree: Element) -> Element:
    """The element that holds the text: `main` or the like if it holds most words, otherwise the body."""
    body = tree.find("body")
    body = tree if body is None else body
    whole = _size(body)
    for path in _MAIN:
        found = body.findall(path)
        if len(found) == 1 and _size(found[0]) >= _ENOUGH * whole:
            return found[0]
    return body


def _size(element: Element) -> int:
    return sum(len(part.strip()) for part in element.itertext() if part.strip())


def _is_data(table: Element) -> bool:
    """Whether a table holds data; many pages set their layout with tables of one cell or of other tables."""
    if table.get("role") in ("presentation", "none"):
        return False
    cells = table.findall(".//td") + table.findall(".//th")
    nested = table.find(".//table") is not None and len(table.findall(".//tr")) <= 3
    return len(cells) > 1 and not nested


def _plain(text: str | None, parent: Element) -> str:
    """Text as a browser shows it: line breaks are spaces, except in `pre`."""
    if not text:
        return ""
    kept = parent.tag == "pre" or next(parent.iterancestors("pre"), None) is not None
    return re.sub(r"\n(?=\s*\n)", "", text) if kept else re.sub(r"\s+", " ", text)


def _integer(text: str | None, otherwise: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text.strip()) else otherwise


# Tables and notes


def _grid(rows: Sequence[Element], *, dressed: bool) -> dict[tuple[int, int], Slot]:
    """The cells of these rows in their places: a cell stands right of those that reach down from above."""
    slots: dict[tuple[int, int], Slot] = {}
    taken: set[tuple[int, int]] = set()
    for number, row in enumerate(rows):
        column = 0
        for cell in row.iterchildren("td", "th"):
            while (number, column) in taken:
                column += 1
            down, across = _count(cell, "rowspan", len(rows) - number), _count(cell, "colspan", 100)
            slots[number, column] = Slot(_cell(cell, dressed), down, across)
            taken |= {(number + i, column + j) for i in range(down) for j in range(across)}
            column += across
    return slots


def _is_header(row: Element) -> bool:
    cells = list(row.iterchildren("td", "th"))
    return row.getparent().tag == "thead" or (bool(cells) and all(cell.tag == "th" for cell in cells))


def _own_rows(table: Element) -> Iterator[Element]:
    for row in table.iter("tr"):
        if next(row.iterancestors("table")) is table:
            yield row


def _count(cell: Element, name: str, most: int) -> int:
    """How far a cell reaches; a rowspan of 0 is down to the end."""
    found = _integer(cell.get(name), 1)
    return most if found == 0 and name == "rowspan" else min(max(found, 1), most)


def _cell(cell: Element, dressed: bool) -> list[Piece]:
    reader = _Reader({}, most=_size(cell) / 2 if dressed else 0)
    reader.read(cell)
    return [piece for draft in reader.finish() for piece in draft_pieces(draft)]


def _notes(root: Element) -> dict[str, Element]:
    """Footnotes that are called from the text, by the id that the call names."""
    called = {_target(link) for link in root.iter("a")}
    return {
        item.get("id"): item
        for block in root.xpath(_NOTES)
        for item in block.iter()
        if item.get("id") in called and item.tag in ("li", "p", "div", "aside", "section", "dd", "span")
    }


def _target(link: Element) -> str:
    """The id of the place in the page that a link leads to."""
    address = link.get("href") or ""
    return address[1:] if address.startswith("#") else ""


def _note(note: Element, called: str = "") -> list[Draft]:
    reader = _Reader({})
    reader.inside(note)
    before = len(list(note.itersiblings("li", preceding=True)))
    mark = called.strip("[]() ") or note.get("value") or (str(before + 1) if note.tag == "li" else "")
    found = [piece for draft in reader.finish() for piece in draft_pieces(draft)]
    return [Draft(Kind.FOOTNOTE, found, mark=mark)] if found else []


# What the page says of itself


def _metadata(tree: Element) -> Metadata:
    named = {
        (meta.get("name") or meta.get("property") or meta.get("itemprop") or "").lower(): meta.get("content") or ""
        for meta in tree.iter("meta")
    }
    linked = {link.get("rel"): link.get("href") or "" for link in tree.iter("link")}
    return Metadata(
        title=_title(tree, named),
        publisher=_first(named, "citation_publisher", "dc.publisher", "dcterms.publisher", "og:site_name"),
        year=_year(tree, named),
        language=re.split(r"[-_]", tree.get("lang") or named.get("language") or "")[0].lower(),
        url=linked.get("canonical") or named.get("og:url") or "",
    )


def _first(named: dict[str, str], *names: str) -> str:
    return next((named[name].strip() for name in names if named.get(name, "").strip()), "")


def _title(tree: Element, named: dict[str, str]) -> str:
    """The page's heading where its title repeats it with the site's name, otherwise the title."""
    said = _first(named, "citation_title", "dc.title", "og:title") or (tree.findtext(".//title") or "")
    said = " ".join(said.split())
    headings = [" ".join(heading.text_content().split()) for heading in tree.iter("h1")]
    printed = headings[0] if len(headings) == 1 else ""
    return printed if printed and (printed in said or not said) else said


def _year(tree: Element, named: dict[str, str]) -> int | None:
    stated = [_first(named, *_DATES), *_linked_data(tree)]
    return next((year for text in stated if (year := year_in(text))), None)


def _linked_data(tree: Element) -> Iterator[str]:
    for script in tree.xpath("//script[@type='application/ld+json']"):
        try:
            stated = json.loads(script.text or "")
        except ValueError:
            continue
        for item in stated if isinstance(stated, list) else [stated]:
            if isinstance(item, dict) and isinstance(item.get("datePublished"), str):
                yield item["datePublished"]


def _text(data: bytes) -> str:
    """The page's text, in the encoding that it names if that is true."""
    match = _CHARSET.search(data[:4096])
    if match and not data.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        try:
            name = codecs.lookup(match[1].decode("ascii")).name
            return data.decode(_WIDER.get(name, name))
        except (LookupError, UnicodeDecodeError):
            pass
    return decode(data)
