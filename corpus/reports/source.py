"""Read the source of an embedded report: TOML front matter and a Markdown body, as plain values.

Knows nothing of any output format; the format of a source is described in README.md beside this file.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.footnote import footnote_plugin

FORMATS = ("pdf", "docx", "html", "md", "txt")
STYLES = ("report", "two-column", "plain")
LABELS: Mapping[str, Mapping[str, str]] = tomllib.loads(
    Path(__file__).with_name("labels.toml").read_text(encoding="utf-8")
)


class SourceError(ValueError):
    """A source cannot be read; the message names the file, what is wrong and what to write instead."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one style; `note` is the number of the footnote that is called after it."""

    text: str
    style: str = ""
    href: str = ""
    note: int | None = None


Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; `level` 2 is a section of the report, as in the source."""

    level: int
    runs: Runs


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `kind` is "paragraph" or "quote"."""

    runs: Runs
    kind: str = "paragraph"


@dataclass(frozen=True)
class Items:
    """A flat list."""

    items: tuple[Runs, ...]
    ordered: bool


@dataclass(frozen=True)
class Table:
    """`caption` is as printed, its number included; `right` tells which columns hold numbers."""

    caption: str
    header: tuple[Runs, ...]
    rows: tuple[tuple[Runs, ...], ...]
    right: tuple[bool, ...]


@dataclass(frozen=True)
class Figure:
    """A drawing: `caption` as printed, its number included; `drawing` is what the fenced block says."""

    caption: str
    drawing: Mapping[str, object]


@dataclass(frozen=True)
class PageBreak:
    """A new page, where the format has pages."""


Block = Heading | Paragraph | Items | Table | Figure | PageBreak


@dataclass(frozen=True)
class Front:
    """The front matter; an empty `style` means "plain", an empty `abstract` means none."""

    title: str
    publisher: str
    year: int
    language: str
    format: str
    rests_on: tuple[str, ...]
    style: str = "plain"
    subtitle: str = ""
    abstract: str = ""


@dataclass(frozen=True)
class Report:
    """A report before it is typeset. `notes[n - 1]` is the text of the footnote with the mark n."""

    slug: str
    front: Front
    blocks: tuple[Block, ...]
    notes: tuple[Runs, ...]
    body: str

    @property
    def file(self) -> str:
        """The name of the file that is made of it."""
        return f"{self.slug}.{self.front.format}"

    @property
    def labels(self) -> Mapping[str, str]:
        """The words that the generator itself prints, in the report's language."""
        return LABELS[self.front.language]


def read_report(path: Path) -> Report:
    """The report whose source is `path`. Raises SourceError."""
    head, body = _split(path)
    front = _front(head, path)
    nodes, notes = _parse(body, path)
    reader = _Reader(path, front, _drawings(nodes, path))
    blocks = tuple(reader.blocks(nodes))
    rests_on = (
        Heading(2, (Run(reader.labels["rests_on"]),)),
        Items(tuple((Run(fact),) for fact in front.rests_on), ordered=False),
    )
    return Report(path.stem, front, blocks + rests_on, tuple(map(reader.runs, notes)), body)


def plain(runs: Runs) -> str:
    """The words of `runs`, without styles and footnote marks."""
    return "".join(run.text for run in runs)


_FRONT = re.compile(r"\A\+\+\+\n(.*?)^\+\+\+\n(.*)\Z", re.DOTALL | re.MULTILINE)


def _split(path: Path) -> tuple[str, str]:
    match = _FRONT.match(path.read_text(encoding="utf-8"))
    if match is None:
        raise SourceError(f"{path.name}: no front matter; begin the file with TOML between two +++ lines.")
    return match[1], match[2]


def _front(head: str, path: Path) -> Front:
    values = tomllib.loads(head)
    unknown = values.keys() - {field.name for field in fields(Front)}
    if unknown:
        raise SourceError(f"{path.name}: unknown front matter {sorted(unknown)}; see README.md for the keys.")
    for key, allowed in (("language", tuple(LABELS)), ("format", FORMATS), ("style", STYLES)):
        if values.get(key, allowed[0]) not in allowed:
            raise SourceError(f"{path.name}: {key} = {values[key]!r}; write one of {', '.join(allowed)}.")
    try:
        return Front(**values | {"rests_on": tuple(values["rests_on"])})
    except (KeyError, TypeError) as error:
        raise SourceError(f"{path.name}: front matter is not complete: {error}.") from error


def _parse(body: str, path: Path) -> tuple[list[SyntaxTreeNode], list[SyntaxTreeNode]]:
    """The top-level nodes of `body`, and the inline node of each footnote in the order of the marks."""
    tokens = MarkdownIt("commonmark").enable("table").use(footnote_plugin).parse(body)
    nodes = list(SyntaxTreeNode(tokens).children)
    if not nodes or nodes[-1].type != "footnote_block":
        return nodes, []
    notes = [note.children[0].children[0] for note in nodes.pop().children]
    if any(len(note.children) > 1 for note in notes if note.type != "inline"):
        raise SourceError(f"{path.name}: a footnote holds more than one paragraph; make it one.")
    return nodes, notes


