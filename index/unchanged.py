"""Whether a build would make the live generation once more: then it need not be made."""

from __future__ import annotations

import re
from functools import cache
from importlib.metadata import requires, version
from importlib.resources import files

from index import checks
from index.errors import BuildError, NoGeneration
from index.generation import Generation
from index.manifest import Backend
from index.store import Store
from ingest.cache import content_key
from ingest.code_version import code_version
from ingest.taggers import goal_model


def described(inputs: bytes | None, backend: Backend) -> str:
    """What a manifest says of a pipeline's inputs: a hash of these and of what is to search the generation, of our
    code, its model and the libraries' versions.

    Empty for None: then the build is always made anew, so that what failed before is tried again.
    """
    return "" if inputs is None else content_key(inputs, _makers(), backend).hex()


def live_of(store: Store, inputs: str) -> Generation | None:
    """The live generation, if it was made of just these and passes its checks still."""
    try:
        live = store.open()
        if not inputs or live.manifest.inputs != inputs:
            return None
        checks.check(live.folder, store.uri)
    except (NoGeneration, BuildError):
        return None
    return live


@cache
def _makers() -> str:
    goals = (files(goal_model.__package__) / goal_model.FILE).read_bytes()
    names = [re.split(r"[^\w.-]", line)[0] for line in requires("sdgsearch") or () if "extra ==" not in line]
    versions = [f"{name} {version(name)}" for name in names]
    return " ".join([code_version("index.build"), content_key(goals).hex(), *versions])
