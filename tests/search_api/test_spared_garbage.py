"""What is loaded once is spared the garbage collector; in processes of their own, since that can't be taken back."""

from __future__ import annotations

import subprocess
import sys

from faces import Library

LOADED = "import gc; from search_api.settling import settle; settle(); print(gc.get_freeze_count() > 100_000)"
OPENED = (
    "import sys; from pathlib import Path; from index.store import Store; opened = Store(Path(sys.argv[1])).open(); "
)


def printed(code: str, *arguments: object) -> str:
    command = [sys.executable, "-c", code, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def test_a_full_collection_leaves_out_what_is_loaded_once() -> None:
    assert printed(LOADED) == "True"


def test_a_generation_that_is_open_already_can_be_given_up(library: Library) -> None:
    assert printed(OPENED + LOADED, library.store.folder) == "False"
