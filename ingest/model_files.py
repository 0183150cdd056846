"""An embedding model's files on this machine: found by name, and what they state of themselves.

Knows nothing of encoding; no weights are loaded here.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from ingest.e5_weights import E5_NAME, EmbeddingError, e5_folder

__all__ = ["ModelFiles", "Role", "find_model"]

Role = Literal["query", "passage"]
"""What a text is to the model: a question, or a text that may answer one."""

_ADVICE = (
    "Name a sentence-transformers folder or a model of the Hugging Face hub with --model or SDGSEARCH_MODEL,"
    f" or none for the embedded {E5_NAME}."
)
_PROMPT_NAMES: dict[Role, list[str]] = {"query": ["query"], "passage": ["document", "passage", "corpus"]}
_E5_PROMPTS: dict[Role, str] = {"query": "query: ", "passage": "passage: "}
_USUAL_LIMIT = 512


def find_model(model: str, cache: Path) -> ModelFiles:
    """The files of the model that a person calls `model`.

    The embedded default is written under `cache`; a folder is taken as it is; anything else is a name on the
    Hugging Face hub, and is downloaded to that hub's own cache unless it is there. Raises `EmbeddingError`.
    """
    if model == E5_NAME:
        folder = e5_folder(cache)
        return ModelFiles(model, folder, folder.name)
    folder = Path(model).expanduser().resolve()
    if folder.is_dir():
        return ModelFiles(folder.name, _checked(folder), _digest(folder))
    if model.startswith(("/", ".", "~")):
        raise EmbeddingError(f"There is no folder {model} to read an embedding model from. {_ADVICE}")
    folder = _download(model)
    return ModelFiles(model, _checked(folder), folder.name)


@dataclass(frozen=True)
class ModelFiles:
    """A model's name, its sentence-transformers folder, and a fingerprint that changes with the content."""

    name: str
    folder: Path
    fingerprint: str

    @property
    def tokenizer(self) -> Path:
        """The file that the library tokenizers reads. Raises `EmbeddingError` where there is none."""
        path = self._modules()[0] / "tokenizer.json"
        if path.is_file():
            return path
        raise EmbeddingError(
            f"The embedding model {self.name} has no tokenizer.json to count its tokens with. {_ADVICE}"
        )

    @property
    def dimension(self) -> int:
        """Numbers in a vector, by the last module that states it. Raises `EmbeddingError` where none does."""
        widths = [_width(_read(folder / "config.json")) for folder in self._modules()]
        if any(widths):
            return next(width for width in reversed(widths) if width)
        raise EmbeddingError(f"The embedding model {self.name} does not state the length of its vectors. {_ADVICE}")

    @property
    def limit(self) -> int:
        """Tokens of an input, prompt and marks included; 512 where the files state none."""
        encoder = self._modules()[0]
        stated = (
            _read(encoder / "sentence_bert_config.json").get("max_seq_length"),
            _read(encoder / "tokenizer_config.json").get("model_max_length"),
            _read(encoder / "config.json").get("max_position_embeddings"),
        )
        return min((int(limit) for limit in stated if limit), default=_USUAL_LIMIT)

    def prompt(self, role: Role) -> str:
        """What stands before each text of this role: as configured, or as the E5 models were trained."""
        prompts = _read(self.folder / "config_sentence_transformers.json").get("prompts", {})
        stated = next((prompts[name] for name in _PROMPT_NAMES[role] if prompts.get(name)), "")
        is_e5 = re.search(r"(^|[-_/])e5[-_]", self.name) and "instruct" not in self.name
        return stated or (_E5_PROMPTS[role] if is_e5 else "")

    def _modules(self) -> list[Path]:
        modules = _read(self.folder / "modules.json") or [{"path": ""}]
        return [self.folder / module["path"] for module in modules]


def _width(config: Mapping[str, Any]) -> int:
    """Numbers that a module gives for a text; 0 where its configuration does not say."""
    keys = ("out_features", "embedding_dimension", "word_embedding_dimension", "hidden_size")
    width = next((int(config[key]) for key in keys if key in config), 0)
    flags = [key for key, value in config.items() if key.startswith("pooling_mode_") and value is True]
    modes = config.get("pooling_mode", flags)  # several poolings of one text are put side by side
    return width * max(1, len(modes) if isinstance(modes, list) else 1)


def _checked(folder: Path) -> Path:
    if (folder / "modules.json").is_file() or (folder / "config.json").is_file():
        return folder
    raise EmbeddingError(f"{folder} is no embedding model: it has no modules.json and no config.json. {_ADVICE}")


def _digest(folder: Path) -> str:
    """The hash of names and content of all files but hidden ones and Markdown, on which no vector depends."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and path.suffix != ".md" and not re.search(r"(^|/)\.", name):
            with path.open("rb") as file:
                total.update(f"{name}\0{hashlib.file_digest(file, 'sha256').hexdigest()}\n".encode())
    return total.hexdigest()


def _download(model: str) -> Path:
    """The hub's snapshot of a model; the folder is named after the commit."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.utils.tqdm import disable_progress_bars

    if not sys.stderr.isatty():
        disable_progress_bars()
    settings = ["*.json", "*.txt", "*.model"]
    try:
        folder = Path(snapshot_download(model, allow_patterns=[*settings, "*.safetensors"]))
        if not any(folder.rglob("*.safetensors")):
            folder = Path(snapshot_download(model, allow_patterns=[*settings, "*.bin"]))
    except (OSError, ValueError) as error:
        raise EmbeddingError(
            f"The embedding model {model} is no folder here, and the Hugging Face hub does not give it:"
            f" {str(error).strip().splitlines()[0].rstrip('.')}. {_ADVICE}"
        ) from error
    return folder


def _read(path: Path) -> Any:
    """A JSON file's content; an empty object where there is no such file."""
    try:
        return json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    except ValueError as error:
        raise EmbeddingError(f"{path}, of the embedding model, is not valid JSON: {error}. {_ADVICE}") from error
