"""Which code a cached value was made by: a hash of an entry module and of everything of ours that it imports.

Nobody has to keep a list of modules, so none can be forgotten and serve results of older code.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

_OURS = ("corpus", "ingest", "index", "search_api")
_KEYS = ("ingest.cache", __name__)
"""These decide under which key a value is kept, not what it is."""


@cache
def code_version(*modules: str) -> str:
    """A hash of the source of these modules, and of all modules of this project that they import, however far.

    A package that is named stands for all its files, since it may load them by name; one that is imported, for its
    `__init__`. What is imported for types alone doesn't count. Raises `ModuleNotFoundError`.
    """
    digest = hashlib.sha256()
    for name, path in sorted(imported(modules).items()):
        digest.update(name.encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def imported(modules: Sequence[str]) -> dict[str, Path]:
    """Name -> source of `modules` and of all that they import, as `code_version` follows them."""
    followed = {*_OURS, *(name.partition(".")[0] for name in modules)}
    found: dict[str, Path] = {}
    waiting = [file for name in modules for file in _files(name)]
    while waiting:
        name, path = waiting.pop()
        if name in found or name in _KEYS:
            continue
        found[name] = path
        imports = (one for one in _imports(path) if one.partition(".")[0] in followed)
        waiting += [(one, source) for one in imports if (source := _source(one))]
    return found


def _files(name: str) -> list[tuple[str, Path]]:
    path = _source(name)
    if path is None:
        raise ModuleNotFoundError(name)
    if path.name != "__init__.py":
        return [(name, path)]
    inside = (file.relative_to(path.parent).with_suffix("") for file in path.parent.rglob("*.py"))
    names = (".".join((name, *file.parts)).removesuffix(".__init__") for file in inside)
    return [(one, file) for one in names if (file := _source(one))]


def _source(name: str) -> Path | None:
    """Found without importing the packages that it is in."""
    top, *inner = name.split(".")
    spec = find_spec(top)
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin)
    if inner:
        path = path.parent.joinpath(*inner)
        path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    return path if path.is_file() else None


_TYPES_ONLY = re.compile(r"^if TYPE_CHECKING:\n(?:[ \t]+.*\n|\n)+", re.MULTILINE)
_IMPORT = re.compile(r"^[ \t]*(?:from[ \t]+([\w.]+)[ \t]+import[ \t]+(\([^)]*\)|.*)|import[ \t]+(.*))", re.MULTILINE)
"""Reading the syntax tree of the parsers' code takes fifty times as long as this."""


@cache
def _imports(path: Path) -> frozenset[str]:
    """Names that may be modules; `from a import b` may mean the module `a.b`, or something in `a`."""
    found: set[str] = set()
    for package, names, modules in _IMPORT.findall(_TYPES_ONLY.sub("", path.read_text(encoding="utf-8"))):
        found.update(re.findall(r"[\w.]+", modules))
        if package:
            found.update((package, *(f"{package}.{name}" for name in re.findall(r"\w+", names))))
    return frozenset(found)
