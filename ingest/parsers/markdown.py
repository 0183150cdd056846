"""Markdown: read with markdown-it, whose rendering is then read as a web page without dressing."""

from __future__ import annotations

import re

import yaml
from markdown_it import MarkdownIt
from mdit_py_plugins.footnote import footnote_plugin
from mdit_py_plugins.front_matter import front_matter_plugin

from ingest.document import Document, Metadata
from ingest.parsers.decoding import decode
from ingest.parsers.html import read_blocks, read_tree
from ingest.parsers.markup import document, year_in


def parse(data: bytes) -> Document:
    """The document that a Markdown file holds; of its front matter, what tells title, date, publisher, language."""
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.use(footnote_plugin).use(front_matter_plugin)
    source = decode(data)
    tokens = reader.parse(source)
    stated = next((token.content for token in tokens if token.type == "front_matter"), "")
    body = reader.render(source)
    tree = read_tree(f"<html><body>{body}</body></html>")
    return document(read_blocks(tree, tree, dressed=False), format="markdown", metadata=_metadata(stated))


def _metadata(front_matter: str) -> Metadata:
    try:
        stated = yaml.safe_load(front_matter)
    except yaml.YAMLError:
        stated = None
    if not isinstance(stated, dict):
        return Metadata()
    said = {str(key).lower(): str(value) for key, value in stated.items() if value}
    return Metadata(
        title=said.get("title", ""),
        publisher=said.get("publisher", ""),
        year=year_in(said.get("date", "") or said.get("year", "")),
        language=re.split(r"[-_]", said.get("lang", "") or said.get("language", ""))[0].lower(),
        url=said.get("url", ""),
    )
