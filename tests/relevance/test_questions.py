"""The question files are sound: what a passage must hold really stands in its report, close together."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml

QUESTIONS: list[dict[str, Any]] = yaml.safe_load(Path(__file__).with_name("seeds.yaml").read_text(encoding="utf-8"))
FIELDS = {"id", "language", "question", "document", "holds", "why"}
LANGUAGES = ("en", "zh", "ja", "ko", "ru", "mn")
WINDOW = 600  # characters, white space folded: about one passage


@pytest.mark.shared
@pytest.mark.parametrize("entry", QUESTIONS, ids=lambda entry: entry["id"])
def test_what_a_passage_must_hold_stands_close_together_in_the_report(shared: Path, entry: dict[str, Any]) -> None:
    report = _folded((shared / "seeds" / entry["document"]).read_text(encoding="utf-8"))
    assert _within_a_window(report, [_folded(part) for part in entry["holds"]])


def test_every_entry_has_exactly_the_fields_that_the_file_explains() -> None:
    assert [entry["id"] for entry in QUESTIONS if set(entry) != FIELDS or not all(entry.values())] == []


@pytest.mark.parametrize("field", ["id", "question"])
def test_no_two_entries_share_an_id_or_a_question(field: str) -> None:
    counts = Counter(entry[field] for entry in QUESTIONS)
    assert [value for value, count in counts.items() if count > 1] == []


def test_an_id_begins_with_the_language_of_its_question() -> None:
    assert [entry["id"] for entry in QUESTIONS if entry["id"].split("-")[0] != entry["language"]] == []


def test_every_language_is_asked_in_and_half_of_the_questions_are_not_english() -> None:
    counts = Counter(entry["language"] for entry in QUESTIONS)
    assert set(counts) == set(LANGUAGES)
    assert min(counts.values()) >= 8
    assert counts["en"] <= len(QUESTIONS) / 2


def test_what_a_passage_must_hold_is_words_and_no_sentences() -> None:
    parts = [part for entry in QUESTIONS for part in entry["holds"]]
    assert [part for part in parts if len(part.split()) > 5] == []


def _folded(text: str) -> str:
    return " ".join(text.split()).casefold()


def _within_a_window(report: str, parts: list[str]) -> bool:
    """True where some `WINDOW` characters of the report, beginning with one of the parts, hold them all."""
    starts = (start for part in parts for start in _places(report, part))
    return any(all(part in report[start : start + WINDOW] for part in parts) for start in starts)


def _places(report: str, part: str) -> list[int]:
    return [start for start in range(len(report)) if report.startswith(part, start)]


UNANSWERABLE: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("unanswerable.yaml").read_text(encoding="utf-8")
)


def test_every_unanswerable_question_has_exactly_the_fields_that_the_file_explains() -> None:
    fields = {"id", "language", "kind", "unanswerable", "question", "why"}
    assert [entry["id"] for entry in UNANSWERABLE if set(entry) != fields or not all(entry.values())] == []
    assert [entry["id"] for entry in UNANSWERABLE if entry["id"].split("-")[1] != entry["language"]] == []


def test_no_question_is_both_answered_and_unanswerable_or_asked_twice() -> None:
    counts = Counter(entry[field] for entry in [*QUESTIONS, *UNANSWERABLE] for field in ("id", "question"))
    assert [value for value, count in counts.items() if count > 1] == []


def test_each_kind_of_unanswerable_question_is_asked_in_every_language() -> None:
    counts = Counter((entry["language"], entry["kind"]) for entry in UNANSWERABLE)
    assert set(counts) == {(language, kind) for language in LANGUAGES for kind in ("far", "near", "hard")}
    assert min(counts.values()) >= 6
