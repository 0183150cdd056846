"""The embedding model: its identity, its prompts, its tokens, and encoding.

Importing this file is cheap: torch and sentence-transformers are loaded with the first text that is embedded.
"""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ingest.e5_weights import E5_NAME, EmbeddingError
from ingest.model_files import ModelFiles, Role, find_model
from ingest.precision import Precision, identity_in, multiplies_bfloat16
from ingest.query_batches import QueryBatches
from ingest.unit_vectors import unit

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer
    from tokenizers import Tokenizer

    from ingest.packing import PackedEncoder

__all__ = ["Embedder", "EmbeddingError", "batches_by_length", "load_embedder"]

_CPU_BATCH, _GPU_BATCH = 2048, 32768
"""Tokens of a batch, padding included. A CPU core runs 512 to 4096 alike, 8192 a fifth slower (e5-small)."""


def load_embedder(
    model: str | None = None,
    *,
    cache: Path,
    query_prompt: str | None = None,
    passage_prompt: str | None = None,
    precision: Precision = "float32",
    device: str | None = None,
    threads: int | None = None,
) -> Embedder:
    """The model `model`, found but not yet loaded.

    `model` is None or "multilingual-e5-small" for the embedded default (written under `cache` at first use),
    the path of a sentence-transformers folder, or a model's name on the Hugging Face hub. A prompt that is
    None is the model's own. Passages are embedded in `precision`, questions in float32. `device` is
    torch's name of one ("cpu", "cuda:1"), by default CUDA where present. `threads` are torch's CPU threads in
    the whole process; by default OMP_NUM_THREADS, or one for each core.

    Raises `EmbeddingError` when the model cannot be had or its files do not say what is needed.
    """
    files = find_model(model or E5_NAME, cache)
    prompts: dict[Role, str] = {
        "query": files.prompt("query") if query_prompt is None else query_prompt,
        "passage": files.prompt("passage") if passage_prompt is None else passage_prompt,
    }
    return Embedder(files, prompts, precision=precision, device=device, threads=threads)


