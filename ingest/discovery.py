"""Which files a folder, a file or a place in storage holds."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import IngestError
from ingest.outcomes import Candidate
from ingest.remote import RemotePath, Root


def discover(roots: Iterable[Root]) -> list[Candidate]:
    """Every file under `roots`, in order of name. Hidden files (`.name`) are not reports and are left out.

    Raises `IngestError` where there is nothing at one of them, or a folder that can't be listed.
    """
    found: list[Candidate] = []
    for root in roots:
        if isinstance(root, RemotePath):
            found += [Candidate(file, source) for source, file in root.files() if not _hidden(Path(source))]
        elif root.is_dir():
            below = [(file, file.relative_to(root)) for file in _inside(root)]
            found += [Candidate(file, source.as_posix()) for file, source in below if not _hidden(source)]
        elif root.exists():
            found.append(Candidate(root, root.name))
        else:
            raise IngestError(f"There is no file or folder {root}. Check the path's spelling.")
    return found


def _inside(root: Path) -> list[Path]:
    """The files below a folder, by path.

    Folders that can't be listed and links that lead nowhere or to a folder are among them: they are named as
    unreadable then, not passed over in silence.
    """
    unlisted: list[Path] = []
    walk = os.walk(root, onerror=lambda error: unlisted.append(Path(error.filename)))
    below = [Path(folder, name) for folder, folders, files in walk for name in (*folders, *files)]
    if root in unlisted:
        raise IngestError(f"The folder {root} can't be listed. Let this user read it.")
    return sorted(unlisted + [path for path in below if path.is_file() or path.is_symlink()])


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
