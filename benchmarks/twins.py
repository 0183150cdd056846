"""The same index once more, searched by Milvus Lite: what FAISS finds and what Milvus finds are then comparable."""

from __future__ import annotations

import shutil
from contextlib import closing
from pathlib import Path

from index.engines import place_of, publish
from index.manifest import FILE
from index.store import Store
from ingest.atomic import write_atomically


def twin(store: Store, folder: Path) -> Store:
    """A data folder with the live generation of `store`, published in Milvus Lite; made once."""
    other = Store(folder, models=store.models)
    if other.current() is not None:
        return other
    with closing(store.open()) as generation:
        copy = folder / "generations" / generation.id
        shutil.copytree(generation.folder, copy, dirs_exist_ok=True)
        place = place_of("milvus", "", generation.id)
        manifest = generation.manifest.model_copy(update={"published": place})
    write_atomically(copy / FILE, manifest.model_dump_json().encode())
    publish(copy, "")
    other.activate(manifest.id)
    return other