class Embedder:
    """An embedding model that turns passages and questions into vectors of norm 1; threads may share it.

    `identity` is a name and a hash of the model's files and prompts, and a precision other than float32: vectors of one
    identity may be compared. `dimension` is the length of a vector.
    """

    def __init__(
        self,
        files: ModelFiles,
        prompts: Mapping[Role, str],
        *,
        precision: Precision = "float32",
        device: str | None = None,
        threads: int | None = None,
    ) -> None:
        parts = "\0".join((files.fingerprint, prompts["query"], prompts["passage"]))
        self.identity = identity_in(precision, f"{files.name}@{hashlib.sha256(parts.encode()).hexdigest()[:16]}")
        self.dimension = files.dimension
        self._files, self._prompts, self._precision = files, prompts, precision
        self._device, self._threads = device, threads
        self._limit = files.limit
        self._lock = threading.Lock()
        self._queries = QueryBatches(self.embed_queries)
        self._loaded: SentenceTransformer | None = None
        self._packed: PackedEncoder | None = None

    @cached_property
    def max_tokens(self) -> int:
        """Tokens that a passage may have, as `count_tokens` counts them; what is beyond is not embedded."""
        return self._limit - self._frame("passage")

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """The number of tokens of each text, without its prompt and the marks of start and end."""
        encodings = self._tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        return [len(encoding.ids) for encoding in encodings]

    def embed_passages(
        self, texts: Sequence[str], *, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        """The vectors of `texts` as rows, in their order.

        `on_progress` is called after each batch with the number of texts in it. Raises `EmbeddingError` when
        the weights cannot be loaded, or where bfloat16 would be slower than float32.
        """
        return self._embed(texts, "passage", on_progress)

    def embed_queries(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The vectors of questions as rows, in their order. Raises as `embed_passages` does."""
        return self._embed(texts, "query")

    def embed_query(self, text: str) -> NDArray[np.float32]:
        """The vector of one question, embedded with those that come at the same time. Raises as `embed_passages`."""
        return self._queries.vector(text)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        # Not in threads of its own: the cores are the encoder's, and forked workers would be warned of them.
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        tokenizer = Tokenizer.from_file(str(self._files.tokenizer))
        tokenizer.no_truncation()
        tokenizer.no_padding()
        return tokenizer

    def _frame(self, role: Role) -> int:
        """Tokens of the prompt and of the marks of start and end; the prompt's last blank is the text's."""
        return len(self._tokenizer.encode(self._prompts[role].rstrip()).ids)

    def _embed(
        self, texts: Sequence[str], role: Role, on_progress: Callable[[int], None] | None = None
    ) -> NDArray[np.float32]:
        vectors = np.empty((len(texts), self.dimension), dtype=np.float32)
        if not texts:
            return vectors
        tokens = self._tokens(texts, role)
        for batch in batches_by_length([len(text) for text in tokens], self._batch_tokens()):
            vectors[batch] = self._encode([texts[i] for i in batch], [tokens[i] for i in batch], role)
            if on_progress:
                on_progress(len(batch))
        return vectors

    def _tokens(self, texts: Sequence[str], role: Role) -> list[list[int]]:
        """Each text as the model reads it: with its prompt and the marks of start and end, cut off at the limit."""
        prompted = [(self._prompts[role] + text).strip() for text in texts]
        limit = self._limit
        found = (encoding.ids for encoding in self._tokenizer.encode_batch_fast(prompted))
        return [ids if len(ids) <= limit else [*ids[: limit - 1], ids[-1]] for ids in found]

    def _batch_tokens(self) -> int:
        with self._lock:
            return _CPU_BATCH if self._encoder().device.type == "cpu" else _GPU_BATCH

    def _encode(self, texts: list[str], tokens: list[list[int]], role: Role) -> NDArray[np.float32]:
        import torch

        # Locked batch by batch, so that a question never waits for a whole re-index.
        with self._lock:
            encoder = self._encoder()
            together = role == "query" and len(texts) > 1
            torch.set_num_threads(1 if together else self._usual_threads)  # torch keeps it for the thread that calls
            with torch.autocast(encoder.device.type, torch.bfloat16, enabled=self._in_bfloat16(role)):
                if self._packed and all(tokens):
                    return self._packed.embed(tokens)
                encode = encoder.encode_query if role == "query" else encoder.encode_document
                found = encode(texts, prompt=self._prompts[role], batch_size=len(texts), show_progress_bar=False)
        return unit(np.asarray(found, np.float32))  # here, since bfloat16 puts a norm off by 0.4 %

    @cached_property
    def _usual_threads(self) -> int:
        """Those of passages, and of a question alone. Questions that come together take one, for whoever asked them
        keeps the other cores busy: 8 on two busy cores take 8 ms of the processor each with one thread, 18 with two.
        """
        import torch

        return self._threads or torch.get_num_threads()

    def _in_bfloat16(self, role: Role) -> bool:
        """A question is embedded in float32, since to halve all weights takes longer than one text."""
        if self._precision == "float32" or role == "query":
            return False
        if self._encoder().device.type == "cpu" and not multiplies_bfloat16():
            raise EmbeddingError(
                "This machine's processor has no instructions for bfloat16 (AVX-512 BF16, AMX, or ARM's), and would be"
                " slower with it than with float32. Leave out SDGSEARCH_PRECISION, or use a machine with them or CUDA."
            )
        return True

    def _encoder(self) -> SentenceTransformer:
        if self._loaded is None:
            from ingest.packing import PackedEncoder, can_pack

            self._loaded = _load(self._files, self._device)
            self._packed = PackedEncoder(self._loaded) if can_pack(self._loaded) else None
        return self._loaded


def batches_by_length(lengths: Sequence[int], budget: int) -> Iterator[list[int]]:
    """Divide the positions in `lengths` into batches of like lengths, longest first.

    A batch padded to its longest member takes at most `budget`, unless it has that one member only.
    """
    batch: list[int] = []
    for position in sorted(range(len(lengths)), key=lambda position: -lengths[position]):
        if batch and (len(batch) + 1) * lengths[batch[0]] > budget:
            yield batch
            batch = []
        batch.append(position)
    if batch:
        yield batch


def _load(files: ModelFiles, device: str | None) -> SentenceTransformer:
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        return SentenceTransformer(str(files.folder), device=device, local_files_only=True)
    except Exception as error:  # the code that reads a model may raise anything
        raise EmbeddingError(
            f"The embedding model {files.name} could not be loaded from {files.folder}: {error}"
            " Name another with --model or SDGSEARCH_MODEL, or delete that folder if it is one of a cache."
        ) from error
