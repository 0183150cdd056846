"""Characters that Office files name by their place in a symbol font instead of writing them."""

from __future__ import annotations

_SYMBOL = {
    0x61: "αβχδεφγηιϕκλμνοπθρστυϖωξψζ",
    0x41: "ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ",
    0xA3: "≤⁄∞",
    0xAB: "↔←↑→↓°±″≥×∝∂•÷≠≡≈…",
    0xC5: "⊕∅∩∪⊃⊇⊄⊂⊆∈∉",
    0xD5: "∏√⋅¬∧∨",
    0xE5: "∑",
}
"""Runs of the font Symbol, by the code of their first character."""
_WINGDINGS = {
    0x6C: "●",
    0x6E: "■",
    0x6F: "□",
    0xA7: "▪",
    0xA8: "☐",
    0xD8: "➢",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}


def symbol(font: str, code: str) -> str:
    """The character at hexadecimal `code` in `font`; empty where it is a mere ornament."""
    place = int(code, 16) & 0xFF if code.strip() else 0
    if font.lower().startswith("wingdings"):
        return _WINGDINGS.get(place, "")
    return next((run[place - first] for first, run in _SYMBOL.items() if 0 <= place - first < len(run)), "")
