"""Charts and diagrams of Office files: a chart as the table of numbers that it draws, SmartArt as its outline."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from ingest.assembly import Draft, Piece
from ingest.document import Kind
from ingest.parsers.number_formats import displayed
from ingest.parsers.package import Element, child, name, named, value, whole


def read_chart(root: Element | None, page: int = 1) -> list[Draft]:
    """The title as caption, then a row for each category and a column for each series."""
    chart = child(root, "chart")
    if chart is None:
        return []
    drafts = [Draft(Kind.CAPTION, [Piece(line, page) for line in _lines(child(chart, "title"))])]
    series = list(named(child(chart, "plotArea"), "ser"))
    columns = [_points(_first(one, "val", "yVal")) for one in series]
    categories = next((found for one in series if (found := _points(_first(one, "cat", "xVal")))), {})
    numbers = sorted({number for column in (categories, *columns) for number in column})
    if numbers:
        heads = ["", *(" ".join(_points(child(one, "tx")).values()) for one in series)]
        rows = [heads, *([categories.get(n, ""), *(column.get(n, "") for column in columns)] for n in numbers)]
        headed = any(heads)
        drafts.append(
            Draft(
                Kind.TABLE,
                rows=[[[Piece(text, page)] if text else [] for text in row] for row in rows[not headed :]],
                header_rows=int(headed),
            )
        )
    return drafts


def read_diagram(root: Element | None, page: int = 1) -> list[Draft]:
    """The texts of a SmartArt diagram as a list, in the order and the levels of its outline."""
    points = {value(point, "modelId"): point for point in named(root, "pt")}
    below: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for tie in named(root, "cxn"):
        if value(tie, "type") in ("", "parOf"):
            below[value(tie, "srcId")].append((whole(tie, "srcOrd"), value(tie, "destId")))
    drafts: list[Draft] = []
    waiting = [(0, id) for id, point in points.items() if value(point, "type") == "doc"]
    while waiting:
        level, id = waiting.pop()
        lines = [Piece(line, page) for line in _lines(points.get(id)) if line.strip()]
        drafts += [Draft(Kind.LIST_ITEM, lines, level=level)] if lines else []
        waiting += [(level + 1, target) for _, target in sorted(below.pop(id, []), reverse=True)]
    return drafts


def _lines(body: Element | None) -> Iterator[str]:
    for paragraph in named(body, "p"):
        yield "".join(run.text or "" for run in named(paragraph, "t"))


def _first(series: Element, *names: str) -> Element | None:
    return next((part for part in series if name(part) in names), None)


def _points(part: Element | None) -> dict[int, str]:
    """The cached texts or numbers of a reference, by their index; levels of categories joined, the highest first."""
    found: dict[int, str] = {}
    levels = list(named(part, "lvl")) or [part]
    for level in reversed(levels):
        code = "".join(format_code.text or "" for format_code in named(level, "formatCode"))
        for point in named(level, "pt"):
            text = (getattr(child(point, "v"), "text", "") or "").strip()
            index = whole(point, "idx")
            found[index] = f"{found.get(index, '')} {_number(text, value(point, 'formatCode') or code)}".strip()
    return found


def _number(text: str, code: str) -> str:
    try:
        return displayed(float(text), code) if code else text
    except ValueError:
        return text
