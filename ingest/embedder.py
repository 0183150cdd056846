"""The embedding model that settings name, loaded once in a process."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from ingest.embedding import Embedder, load_embedder
from ingest.precision import Precision
from ingest.settings import IngestSettings


def embedder_in(models: Path, settings: IngestSettings, threads: int | None) -> Embedder:
    """The model with its prompts; the embedded one is unpacked under `models`. Raises as `load_embedder` does."""
    prompts = (settings.query_prompt, settings.passage_prompt)
    return _embedder(models, settings.model, *prompts, settings.precision, threads)


@cache
def _embedder(
    models: Path,
    model: str | None,
    query_prompt: str | None,
    passage_prompt: str | None,
    precision: Precision,
    threads: int | None,
) -> Embedder:
    return load_embedder(
        model,
        cache=models,
        query_prompt=query_prompt,
        passage_prompt=passage_prompt,
        precision=precision,
        threads=threads,
    )
