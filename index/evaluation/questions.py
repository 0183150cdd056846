"""A question file: YAML that a person edits, one entry a question, with what a passage must hold to answer it.

- id: en-001
  language: en
  question: "Where was the first meeting of the environment ministers?"
  filters: {entity: mechanism:temm, year_from: 2000}
  document: temm.pdf
  holds: ["Seoul", "January 1999"]
  why: Seoul, January 1999

An entry with `unanswerable: true` has no `document` and no `holds`: nothing in the reports answers it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal, Self

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from index.evaluation.errors import EvaluationError
from index.question import LONGEST_QUESTION
from ingest.document import Kind

_Words = Annotated[str, Field(min_length=1)]
_Language = Annotated[str, Field(pattern="^[a-z]{2,3}$")]
_LISTED = BeforeValidator(lambda value: value if isinstance(value, list | tuple) else [value])
"""One value may be written without the brackets of a list."""


class Filters(BaseModel):
    """What the search is narrowed to, as on the command line; a document by its id or the name of its file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity: Annotated[tuple[_Words, ...], _LISTED] = ()
    exclude: Annotated[tuple[_Words, ...], _LISTED] = ()
    basis: Literal["any", "stated", "inferred"] = "any"
    document: Annotated[tuple[_Words, ...], _LISTED] = ()
    language: Annotated[tuple[_Language, ...], _LISTED] = ()
    kind: Annotated[tuple[Kind, ...], _LISTED] = ()
    year_from: int | None = None
    year_to: int | None = None


class RelevanceQuestion(BaseModel):
    """A question with what answers it: a passage of `document` that holds all the words in `holds`.

    `language` is the question's own, by which figures are given. `why`, the answer in a line, and `kind`, what sort of
    question it is, are for the next reader.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: _Words
    language: _Language
    question: Annotated[str, Field(min_length=1, max_length=LONGEST_QUESTION)]
    holds: Annotated[tuple[_Words, ...], _LISTED] = ()
    document: str = ""
    filters: Filters = Filters()
    unanswerable: bool = False
    kind: str = ""
    why: str = ""

    @model_validator(mode="after")
    def _can_be_judged(self) -> Self:
        if self.unanswerable and (self.holds or self.document):
            raise ValueError("unanswerable: what nothing answers can have neither holds nor document")
        if not (self.unanswerable or self.holds or self.document):
            raise ValueError("holds: write the words that a passage must hold to answer, or unanswerable: true")
        return self


def read_questions(path: Path) -> list[RelevanceQuestion]:
    """The questions of a YAML file. Raises `EvaluationError` that names each faulty entry and field."""
    try:
        entries = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise EvaluationError(f"{path} is no question file: {error}") from error
    if not isinstance(entries, list) or not entries:
        raise EvaluationError(f"{path} is no question file: it has no list of entries that begin with '- id: ...'.")
    try:
        questions = TypeAdapter(list[RelevanceQuestion]).validate_python(entries)
    except ValidationError as error:
        raise EvaluationError(_joined(path, (_fault(entries, fault) for fault in error.errors()))) from error
    counts = Counter(question.id for question in questions)
    if repeated := [id for id, count in counts.items() if count > 1]:
        raise EvaluationError(_joined(path, (f"{id}: id: given to {counts[id]} entries" for id in repeated)))
    return questions


def _joined(path: Path, faults: Iterator[str]) -> str:
    return "\n  ".join([f"{path} has entries that can't be used.", *faults])


_IN_PLAIN_WORDS = {
    "missing": "is missing",
    "string_type": "has to be text; put it into quotation marks",
    "extra_forbidden": "there is no such field",
    "model_type": "is no entry with fields, such as 'id: en-001'",
}


def _fault(entries: list[Any], fault: Mapping[str, Any]) -> str:
    """`entry 3 (en-003): filters.year_from: Input should be a valid integer`."""
    number, *fields = fault["loc"]
    id = entries[number].get("id") if isinstance(entries[number], dict) else None
    place = f"entry {number + 1}" + (f" ({id})" if id else "")
    words = _IN_PLAIN_WORDS.get(fault["type"]) or fault["msg"].removeprefix("Value error, ")
    return ": ".join(filter(None, [place, ".".join(str(field) for field in fields), words]))
