"""Which files a folder, a file or a place in storage holds."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ingest.errors import IngestError
from ingest.outcomes import Candidate
from ingest.remote import RemotePath, Root


def discover(roots: Iterable[Root]) -> list[Candidate]:
    """Every file under `roots`, in order of name. Hidden files (`.name`) are not reports and are left out.

    Raises `IngestError` where there is nothing at one of them.
    """
    found: list[Candidate] = []
    for root in roots:
        if isinstance(root, RemotePath):
            found += [Candidate(file, source) for source, file in root.files() if not _hidden(Path(source))]
        elif root.is_dir():
            # A link that leads nowhere or to a folder is named as unreadable, not passed over in silence.
            inside = [file for file in sorted(root.rglob("*")) if file.is_file() or file.is_symlink()]
            below = [(file, file.relative_to(root)) for file in inside]
            found += [Candidate(file, source.as_posix()) for file, source in below if not _hidden(source)]
        elif root.exists():
            found.append(Candidate(root, root.name))
        else:
            raise IngestError(f"There is no file or folder {root}. Check the path's spelling.")
    return found


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
