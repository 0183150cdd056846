"""Files that are a ZIP of XML parts: DOCX, PPTX and XLSX, whose parts are tied by relations, and EPUB.

Names are taken without their namespace: strict and transitional Office files differ in that alone.
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeAlias
from urllib.parse import unquote

from lxml import etree

from ingest.document import Metadata
from ingest.errors import Damaged

Element: TypeAlias = Any
"""An element of lxml, which brings no types."""

_LARGEST = 200 * 2**20
"""Bytes that one part may take when unpacked; a larger one is a trap, not a report."""
_NO_TITLE = re.compile(
    r"^$|^(?:microsoft word|untitled|document\d*$|word document|powerpoint|slide 1$)|\.(?:doc|ppt|xls)[xm]?$"
    r"|^(?:презентация|프레젠테이션|演示文稿|幻灯片|プレゼンテーション)",
    re.IGNORECASE,
)
"""Titles that programs put in of themselves."""


@dataclass(frozen=True, slots=True)
class Relation:
    """A part's tie to another: the last word of its type ("slide", "chart") and the other part's name."""

    type: str
    target: str


@dataclass
class Package:
    """The parts of a file, each read when it is asked for."""

    archive: zipfile.ZipFile
    names: dict[str, str] = field(init=False)
    remarks: list[str] = field(default_factory=list)
    """On parts that were broken and of which only some could be read."""

    def __post_init__(self) -> None:
        self.names = {name.lower().replace("\\", "/"): name for name in self.archive.namelist()}

    def xml(self, part: str) -> Element | None:
        """The root element of a part; None where there is no such part."""
        content = self.read(part)
        return None if content is None else _root(content, part)

    def rescued(self, part: str) -> Element | None:
        """As `xml`, but of a broken part what stands before and behind its faults, with a remark."""
        try:
            return self.xml(part)
        except Damaged as error:
            self.remarks.append(f"The file is damaged: {error}. What could be read of it was.")
        content = self.read(part)
        return etree.fromstring(content or b"", etree.XMLParser(recover=True, resolve_entities=False, no_network=True))

    def read(self, part: str) -> bytes | None:
        """The bytes of a part; None where there is no such part."""
        name = self.names.get(part.lower())
        return None if name is None else self._unpacked(name)

    def relations(self, part: str = "") -> dict[str, Relation]:
        """What `part` (the package itself where empty) is tied to inside the file, by the tie's id."""
        folder, name = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{name}.rels"))
        return {
            value(tie, "Id"): Relation(value(tie, "Type").rpartition("/")[2], resolved(folder, value(tie, "Target")))
            for tie in (() if root is None else root)
            if value(tie, "TargetMode") != "External"
        }

    def related(self, part: str, type: str) -> str:
        """The first part of that type that `part` is tied to; empty where there is none."""
        return next((tie.target for tie in self.relations(part).values() if tie.type == type), "")

    def metadata(self) -> Metadata:
        """What the core properties state of the report."""
        core = self.xml(self.related("", "core-properties") or "docProps/core.xml")
        stated = {} if core is None else {name(child): (child.text or "").strip() for child in core}
        title = stated.get("title", "")
        return Metadata(
            title="" if _NO_TITLE.search(title) else title,
            publisher=stated.get("publisher", ""),
            language=re.split(r"[-_]", stated.get("language", ""))[0].lower(),
        )

    def _unpacked(self, name: str) -> bytes:
        with self.archive.open(name) as part:
            content = part.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise Damaged(f"{name} unpacks to more than {_LARGEST // 2**20} MiB; such a file is not read")
        return content


@contextmanager
def opened(data: bytes, called: str) -> Iterator[Package]:
    """The package that `data` holds; faults that show while it is read are told as those of a `called` file."""
    if not data:
        raise Damaged("the file is empty (0 bytes); get it again from its source")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            yield Package(archive)
    except (zipfile.BadZipFile, KeyError, etree.XMLSyntaxError, OSError, EOFError, ValueError) as error:
        raise Damaged(f"the {called} file is broken or cut off ({error}); get it again from its source") from error


def name(element: Element | None) -> str:
    """An element's name without its namespace."""
    tag = "" if element is None else element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of that name, or of a path of names the last one's."""
    for step in path:
        element = next((found for found in element if name(found) == step), None) if element is not None else None
    return element


def value(element: Element | None, attribute: str) -> str:
    """An attribute by its name without namespace; empty where it is missing."""
    if element is None:
        return ""
    return next((found for key, found in element.items() if key.rpartition("}")[2] == attribute), "")


def whole(element: Element | None, attribute: str = "val", otherwise: int = 0) -> int:
    """An attribute that is a whole number; `otherwise` where it is missing or none."""
    found = value(element, attribute).strip()
    return int(found) if re.fullmatch(r"-?\d{1,15}", found) else otherwise


def named(element: Element | None, *names: str) -> Iterator[Element]:
    """All elements below that bear one of the names, in order."""
    return iter(()) if element is None else (found for found in element.iterdescendants() if name(found) in names)


def is_on(switch: Element | None) -> bool:
    """Whether a switch such as `<w:b/>` is there and not turned off."""
    return switch is not None and value(switch, "val") not in ("0", "false", "off", "none")


def resolved(folder: str, target: str) -> str:
    """The name of the part that a link from a part in `folder` leads to."""
    target = unquote(target)
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _root(content: bytes, part: str) -> Element:
    try:
        return etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))
    except etree.XMLSyntaxError as error:
        raise Damaged(f"its part {part} is broken ({error})") from error
