"""The settings that decide what a build makes; a generation's manifest records them."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from ingest.parsers.reading import Ocr, Reading
from ingest.precision import Precision

_READING = Reading()


class IngestSettings(BaseModel):
    """What passages, vectors and mentions are made with: two builds of the same files and these give the same.

    The three prompts and names that are None are the model's own.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    model: str | None = Field(None, description="A sentence-transformers name or folder; None is the embedded model.")
    query_prompt: str | None = Field(None, description="Put before each question; None is the model's own.")
    passage_prompt: str | None = Field(None, description="Put before each passage; None is the model's own.")
    precision: Precision = Field("float32", description="What passages are embedded in; bfloat16 may be twice as fast.")
    passage_tokens: int = Field(400, ge=32, le=2000, description="The longest passage, in the model's tokens.")
    ocr: Ocr = Field("auto", description="Recognise characters in pictures of pages: where there are none, off, force.")
    ocr_languages: tuple[str, ...] = Field((), description="ISO 639 codes, the likeliest first; () goes by the script.")


class Limits(BaseModel):
    """What a build may use of the machine; it changes no result but for files that hit a limit."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    workers: int = Field(2, ge=1, description="Processes that parse files.")
    threads: int | None = Field(None, ge=1, description="Threads of the embedding model; None is one for each core.")
    seconds_per_file: float = Field(900, gt=0, description="A file that takes longer to parse is given up.")
    seconds_per_page: float = Field(_READING.seconds_per_page, gt=0, description="The same for a page of a PDF.")
    pages_per_file: int = Field(_READING.most_pages, ge=1, description="Pages beyond are not read, and named.")
    characters_per_file: int = Field(_READING.most_characters, ge=1, description="Text beyond is not read, and named.")
    memory_per_worker: int = Field(4 * 2**30, ge=2**28, description="Bytes of address space of a parsing process.")


def reading_of(settings: IngestSettings, limits: Limits, password: str = "") -> Reading:
    """How these have a file read that `password` opens."""
    return Reading(
        ocr=settings.ocr,
        ocr_languages=settings.ocr_languages,
        password=password,
        seconds_per_page=limits.seconds_per_page,
        most_pages=limits.pages_per_file,
        most_characters=limits.characters_per_file,
    )
