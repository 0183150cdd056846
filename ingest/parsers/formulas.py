"""Formulas as one line of text, from Office's and the web's markup (OMML, MathML): `a^2+b^2`, `(n+1)/2`, `√(x)`.

Written as in the linear format of Unicode Technical Note 28, plainly enough to be read and searched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ingest.parsers.package import Element, child, name, value

_SILENT = frozenset({"annotation", "annotation-xml", "ctrlPr", "rPr", "mphantom", "del", "moveFrom"})


def linear(element: Element | None) -> str:
    """The formula in `element`; white space between its parts, which is layout, is left out."""
    kind = name(element)
    if element is None or not kind or kind in _SILENT or kind.endswith("Pr"):
        return ""
    if kind in _LEAVES:
        text = "".join(element.itertext())
        return text if kind in ("t", "mtext", "ms") else " ".join(text.split())
    if kind in _OFFICE:
        return _OFFICE[kind](element)
    parts = [linear(part) for part in element if isinstance(part.tag, str)]
    return _WEB[kind](parts) if kind in _WEB and len(parts) >= _LEAST.get(kind, 1) else "".join(parts)


def _grouped(text: str) -> str:
    bracketed = text[:1] in "([{" and text[-1:] in ")]}" and text.count("(") == 1
    return text if len(text) < 2 or text.isalnum() or bracketed else f"({text})"


def _base(text: str) -> str:
    return f"({text})" if "/" in text and not text.endswith(")") else text


def _scripts(base: str, below: str, above: str) -> str:
    low, high = (f"{sign}{_grouped(part)}" if part else "" for sign, part in (("_", below), ("^", above)))
    return f"{_base(base)}{low}{high}"


def _part(element: Element, tag: str) -> str:
    return linear(child(element, tag))


def _set(element: Element, tag: str, attribute: str, usual: str) -> str:
    """A character that a property sets; the usual one where it says nothing."""
    found = child(element, f"{name(element)}Pr", tag)
    return usual if found is None else value(found, attribute)


def _delimited(element: Element) -> str:
    parts = [linear(part) for part in element if name(part) == "e"]
    between = _set(element, "sepChr", "val", "|")
    return f"{_set(element, 'begChr', 'val', '(')}{between.join(parts)}{_set(element, 'endChr', 'val', ')')}"


def _large(element: Element) -> str:
    sign = _scripts(_set(element, "chr", "val", "∫"), _part(element, "sub"), _part(element, "sup"))
    return f"{sign} {_part(element, 'e')}"


def _lines(element: Element) -> str:
    rows = [[linear(cell) for cell in row] if name(row) == "mr" else [linear(row)] for row in element]
    return "; ".join(", ".join(filter(None, row)) for row in rows if any(row))


def _root(under: str, degree: str = "") -> str:
    return (
        f"{ {'3': '∛', '4': '∜'}.get(degree, '√') }{_grouped(under)}"
        if degree in ("", "2", "3", "4")
        else (f"√({degree}&{under})")
    )


_LEAVES = frozenset({"t", "mi", "mn", "mo", "mtext", "ms"})
_OFFICE: dict[str, Callable[[Element], str]] = {
    "sSup": lambda e: _scripts(_part(e, "e"), "", _part(e, "sup")),
    "sSub": lambda e: _scripts(_part(e, "e"), _part(e, "sub"), ""),
    "sSubSup": lambda e: _scripts(_part(e, "e"), _part(e, "sub"), _part(e, "sup")),
    "sPre": lambda e: _scripts("", _part(e, "sub"), _part(e, "sup")) + _part(e, "e"),
    "f": lambda e: f"{_grouped(_part(e, 'num'))}/{_grouped(_part(e, 'den'))}",
    "rad": lambda e: _root(_part(e, "e"), _part(e, "deg")),
    "nary": _large,
    "d": _delimited,
    "func": lambda e: f"{_part(e, 'fName')} {_part(e, 'e')}",
    "limLow": lambda e: _scripts(_part(e, "e"), _part(e, "lim"), ""),
    "limUpp": lambda e: _scripts(_part(e, "e"), "", _part(e, "lim")),
    "acc": lambda e: _part(e, "e") + _set(e, "chr", "val", "\u0302"),
    "m": _lines,
    "eqArr": _lines,
}
_WEB: dict[str, Callable[[Sequence[str]], str]] = {
    "msup": lambda parts: _scripts(parts[0], "", parts[1]),
    "msub": lambda parts: _scripts(parts[0], parts[1], ""),
    "msubsup": lambda parts: _scripts(*parts[:3]),
    "mover": lambda parts: _scripts(parts[0], "", parts[1]),
    "munder": lambda parts: _scripts(parts[0], parts[1], ""),
    "munderover": lambda parts: _scripts(*parts[:3]),
    "mfrac": lambda parts: f"{_grouped(parts[0])}/{_grouped(parts[1])}",
    "msqrt": lambda parts: _root("".join(parts)),
    "mroot": lambda parts: _root(parts[0], parts[1]),
    "mtable": lambda parts: "; ".join(parts),
    "mtr": lambda parts: ", ".join(parts),
    "semantics": lambda parts: parts[0],
}
_LEAST = {"msup": 2, "msub": 2, "msubsup": 3, "mover": 2, "munder": 2, "munderover": 3, "mfrac": 2, "mroot": 2}
"""Parts without which an element of MathML is taken as a mere row."""
