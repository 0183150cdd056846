"""Text in a field of BibTeX: TeX's own characters written so that they stand for themselves, and read back."""

from __future__ import annotations

import re

_COMMANDS = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_ESCAPED = "{}$&%#_"
_WRITTEN = str.maketrans(_COMMANDS | {character: f"\\{character}" for character in _ESCAPED})
_PLAIN = {command: character for character, command in _COMMANDS.items()}
_PLAIN |= {f"\\{character}": character for character in _ESCAPED}
_READ = re.compile("|".join(map(re.escape, _PLAIN)) + r"|[{}]")


def as_tex(text: str) -> str:
    """One line that TeX prints as `text`."""
    return " ".join(text.split()).translate(_WRITTEN)


def plain_tex(field: str) -> str:
    """What a field prints as far as `as_tex` wrote it; bare braces only group."""
    return _READ.sub(lambda found: _PLAIN.get(found[0], ""), field)
