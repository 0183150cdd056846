"""Reads pictures of pages with Tesseract, an optional program that its users install beside this package."""

from __future__ import annotations

import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache


def engine() -> str:
    """The program that recognises characters, its version and its languages; "" where there is none."""
    found = _installed()
    return f"{found.name} ({', '.join(found.languages)})" if found else ""


def missing_hint() -> str:
    """What to install so that scans in all languages of the region are read; "" where nothing is missing."""
    found = _installed()
    missing = [data for data in _PACKAGED if not found or data not in found.languages]
    if not missing:
        return ""
    packages = [*([] if found else ["tesseract-ocr"]), *(f"tesseract-ocr-{data.replace('_', '-')}" for data in missing)]
    lack = f"Tesseract has no data for {', '.join(missing)}" if found else "Tesseract is not installed"
    return (
        f"{lack}: to read scans, install on Debian or Ubuntu {' '.join(packages)} (apt-get install), "
        "on macOS tesseract and tesseract-lang (brew install)"
    )


_PACKAGED = ("osd", "eng", "chi_sim", "chi_tra", "jpn", "kor", "rus", "mon")
"""Tesseract's names of the data that this region's reports need; `osd` finds script and rotation."""
_PATIENCE = 30.0
"""Seconds that asking for a version may take."""


@dataclass(frozen=True, slots=True)
class _Installation:
    name: str
    languages: tuple[str, ...]


@lru_cache(maxsize=1)
def _installed() -> _Installation | None:
    if not shutil.which("tesseract"):
        return None
    try:
        version, languages = _told("--version"), _told("--list-langs")
    except (OSError, subprocess.SubprocessError):
        return None
    first = version.split("\n", 1)[0].split()
    return _Installation(f"Tesseract {first[1] if len(first) > 1 else ''}".strip(), tuple(languages.split("\n")[1:]))


def _told(question: str) -> str:
    """Versions before 5 answer on the error stream."""
    answer = subprocess.run(["tesseract", question], capture_output=True, text=True, timeout=_PATIENCE, check=True)
    return (answer.stdout or answer.stderr).strip()
