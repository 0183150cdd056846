"""Texts side by side in one row instead of one above the other, so that the encoder computes no padding.

Only attention has to know where a text ends; everything else in an encoder goes token by token.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn.functional import normalize, scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface, BertModel
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

_NAME = "packed"


class PackedEncoder:
    """Embeds tokenized texts with the model of a sentence-transformers encoder that `can_pack`."""

    def __init__(self, encoder: SentenceTransformer) -> None:
        model: Any = encoder[0].auto_model
        model.set_attn_implementation(_NAME)
        self._model = model

    def embed(self, texts: Sequence[Sequence[int]]) -> NDArray[np.float32]:
        """The vectors, of norm 1, of texts given as tokens, marks of start and end included; longest first."""
        lengths = [len(text) for text in texts]
        tokens = torch.tensor([[token for text in texts for token in text]])
        places = torch.cat([torch.arange(length) for length in lengths])[None]
        with torch.inference_mode():
            words = self._model(input_ids=tokens, position_ids=places, lengths=lengths).last_hidden_state[0]
            means = torch.stack([own.mean(dim=0) for own in words.split(lengths)])
            vectors: NDArray[np.float32] = normalize(means, dim=1).numpy()
        return vectors


def can_pack(encoder: SentenceTransformer) -> bool:
    """Whether it is a BERT on the CPU whose vector is the mean of its tokens': the embedded model, and many others."""
    pooling = encoder[1] if len(encoder) > 1 else None
    modes = getattr(pooling, "pooling_mode", None)
    is_bert = type(getattr(encoder[0], "auto_model", None)) is BertModel
    plain = all(type(module).__name__ in ("Transformer", "Pooling", "Normalize") for module in encoder)
    return is_bert and plain and modes in ("mean", ("mean",), ["mean"]) and encoder.device.type == "cpu"


def _attention(
    module: torch.nn.Module,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    *,
    lengths: Sequence[int] | None = None,
    **settings: Any,
) -> tuple[Tensor, None]:
    """As transformers' own, and where texts are packed each attends to itself alone.

    Texts of one length are computed at once, with neither mask nor padding.
    """
    if lengths is None:
        mixed, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **settings)
        return mixed, None
    mixed = torch.empty_like(query.transpose(1, 2), memory_format=torch.contiguous_format)
    for start, end, length in _runs(lengths):
        q, k, v = (_texts(part[0, :, start:end], length) for part in (query, key, value))
        found = scaled_dot_product_attention(q, k, v, scale=settings.get("scaling"))
        mixed[0, start:end] = found.transpose(1, 2).flatten(0, 1)
    return mixed, None


def _texts(states: Tensor, length: int) -> Tensor:
    """Heads x tokens x width of texts in a row -> texts x heads x `length` x width."""
    return states.view(len(states), -1, length, states.shape[-1]).transpose(0, 1)


def _runs(lengths: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """First and end token of neighbours of one length, and that length."""
    start = 0
    for length, group in groupby(lengths):
        end = start + length * len(list(group))
        yield start, end, length
        start = end


AttentionInterface.register(_NAME, _attention)
AttentionMaskInterface.register(_NAME, sdpa_mask)