def _drawings(nodes: list[SyntaxTreeNode], path: Path) -> dict[str, dict[str, object]]:
    drawings = {}
    for node in nodes:
        if node.type == "fence" and node.info.startswith("figure "):
            drawings[node.info.removeprefix("figure ").strip()] = tomllib.loads(node.content)
    return drawings


class _Reader:
    """Turns Markdown nodes into blocks, and numbers tables and figures as it goes."""

    def __init__(self, path: Path, front: Front, drawings: Mapping[str, Mapping[str, object]]) -> None:
        self.path = path
        self.labels = LABELS[front.language]
        self.joint = "" if front.language in ("zh", "ja") else " "
        self.drawings = drawings
        self.numbers = {"table": 0, "figure": 0}

    def blocks(self, nodes: list[SyntaxTreeNode]) -> Iterator[Block]:
        caption = ""
        for node in nodes:
            block = self.block(node)
            if isinstance(block, Paragraph) and (found := self.table_caption(plain(block.runs))):
                caption = found
            elif isinstance(block, Table):
                yield replace(block, caption=self.numbered("table", caption))
            elif block is not None:
                yield block

    def block(self, node: SyntaxTreeNode) -> Block | None:
        match node.type:
            case "heading":
                return Heading(int(node.tag[1]), self.runs(node.children[0]))
            case "paragraph" if node.children[0].children[0].type == "image":
                return self.figure(node.children[0].children[0])
            case "paragraph":
                return Paragraph(self.runs(node.children[0]))
            case "blockquote":
                return Paragraph(self.runs(node.children[0].children[0]), kind="quote")
            case "bullet_list" | "ordered_list":
                return self.items(node)
            case "table":
                return self.table(node)
            case "html_block" if "pagebreak" in node.content:
                return PageBreak()
            case "fence" if node.info.startswith("figure "):
                return None
        raise self.error(node, f"a {node.type} is not provided for; see README.md for what is")

    def items(self, node: SyntaxTreeNode) -> Items:
        if any(len(item.children) != 1 or item.children[0].type != "paragraph" for item in node.children):
            raise self.error(node, "a list item must be one paragraph; write no nested lists")
        items = tuple(self.runs(item.children[0].children[0]) for item in node.children)
        return Items(items, ordered=node.type == "ordered_list")

    def table(self, node: SyntaxTreeNode) -> Table:
        head = node.children[0].children[0].children
        body = node.children[1].children if len(node.children) > 1 else []
        return Table(
            caption="",
            header=tuple(self.runs(cell.children[0]) for cell in head),
            rows=tuple(tuple(self.runs(cell.children[0]) for cell in row.children) for row in body),
            right=tuple("right" in str(cell.attrs.get("style", "")) for cell in head),
        )

    def figure(self, image: SyntaxTreeNode) -> Figure:
        name = str(image.attrs["src"]).removeprefix("figure:")
        if name not in self.drawings:
            raise self.error(image, f"figure:{name} is not drawn; add a fenced block ```figure {name}")
        return Figure(self.numbered("figure", image.content), self.drawings[name])

    def table_caption(self, text: str) -> str:
        word, colon, rest = text.replace("：", ":").partition(":")
        return rest.strip() if colon and word == self.labels["table"] else ""

    def numbered(self, kind: str, caption: str) -> str:
        self.numbers[kind] += 1
        return self.labels[f"{kind}_caption"].format(number=self.numbers[kind], caption=caption)

    def runs(self, inline: SyntaxTreeNode) -> Runs:
        return tuple(run for run in self.inline(inline, "", "") if run.text or run.note)

    def inline(self, node: SyntaxTreeNode, style: str, href: str) -> Iterator[Run]:
        for child in node.children:
            match child.type:
                case "text" | "code_inline":
                    yield Run(child.content, style, href)
                case "softbreak":
                    yield Run(self.joint, style, href)
                case "em" | "strong":
                    yield from self.inline(child, child.type, href)
                case "link":
                    yield from self.inline(child, style, str(child.attrs["href"]))
                case "footnote_ref":
                    yield Run("", note=int(child.meta["id"]) + 1)
                case "footnote_anchor":
                    pass
                case _:
                    raise self.error(node, f"a {child.type} is not provided for in a sentence")

    def error(self, node: SyntaxTreeNode, fault: str) -> SourceError:
        line = node.map[0] + 1 if node.map else "?"
        return SourceError(f"{self.path.name}, line {line} of the body: {fault}.")
