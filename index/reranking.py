"""The cross-encoder that the settings may name: it reads a question and a passage together, slowly and well.

Nothing is loaded before the first question that it is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index.errors import RerankerError

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

_BATCH = 8


class Reranker:
    """A sentence-transformers CrossEncoder, by its name on the Hugging Face hub or its folder; threads may share it."""

    def __init__(self, model: str) -> None:
        self.model = model
        self._lock = threading.Lock()
        self._loaded: CrossEncoder | None = None

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """How well each text answers, 0 to 1. Raises `RerankerError` where the model can't be loaded or used."""
        from torch.nn import Sigmoid

        with self._lock:
            self._loaded = self._loaded or _load(self.model)
            pairs = [(question, text) for text in texts]
            found = self._loaded.predict(pairs, batch_size=_BATCH, activation_fn=Sigmoid(), show_progress_bar=False)
            return [float(score) for score in found]


def _load(model: str) -> CrossEncoder:
    from sentence_transformers import CrossEncoder

    try:
        loaded: CrossEncoder = CrossEncoder(model)
    except Exception as error:  # the code that reads a model may raise anything
        reason = str(error).strip().partition("\n")[0].rstrip(".")
        raise RerankerError(f"The reranker {model} could not be loaded: {reason}. {_ADVICE}") from error
    if loaded.num_labels != 1:
        raise RerankerError(f"The reranker {model} gives {loaded.num_labels} scores a passage, not one. {_ADVICE}")
    return loaded


_ADVICE = "Name a sentence-transformers CrossEncoder or its folder with SDGSEARCH_RERANKER, or unset that."
