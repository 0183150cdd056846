"""Entries that were added to the vocabulary of one data folder, in a TOML file that a person can edit as well."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from pathlib import Path

from filelock import FileLock

from corpus.vocabulary import Entity, Vocabulary, VocabularyError, read_added
from ingest.atomic import write_atomically


class Additions:
    """The entries in the file at `path`, which is made with the first of them. They count from the next build on."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def all(self) -> list[Entity]:
        """Every one, the first first. Raises `VocabularyError` for a file that was spoilt."""
        return self._read(self._path.read_text(encoding="utf-8")) if self._path.exists() else []

    def add(self, entity: Entity, vocabulary: Vocabulary) -> None:
        """Add an entry, or put it in the place of the one with its id; nothing is written that `vocabulary` could not
        be used with. Raises `VocabularyError`.
        """

        def with_it(known: list[Entity]) -> list[Entity]:
            wanted = [*(one for one in known if one.id != entity.id), entity]
            Vocabulary({one.id: one for one in [*vocabulary, *wanted]}.values())
            return wanted

        self._change(with_it)

    def remove(self, id: str) -> bool:
        """Take an entry out; whether there was one."""
        removed: list[Entity] = []

        def without_it(known: list[Entity]) -> list[Entity]:
            removed.extend(one for one in known if one.id == id)
            return [one for one in known if one.id != id]

        self._change(without_it)
        return bool(removed)

    def _change(self, change: Callable[[list[Entity]], list[Entity]]) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(self._path.with_suffix(".lock")):
            text = _HEAD + "".join(map(_entry, change(self.all())))
            self._read(text)
            write_atomically(self._path, text.encode())

    def _read(self, text: str) -> list[Entity]:
        found, problems = read_added(text, self._path.name)
        if problems:
            raise VocabularyError("\n".join(problems))
        return found


_HEAD = """# Entries that were added to the vocabulary here; they count from the next build on.
# Each line of an entry is explained at the top of the package's mechanisms.toml; one with a known id replaces it.
"""


def _entry(entity: Entity) -> str:
    """An entry as TOML; a JSON string or list is one of TOML as well."""
    lines = [f'["{entity.id}"]', f"label = {_json(entity.label)}", *_names(entity)]
    for name in (field.name for field in fields(Entity)):
        value = getattr(entity, name)
        if value and name not in ("id", "kind", "label", "names"):
            lines.append(f"{name} = {_json(value)}")
    return "\n" + "\n".join(lines) + "\n"


def _names(entity: Entity) -> Iterable[str]:
    return (f"names.{language} = {_json(names)}" for language, names in entity.names.items())


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)
