"""What the tests of the faces share: the contract's key trees, and what the fixtures give."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from types import NoneType
from typing import Any

import httpx

from index.store import Store
from search_api.settings import Settings

Get = Callable[..., dict[str, Any]]
Serve = Callable[..., AbstractContextManager[httpx.Client]]
Prepared = Callable[..., Settings]


@dataclass(frozen=True)
class Library:
    """`kept` is the generation of the eight shared reports; `live` has one with a silent page and an unread file."""

    folder: Path
    store: Store
    kept: str
    live: str


class Linked(Store):
    """The library's generations and originals beside keys of the test's own."""

    def __init__(self, library: Library, folder: Path) -> None:
        folder.mkdir()
        for part in ("CURRENT", "generations", "files"):
            (folder / part).symlink_to(library.store.folder / part)
        super().__init__(folder)


@dataclass(frozen=True)
class Shelf:
    """A data folder with two generations: `old` has the first edition of peat.md, `new` (live) the second.

    haze.md, which is in both, copies a sentence from it.
    """

    store: Store
    old: str
    new: str
    client: httpx.Client


@dataclass(frozen=True)
class Ran:
    """What a command left: its exit code, and what it said."""

    code: int
    out: str
    err: str


ENTITY = {
    "id": str,
    "label": str,
    "kind": str,
    "basis": str,
    "confidence": float,
    "start": int,
    "end": int,
    "suggestions": list,
}
CITATION = {
    "title": str,
    "publisher": str,
    "year": (int, NoneType),
    "url": str,
    "source": str,
    "page_first": int,
    "page_last": int,
    "page_label_first": str,
    "page_label_last": str,
    "section": [str],
    "start": int,
    "end": int,
    "quote_sha256": str,
    "boxes": [{"page": int, "x0": float, "top": float, "x1": float, "bottom": float}],
    "apa": str,
    "permalink": str,
    "unit": str,
    "paragraph": (int, NoneType),
    "where": str,
    "link": str,
    "ocr_confidence": (float, NoneType),
}
DUPLICATE = {
    "passage_id": str,
    "document_id": str,
    "title": str,
    "year": (int, NoneType),
    "source": str,
    "page_first": int,
    "where": str,
    "permalink": str,
}
PASSAGE = {
    "passage_id": str,
    "document_id": str,
    "score": float,
    "text": str,
    "language": str,
    "kind": str,
    "highlights": [[int]],
    "sentence": ([int], NoneType),
    "citation": CITATION,
    "entities": [ENTITY],
    "duplicates": [DUPLICATE],
    "duplicates_total": int,
}
ANSWER = {
    "query": str,
    "generation": str,
    "model": str,
    "took_ms": float,
    "total": int,
    "folded": int,
    "offset": int,
    "confidence": (float, NoneType),
    "answered": (bool, NoneType),
    "coverage": {
        "documents": int,
        "pages": int,
        "passages": int,
        "pages_without_text": int,
        "pages_recognised": int,
        "failed_files": int,
    },
    "loosened": [str],
    "corrections": [{"from": str, "to": str, "entity": str, "label": str}],
    "expansions": [{"words": str, "entity": str, "names": [str]}],
    "results": [PASSAGE],
    "facets": {"sdg": [{"id": str, "label": str, "count": int}]},
}
SIGNALS = {
    "dense": (float, NoneType),
    "dense_rank": (int, NoneType),
    "lexical": (float, NoneType),
    "lexical_rank": (int, NoneType),
    "entities": float,
    "demotion": float,
    "report": float,
    "neighbour": (float, NoneType),
    "reranker": (float, NoneType),
}


def fits(value: Any, shape: Any) -> bool:
    """Whether `value` has the keys of `shape` and no others, and the types, all the way down."""
    if isinstance(shape, dict):
        return isinstance(value, dict) and value.keys() == shape.keys() and all(fits(value[k], shape[k]) for k in shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(fits(item, shape[0]) for item in value)
    if isinstance(shape, tuple):
        return any(fits(value, one) for one in shape)
    return type(value) is shape
