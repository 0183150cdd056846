"""Make the embedded reports from their sources: `python -m corpus.reports.generate [SLUG ...]`.

Writes each report beside this file, and with them reports.toml (the catalogue) and truth.json.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from corpus.reports import texts
from corpus.reports.source import Report, SourceError, read_report
from corpus.reports.truth import truth
from corpus.reports.word import word

HERE = Path(__file__).parent
SOURCES = HERE / "sources"


def make(report: Report) -> tuple[bytes, dict[str, Any]]:
    """The file of `report` and the truth about it."""
    if report.front.format == "pdf":
        return _pdf(report)
    return _WRITERS[report.front.format](report), truth(report)


def generate(folder: Path, slugs: frozenset[str] = frozenset()) -> list[Path]:
    """Make the reports named by `slugs` (all, where it is empty) in `folder`, the catalogue and the truth.

    What the truth says of the other reports is kept. Answers the files written. Raises SourceError.
    """
    reports = [read_report(path) for path in sorted(SOURCES.glob("*.md"))]
    known = _known_truth(folder / "truth.json")
    written = []
    for report in reports:
        if slugs and report.slug not in slugs:
            continue
        content, known[report.slug] = make(report)
        written.append(folder / report.file)
        written[-1].write_bytes(content)
    made = [report for report in reports if (folder / report.file).exists()]
    _write_truth(folder / "truth.json", {report.slug: known[report.slug] for report in made})
    (folder / "reports.toml").write_text(_catalogue(made, folder), encoding="utf-8")
    return written


def main(arguments: list[str] | None = None) -> int:
    """The command; 2 where a source is faulty, with the reason on standard error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("slugs", nargs="*", help="the reports to make (default: all)")
    try:
        for path in generate(HERE, frozenset(parser.parse_args(arguments).slugs)):
            print(f"{path.name}  {path.stat().st_size / 1024:.0f} KiB")
    except SourceError as error:
        print(error, file=sys.stderr)
        return 2
    return 0


_WRITERS: Mapping[str, Callable[[Report], bytes]] = {
    "docx": word,
    "html": texts.html,
    "md": texts.markdown,
    "txt": texts.text,
}


def _pdf(report: Report) -> tuple[bytes, dict[str, Any]]:
    from corpus.reports.pdf import typeset  # WeasyPrint's system libraries are needed for PDF alone

    made = typeset(report)
    return made.pdf, truth(report, made.pages, made.boxes)


def _known_truth(path: Path) -> dict[str, Any]:
    known: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return known


def _write_truth(path: Path, known: Mapping[str, Any]) -> None:
    """One line a value of the lists: a change of one report is a small difference."""
    reports = []
    for slug, entry in sorted(known.items()):
        keys = [f"  {json.dumps(key)}: {_lines(value)}" for key, value in entry.items()]
        reports.append(f"{json.dumps(slug)}: {{\n" + ",\n".join(keys) + "\n}")
    path.write_text("{\n" + ",\n".join(reports) + "\n}\n", encoding="utf-8")


def _lines(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return json.dumps(value, ensure_ascii=False)
    return "[\n" + ",\n".join(f"    {json.dumps(item, ensure_ascii=False)}" for item in value) + "\n  ]"


def _catalogue(reports: list[Report], folder: Path) -> str:
    head = "# The embedded reports. Written by corpus.reports.generate; edit the sources instead.\n"
    return head + "".join(_catalogue_entry(report, folder / report.file) for report in reports)


def _catalogue_entry(report: Report, path: Path) -> str:
    front = report.front
    values = {
        "file": report.file,
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
        "title": front.title,
        "publisher": front.publisher,
        "year": front.year,
        "language": front.language,
        "rests_on": list(front.rests_on),
    }
    # A JSON string, number or list of strings is also TOML.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n[[report]]\n" + "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
