"""Which engine answers for a generation, and what there is to do where that keeps more than the generation's files.

The one place that tells engines apart; what an engine needs is loaded only where it is used.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from index.generation import Generation
from index.manifest import Backend, Manifest, Published

if TYPE_CHECKING:
    from index.engine import Engine

_IN_FOLDER = "milvus.db"
"""Milvus Lite's folder inside a generation's."""


def engine_of(generation: Generation) -> Engine:
    """The engine that the generation was made for. Raises `EngineError` where it does not answer."""
    published = generation.manifest.published
    if published is None:
        from index.embedded import Embedded

        return Embedded(generation)
    from index.milvus.collection import Collection
    from index.milvus.connection import connection
    from index.milvus.engine import Milvus

    opened = connection(_address(generation.folder, generation.uri, published))
    return Milvus(generation, Collection(opened, published.collection, generation.manifest.vectors.width))


def backend_of(manifest: Manifest) -> Backend:
    """What a generation was made for."""
    return "faiss" if manifest.published is None else "milvus"


def is_for_one_process(manifest: Manifest) -> bool:
    """Whether one process at a time can search the generation, which is Milvus Lite's way with a folder."""
    return manifest.published is not None and not manifest.published.uri


def place_of(backend: Backend, uri: str, generation: str) -> Published | None:
    """Where a backend is to search a new generation with this id."""
    if backend == "faiss":
        return None
    from index.milvus.collection import name_of
    from index.milvus.connection import without_password

    return Published(uri=without_password(uri), collection=name_of(generation))


def publish(folder: Path, uri: str) -> None:
    """Hand a complete draft over to the engine that it is made for. Raises `EngineError`."""
    generation = Generation(folder, uri)
    if generation.manifest.published is None:
        return
    from index.milvus.connection import connection
    from index.milvus.publishing import publish

    opened = connection(_address(folder, uri, generation.manifest.published))
    try:
        publish(opened, generation)
    finally:
        generation.close()
        opened.close()


def made_live(manifest: Manifest, uri: str) -> None:
    """Have others than our readers find the live generation, where there are others. Raises `EngineError`."""
    if manifest.published is None or not manifest.published.uri:
        return
    from index.milvus.connection import connection
    from index.milvus.publishing import point

    point(connection(uri or manifest.published.uri), manifest.published.collection)


def withdraw(folder: Path, uri: str) -> None:
    """Take away what an engine keeps of a generation or draft beside its folder. Raises `EngineError`."""
    try:
        published = Manifest.read(folder).published
    except (OSError, ValueError):  # it was not finished, so nothing is kept elsewhere
        return
    if published is None or not published.uri:
        return
    from index.milvus.connection import connection
    from index.milvus.publishing import drop

    drop(connection(uri or published.uri), published.collection)


def _address(folder: Path, uri: str, published: Published) -> str:
    return (uri or published.uri) if published.uri else str(folder / _IN_FOLDER)
