"""Draw the figures of a report as SVG: a few plain kinds, each a function of its TOML block."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

WIDTH = 480


def draw(drawing: Mapping[str, Any]) -> str:
    """The SVG of `drawing`. Raises KeyError where its kind is unknown or a value is missing."""
    return _KINDS[drawing["kind"]](drawing)


def _bars(drawing: Mapping[str, Any]) -> str:
    """One horizontal bar a label, in the order given; the longest fills the width."""
    labels, values, unit = drawing["labels"], drawing["values"], drawing.get("unit", "")
    room, step = 130, 24
    scale = (WIDTH - room - 90) / max(values)
    parts = [_line(room, 0, room, step * len(values))]
    for row, (label, value) in enumerate(zip(labels, values, strict=True)):
        y = row * step + 5
        parts += [
            _text(room - 8, y + 11, label, "end"),
            f'<rect x="{room}" y="{y}" width="{value * scale:.1f}" height="14" fill="{_INK}"/>',
            _text(room + value * scale + 6, y + 11, f"{value:,} {unit}".strip()),
        ]
    return _svg(step * len(values) + 4, parts)


def _timeline(drawing: Mapping[str, Any]) -> str:
    """Years down a line, what happened beside them."""
    events, step = drawing["events"], 22
    parts = [_line(60, 8, 60, step * (len(events) - 1) + 12)]
    for row, (year, event) in enumerate(events):
        y = row * step + 10
        parts += [
            _text(46, y + 4, str(year), "end", weight="bold"),
            f'<circle cx="60" cy="{y}" r="4" fill="{_INK}"/>',
            _text(74, y + 4, event),
        ]
    return _svg(step * len(events), parts)


_KINDS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {"bars": _bars, "timeline": _timeline}
_INK = "#1d5b79"


def _svg(height: float, parts: Sequence[str]) -> str:
    size = f'width="{WIDTH}" height="{height:.0f}" viewBox="0 0 {WIDTH} {height:.0f}"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-size="10.5">{"".join(parts)}</svg>'


def _text(x: float, y: float, words: str, anchor: str = "start", weight: str = "normal") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" font-weight="{weight}"'
    return f'<text {place} font-family="Noto Sans" fill="#222">{escape(words)}</text>'


def _line(x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#888" stroke-width="1"/>'
